"""`ledger init`: start a ledger."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.invocation import Invocation


def init(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the ledger stands.")] = Path(),
    forge: Annotated[str, typer.Option(help="Where the repository is hosted: github or gitlab.")] = "github",
    flow: Annotated[
        str, typer.Option(help="The flow of new projects: startup, six-step, kanban or product.")
    ] = "startup",
    title: Annotated[
        str | None, typer.Option(help="What the ledger is called; the folder's name when left out.")
    ] = None,
) -> None:
    """Start a ledger in an empty folder or an existing repository; a file that is there stays as it is."""
    from ledger.scaffold.begin import begin
    from ledger.scaffold.report import of_ledger

    invocation: Invocation = context.obj
    typer.echo(of_ledger(begin(invocation.directory / directory, forge=forge, flow=flow, title=title)))
