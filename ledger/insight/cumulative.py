"""Cumulative flow: how many projects stood in each phase, and how many were closed, at the end of each week."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.views import day_of, is_own
from ledger.words import CLOSED, EventKind, Status

_WEEK = timedelta(days=7)
State = tuple[str, Status | None]  # a phase, or a closed status without one; a phase may be called "cancelled"
_CANCELLED: State = ("", Status.CANCELLED)
_COMPLETED: State = ("", Status.COMPLETED)
_ELSEWHERE: State = ("", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The projects that exist at the end of `day` (UTC), each counted once.

    `phases` counts by phase those that are under way, a paused one in the phase where it rests; `cancelled` and
    `completed` those that are closed. `elsewhere` are others that exist, but followed another flow then.
    """

    day: date
    phases: tuple[int, ...]
    cancelled: int
    completed: int
    elsewhere: int

    @property
    def existing(self) -> int:
        """Every project that exists on that day and followed the flow."""
        return sum(self.phases) + self.cancelled + self.completed


@dataclass(frozen=True, slots=True, kw_only=True)
class CumulativeFlow:
    """Standings by week, oldest first; `phases` names the places of their counts.

    Its order is that of the flow, and after it come phases that only the history knows.
    """

    phases: tuple[str, ...]
    standings: tuple[Standing, ...]


def week_ends(first: date, today: date) -> tuple[date, ...]:
    """The Sundays from the week of `first` to the last before today, then today itself."""
    sunday = first + timedelta(days=6 - first.weekday())
    days = []
    while sunday < today:
        days.append(sunday)
        sunday += _WEEK
    return (*days, today)


def state_on(project: Project, day: date) -> State | None:
    """Where a project stands at the end of a day: in a phase, cancelled, completed, in another flow; else None."""
    visit = next((visit for visit in reversed(project.visits) if day_of(visit.entered) <= day), None)
    if visit is None or (visit.ended_by is EventKind.REMOVED and visit.left and day_of(visit.left) <= day):
        return None
    if not is_own(project, visit):
        return _ELSEWHERE
    halt = next((halt for halt in reversed(project.halts) if day_of(halt.began) <= day), None)
    if halt and halt.status in CLOSED and (halt.ended is None or day_of(halt.ended) > day):
        return "", halt.status
    return visit.phase, None


def _turns(project: Project, today: date) -> set[date]:
    """The days until today on which the project's state may have changed."""
    moments = [moment for visit in project.visits for moment in (visit.entered, visit.left)]
    moments += [moment for halt in project.halts for moment in (halt.began, halt.ended)]
    return {day for moment in moments if moment and (day := day_of(moment)) <= today}


def cumulative_flow(flow: Flow, projects: Sequence[Project], today: date) -> CumulativeFlow:
    """The flow's projects by week, from the week in which the first landed until today; nothing without projects.

    The counts of a standing add up to the number of projects that exist on its day. The time it takes grows with the
    number of moves and of weeks, not with their product.
    """
    changes: dict[date, Counter[State]] = {}
    for project in projects:
        before: State | None = None
        for day in sorted(_turns(project, today)):
            now = state_on(project, day)
            change = changes.setdefault(day, Counter())
            if before is not None:
                change[before] -= 1
            if now is not None:
                change[now] += 1
            before = now
    known = [phase.id for phase in flow.phases]
    seen = {phase for change in changes.values() for phase, status in change if status is None and phase}
    phases = (*known, *sorted(seen - set(known)))
    return CumulativeFlow(phases=phases, standings=tuple(_standings(phases, changes, today)))


def _standings(phases: Sequence[str], changes: dict[date, Counter[State]], today: date) -> Iterable[Standing]:
    now: Counter[State] = Counter()
    left = sorted(changes, reverse=True)
    for day in week_ends(left[-1], today) if left else ():
        while left and left[-1] <= day:
            now.update(changes[left.pop()])
        yield Standing(
            day=day,
            phases=tuple(now[phase, None] for phase in phases),
            cancelled=now[_CANCELLED],
            completed=now[_COMPLETED],
            elsewhere=now[_ELSEWHERE],
        )
