"""`ledger import`: a ledger that exists elsewhere, told again as one of ours."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import day_of, invocation_of
from ledger.cli.terminal import print_lines, progress_bar

if TYPE_CHECKING:
    from ledger.imports.make import Wish
    from ledger.imports.run import Outcome

imports = typer.Typer(no_args_is_help=True, rich_markup_mode=None, invoke_without_command=True)

MapOption = Annotated[
    str,
    typer.Option("--map", metavar="MAP", help="The mapping: a file, or the name of one that comes with the program."),
]
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the ledger is written: absent or empty.")]
KeepOption = Annotated[
    bool, typer.Option("--keep-going", help="Write the ledger even if values are left that the mapping does not name.")
]
WaiveOption = Annotated[
    str | None,
    typer.Option("--waive-until", metavar="DATE", help="Waive until DATE what phases that were left still lack."),
]


@imports.callback()
def import_(
    context: typer.Context,
    names: Annotated[bool, typer.Option("--list", help="List the mappings that come with the program.")] = False,
    show: Annotated[
        str | None, typer.Option(metavar="MAP", help="Print one of them, to start a mapping of your own from.")
    ] = None,
) -> None:
    """Make a ledger of one that exists elsewhere, keeping dates, authors and messages."""
    from ledger.imports.plan_file import builtin_mappings, shown_mapping

    if names:
        typer.echo("\n".join(builtin_mappings()))
    elif show is not None:
        typer.echo(shown_mapping(show), nl=False)
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@imports.command("markdown")
def markdown(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A git repository with a file for each project.")],
    mapping: MapOption,
    out: OutOption,
    revision: Annotated[str, typer.Option(metavar="REV", help="The commit of the source to import.")] = "HEAD",
    keep_going: KeepOption = False,
    waive_until: WaiveOption = None,
) -> None:
    """Make a ledger of a repository of Markdown files: each commit that changes one becomes a commit."""
    from ledger.imports.run import import_markdown

    at, wish = invocation_of(context).directory, _wish(context, out, keep_going, waive_until)
    _tell(lambda progress: import_markdown(at / source, _near(at, mapping), wish, revision, progress), wish)


@imports.command("jira")
def jira(
    context: typer.Context,
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="Issues with their changelog: JSON, or CSV.")],
    mapping: MapOption,
    out: OutOption,
    keep_going: KeepOption = False,
    waive_until: WaiveOption = None,
) -> None:
    """Make a ledger of an export of Jira issues: each change becomes a commit, moves back included."""
    from ledger.imports.run import import_jira

    at, wish = invocation_of(context).directory, _wish(context, out, keep_going, waive_until)
    _tell(lambda progress: import_jira(at / export, _near(at, mapping), wish, progress), wish)


def _near(at: Path, mapping: str) -> str:
    return str(at / mapping) if (at / mapping).is_file() else mapping


def _wish(context: typer.Context, out: Path, keep_going: bool, waive_until: str | None) -> "Wish":
    from ledger.imports.make import Wish

    at = invocation_of(context)
    until = day_of(waive_until, "--waive-until")
    return Wish(directory=at.directory / out, today=at.today, keep_going=keep_going, waive_until=until)


def _tell(work: "Callable[[Callable[[int, int], None]], Outcome]", wish: "Wish") -> None:
    from ledger.imports.outcome import fails, outcome_lines

    with progress_bar("reading the source") as progress:
        outcome = work(progress)
    print_lines((line, None) for line in outcome_lines(outcome, wish.directory))
    if fails(outcome):
        raise typer.Exit(FINDINGS)
