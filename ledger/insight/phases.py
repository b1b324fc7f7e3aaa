"""Time in phase: how long projects stay in each phase of a flow, first stays and returns apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.insight.spread import Spread, spread
from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.views import Stay, closing_halt, is_own, stays_of
from ledger.words import PHASE_MOVES


class Ending(StrEnum):
    """What became of a stay: left by a move, still going on, or broken off because the project was closed."""

    LEFT = "left"
    OPEN = "open"
    BROKEN_OFF = "broken off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStay:
    """One stay of one project in one phase, in calendar days of UTC.

    `days` are those in which the project was active, `halted` those in which it was paused, cancelled or completed;
    together they reach from the day of entering to that of leaving. `is_own` says whether it is one of the flow that
    the project follows today.
    """

    slug: str
    phase: str
    iteration: int
    days: int
    halted: int
    ending: Ending
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseTime:
    """How long one phase takes: the spread of the active days of the stays that a move ended.

    `first` are stays of projects that entered it for the first time, `again` those of all later iterations, `all`
    both. Stays that go on or were broken off do not say how long the phase takes, so they are only counted. `halted`
    are the days of all stays in which the project was not active. `longest_in` is the project of the longest stay.
    """

    phase: str
    title: str
    position: int | None
    all: Spread | None
    first: Spread | None
    again: Spread | None
    open: int
    broken_off: int
    halted: int
    longest_in: str
    stays: tuple[PhaseStay, ...]


def phase_stays(project: Project, today: date) -> tuple[PhaseStay, ...]:
    """The stays of a project, oldest first, as `views.stays_of` counts them."""
    is_closed = closing_halt(project.halts) is not None
    return tuple(
        PhaseStay(
            slug=project.slug,
            phase=stay.phase,
            iteration=stay.iteration,
            days=stay.days - stay.idle_days,
            halted=stay.idle_days,
            ending=_ending(stay, is_closed=is_closed),
            is_own=is_own(project, visit),
        )
        for visit, stay in zip(project.visits, stays_of(project, today), strict=True)
    )


def _ending(stay: Stay, *, is_closed: bool) -> Ending:
    if stay.ended_by in PHASE_MOVES:
        return Ending.LEFT
    return Ending.OPEN if stay.is_open and not is_closed else Ending.BROKEN_OFF


def phase_times(flow: Flow, projects: Iterable[Project], today: date) -> tuple[PhaseTime, ...]:
    """Every phase of the flow in its order, then the phases that only the history of its projects knows.

    Stays from the time when a project followed another flow do not count.
    """
    stays = [stay for project in projects for stay in phase_stays(project, today) if stay.is_own]
    titles = {phase.id: phase.title for phase in flow.phases}
    strange = sorted({stay.phase for stay in stays} - set(titles))
    by_phase: dict[str, list[PhaseStay]] = {name: [] for name in (*titles, *strange)}
    for stay in stays:
        by_phase[stay.phase].append(stay)
    return tuple(_phase_time(name, titles.get(name, name), flow.position(name), by_phase[name]) for name in by_phase)


def _phase_time(name: str, title: str, position: int | None, stays: list[PhaseStay]) -> PhaseTime:
    left = [stay for stay in stays if stay.ending is Ending.LEFT]
    longest = min(left, key=lambda stay: (-stay.days, stay.slug, stay.iteration), default=None)
    return PhaseTime(
        phase=name,
        title=title,
        position=position,
        all=spread(stay.days for stay in left),
        first=spread(stay.days for stay in left if stay.iteration == 1),
        again=spread(stay.days for stay in left if stay.iteration > 1),
        open=sum(stay.ending is Ending.OPEN for stay in stays),
        broken_off=sum(stay.ending is Ending.BROKEN_OFF for stay in stays),
        halted=sum(stay.halted for stay in stays),
        longest_in=longest.slug if longest else "",
        stays=tuple(stays),
    )
