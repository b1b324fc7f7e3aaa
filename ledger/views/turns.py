"""Every turn of every project by day: enough to say where everything stood at the end of any day of the history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from ledger.past.visits import turning
from ledger.records.model import Event, Ledger
from ledger.views.durations import day_of
from ledger.views.status import delivered_on
from ledger.words import ENTERING, STATUS_AFTER, EventKind, Status

VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a project became on a day; `status` None means that it was removed. `backtracks` counts up to that day."""

    day: date
    project: str
    phase: str
    status: Status | None
    iteration: int
    backtracks: int


def turns_of(ledger: Ledger) -> tuple[Turn, ...]:
    """The last turn of each project on each day on which it had one, oldest day first.

    Of a day on which a project was removed and restored both are there. The day is that on which the commit landed, as
    on every page; where clocks ran backwards, one of `turning`.
    """
    latest: dict[str, Turn] = {}
    found: dict[tuple[date, str, int], Turn] = {}
    removals: Counter[str] = Counter()  # who is restored on the day of its removal begins a new stay
    for event, day in _dated(ledger):
        latest[event.project] = turn = _turned(latest.get(event.project), event, day)
        found[day, event.project, removals[event.project]] = turn
        removals[event.project] += turn.status is None
    return tuple(found.values())


def _dated(ledger: Ledger) -> Sequence[tuple[Event, date]]:
    """What changed where projects stand, by day."""
    by_project: dict[str, list[Event]] = {}
    for event in ledger.events:
        by_project.setdefault(event.project, []).append(event)
    turns = (turning(told) for told in by_project.values())
    found = [(event, day_of(event.time)) for told in turns for event in told]
    return sorted(found, key=lambda pair: pair[1])


def _turned(before: Turn | None, event: Event, day: date) -> Turn:
    turn = before or Turn(day=day, project=event.project, phase="", status=Status.ACTIVE, iteration=1, backtracks=0)
    status = None if event.kind is EventKind.REMOVED else STATUS_AFTER.get(event.kind, turn.status)
    back = turn.backtracks + (event.kind is EventKind.BACKTRACKED)
    turn = replace(turn, day=day, status=status, backtracks=back)
    if event.kind in ENTERING:
        turn = replace(turn, phase=event.target or "", iteration=event.iteration or 1)
    return turn


def past_json(ledger: Ledger) -> dict[str, Any]:
    """The turns in short: days count from `first`, projects, phases and statuses are places in their lists.

    A turn is day, project, phase, status (-1 for removed), iteration, backtracks so far. `back` and `delivered` are
    pairs of day and project: each way back, each first delivery.
    """
    turns = turns_of(ledger)
    first = turns[0].day if turns else ledger.today
    projects = _places({*ledger.projects, *(turn.project for turn in turns)})
    phases = _places({turn.phase for turn in turns})
    statuses = _places(status.value for status in Status)
    return {
        "version": VERSION,
        "first": first.isoformat(),
        "last": ledger.today.isoformat(),
        "projects": list(projects),
        "phases": list(phases),
        "statuses": list(statuses),
        "turns": [
            [
                (turn.day - first).days,
                projects[turn.project],
                phases[turn.phase],
                statuses[turn.status.value] if turn.status else -1,
                turn.iteration,
                turn.backtracks,
            ]
            for turn in turns
        ],
        "back": [
            [(day - first).days, projects[event.project]]
            for event, day in _dated(ledger)
            if event.kind is EventKind.BACKTRACKED
        ],
        "delivered": sorted(
            [(day - first).days, projects[slug]]
            for slug, project in ledger.projects.items()
            if (day := delivered_on(project))
        ),
    }


def _places(names: Iterable[str]) -> Mapping[str, int]:
    return {name: place for place, name in enumerate(sorted(names))}
