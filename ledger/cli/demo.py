"""`ledger demo`: a ledger to look at, made by the product itself."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of


def demo(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A directory that is absent or empty.")] = Path(
        "demo"
    ),
    site: Annotated[bool, typer.Option("--site/--no-site", help="Build its site as well.")] = True,
) -> None:
    """Make a demonstration ledger with two years of history, check it and build its site."""
    from ledger.demo.make import make
    from ledger.demo.tour import findings_line, tour
    from ledger.site.serve import build_at
    from ledger.site.terminal import progress_of

    home = invocation_of(context).directory / directory
    with progress_of() as progress:
        progress("telling the story")
        made = make(home)
        progress("checking the ledger")
        checked = findings_line(home, made)
        built = build_at(home, made.today, out=Path("site"), progress=progress).out if site else None
    for line in tour(home, made, checked=checked, site=built):
        typer.echo(line)
