"""A move that somebody asks for to the edits that make it, or one sentence why it cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.edit.splices import Drop, Edit, Put
from ledger.forms.template import phase_document
from ledger.paths import inside
from ledger.plurals import either
from ledger.records.flow import Flow
from ledger.records.kpi import defined_kpis
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.moving import entries, iterations, passed
from ledger.rules.passages import is_unreadable
from ledger.selection import present_project
from ledger.words import CARD_NAME, CLOSED, PHASE_MOVES, STATUS_AFTER, UNDER_WAY, WAKES, EventKind, Status

VERBS: Final[Mapping[EventKind, str]] = {
    EventKind.ADVANCED: "advance",
    EventKind.BACKTRACKED: "backtrack",
    EventKind.ITERATED: "iterate",
    EventKind.PAUSED: "pause",
    EventKind.RESUMED: "resume",
    EventKind.CANCELLED: "cancel",
    EventKind.COMPLETED: "complete",
    EventKind.REOPENED: "reopen",
}
_LEAVES: Final = {
    EventKind.PAUSED: frozenset({Status.ACTIVE}),
    EventKind.RESUMED: frozenset({Status.PAUSED}),
    EventKind.CANCELLED: UNDER_WAY,
    EventKind.COMPLETED: UNDER_WAY,
    EventKind.REOPENED: CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A move that somebody asks for; `to` is the phase of a way back, the rest is what the card will say of it."""

    project: str
    kind: EventKind
    to: str | None = None
    because: str | None = None
    note: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a move writes: `edits` of files that are there, and `fresh` ones, by path from the ledger's root.

    `origin` and `target` are phases, or statuses for a move between statuses. `iteration` is that of a phase entered.
    """

    project: Project
    request: Request
    origin: str
    target: str
    edits: Mapping[str, tuple[Edit, ...]]
    fresh: Mapping[str, str]
    iteration: int | None = None


def planned(ledger: Ledger, request: Request, *, today: date) -> Plan:
    """The plan of a move. Raises LedgerError when there can be no such move, whatever is written first."""
    project = present_project(ledger, request.project)
    flow, phase = project.flow, project.phase
    if project.malformed or project.card is None or flow is None or phase is None or not flow.phases:
        raise LedgerError(f"the card of '{project.slug}' cannot be read as it is: see 'ledger check' and mend it first")
    if request.evidence is not None:
        request = replace(request, evidence=inside(request.evidence, project.folder))
    if request.kind in PHASE_MOVES:
        return _between_phases(project, flow, phase, request, today)
    if flow.phase(phase) is None:
        raise LedgerError(_lost(project, flow, phase))
    return _between_statuses(project, flow, request)


def _lost(project: Project, flow: Flow, phase: str) -> str:
    """What is said of a project whose phase its flow has no more: it goes on, or back, to one that there is."""
    place, verbs = passed(project, phase, flow), []
    if on := flow.phases[place : place + 1]:
        verbs.append(f"'ledger advance {project.slug}' takes it on to {on[0].id}")
    if back := tuple(one.id for one in flow.phases[:place]):
        verbs.append(f"'ledger backtrack {project.slug}' takes it back to {either(back)}")
    return f"'{project.slug}' is in {phase}, which the flow '{flow.id}' has no more: {' and '.join(verbs)}"


def document_at(project: Project, phase: str) -> PhaseDocument:
    """The document of a phase. Raises LedgerError when it is not there, or when it cannot be read."""
    document, path = project.documents.get(phase), f"{project.folder}/{phase}.md"
    if document is None and is_unreadable(project, phase):
        raise LedgerError(f"'{path}' cannot be read as it is: see 'ledger check' and mend it first")
    if document is None:
        opens = "write it first" if phase == project.phase else f"a move to {phase} opens it"
        raise LedgerError(f"'{path}' is not there: {opens}")
    return document


def _between_phases(project: Project, flow: Flow, origin: str, request: Request, today: date) -> Plan:
    if project.status is not Status.ACTIVE:
        wake = f"'ledger {WAKES[project.status]} {project.slug}'"
        raise LedgerError(f"'{project.slug}' is {project.status}, so it does not move between phases: {wake} first")
    target = _target(project, flow, origin, request)
    card = f"{project.folder}/{CARD_NAME}"
    edits: list[Edit] = [Put(path=("phase",), value=target)] if target != origin else []
    if request.kind is not EventKind.ADVANCED:
        way = flow.way_back(origin, target)
        others = _other_ways(flow, origin, request.because)
        _refuse_reason(request, way.because if way else None if flow.phase(origin) else (), others)
        edits.append(_move(target, request))
    elif project.card_source and "move" in project.card_source.meta:
        edits.append(Drop(key="move"))
    iteration = _iteration(project, flow, target)
    document = project.documents.get(target)
    path = f"{project.folder}/{target}.md"
    known: dict[str, tuple[Edit, ...]] = {card: tuple(edits)}
    fresh = {}
    if document is None:
        if f"{target}.md" in project.files:
            raise LedgerError(f"'{path}' cannot be read as it is: see 'ledger check' and mend it first")
        phase = flow.phase(target)
        if phase is not None:
            kpis = tuple(defined_kpis(tuple(project.documents.values())))
            fresh[path] = phase_document(flow, phase, iteration=iteration, start=today, kpis=kpis)
    elif document.iteration != iteration:
        known[path] = (Put(path=("iteration",), value=iteration, after="phase"),)
    return Plan(
        project=project,
        request=request,
        origin=origin,
        target=target,
        edits={path: edits for path, edits in known.items() if edits},
        fresh=fresh,
        iteration=iteration,
    )


def _iteration(project: Project, flow: Flow, target: str) -> int:
    """How many times the phase will have been entered; of a project that came in later, once more may count."""
    allowed = iterations(project, target, flow, entries(project, target) + 1)
    document = project.documents.get(target)
    was_there = document is not None and document.iteration is not None and document.iteration >= allowed[0]
    return allowed[-1] if was_there else allowed[0]


def _target(project: Project, flow: Flow, origin: str, request: Request) -> str:
    if request.kind is EventKind.ADVANCED:
        return _next_phase(project, flow, origin)
    if request.kind is EventKind.BACKTRACKED:
        return _earlier_phase(project, flow, origin, request.to)
    if flow.phase(origin) is None:
        raise LedgerError(_lost(project, flow, origin))
    return origin


def _next_phase(project: Project, flow: Flow, origin: str) -> str:
    place = passed(project, origin, flow)
    following = flow.phases[place + 1 if flow.phase(origin) else place :]
    if not following and flow.phase(origin) is None:
        raise LedgerError(_lost(project, flow, origin))
    if not following:
        over = f"'ledger complete {project.slug}' when it is over"
        raise LedgerError(f"'{project.slug}' is in {origin}, the last phase of the flow '{flow.id}': {over}")
    return following[0].id


def _earlier_phase(project: Project, flow: Flow, origin: str, to: str | None) -> str:
    ways = list(dict.fromkeys(way.target for way in flow.backtracks if way.origin == origin and way.target != origin))
    earlier = [phase.id for phase in flow.phases[: passed(project, origin, flow)]]
    if not earlier and flow.phase(origin) is None:
        raise LedgerError(_lost(project, flow, origin))
    if not earlier:
        raise LedgerError(
            f"'{project.slug}' is in {origin}, the first phase of the flow '{flow.id}', so it cannot go back: "
            f"'ledger iterate {project.slug}' goes through it once more"
        )
    if to is None:
        raise LedgerError(
            f"it is not said where '{project.slug}' goes back to: add --to ({' or '.join(ways or earlier)})"
        )
    if flow.phase(to) is None:
        raise LedgerError(f"the flow '{flow.id}' has no phase '{to}': {did_you_mean(to, ways or earlier)}")
    if to not in earlier:
        instead = f"ledger {'iterate' if to == origin else 'advance'} {project.slug}"
        raise LedgerError(f"{to} is not before {origin}, so this is no way back: '{instead}' moves it there")
    return to


def _between_statuses(project: Project, flow: Flow, request: Request) -> Plan:
    was, target = project.status, STATUS_AFTER[request.kind]
    if was not in _LEAVES[request.kind]:
        raise LedgerError(_no_such_status_move(project, request.kind, was, target))
    if request.kind is EventKind.CANCELLED:
        _refuse_reason(request, flow.cancel.because)
    elif request.kind is EventKind.PAUSED and not (request.because or request.note):
        raise LedgerError("a pause must say why: add --note, so that somebody can take it up again")
    edits: tuple[Edit, ...] = (
        Put(path=("status",), value=target.value, after="phase"),
        _move(target.value, request),
    )
    return Plan(
        project=project,
        request=request,
        origin=was.value,
        target=target.value,
        edits={f"{project.folder}/{CARD_NAME}": edits},
        fresh={},
    )


def _no_such_status_move(project: Project, kind: EventKind, was: Status, target: Status) -> str:
    if was is target:
        return f"'{project.slug}' is {was} already: there is nothing to do"
    verb = WAKES.get(was)
    advice = f"'ledger {verb} {project.slug}' makes it active" if verb else "there is nothing to wake"
    return f"'{project.slug}' is {was}, so '{VERBS[kind]}' is not its next move: {advice}"


def _other_ways(flow: Flow, origin: str, reason: str | None) -> tuple[str, ...]:
    """What the flow allows out of a phase for a reason, in words."""
    ways = (way.target for way in flow.backtracks if way.origin == origin and reason in way.because)
    return tuple(f"to iterate in {to}" if to == origin else f"to go back to {to}" for to in ways)


def _refuse_reason(request: Request, allowed: tuple[str, ...] | None, others: tuple[str, ...] = ()) -> None:
    """Refuse a reason that the flow does not know; of a way that it does not list, the rules have more to say.

    `others` are the ways for which it is one.
    """
    verb = VERBS[request.kind]
    if allowed and request.because is None:
        raise LedgerError(f"'{verb}' must say why: add --because ({' or '.join(allowed)})")
    if allowed and request.because not in allowed:
        hint = f"it is one {either(others)}" if others else did_you_mean(request.because or "", allowed)
        raise LedgerError(f"'{request.because}' is no reason that the flow allows here: {hint}")
    if allowed == () and not (request.because or request.note):
        raise LedgerError(f"'{verb}' must say why: add --because or --note")


def _move(target: str, request: Request) -> Edit:
    facts: dict[str, Any] = {
        "to": target,
        "because": request.because,
        "note": request.note,
        "evidence": request.evidence,
    }
    value = {name: text for name, text in facts.items() if text is not None}
    return Put(path=("move",), value=value, after="status")
