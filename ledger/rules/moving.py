"""Which move brought a project to where its card says it is, and whether the card gives the reason that it needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.diagnostics import Diagnostic, did_you_mean
from ledger.plurals import either
from ledger.records.flow import Flow, leads_back
from ledger.records.model import Event, Project
from ledger.rules.finding import card_place, finding
from ledger.words import HALTING, MOVES, RETURNS, STATUS_AFTER, EventKind, Status, status_move

_NEED_REASON = RETURNS | {EventKind.PAUSED, EventKind.CANCELLED}
_NOUNS = {
    EventKind.BACKTRACKED: "a way back",
    EventKind.ITERATED: "another iteration",
    EventKind.PAUSED: "a pause",
    EventKind.CANCELLED: "a cancellation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One move: `origin` and `target` are phases, or statuses for a move between statuses."""

    kind: EventKind
    origin: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a project is: what two states must differ in for a move to lie between them.

    `iteration` is that of the document, or what the history has `counted` so far; 0 where there is none.
    """

    phase: str
    status: Status
    iteration: int


def position_of(project: Project) -> Position | None:
    """Where the card says the project is, or None when it does not say; its flow may have lost the phase."""
    card = project.card
    if card is None or card.phase is None or card.status is None:
        return None
    document = project.document or project.strays.get(card.phase)
    return Position(phase=card.phase, status=card.status, iteration=(document and document.iteration) or 0)


def moves_between(before: Position, after: Position, *flows: Flow | None) -> tuple[Made, ...]:
    """The moves from what was counted to where a project is as the history tells them: phase first, then status.

    The `flows` tell ways back from steps forward, as in `leads_back`.
    """
    made: list[Made] = []
    if before.phase != after.phase:
        is_back = leads_back(before.phase, after.phase, flows)
        kind = EventKind.BACKTRACKED if is_back else EventKind.ADVANCED
        made.append(Made(kind=kind, origin=before.phase, target=after.phase))
    elif _is_iterated(before, after):
        made.append(Made(kind=EventKind.ITERATED, origin=before.phase, target=after.phase))
    if before.status is not after.status:
        made.append(Made(kind=status_move(before.status, after.status), origin=before.status, target=after.status))
    return tuple(made)


def _is_iterated(before: Position, after: Position) -> bool:
    return before.phase == after.phase and after.iteration > before.iteration > 0


def entries(project: Project, phase: str) -> int:
    """How many times the history saw the project enter a phase."""
    return max((visit.iteration for visit in project.visits if visit.phase == phase), default=0)


def counted(project: Project, phase: str) -> int:
    """The number above which a document tells of another iteration; 0 for a phase that was never entered.

    Up to the entries that the history saw, and up to the number that landed, a document is only corrected.
    """
    entered = entries(project, phase)
    return max(entered, project.landed_iterations.get(phase, 0)) if entered else 0


def iterations(project: Project, phase: str, flow: Flow, entered: int) -> tuple[int, ...]:
    """What a document may give as its iteration when its phase was entered so many times, the expected number first.

    A project that came into the ledger in a later phase may have been in the earlier ones before: once more counts.
    """
    first = flow.position(project.visits[0].phase) if project.visits else None
    place = flow.position(phase)
    earlier = first is not None and place is not None and place < first
    return (entered, entered + 1) if earlier else (entered,)


def place_left(project: Project, flow: Flow) -> int:
    """The place, counted from 0, of the phase that a project leaves; -1 where it has been in none that the flow has.

    Out of a phase that the flow does not have any more it goes on from the one from which it had advanced there; one
    that went back to it, from the last it has been in of those that came before it by then.
    """
    phase = project.phase
    place, visits = flow.position(phase), project.visits
    for before, after in zip(reversed(visits[:-1]), reversed(visits), strict=False):
        if place is None and after.phase == phase and before.ended_by is EventKind.ADVANCED:
            phase = before.phase
            place = flow.position(phase)
    told = project.told_flow
    if place is None and told is not None and (stood := told.position(project.phase or "")) is not None:
        earlier = {one.id for one in told.phases[:stood]}
        places = (flow.position(visit.phase) for visit in visits if visit.phase in earlier)
        place = max((one for one in places if one is not None), default=None)
    return -1 if place is None else place


def passed(project: Project, phase: str | None, flow: Flow) -> int:
    """How many phases of the flow lie before one; before one that the flow does not have, those of the way there do."""
    place = flow.position(phase)
    return place_left(project, flow) + 1 if place is None else place


def landed(project: Project) -> Position | None:
    """Where the history left the project, also when it removed it, or None for one that has not landed."""
    if not project.visits:
        return None
    phase = project.visits[-1].phase
    entered = (STATUS_AFTER[event.kind] for event in reversed(project.events) if event.kind in STATUS_AFTER)
    return Position(phase=phase, status=next(entered, Status.ACTIVE), iteration=counted(project, phase))


def is_removed(project: Project) -> bool:
    """Whether the history saw the project removed, and not come back."""
    return bool(project.visits) and project.visits[-1].left is not None


def is_iterating(project: Project) -> bool:
    """Whether the card tells of another iteration of the current phase that has not landed yet."""
    was, now, move = landed(project), position_of(project), project.move
    is_same = bool(was and now and move and move.to == now.phase == was.phase and now.iteration > was.iteration)
    return is_same and not is_removed(project)


def last_moves(project: Project, flow: Flow) -> tuple[Made, ...]:
    """The moves that were made last and together: those that have not landed yet, else those of the last commit."""
    was, now = landed(project), position_of(project)
    if was is None or now is None:
        return ()
    if (was.phase, was.status) != (now.phase, now.status) or is_iterating(project):
        if is_removed(project):
            return ()
        return moves_between(was, now, project.landed_flow, flow, project.told_flow)
    moves = _moves(project)
    # A project that was created in a status, which it still has, had none to come from or go to in its event.
    return tuple(
        Made(kind=event.kind, origin=event.origin or "", target=event.target or now.status)
        for event in moves
        if event.commit == moves[-1].commit
    )


def _moves(project: Project) -> list[Event]:
    """The moves of a project, oldest first; those before a removal do not count when it began anew in another phase."""
    found: list[Event] = []
    left = None
    for event in project.events:
        if event.kind is EventKind.REMOVED:
            left = event.origin
        elif event.kind is EventKind.CREATED and event.target != left:
            found.clear()
        elif event.kind in MOVES:
            found.append(event)
    return found


def reason_findings(project: Project, moves: tuple[Made, ...], flow: Flow) -> Iterator[Diagnostic]:
    """MOV003: the card's `move` is missing although a move needs it, or gives a reason that the flow does not allow."""
    move, targets = project.move, {made.target for made in moves}
    if move is not None and move.to not in targets:
        return  # the card's move is an older one: a finding of its own
    for made in moves:
        if made.kind not in _NEED_REASON:
            continue
        allowed = _allowed(made, flow)
        if allowed is None:
            continue  # a way back that the flow does not list is a finding of its own
        if move is None or move.to != made.target:
            yield _missing(project, made, allowed)
        elif move.because is None:
            if allowed or not move.note:
                yield _missing(project, made, allowed)
        elif allowed and move.because not in allowed:
            yield finding(
                "MOV003",
                card_place(project, "move", "because"),
                f"the reason for {_NOUNS[made.kind]} must be {either(allowed)}, found '{move.because}'",
                did_you_mean(move.because, allowed),
                project,
            )


def _allowed(made: Made, flow: Flow) -> tuple[str, ...] | None:
    """The reasons that the flow allows for a move; empty when any will do, None when the move itself is not listed."""
    if made.kind is EventKind.CANCELLED:
        return flow.cancel.because
    if made.kind is EventKind.PAUSED:
        return ()
    way = flow.way_back(made.origin, made.target)
    return way.because if way else None


def _missing(project: Project, made: Made, allowed: tuple[str, ...]) -> Diagnostic:
    what = either(allowed) if allowed else "a reason or a note"
    where = ("move",) if project.move else ("status" if made.kind in HALTING else "phase",)
    example = f"because: {allowed[0]}" if allowed else "note: why"
    return finding(
        "MOV003",
        card_place(project, *where, key=True),
        f"{_NOUNS[made.kind]} must say why ({what}), found no reason for the move to {made.target}",
        f"write 'move: {{to: {made.target}, {example}}}' into the card",
        project,
    )
