"""Lead time and throughput: how long from start to delivery, and how many projects a month brings and ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.insight.intervals import length, within
from ledger.records.model import Project
from ledger.views import day_of, days_between, delivered_on, delivery_of, visits_until_delivery
from ledger.words import EventKind, Status

_YEAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One delivered project: `days` from the day it landed in the ledger to the day it was delivered.

    Days in which it was removed from the ledger are none of them, as they are none of its stays. `halted` are those of
    them in which it was paused, cancelled or completed; a customer waits through them too, so they are not taken off.
    `backs` is how often it went back on the way.
    """

    slug: str
    started: date
    delivered: date
    days: int
    halted: int
    backs: int

    @property
    def span(self) -> int:
        """The days of the calendar from the first to the last."""
        return days_between(self.started, self.delivered)


def leads(projects: Iterable[Project], today: date) -> tuple[Lead, ...]:
    """The lead times of the projects delivered until today, the shortest first."""
    found = []
    for project in projects:
        delivered = delivered_on(project)
        if delivered is None or delivered > today or not project.visits:
            continue
        started, visits = day_of(project.visits[0].entered), visits_until_delivery(project)
        stays = ((day_of(visit.entered), day_of(visit.left) if visit.left else delivered) for visit in visits)
        found.append(
            Lead(
                slug=project.slug,
                started=started,
                delivered=delivered,
                days=length(stays),
                halted=_halted(project, started, delivered),
                backs=sum(visit.ended_by is EventKind.BACKTRACKED for visit in visits),
            )
        )
    return tuple(sorted(found, key=lambda lead: (lead.days, lead.delivered, lead.slug)))


def _halted(project: Project, start: date, end: date) -> int:
    halts = ((day_of(halt.began), day_of(halt.ended) if halt.ended else end) for halt in project.halts)
    return length(within(halts, [(start, end)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One or several whole months (of UTC), from `first` on: the projects that were started, delivered, and closed.

    `cancelled` and `completed` name a project once for every time it happened to it. A flow without a delivering phase
    delivers by completing, so there a first completion stands under `delivered` alone.
    """

    first: date
    started: tuple[str, ...]
    delivered: tuple[str, ...]
    cancelled: tuple[str, ...]
    completed: tuple[str, ...]

    @property
    def is_busy(self) -> bool:
        """Whether anything was started, delivered or closed."""
        return any((self.started, self.delivered, self.cancelled, self.completed))


def month_of(day: date, months: int = 1) -> date:
    """The first day of the period of so many months that holds a day; `months` divides 12."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _after(first: date, months: int) -> date:
    place = first.year * _YEAR + first.month - 1 + months
    return date(place // _YEAR, place % _YEAR + 1, 1)


def throughput(projects: Sequence[Project], today: date, *, months: int = 1) -> tuple[Period, ...]:
    """The periods from that of the first project to that of today, without gaps."""
    happened = {what: _by_period(pairs, today, months) for what, pairs in _happened(projects).items()}
    firsts = [first for found in happened.values() for first in found]
    periods = []
    first = min(firsts, default=None)
    while first is not None and first <= today:
        slugs = {what: tuple(sorted(found.get(first, ()))) for what, found in happened.items()}
        periods.append(Period(first=first, **slugs))
        first = _after(first, months)
    return tuple(periods)


def _happened(projects: Iterable[Project]) -> dict[str, list[tuple[date, str]]]:
    found: dict[str, list[tuple[date, str]]] = {"started": [], "delivered": [], "cancelled": [], "completed": []}
    for project in projects:
        delivered = delivered_on(project)
        if project.visits:
            found["started"].append((day_of(project.visits[0].entered), project.slug))
        if delivered:
            found["delivered"].append((delivered, project.slug))
        first = delivery_of(project)
        ends = [halt for halt in project.halts if halt.status is Status.COMPLETED and halt is not first]
        found["completed"] += [(day_of(halt.began), project.slug) for halt in ends]
        found["cancelled"] += [
            (day_of(halt.began), project.slug) for halt in project.halts if halt.status is Status.CANCELLED
        ]
    return found


def _by_period(pairs: Iterable[tuple[date, str]], today: date, months: int) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for day, slug in pairs:
        if day <= today:
            found.setdefault(month_of(day, months), []).append(slug)
    return found
