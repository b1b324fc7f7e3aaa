"""Votes that have done their work: one for a cancellation, or for going back, holds for one such move."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from ledger.records.model import Event, Project, Said
from ledger.records.papers import Approval
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, VOTES, EventKind

_USED_BY: Final = {
    EventKind.CANCELLED: CANCEL_GATE,
    EventKind.BACKTRACKED: BACKTRACK_GATE,
    EventKind.ITERATED: BACKTRACK_GATE,
}


def used_up(past: Project, now: Project) -> frozenset[Approval]:
    """The entries in the documents of a project whose move has landed with them or since; `past` has its events.

    A way back uses those in the document of the phase that it left, a cancellation those of every document. Where one
    was taken out since, or is by `now`, none that says the same and came later is used up in its place.
    """
    used = _used(past)
    found = set()
    for phase, document in now.documents.items() if used else ():
        known = past.records.get(phase)
        left = Counter(vote.entry for vote in (known.approvals if known else past.gone.get(phase, ())))
        for vote in document.approvals:
            entry = said_at(phase, vote)
            if used[entry] > 0 and left[vote.entry] > 0:
                used[entry] -= 1
                left[vote.entry] -= 1
                found.add(vote)
    return frozenset(found)


def _used(past: Project) -> Counter[Said]:
    """How often each vote was used up; of equal ones the oldest stand first in the document."""
    spending = Spending()
    for event in past.events:
        spending.add(event)
    return Counter(
        {entry: sum(past.kept.get(entry, (True,) * count)[:count]) for entry, count in spending.used.items()}
    )


def said_at(phase: str, vote: Approval) -> Said:
    """What a vote says, and where: what events tell it by."""
    return vote.gate, phase, vote.role, vote.by, vote.of, vote.decision


def said_in(event: Event) -> Said:
    """What the vote of an event said, and where."""
    return event.gate, event.phase, event.role, event.by, event.of, event.kind.value


class Spending:
    """The votes that one project's moves have used up, as its events tell them one by one."""

    def __init__(self) -> None:
        self.used = Counter[Said]()
        self._waiting = Counter[Said]()

    def add(self, event: Event) -> None:
        """Take the next event in."""
        if event.kind in VOTES and event.gate in _USED_BY.values():
            self._waiting[said_in(event)] += 1
        elif gate := _USED_BY.get(event.kind):
            left = None if gate == CANCEL_GATE else event.origin
            for entry in [entry for entry in self._waiting if entry[0] == gate and left in {None, entry[1]}]:
                self.used[entry] += self._waiting.pop(entry)

    def without_used(self, events: Iterable[Event]) -> Iterator[Event]:
        """The events of one commit but for the lapses of votes whose move had been made before."""
        left = Counter(self.used)
        for event in events:
            entry = (*said_in(event)[:-1], EventKind.APPROVED.value)
            if event.kind is EventKind.LAPSED and left[entry] > 0:
                left[entry] -= 1
            else:
                yield event
