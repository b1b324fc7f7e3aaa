"""`ledger check`: what is wrong, and whether the change is allowed."""

from typing import Annotated, Literal

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_json, print_lines

Format = Literal["text", "json"]


def check(
    context: typer.Context,
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="Also judge the change since REV, under REV's policy.")
    ] = None,
    style: Annotated[Format, typer.Option("--format", help="How to print the findings.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    strict: Annotated[bool, typer.Option(help="Fail on warnings too.")] = False,
) -> None:
    """Check every file of the ledger, and with --base the change that a pull request makes."""
    from ledger import assemble, rules
    from ledger.report import findings as report

    at = invocation_of(context)
    change = assemble.load_change(at.directory, base=base, today=at.today) if base is not None else None
    ledger = change.after if change else assemble.load(at.directory, today=at.today)
    found = rules.judge(ledger, change)
    if as_json or style == "json":
        print_json(report.as_json(found))
    else:
        print_lines(report.as_text(found, len(ledger.projects)))
    if report.fails(found, strict=strict):
        raise typer.Exit(FINDINGS)
