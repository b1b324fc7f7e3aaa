"""Findings as GitLab reads them: a code quality report."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ledger.diagnostics import Diagnostic, Severity

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def as_json(findings: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """One entry a finding, in order; a waived one is only information."""
    found = tuple(findings)
    return [_one(finding, mark) for finding, mark in zip(found, fingerprints(found), strict=True)]


def _one(finding: Diagnostic, fingerprint: str) -> dict[str, Any]:
    hint = f" ({finding.hint})" if finding.hint else ""
    said = f"{finding.message}{hint}" if finding.waived is None else f"{finding.message} (waived: {finding.waived})"
    return {
        "description": said,
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": "info" if finding.waived is not None else _SEVERITIES[finding.severity],
        "location": {"path": finding.location.path, "lines": {"begin": finding.location.line}},
    }


def fingerprints(findings: Iterable[Diagnostic]) -> Iterator[str]:
    """What tells a finding from all others and stays when its line moves: 64 hexadecimal digits each.

    Findings that say the same of the same file are told apart by their order.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        same = (finding.code, finding.location.path, finding.message)
        text = "\0".join((*same, str(seen[same])))
        seen[same] += 1
        yield hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
