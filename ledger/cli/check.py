"""`ledger check`: what is wrong, and whether the change is allowed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_json, print_lines

if TYPE_CHECKING:
    from ledger.diagnostics import Diagnostic
    from ledger.forge.reviews import Review
    from ledger.records.model import Change

    _Apart = tuple[Sequence[Diagnostic], Sequence[Diagnostic]]  # what concerns the change, what stands beside it

Format = Literal["text", "json", "github", "gitlab", "sarif"]


def check(
    context: typer.Context,
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="Also judge the change since REV, under REV's policy.")
    ] = None,
    style: Annotated[Format, typer.Option("--format", help="How to print the findings.")] = "text",
    reviews: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --base: the forge's list of reviews, as JSON; they attest votes."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    strict: Annotated[bool, typer.Option(help="Fail on warnings too.")] = False,
) -> None:
    """Check every file of the ledger, and with --base the change that a pull request makes."""
    from ledger import assemble, rules
    from ledger.report.findings import conflict_of, fails
    from ledger.views.changes import apart

    at, given = invocation_of(context), _reviews(reviews, base)
    change = assemble.load_change(at.directory, base=base, today=at.today, reviews=given) if base is not None else None
    ledger = change.after if change else assemble.load_files(at.directory, today=at.today)
    found = rules.judge(ledger, change)
    if conflict := conflict_of(found):
        found, change = conflict, None  # nor does it make a move that could be told
    its = apart(change, found) if change and not strict else (found, ())
    _print("json" if as_json else style, found, its, len(ledger.projects))
    if style == "github" and (place := os.environ.get("GITHUB_STEP_SUMMARY")):
        _summarise(Path(place), change, its, len(ledger.projects))
    if fails(found, strict=strict):
        raise typer.Exit(FINDINGS)


def _reviews(file: Path | None, base: str | None) -> "tuple[Review, ...]":
    from ledger.forge.files import read_reviews

    if file is not None and base is None:
        raise typer.BadParameter("reviews belong to a change: name its base with --base", param_hint="--reviews")
    return read_reviews(file) if file is not None else ()


def _summarise(place: Path, change: "Change | None", its: "_Apart", projects: int) -> None:
    from ledger.diagnostics import LedgerError
    from ledger.moves.why import why
    from ledger.report.summary import MOST_ANSWERS, as_markdown
    from ledger.views.changes import between_phases, change_rows

    rows = change_rows(change) if change else ()
    answers = [why(change, slug) for slug in between_phases(rows)[:MOST_ANSWERS]] if change else []
    text = as_markdown(rows, answers, its[0], projects, its[1])
    try:
        with place.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise LedgerError(f"the job's summary '{place}' cannot be written: {error.strerror}") from error


def _print(style: Format, found: "Sequence[Diagnostic]", its: "_Apart", projects: int) -> None:
    """What people read tells of the change; what programs read holds every finding, and they compare."""
    from ledger.report import findings, github, gitlab, sarif

    own, beside = its
    match style:
        case "text":
            print_lines(findings.as_text(own, projects, beside))
        case "json":
            print_json(findings.as_json(found))
        case "github":
            print_lines((line, None) for line in (*github.annotations(own), findings.summary(own, projects, beside)))
        case "gitlab":
            print_json(gitlab.as_json(found))
        case "sarif":
            print_json(sarif.as_json(found))
