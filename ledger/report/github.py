"""Findings as GitHub reads them: annotations on the lines of a change."""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.diagnostics import Diagnostic, Severity

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def annotations(findings: Iterable[Diagnostic]) -> Iterator[str]:
    """One workflow command a finding, each a single line whatever the finding quotes; a waived one is a notice."""
    for finding in findings:
        place = finding.location
        properties = {
            "file": place.path,
            "line": str(place.line),
            "col": str(place.column),
            "title": f"{finding.code}{f' in {finding.project}' if finding.project else ''}",
        }
        said = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items())
        yield f"::{_command(finding)} {said}::{_escaped(_text(finding), _IN_DATA)}"


def _command(finding: Diagnostic) -> str:
    return "notice" if finding.waived is not None else _COMMANDS[finding.severity]


def _text(finding: Diagnostic) -> str:
    if finding.waived is not None:
        return f"{finding.message}\nwaived: {finding.waived}"
    return f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
