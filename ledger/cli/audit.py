"""`ledger audit`: the whole history judged again."""

from typing import Annotated

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_all, print_json, progress_bar


def audit(
    context: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(metavar="SHA", help="Only what landed after SHA, once it is proven to be still there."),
    ] = None,
    strict: Annotated[bool, typer.Option(help="Fail on warnings too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Judge every landed move again, under the policy of its time and under today's, and grade every vote."""
    from ledger import audit as audits
    from ledger.report import audit as report
    from ledger.report.findings import fails

    at = invocation_of(context)
    with progress_bar("replaying") as progress:
        found = audits.read(at.directory, today=at.today, since=since, progress=progress)
    if as_json:
        print_json(report.audit_json(found))
    else:
        print_all(report.in_full(found))
    if fails(found.then, strict=strict):
        raise typer.Exit(FINDINGS)
