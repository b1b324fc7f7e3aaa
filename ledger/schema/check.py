"""Compares a document with its schema: every finding at once, each with its place."""

from collections.abc import Iterable
from dataclasses import replace

from ledger.diagnostics import Diagnostic, in_order
from ledger.schema.compiled import Compiled, Part
from ledger.schema.fault import Fault
from ledger.text.document import Document
from ledger.text.strict_yaml import Path


def _worded(part: Part, document: Document) -> list[Fault]:
    from ledger.schema.failures import failures  # noqa: PLC0415  jsonschema costs more to import than most runs take
    from ledger.schema.wording import faults  # noqa: PLC0415  the same

    worded = [fault for failure in failures(part.text, document.meta) for fault in faults(failure)]
    if not worded:  # the fast validator has the last word: what it refuses is never passed over
        worded = [
            Fault(
                code="SCH004",
                path=tuple(error.instance_path),
                message=f"a value must be what its schema allows: {error.message[:200]}",
                hint="change the value",
            )
            for error in part.judge.iter_errors(document.meta)
        ]
    mistyped = {fault.path for fault in worded if fault.code == "SCH003"}
    return [fault for fault in worded if fault.code == "SCH003" or fault.at_key or fault.path not in mistyped]


def _joined(parts: Iterable[Part], document: Document) -> Iterable[Fault]:
    """The faults of all parts; a ledger's own schema adds only what the built-in one has not said."""
    joined: dict[tuple[str, Path, str], Fault] = {}
    for part in parts:
        for fault in () if part.judge.is_valid(document.meta) else _worded(part, document):
            hinted = replace(fault, hint=_asked_by(part.origin, fault)) if part.origin else fault
            joined.setdefault((fault.code, fault.path, fault.subject), hinted)
    return joined.values()


def _asked_by(origin: str, fault: Fault) -> str:
    """The hint of what only the ledger's own schema asks for: a field that it lacks may be newer than the copy."""
    older = "; if that is a copy of an older one, remove it and run 'ledger schema --write'"
    return f"{fault.hint} (asked for by {origin} of this ledger{older if fault.code == 'SCH001' else ''})"


def check(document: Document, schema: Compiled, *, project: str | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with the document (SCH001 to SCH006), in order of place; empty when it is as it must be."""
    if schema.is_valid(document.meta):
        return ()
    return in_order(fault.finding(document, project) for fault in _joined(schema.parts, document))
