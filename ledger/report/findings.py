"""Findings to text: for a terminal, and as versioned JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ledger.diagnostics import Diagnostic, Severity
from ledger.paths import spelt_out
from ledger.plurals import counted

VERSION: Final = 1
_CONFLICT: Final = "GIT002"
_OF_MERGING: Final = frozenset({_CONFLICT, "GIT003"})


def fails(findings: Iterable[Diagnostic], *, strict: bool) -> bool:
    """Whether a check fails: an unwaived error, with `strict` an unwaived warning too."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in grave and finding.waived is None for finding in findings)


def conflict_of(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What hinders a change from merging into its base, which is then all there is to tell: the rest is of its head.

    Nothing for one that merges, or whose conflict is waived.
    """
    found = tuple(finding for finding in findings if finding.code in _OF_MERGING)
    return found if any(finding.code == _CONFLICT and finding.waived is None for finding in found) else ()


def as_text(
    findings: Sequence[Diagnostic], projects: int, beside: Sequence[Diagnostic] = ()
) -> Iterator[tuple[str, Severity | None]]:
    """Lines for a terminal with the severity that colours them (None for plain ones); the last line sums up.

    Those `beside` the change are counted there only.
    """
    for finding in findings:
        where = f"{spelt_out(finding.location.path)}:{finding.location.line}:{finding.location.column}"
        severity = Severity.NOTE if finding.waived is not None else finding.severity
        word = "waived" if finding.waived is not None else finding.severity.value
        yield f"{where}: {word} {finding.code}: {spelt_out(finding.message)}", severity
        if finding.waived is not None:
            yield f"    waived: {finding.waived}", None
        elif finding.hint:
            yield f"    hint: {spelt_out(finding.hint)}", None
    yield summary(findings, projects, beside), None


def summary(findings: Iterable[Diagnostic], projects: int, beside: Sequence[Diagnostic] = ()) -> str:
    """How much was found, in one line; of what is `beside` the change, in how many projects."""
    said = f"{counted(projects, 'project')} checked: {_counts(findings) or 'nothing to report'}"
    if not beside:
        return said
    others = counted(len({one.project for one in beside}), "project")
    return f"{said}; {_counts(beside)} in {others} that this change leaves alone: see 'ledger check'"


def _counts(findings: Iterable[Diagnostic]) -> str:
    counts = Counter("waived" if finding.waived is not None else finding.severity.value for finding in findings)
    parts = [counted(counts[severity.value], severity.value) for severity in Severity if counts[severity.value]]
    parts += [f"{counts['waived']} waived"] if counts["waived"] else []
    return ", ".join(parts)


def as_json(findings: Iterable[Diagnostic]) -> dict[str, Any]:
    """The findings in their versioned JSON shape."""
    return {"version": VERSION, "diagnostics": [finding_json(finding) for finding in findings]}


def finding_json(finding: Diagnostic) -> dict[str, Any]:
    """One finding in its JSON shape."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "message": finding.message,
        "hint": finding.hint,
        "project": finding.project,
        "waived": finding.waived,
    }
