"""`ledger hook`: the gate on a server that receives pushes."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_lines

hook = typer.Typer(no_args_is_help=True, help="The same gate on any git server, as a hook that git runs.")

Branch = Annotated[str | None, typer.Option(metavar="NAME", help="The ledger's branch; the one of HEAD when left out.")]
EveryBranch = Annotated[bool, typer.Option("--every-branch", help="Check other branches too, against this one.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse for warnings too.")]


@hook.command("pre-receive")
def pre_receive(
    context: typer.Context,
    *,
    branch: Branch = None,
    every_branch: EveryBranch = False,
    strict: Strict = False,
) -> None:
    """Judge a push before it lands: git runs this on the server and tells it the refs on standard input."""
    from ledger.edges.ambient import reading_a_push
    from ledger.pushes import judge_push, updates_of
    from ledger.report.push import as_lines, refuses

    at = invocation_of(context)
    updates = updates_of(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))
    with reading_a_push():
        verdicts = tuple(judge_push(at.directory, updates, today=at.today, branch=branch, every_branch=every_branch))
    print_lines(as_lines(verdicts, strict=strict), err=True)
    if any(refuses(verdict, strict=strict) for verdict in verdicts):
        raise typer.Exit(FINDINGS)


@hook.command("install")
def install(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The repository that receives pushes.")] = Path(),
    *,
    branch: Branch = None,
    every_branch: EveryBranch = False,
    strict: Strict = False,
) -> None:
    """Write the hook into a repository on the server; a hook that is there stays as it is."""
    from ledger.scaffold.hook import install as write

    given = [*(["--branch", branch] if branch else []), *(["--every-branch"] * every_branch), *(["--strict"] * strict)]
    typer.echo(f"wrote {write(invocation_of(context).directory / directory, sys.executable, given)}")
