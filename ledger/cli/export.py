"""`ledger export`: the whole ledger for a notebook, a database or a BI tool."""

from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import typer

from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_document, print_lines

Form: TypeAlias = Literal["json", "csv", "sqlite", "parquet"]
Name: TypeAlias = Literal[
    "ledger", "columns", "projects", "events", "approvals", "stays", "phases", "tasks", "kpis", "people"
]
_BY_SUFFIX: Final[dict[str, Form]] = {
    ".json": "json",
    ".csv": "csv",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".parquet": "parquet",
}


def export(
    context: typer.Context,
    form: Annotated[
        Form | None, typer.Option("--format", help="What to write; by the name of --out when left out, else json.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The file, or for csv and parquet the folder; '-' prints it.")
    ] = None,
    sheet: Annotated[
        Name | None, typer.Option(metavar="SHEET", help="Only this sheet, such as events, as one csv or parquet file.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DATE|REV", help="As it was at the end of DATE (UTC), or at REV.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that 'ledger export' did not write.")] = False,
) -> None:
    """Export the whole ledger: projects, events, votes, stays, tasks and KPIs as JSON, CSV, SQLite or Parquet."""
    out = None if out == Path("-") else out
    chosen = _chosen(form, out, sheet)
    from ledger.export import run
    from ledger.site.terminal import progress_of

    here = invocation_of(context)
    place = out and here.directory / out
    wish = run.Wish(format=run.Format(chosen), out=place, sheet=sheet, at=at, force=force)
    with progress_of() as progress:
        done = run.export(here.directory, here.today, wish, progress)
    if out is None:
        print_document(done.only)
    else:
        print_lines([(f"{done.words} in {out}", None)])


def _chosen(form: Form | None, out: Path | None, sheet: str | None) -> Form:
    """The format, by what is asked for and where it goes; what cannot be is a wrong use of the command."""
    suffix = out.suffix.lower() if out else ""
    chosen = form or (_BY_SUFFIX.get(suffix) if out else "csv" if sheet else "json")
    if chosen is None:
        raise typer.BadParameter(f"say whether '{out}' is to be json, csv, sqlite or parquet", param_hint="--format")
    is_whole = chosen in {"json", "sqlite"}
    if sheet and is_whole:
        raise typer.BadParameter(f"{chosen} holds every sheet; one alone is csv or parquet", param_hint="--sheet")
    if out is None and chosen in {"sqlite", "parquet"}:
        raise typer.BadParameter(f"{chosen} is not for a terminal: say where to write it", param_hint="--out")
    if not is_whole and not sheet and (out is None or suffix in _BY_SUFFIX):
        why = f"{chosen} is a file for each sheet: name a folder for them, or one sheet with --sheet"
        raise typer.BadParameter(why, param_hint="--out")
    return chosen
