"""`ledger doctor`: is this machine, this clone and this ledger in order."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_json, print_lines


def doctor(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--mend", help="First finish or take back what an interrupted command has left.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Tell whether this machine, this clone and this ledger are in order, and what to do if not."""
    from ledger import doctor as examination
    from ledger.report import checkups

    at = invocation_of(context)
    if mend:
        _mend(at.directory)
    found = tuple(examination.examine(at.directory, at.today))
    if as_json:
        print_json(checkups.as_json(found))
    else:
        print_lines(checkups.as_text(found))
    if any(one.remedy and one.grave for one in found):
        raise typer.Exit(FINDINGS)


def _mend(directory: Path) -> None:
    from ledger.edges.gitrepo import open_repository
    from ledger.edit.desk import held

    with held(open_repository(directory)) as recovered:
        print_lines([(recovered or "no command was interrupted here", None)], err=True)
