"""Two states of one project to the events between them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from ledger.edges.gitlog import Commit
from ledger.past.states import Folder, Past, PhaseFacts
from ledger.records.flow import Flow, leads_back
from ledger.records.model import Event
from ledger.records.papers import Approval, Card, Task
from ledger.words import HALTED_BY, PROJECTS_DIR, VOTES, Decision, EventKind, TaskStatus, status_move

# Votes stay in the order of their document: the latest word of a person is what counts.
_ORDER = {kind: list(EventKind).index(EventKind.APPROVED if kind in VOTES else kind) for kind in EventKind}
_DECISIONS = frozenset(Decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event before it is known in which commit it landed and how the project is called at last."""

    kind: EventKind
    origin: str | None = None
    target: str | None = None
    because: str | None = None
    note: str | None = None
    phase: str | None = None
    task: str | None = None
    title: str | None = None
    gate: str | None = None
    role: str | None = None
    by: str | None = None
    of: str | None = None
    of_other_content: bool = False


def event_of(
    draft: Draft, commit: Commit, project: str, *, iteration: int | None, flow: str | None, delivered_by: str | None
) -> Event:
    """The event that a draft becomes: its time is that of the mainline commit, in UTC."""
    return Event(
        project=project,
        kind=draft.kind,
        commit=commit.id,
        time=commit.moment,
        author=commit.author,
        subject=commit.subject,
        origin=draft.origin,
        target=draft.target,
        because=draft.because,
        note=draft.note,
        phase=draft.phase,
        iteration=iteration,
        task=draft.task,
        title=draft.title,
        gate=draft.gate,
        role=draft.role,
        by=draft.by,
        of=draft.of,
        of_other_content=draft.of_other_content,
        flow=flow,
        delivered_by=delivered_by,
    )


def drafts(old: Folder, new: Folder, base: Past, old_path: str | None, path: str, *, entered: int) -> tuple[Draft, ...]:
    """What happened between two states, in the order of EventKind, votes in that of their document.

    `old_path` is set for a renamed folder.
    `entered` is how many times the project had entered the phase that it was in. `base` has the flows
    as they were before: as in the rules, a change of them does not judge the move beside it.
    """
    found = [*_renamed(old_path, path), *_moves(old, new, base, entered), *_tasks(old, new), *_votes(old, new)]
    return tuple(sorted(found, key=lambda draft: _ORDER[draft.kind]))


def _renamed(old_path: str | None, path: str) -> Iterator[Draft]:
    if old_path is not None:
        below = f"{PROJECTS_DIR}/"
        yield Draft(kind=EventKind.RENAMED, origin=old_path.removeprefix(below), target=path.removeprefix(below))


def _moves(old: Folder, new: Folder, base: Past, entered: int) -> Iterator[Draft]:
    match old.card, new.card:
        case None, Card() as card:
            yield Draft(kind=EventKind.CREATED, target=card.phase, phase=card.phase)
            if card.status in HALTED_BY:
                # No status was left: the project was born this way, so the event has neither origin nor target.
                yield Draft(kind=HALTED_BY[card.status], phase=card.phase, **_reason(card, card.status))
        case Card() as card, None:
            yield Draft(kind=EventKind.REMOVED, origin=card.phase, phase=card.phase)
        case Card() as before, Card() as card:
            yield from _phase_moves(before, card, (base.flow(before), new.flow, old.flow))
            yield from _iterations(before, card, max(entered, _iteration(old, card.phase)), new)
            yield from _status_moves(before, card)


class _Reason(TypedDict, total=False):
    because: str | None
    note: str | None


def _reason(card: Card, to: str | None) -> _Reason:
    move = card.move
    return {"because": move.because, "note": move.note} if move and move.to == to else {}


def _phase_moves(before: Card, card: Card, flows: tuple[Flow | None, ...]) -> Iterator[Draft]:
    if before.phase != card.phase:
        is_back = leads_back(before.phase, card.phase, flows)
        kind = EventKind.BACKTRACKED if is_back else EventKind.ADVANCED
        reason: _Reason = _reason(card, card.phase) if kind is EventKind.BACKTRACKED else {}
        yield Draft(kind=kind, origin=before.phase, target=card.phase, phase=card.phase, **reason)


def _iterations(before: Card, card: Card, counted: int, new: Folder) -> Iterator[Draft]:
    """Another iteration: the number rises above what was counted; up to there it is corrected."""
    phase = card.phase
    if before.phase == phase and _iteration(new, phase) > counted:
        yield Draft(kind=EventKind.ITERATED, origin=phase, target=phase, phase=phase, **_reason(card, phase))


def _iteration(folder: Folder, phase: str | None) -> int:
    return (phase and folder.facts(phase).iteration) or 0


def _status_moves(before: Card, card: Card) -> Iterator[Draft]:
    if before.status == card.status or card.status is None:
        return
    kind = status_move(before.status, card.status)
    yield Draft(kind=kind, origin=before.status, target=card.status, phase=card.phase, **_reason(card, card.status))


def _rewritten(old: Folder, new: Folder) -> Iterator[tuple[str, PhaseFacts, PhaseFacts]]:
    """The phase documents that are not what they were, each with what it held before and holds now."""
    for phase, facts in sorted(new.documents.items()):
        if (before := old.facts(phase)) is not facts:
            yield phase, before, facts


def _votes(old: Folder, new: Folder) -> Iterator[Draft]:
    for phase, before, facts in _rewritten(old, new):
        for vote in added_votes(before.approvals, facts.approvals):
            if vote.decision in _DECISIONS:
                cast = _vote(vote, EventKind(vote.decision), phase)
                yield replace(cast, of_other_content=vote.of != facts.digest)
        for vote in before.approvals:
            covered = vote.decision == Decision.APPROVED and vote.of is not None and vote.of == before.digest
            if covered and facts.digest != before.digest:
                # The vote's note tells why it was given, which is no reason for its end.
                yield replace(_vote(vote, EventKind.LAPSED, phase), note=None)


def added_votes(before: tuple[Approval, ...], after: tuple[Approval, ...]) -> tuple[Approval, ...]:
    """The entries that one state of a document has more than another, in the document's order."""
    if before == after:
        return ()
    left = Counter(vote.entry for vote in before)
    added = []
    for vote in after:
        if left[vote.entry]:
            left[vote.entry] -= 1
        else:
            added.append(vote)
    return tuple(added)


def _vote(vote: Approval, kind: EventKind, phase: str) -> Draft:
    return Draft(kind=kind, phase=phase, gate=vote.gate, role=vote.role, by=vote.by, of=vote.of, note=vote.note)


def _tasks(old: Folder, new: Folder) -> Iterator[Draft]:
    for phase, before, facts in _rewritten(old, new):
        known = {task.id: task.status for task in before.tasks}
        for task in facts.tasks:
            yield from _task(task, known.get(task.id), phase)


def _task(task: Task, was: TaskStatus | None, phase: str) -> Iterator[Draft]:
    kind = {TaskStatus.DOING: EventKind.TASK_STARTED, TaskStatus.DONE: EventKind.TASK_DONE}.get(
        task.status or TaskStatus.TODO
    )
    if kind and task.status != was:
        yield Draft(kind=kind, phase=phase, task=task.id, title=task.title)
