"""The time box of each stay in a phase, as the phase's document held it when the stay ended."""

from ledger.records.duedates import timebox_end
from ledger.records.model import Project, Visit
from ledger.records.papers import TimeBox
from ledger.views.durations import day_of
from ledger.words import EventKind


def boxes_of(project: Project) -> tuple[TimeBox | None, ...]:
    """The box of each visit, in their order; the one that goes on has what the document states now.

    A box that had ended before the phase was entered again is only left over from the visit that it was for.
    """
    found: list[TimeBox | None] = []
    for place, visit in enumerate(project.visits):
        box = _box(project, visit)
        is_again = any(other.phase == visit.phase for other in project.visits[:place])
        is_over = (end := timebox_end(box)) is not None and end <= day_of(visit.entered)
        found.append(None if is_over and is_again else box)
    return tuple(found)


def _box(project: Project, visit: Visit) -> TimeBox | None:
    if visit.left is None:
        document = project.documents.get(visit.phase)
        return document.timebox if document else None
    stood = None
    for content in project.contents:
        is_new = content.since == visit.left and visit.ended_by is EventKind.ITERATED  # what begins the next visit
        if content.phase == visit.phase and content.since <= visit.left and not is_new:
            stood = content.timebox
    return stood
