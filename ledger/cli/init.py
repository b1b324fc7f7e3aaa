"""`ledger init`: start a ledger."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of


def init(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the ledger stands.")] = Path(),
    *,
    title: Annotated[
        str | None, typer.Option(help="What the ledger is called; the folder's name when left out.")
    ] = None,
    flow: Annotated[
        str | None, typer.Option(help="The flow of new projects: startup, six-step, kanban or product.")
    ] = None,
    forge: Annotated[str | None, typer.Option(help="Where it is hosted: github, gitlab or none.")] = None,
    account: Annotated[str | None, typer.Option(help="Your account there, for CODEOWNERS and reviews.")] = None,
    people: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="'NAME <EMAIL> ROLES'", help="Somebody who takes part; may be repeated."),
    ] = None,
    project: Annotated[str | None, typer.Option(metavar="SLUG", help="Start this project as well.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: what is not given takes its default.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written and write nothing.")] = False,
) -> None:
    """Start a ledger in an empty folder or an existing repository; a file that is there stays as it is.

    On a terminal it asks for what is not given, and each question has a default.
    """
    from ledger.cli.questions import asked, defaults
    from ledger.scaffold import report
    from ledger.scaffold.begin import begin, planned, would_write

    at = invocation_of(context)
    home = at.directory / directory
    given = defaults(title=title, flow=flow, forge=forge, account=account, people=people, project=project)
    is_asking = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    beginning = planned(home, asked(home, given) if is_asking else given.wishes, today=at.today)
    if dry_run:
        typer.echo(report.of_plan(beginning, would_write(beginning)))
    else:
        typer.echo(report.of_ledger(beginning, begin(beginning)))
