"""Events to visits and halts: when a project was in which phase, and when it was not active."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from ledger.records.model import Event, Halt, Visit
from ledger.words import ENTERING, HALTING, STATUS_MOVES, TURNS, EventKind

_ENDING_VISITS = ENTERING | {EventKind.REMOVED}
_ENDING_HALTS = STATUS_MOVES | {EventKind.REMOVED}


def turning(events: Iterable[Event]) -> tuple[Event, ...]:
    """Those of one project's events that change where it stands, none later than one that came after it.

    Clocks may run backwards along the mainline: by then the move had landed, whatever its commit says.
    """
    found: list[Event] = []
    latest = datetime.max.replace(tzinfo=UTC)
    for event in reversed([event for event in events if event.kind in TURNS]):
        found.append(replace(event, time=latest) if event.time > latest else event)
        latest = found[-1].time
    return tuple(reversed(found))


def landed_by(events: Iterable[Event], today: date) -> tuple[Event, ...]:
    """The events that had landed by the end of a day, none told of a later one, whatever its commit's clock says."""
    return tuple(
        event if (told := time_told(event.time, today)) == event.time else replace(event, time=told) for event in events
    )


def time_told(moment: datetime, today: date) -> datetime:
    """The time of a commit that had landed by the end of a day: that of its clock, where it is no later."""
    return min(moment, datetime.combine(today, time.max, UTC))


def visits_of(turns: Iterable[Event]) -> tuple[Visit, ...]:
    """The stays in phases that a project's turning events tell, oldest first; at most the last one is still open."""
    visits: list[Visit] = []
    for event in turns:
        if event.kind not in _ENDING_VISITS:
            continue
        if visits and visits[-1].left is None:
            visits[-1] = replace(
                visits[-1], left=event.time, ended_by=event.kind, because=event.because, flow=event.flow
            )
        if event.kind is not EventKind.REMOVED and event.target is not None:
            entered = Visit(
                phase=event.target,
                iteration=event.iteration or 1,
                entered=event.time,
                left=None,
                delivered_by=event.delivered_by,
            )
            visits.append(entered)
    return tuple(visits)


def halts_of(turns: Iterable[Event]) -> tuple[Halt, ...]:
    """The spans in which a project was paused, cancelled or completed, oldest first; the last may be open."""
    halts: list[Halt] = []
    for event in turns:
        if event.kind in _ENDING_HALTS and halts and halts[-1].ended is None:
            halts[-1] = replace(halts[-1], ended=event.time)
        if event.kind in HALTING:
            halt = Halt(
                status=HALTING[event.kind],
                began=event.time,
                ended=None,
                because=event.because,
                flow=event.flow,
                delivered_by=event.delivered_by,
            )
            halts.append(halt)
    return tuple(halts)
