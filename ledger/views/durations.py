"""How long: whole days between moments, and the stays of a project in its phases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

from ledger.records.model import Event, Halt, Project, Visit
from ledger.words import CLOSED, REFUSALS, EventKind, Status

_ASKED_AGAIN = REFUSALS | {EventKind.LAPSED}


def day_of(moment: datetime | date) -> date:
    """The day of a moment in UTC."""
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


def days_between(start: datetime | date, end: datetime | date) -> int:
    """Whole days from the UTC day of `start` to that of `end`, never below 0.

    Days are counted as on a calendar, not rounded from hours, so that the stays of a project add up to its age.
    """
    return max(0, (day_of(end) - day_of(start)).days)


def is_own(project: Project, one: Visit | Halt | Event) -> bool:
    """Whether it belongs to the flow that a project follows today: a visit does if it was left under that flow."""
    return one.flow is None or project.flow is None or one.flow == project.flow.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One visit with its length; `until` is the last day counted, `idle_days` those of `days` in which it was halted.

    An open stay counts up to today, or up to the day on which the project was cancelled or completed.
    """

    phase: str
    title: str
    position: int | None
    iteration: int
    entered: datetime
    until: date
    is_open: bool
    days: int
    idle_days: int
    ended_by: EventKind | None
    because: str | None


class _Halted(Protocol):
    @property
    def status(self) -> Status: ...

    @property
    def began(self) -> date: ...

    @property
    def ended(self) -> date | None: ...


_Span = TypeVar("_Span", bound=_Halted)


def closing_halt(halts: Sequence[_Span]) -> _Span | None:
    """The cancellation or completion that still holds of halts, oldest first, or None for a project under way."""
    last = halts[-1] if halts else None
    return last if last and last.ended is None and last.status in CLOSED else None


def last_active(halts: Sequence[_Halted], until: date) -> date:
    """The last day, up to `until`, before a pause that still holds of halts, oldest first: meanwhile nothing is due."""
    last = halts[-1] if halts else None
    rests = last is not None and last.ended is None and last.status is Status.PAUSED
    return min(until, day_of(last.began)) if last and rests else until


def _overlap(halt: Halt, start: date, end: date) -> int:
    began = max(start, day_of(halt.began))
    ended = min(end, day_of(halt.ended)) if halt.ended else end
    return max(0, (ended - began).days)


def _stay(project: Project, visit: Visit, today: date) -> Stay:
    closing = closing_halt(project.halts)
    still = day_of(closing.began) if closing else today
    entered = day_of(visit.entered)
    until = max(entered, day_of(visit.left) if visit.left else min(still, today))
    phase = project.flow.phase(visit.phase) if project.flow else None
    return Stay(
        phase=visit.phase,
        title=phase.title if phase else visit.phase,
        position=project.flow.position(visit.phase) if project.flow else None,
        iteration=visit.iteration,
        entered=visit.entered,
        until=until,
        is_open=visit.left is None,
        days=days_between(entered, until),
        idle_days=sum(_overlap(halt, entered, until) for halt in project.halts),
        ended_by=visit.ended_by,
        because=visit.because,
    )


def stays_of(project: Project, today: date) -> tuple[Stay, ...]:
    """The stays of a project in its phases, oldest first."""
    return tuple(_stay(project, visit, today) for visit in project.visits)


def asked_since(project: Project, phase: str, gate: str, role: str, today: date, *, is_complete: bool) -> date:
    """Since when the phase of the last stay waits for a vote: it was entered, or a vote lapsed or asked for changes.

    Where the text is complete nobody was kept waiting before it landed as it is, so that counts if it is later, and so
    does the end of a rest, in which nobody was asked. Never later than today, though the clock of the commit that says
    so ran ahead.
    """
    entered = day_of(project.visits[-1].entered) if project.visits else today
    again = (
        day_of(event.time)
        for event in project.events
        if event.kind in _ASKED_AGAIN and (event.phase, event.gate, event.role) == (phase, gate, role)
    )
    texts = [content.since for content in project.contents if content.phase == phase]
    stood = [day_of(texts[-1])] if is_complete and texts else []
    return min(today, max([entered, *again, *stood, *rests_ended(project)]))


def rests_ended(project: Project) -> tuple[date, ...]:
    """The days on which the project was taken up again, after a pause, a cancellation or a completion."""
    return tuple(day_of(halt.ended) for halt in project.halts if halt.ended)
