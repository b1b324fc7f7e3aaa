"""What a mapping names must be there: phases, reasons, gates, roles, parts of a path."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, did_you_mean
from ledger.records.flow import Flow
from ledger.records.front_matter import mapping, mappings
from ledger.text.document import Document

NAME: Final = re.compile(r"\{([^{}]*)\}")
_TARGETS: Final = ("card", "current")


def fault(code: str, document: Document, message: str, hint: str, *path: str | int) -> Diagnostic:
    """A finding at a value of the mapping."""
    return diagnostic(code, document.value_place(*path), message, hint)


def ballot_phase(gate: str, flow: Flow) -> str | None:
    """The phase that has a gate."""
    return next((phase.id for phase in flow.phases for one in phase.gates if one.id == gate), None)


def check_plan(document: Document, flow: Flow) -> tuple[Diagnostic, ...]:
    """Every name in a mapping that stands for nothing."""
    return (
        *_states(document, flow),
        *_ways(document, flow),
        *_ballots(document, flow),
        *_bodies(document, flow),
        *_parts(document),
        *_zone(document),
    )


def _states(document: Document, flow: Flow) -> Iterator[Diagnostic]:
    for at, layer in mappings(document.meta, "states"):
        seen: set[str] = set()
        for value, meaning in layer["values"].items():
            path = ("states", at, "values", value)
            stated = {"phase": meaning} if isinstance(meaning, str) else meaning
            if "phase" in stated:
                yield from _phase(document, flow, stated["phase"], *path)
            if "because" in stated and stated.get("status") == "cancelled" and flow.cancel.because:
                yield from _reason(document, stated["because"], flow.cancel.because, *path)
            if (folded := value.strip().casefold()) in seen:
                yield fault("REF012", document, f"a value must stand once, found '{value}' again", "keep one", *path)
            seen.add(folded)


def _phase(document: Document, flow: Flow, phase: str, *path: str | int) -> Iterator[Diagnostic]:
    known = [one.id for one in flow.phases]
    if phase not in known:
        message = f"the phase must be one of the flow '{flow.id}', found '{phase}'"
        yield fault("REF002", document, message, did_you_mean(phase, known), *path)


def _reason(document: Document, because: str, known: Iterable[str], *path: str | int) -> Iterator[Diagnostic]:
    if because not in (allowed := tuple(known)):
        message = f"the reason must be one that the flow allows, found '{because}'"
        yield fault("MOV003", document, message, did_you_mean(because, allowed), *path)


def _ways(document: Document, flow: Flow) -> Iterator[Diagnostic]:
    back = mapping(document.meta, "back") or {}
    if "because" in back:
        known = [reason for way in flow.backtracks for reason in way.because]
        yield from _reason(document, back["because"], known, "back", "because")
    removed = mapping(document.meta, "removed") or {}
    if "because" in removed and flow.cancel.because:
        yield from _reason(document, removed["because"], flow.cancel.because, "removed", "because")


def _ballots(document: Document, flow: Flow) -> Iterator[Diagnostic]:
    gates = {gate.id: gate for phase in flow.phases for gate in phase.gates}
    for at, one in mappings(document.meta, "approvals"):
        if ("field" in one) == ("to" in one):
            message = "an approval must name either a 'field' or the value 'to' that it enters"
            yield fault("SCH004", document, message, "keep one of the two", "approvals", at)
        gate = gates.get(one["gate"])
        if gate is None:
            message = f"the gate must be one of the flow '{flow.id}', found '{one['gate']}'"
            yield fault("REF010", document, message, did_you_mean(one["gate"], gates), "approvals", at, "gate")
        elif one["role"] not in gate.approvals:
            message = f"the role must be one that the gate '{gate.id}' asks, found '{one['role']}'"
            hint = did_you_mean(one["role"], gate.approvals)
            yield fault("REF010", document, message, hint, "approvals", at, "role")


def _bodies(document: Document, flow: Flow) -> Iterator[Diagnostic]:
    body = mapping(document.meta, "body") or {}
    known = [*_TARGETS, *(phase.id for phase in flow.phases)]
    stated: dict[tuple[str, ...], Any] = {("sections", name): one for name, one in body.get("sections", {}).items()}
    if "rest" in body:
        stated[("rest",)] = body["rest"]
    for path, target in stated.items():
        if target not in known:
            message = f"a text must go to the card, the current document or a phase, found '{target}'"
            yield fault("REF002", document, message, did_you_mean(target, known), "body", *path)


def _parts(document: Document) -> Iterator[Diagnostic]:
    stated: Mapping[str, Any] = document.meta["project"]
    files = document.meta.get("files", [])
    patterns = [files] if isinstance(files, str) else files
    named = {name for pattern in patterns for name in NAME.findall(pattern)}
    for name in sorted(one for one in named if not one.isidentifier()):
        message = f"a part of the path must be called by a word, found '{name}'"
        yield fault("SCH005", document, message, "write it like {slug}", "files")
    for name, pick in stated.items():
        for place in pick if isinstance(pick, list) else [pick]:
            for part in NAME.findall(place) if isinstance(place, str) else []:
                if part not in named:
                    message = f"a part of the path must stand in 'files', found '{part}'"
                    yield fault("REF007", document, message, did_you_mean(part, named), "project", name)


def _zone(document: Document) -> Iterator[Diagnostic]:
    zone = document.meta.get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        message = f"the zone must be one of the time zone database, found '{zone}'"
        yield fault("SCH004", document, message, "write it like Europe/Berlin", "zone")
