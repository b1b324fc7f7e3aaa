"""What each stay in a phase was given: its time box, and the budgets of the phase."""

from dataclasses import dataclass
from datetime import date

from ledger.records.budgets import Share, shares_of
from ledger.records.duedates import timebox_end
from ledger.records.model import Project
from ledger.records.papers import TimeBox
from ledger.views import Stay, last_active, stays_of
from ledger.views.boxes import boxes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The time box and budgets of a phase, or the box of an earlier stay in it.

    `iteration` is that of its stay, None in a phase that was entered once and for a box that was stated for no stay.
    `ends` is the day on which the box ends, `over` how many days the stay lasted beyond it; of one that rests, until
    it was laid aside.
    """

    phase: str
    iteration: int | None
    timebox: TimeBox | None
    ends: date | None
    over: int
    budgets: tuple[Share, ...]


def frames_of(project: Project, today: date) -> tuple[Frame, ...]:
    """The boxes of earlier stays and what each document states, in the order of the phases."""
    told = list(zip(stays_of(project, today), boxes_of(project), strict=True))
    found: list[Frame] = []
    for document in project.every_document:
        phase = project.flow.phase(document.phase) if project.flow else None
        title = phase.title if phase else document.phase
        stays = [(stay, box) for stay, box in told if stay.phase == document.phase]
        for stay, box in stays[:-1]:
            if box:
                found.append(_frame(title, box, stay.until, iteration=stay.iteration))
        budgets = shares_of(document, project.flow)
        # A box that nobody stated anew stands with the stay that it was for.
        is_left_over = bool(stays) and stays[-1][1] is None and any(box == document.timebox for _, box in stays[:-1])
        stated = None if is_left_over else document.timebox
        if stated or budgets:
            last = stays[-1][0] if stays and stays[-1][1] == stated else None
            until, iteration = (
                (_until(project, last), last.iteration if len(stays) > 1 else None) if last else (None, None)
            )
            found.append(_frame(title, stated, until, iteration=iteration, budgets=budgets))
    return tuple(found)


def _until(project: Project, last: Stay) -> date:
    return last_active(project.halts, last.until) if last.is_open else last.until


def _frame(
    title: str,
    box: TimeBox | None,
    until: date | None,
    *,
    iteration: int | None = None,
    budgets: tuple[Share, ...] = (),
) -> Frame:
    ends = timebox_end(box)
    over = max(0, (until - ends).days) if until and ends else 0
    return Frame(phase=title, iteration=iteration, timebox=box, ends=ends, over=over, budgets=budgets)
