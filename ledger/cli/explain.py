"""`ledger explain`: what a finding means."""

import sys
from typing import Annotated

import typer

from ledger.cli.terminal import print_all, print_json, print_lines


def explain(
    code: Annotated[str | None, typer.Argument(help="A code such as DOC001; all codes are listed without one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Explain what a finding means and why it matters, with a bad and a good example."""
    from ledger.report import explanations as report

    found = report.explanation(code) if code is not None else None
    if as_json:
        print_json(report.as_json(found) if found else report.overview_json())
    elif found is None:
        print_lines(report.overview())
    elif sys.stdout.isatty():
        from rich.markdown import Markdown

        print_all([Markdown(report.as_text(found), hyperlinks=False)])
    else:
        typer.echo(report.as_text(found), nl=False)
