"""`ledger codeowners`: who is asked to review which file."""

from typing import Annotated, Literal

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of


def codeowners(
    context: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="Write the CODEOWNERS file instead of printing it.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail when the CODEOWNERS file is out of date.")] = False,
    forge: Annotated[Literal["github", "gitlab"], typer.Option(help="Whose accounts and file.")] = "github",
) -> None:
    """Print who is asked to review which file, from people, roles and projects, as the forge reads it."""
    from ledger.assemble import load
    from ledger.edit import codeowners as edit
    from ledger.forge.codeowners import codeowners as text_of
    from ledger.forge.codeowners import keepers

    if write and check:
        raise typer.BadParameter("either write it or check it", param_hint="--check")
    at = invocation_of(context)
    ledger = load(at.directory, today=at.today)
    text = text_of(ledger, forge)
    if not keepers(ledger.policy, forge):
        typer.echo(f"nobody in ledger.yml has an account, so nobody can be asked: add '{forge}: ACCOUNT'", err=True)
    if write:
        typer.echo(edit.write(at.directory, text, forge))
    elif check and (problem := edit.problem(at.directory, text, forge)):
        typer.echo(problem)
        raise typer.Exit(FINDINGS)
    elif not check:
        typer.echo(text, nl=False)
