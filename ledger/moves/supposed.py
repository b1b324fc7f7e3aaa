"""A move that nobody made yet: the project as it would be, and the edits that make it so."""

from dataclasses import dataclass, replace

from ledger.diagnostics import Location
from ledger.plurals import either
from ledger.records.blank import begun, blank_document, in_order
from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.records.papers import Card, Move, PhaseDocument
from ledger.rules.finding import card_place
from ledger.rules.moving import entries, passed
from ledger.rules.passages import is_unreadable
from ledger.words import EventKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing to write, or to remove, at a place."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """The project after the move, and the edits that the move itself takes.

    `unwritten` says that the phase left has no document; an empty one stands in for it. `unread` says that it has one
    which cannot be read, so that nobody knows what it lacks.
    """

    project: Project
    kind: EventKind
    edits: tuple[Edit, ...]
    unwritten: bool
    unread: bool = False


def suppose(before: Project, now: Project, target: str, flow: Flow) -> Supposed:
    """The move of a project from where its base has it to a phase of the flow; both cards must be readable."""
    origin = before.phase
    if origin is None or now.card is None:
        raise ValueError("a project without a readable card cannot move")
    kind = _kind(before, origin, target, flow)
    edits: list[Edit] = []
    card = _card(now, now.card, target, kind, flow, origin, edits)
    documents = dict(now.documents)
    unwritten = origin not in documents and flow.phase(origin) is not None
    if unwritten:
        documents[origin] = blank_document(now, origin, max(entries(before, origin), 1))
    documents[target] = _entered(now, documents.get(target), target, entries(before, target) + 1, edits)
    files = now.files | {f"{origin}.md", f"{target}.md"}
    project = replace(now, card=card, documents=in_order(documents, flow), files=files)
    unread = unwritten and is_unreadable(now, origin)
    return Supposed(project=project, kind=kind, edits=tuple(edits), unwritten=unwritten, unread=unread)


def suppose_completed(now: Project) -> Supposed:
    """The completion of a project where it is; its card must be readable."""
    if now.card is None:
        raise ValueError("a project without a readable card cannot be completed")
    card, files = replace(now.card, status=Status.COMPLETED, move=None), now.files | {f"{now.phase}.md"}
    project = replace(begun(now), card=card, files=files)
    unwritten, unread = now.document is None, is_unreadable(now, now.phase or "")
    return Supposed(project=project, kind=EventKind.COMPLETED, edits=(), unwritten=unwritten, unread=unread)


def _kind(before: Project, origin: str, target: str, flow: Flow) -> EventKind:
    if origin == target:
        return EventKind.ITERATED
    earlier = flow.phases[: passed(before, origin, flow)]
    return EventKind.BACKTRACKED if any(phase.id == target for phase in earlier) else EventKind.ADVANCED


def _card(now: Project, card: Card, target: str, kind: EventKind, flow: Flow, origin: str, edits: list[Edit]) -> Card:
    if card.phase != target:
        edits.append(Edit(location=card_place(now, "phase"), text=f"phase: {target}"))
    move = card.move
    if kind is EventKind.ADVANCED:
        if move is not None:
            edits.append(Edit(location=card_place(now, "move", key=True), text="remove 'move'"))
        move = None
    else:
        way = flow.way_back(origin, target)
        allowed = way.because if way else ()
        if move is None or move.to != target or (allowed and move.because not in allowed):
            reason, *others = allowed or ("a reason",)
            or_else = f"  # or {either(tuple(others))}" if others else ""
            text = f"move: {{to: {target}, because: {reason}, note: what was learned}}{or_else}"
            edits.append(Edit(location=card_place(now, "move", key=True), text=text))
            move = Move(to=target, because=reason, note="what was learned", evidence=None)
    return replace(card, phase=target, move=move, status=Status.ACTIVE)


def _entered(
    now: Project, document: PhaseDocument | None, target: str, iteration: int, edits: list[Edit]
) -> PhaseDocument:
    """The document of the phase entered: there, and for the right time."""
    if document is None:
        text = f"a new document with 'phase: {target}' and 'iteration: {iteration}'"
        edits.append(Edit(location=Location(path=f"{now.folder}/{target}.md"), text=text))
        return blank_document(now, target, iteration)
    if document.iteration == iteration:
        return document
    edits.append(Edit(location=document.source.value_place("iteration"), text=f"iteration: {iteration}"))
    return replace(document, iteration=iteration, fields={**document.fields, "iteration": iteration})
