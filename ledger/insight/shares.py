"""Working and waiting: what the days of a project before its delivery went into."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.insight.intervals import length, within
from ledger.insight.waiting import Wait
from ledger.records.model import Project
from ledger.views import day_of, delivered_on, stays_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Calendar days of a project until its first delivery, each counted once.

    `halted`: it was paused, cancelled or completed. `waiting`: otherwise, a text stood that some role voted on later.
    `working`: all others. `roles` are the waiting days by role; roles that are waited for on the same day each count
    it, so together they may be more than `waiting`.
    """

    working: int
    waiting: int
    halted: int
    roles: tuple[tuple[str, int], ...]

    @property
    def days(self) -> int:
        """All of them."""
        return self.working + self.waiting + self.halted


def shares(project: Project, waits: Iterable[Wait], today: date) -> Shares:
    """Where the days of a project went; working, waiting and halted days add up to those of its stays until then."""
    end = delivered_on(project) or today
    stays = [(day_of(stay.entered), min(stay.until, end)) for stay in stays_of(project, today)]
    halts = within(((day_of(halt.began), day_of(halt.ended) if halt.ended else today) for halt in project.halts), stays)
    spans: dict[str, list[tuple[date, date]]] = {}
    for wait in waits:
        spans.setdefault(wait.role, []).append((wait.since, wait.until))
    halted = length(halts)
    lasting = {role: length((*halts, *within(spans[role], stays))) - halted for role in sorted(spans)}
    waiting = length((*halts, *within((span for found in spans.values() for span in found), stays))) - halted
    return Shares(
        working=length(stays) - halted - waiting,
        waiting=waiting,
        halted=halted,
        roles=tuple((role, days) for role, days in lasting.items() if days),
    )
