"""Moves between the phases of a flow: which projects made them, and which of them led onward."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ledger.flow import Flow
from ledger.model import Project, Visit
from ledger.views.durations import days_between
from ledger.words import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """One move to a later phase of the flow, after so many days (of UTC) in the phase left."""

    slug: str
    title: str
    origin: str
    target: str
    time: datetime
    days: int


def passages(flow: Flow, projects: Iterable[Project]) -> Iterator[tuple[Project, Visit, Visit]]:
    """Each two visits that a move of a project connects; projects of other flows and phases of none do not count."""
    known = {phase.id for phase in flow.phases}
    for project in projects:
        if project.flow is None or project.flow.id != flow.id:
            continue
        for visit, after in pairwise(project.visits):
            if {visit.phase, after.phase} <= known and visit.ended_by is not EventKind.REMOVED:
                yield project, visit, after


def onward_moves(flow: Flow, projects: Iterable[Project]) -> dict[tuple[str, str], tuple[Onward, ...]]:
    """The moves of a flow's projects to later phases by (from, to), in the flow's order, of each the newest first."""
    order = {phase.id: place for place, phase in enumerate(flow.phases)}
    found: dict[tuple[str, str], list[Onward]] = {}
    for project, visit, after in passages(flow, projects):
        if order[visit.phase] < order[after.phase]:
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
