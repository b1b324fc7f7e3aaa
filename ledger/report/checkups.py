"""The doctor's findings to text and JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from ledger.diagnostics import Severity
from ledger.doctor import Checkup


def as_text(found: Iterable[Checkup]) -> Iterator[tuple[str, Severity | None]]:
    """One line for each thing looked at, and what to do about it beneath."""
    for one in found:
        severity = None if one.remedy is None else Severity.ERROR if one.grave else Severity.WARNING
        mark = {None: "ok", Severity.WARNING: "look", Severity.ERROR: "bad"}[severity]
        yield f"{mark:5}{one.what}: {one.found}", severity
        if one.remedy:
            yield f"     {one.remedy}", None


def as_json(found: Iterable[Checkup]) -> dict[str, Any]:
    """The same as versioned JSON."""
    return {"version": 1, "checkups": [asdict(one) for one in found]}
