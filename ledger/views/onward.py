"""Moves between phases: those of the present flow and of earlier ones, and which of them led onward."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from ledger.records.flow import Flow
from ledger.records.model import Project, Visit
from ledger.views.durations import days_between, is_own
from ledger.words import PHASE_MOVES, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """One move onward, after so many days (of UTC) in the phase left."""

    slug: str
    title: str
    origin: str
    target: str
    time: datetime
    days: int


class Crossing(NamedTuple):
    """Two visits of a project that a move connects; the first of them says which move it was."""

    project: Project
    visit: Visit
    after: Visit


def crossings(flow: Flow, projects: Iterable[Project], *, former: bool = False) -> Iterator[Crossing]:
    """The moves of the projects that follow a flow; `former` are those that they made under another one."""
    for project in projects:
        if project.flow is None or project.flow.id != flow.id:
            continue
        for visit, after in pairwise(project.visits):
            if visit.ended_by in PHASE_MOVES and is_own(project, visit) is not former:
                yield Crossing(project, visit, after)


def is_drawn(flow: Flow, crossing: Crossing) -> bool:
    """Whether the flow, as it is now, knows both phases of a move and has them in the order of that move."""
    origin, target = (flow.position(visit.phase) for visit in crossing[1:])
    if origin is None or target is None:
        return False
    match crossing.visit.ended_by:
        case EventKind.ADVANCED:
            return origin < target
        case EventKind.BACKTRACKED:
            return origin > target
        case _:
            return origin == target


def onward_moves(flow: Flow, projects: Iterable[Project]) -> dict[tuple[str, str], tuple[Onward, ...]]:
    """The moves onward of a flow's projects by (from, to), in the flow's order, of each the newest first.

    Those from or to phases that the flow does not know are left out.
    """
    order = {phase.id: place for place, phase in enumerate(flow.phases)}
    found: dict[tuple[str, str], list[Onward]] = {}
    for project, visit, after in crossings(flow, projects):
        if visit.ended_by is EventKind.ADVANCED and {visit.phase, after.phase} <= order.keys():
            one = Onward(
                slug=project.slug,
                title=project.title,
                origin=visit.phase,
                target=after.phase,
                time=after.entered,
                days=days_between(visit.entered, after.entered),
            )
            found.setdefault((one.origin, one.target), []).append(one)
    ways = sorted(found, key=lambda way: (order[way[0]], order[way[1]]))
    # Sorted twice, since a newer time comes first and an earlier name does.
    return {
        way: tuple(sorted(sorted(found[way], key=lambda one: one.slug), key=lambda one: one.time, reverse=True))
        for way in ways
    }
