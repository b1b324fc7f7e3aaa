"""Votes that have done their work: one for a cancellation, or for going back, holds for one such move."""

from collections import Counter
from typing import Final, TypeAlias

from ledger.records.model import Event, Project
from ledger.records.papers import Approval
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, VOTES, EventKind

_Entry: TypeAlias = tuple[str | None, ...]

_USED_BY: Final = {
    EventKind.CANCELLED: CANCEL_GATE,
    EventKind.BACKTRACKED: BACKTRACK_GATE,
    EventKind.ITERATED: BACKTRACK_GATE,
}


def used_up(past: Project, now: Project) -> frozenset[Approval]:
    """The entries in the documents of a project whose move has landed with them or since; `past` has its events.

    A way back uses those in the document of the phase that it left, a cancellation those of every document.
    """
    used = _used(past)
    found = set()
    for phase, document in now.documents.items() if used else ():
        for vote in document.approvals:
            entry = (vote.gate, phase, vote.role, vote.by, vote.of, vote.decision)
            if used[entry] > 0:
                used[entry] -= 1
                found.add(vote)
    return frozenset(found)


def _used(past: Project) -> Counter[_Entry]:
    """How often each vote was used up; of equal ones the oldest stand first in the document."""
    used, waiting = Counter[_Entry](), Counter[_Entry]()
    for event in past.events:
        if event.kind in VOTES and event.gate in _USED_BY.values():
            waiting[_entry(event)] += 1
        elif gate := _USED_BY.get(event.kind):
            left = None if gate == CANCEL_GATE else event.origin
            for entry in [entry for entry in waiting if entry[0] == gate and left in {None, entry[1]}]:
                used[entry] += waiting.pop(entry)
    return used


def _entry(event: Event) -> _Entry:
    return event.gate, event.phase, event.role, event.by, event.of, event.kind.value
