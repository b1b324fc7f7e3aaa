"""What is said to whoever pushed: git shows it line by line, with `remote:` before each."""

from collections.abc import Iterable, Iterator

from ledger.diagnostics import Severity
from ledger.pushes import Verdict
from ledger.report.findings import as_text, fails


def refuses(verdict: Verdict, *, strict: bool) -> bool:
    """Whether a push is refused for what is said of one of its refs."""
    return verdict.refusal is not None or fails((*verdict.findings, *verdict.beside), strict=strict)


def as_lines(verdicts: Iterable[Verdict], *, strict: bool) -> Iterator[tuple[str, Severity | None]]:
    """Lines with the severity that colours them: findings, then for each ref whether it may be moved."""
    for verdict in verdicts:
        name = verdict.ref.removeprefix("refs/heads/")
        if strict and verdict.beside:  # they refuse the push as well
            yield from as_text((*verdict.findings, *verdict.beside), verdict.projects)
        elif verdict.findings:
            yield from as_text(verdict.findings, verdict.projects, verdict.beside)
        if verdict.refusal is not None:
            yield f"ledger: {name} stays as it was: {verdict.refusal}", Severity.ERROR
        elif refuses(verdict, strict=strict):
            yield f"ledger: {name} stays as it was: mend what was found and push again", Severity.ERROR
