"""`ledger explain`: what a finding means."""

import sys
from typing import Annotated

import typer

from ledger.cli.terminal import print_all, print_json, print_lines


def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A code such as DOC001, or its family, DOC; all without one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Explain what a finding means and why it matters, with a bad and a good example."""
    from ledger.report import explanations as report

    family = code if code is not None and report.is_family(code) else None
    found = report.explanation(code) if code is not None and family is None else None
    if as_json:
        print_json(report.as_json(found) if found else report.overview_json(family))
    elif found is None:
        print_lines(report.overview(family))
    elif sys.stdout.isatty():
        from rich.markdown import Markdown

        print_all([Markdown(report.as_text(found), hyperlinks=False)])
    else:
        typer.echo(report.as_text(found), nl=False)
