"""Findings as SARIF 2.1.0, which code scanning tools read."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from ledger import __version__
from ledger.codes import CODES
from ledger.diagnostics import Diagnostic
from ledger.report.explanations import explanation
from ledger.report.gitlab import fingerprints

VERSION: Final = "2.1.0"
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "SRCROOT"


def as_json(findings: Iterable[Diagnostic]) -> dict[str, Any]:
    """A log with one run: every code is a rule with its explanation, every finding a result, in order."""
    found = tuple(findings)
    rules = {code: number for number, code in enumerate(CODES)}
    driver = {"name": "project-ledger", "version": __version__, "rules": [_rule(code) for code in rules]}
    marks = fingerprints(found)
    results = [_result(one, rules[one.code], mark) for one, mark in zip(found, marks, strict=True)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": VERSION, "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    about = explanation(code)
    return {
        "id": code,
        "shortDescription": {"text": about.title},
        "help": {"text": about.text, "markdown": about.text},
        "defaultConfiguration": {"level": about.severity.value},
        "properties": {"tags": [about.family]},
    }


def _result(finding: Diagnostic, rule: int, fingerprint: str) -> dict[str, Any]:
    place = finding.location
    uri = quote(place.path.encode("utf-8", "surrogateescape"), safe="/")
    result = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": f"{finding.message}\n{finding.hint}" if finding.hint else finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": _ROOT},
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
        "partialFingerprints": {"ledger/v1": fingerprint},
    }
    if finding.waived is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.waived}]
    return result
