"""When a time box ends, a day was promised, a business case is due for another look."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil
from typing import Any, Final

from ledger.records.flow import Flow
from ledger.records.front_matter import day, mapping, number, text
from ledger.records.model import Project
from ledger.records.papers import Card, PhaseDocument, TimeBox

_LONGEST_WEEKS = 5200.0  # a hundred years: beyond it a date could overflow, and no one can mean it
_DECISION: Final = "decision"  # a flow with this field asks for a verdict at the end of a box
_AIM: Final = "aim"  # a flow with this field says when to think again about what is aimed for
_DEADLINE: Final = "deadline"  # a flow with this field lets a phase promise a day
STOP: Final = "stop"
_ENDS: Final = frozenset({"go", STOP})


def after_weeks(start: date, weeks: float) -> date | None:
    """The day so many weeks after `start`, part days rounded up; None for what is no sensible span."""
    if not 0 <= weeks <= _LONGEST_WEEKS:
        return None
    try:
        return start + timedelta(days=ceil(weeks * 7))
    except OverflowError:
        return None


def timebox_end(timebox: TimeBox | None) -> date | None:
    """The day on which the box ends and the decision is due: a box of 2 weeks from the 12th ends on the 26th."""
    if timebox is None or timebox.start is None or timebox.weeks is None:
        return None
    return after_weeks(timebox.start, timebox.weeks)


def timebox_due(project: Project) -> date | None:
    """The day on which the present phase's box must be decided, or None where it has no end or the matter is settled.

    A recorded decision to go on or to stop settles it; one to extend does so by a longer box. What was over when the
    phase was entered again was for the time before: from that day on it is due to be stated anew.
    """
    document = project.document
    return None if document is None or is_settled(project) else _anew(project, timebox_end(document.timebox))


def rethink_due(project: Project) -> date | None:
    """The day on which to think again about the present phase's aim, so many weeks after its box began.

    None where nothing says so, and where the matter is settled; stated anew, both as for a time box.
    """
    aim, document = aim_of(project.document, project.flow), project.document
    start = document.timebox.start if document and document.timebox else None
    weeks = number(aim, "rethink_after_weeks")
    return None if start is None or weeks is None or is_settled(project) else _anew(project, after_weeks(start, weeks))


def is_left_over(project: Project, due: date) -> bool:
    """Whether a box or an aim that is due on a day is that of the last visit, which nobody has stated anew."""
    return due == entered_again(project, project.phase)


def _anew(project: Project, due: date | None) -> date | None:
    again = entered_again(project, project.phase)
    return max(due, again) if due and again else due


def aim_of(document: PhaseDocument | None, flow: Flow | None) -> Mapping[str, Any]:
    """What a phase aims for and when to think again, where its flow has such a field; empty where nothing is stated."""
    return (mapping(document.fields, _AIM) if document and flow and _AIM in flow.fields else None) or {}


def verdict_of(document: PhaseDocument) -> str | None:
    """What was decided for the phase, as in `go`; None for no decision in words."""
    return text(mapping(document.fields, _DECISION) or {}, "verdict")


def is_settled(project: Project) -> bool:
    """Whether it was decided for the present phase to go on or to stop, whatever the box or the money says."""
    document = project.document
    return document is not None and verdict_of(document) in _ENDS and decided_before(project, document) is None


def decided_before(project: Project, document: PhaseDocument | None) -> date | None:
    """The day of a verdict that was given before the phase was entered again, and so is about the time before.

    None for a verdict without a day, and where a phase was entered once.
    """
    if document is None or verdict_of(document) is None:
        return None
    decided = day(mapping(document.fields, _DECISION) or {}, "date")
    entered = entered_again(project, document.phase)
    return decided if decided and entered and decided < entered else None


def entered_again(project: Project, phase: str | None) -> date | None:
    """The day on which a project last came back to a phase, in UTC; None for one that it entered once or never."""
    last = next((visit for visit in reversed(project.visits) if visit.phase == phase), None)
    return last.entered.date() if last and last.iteration > 1 else None


def has_decisions(flow: Flow | None) -> bool:
    """Whether the documents of a flow record what was decided at the end of a box."""
    return flow is not None and _DECISION in flow.fields


def deadline_of(project: Project) -> date | None:
    """The day that was promised in the document of the present phase, where the flow has such a field."""
    document, flow = project.document, project.flow
    return day(document.fields, _DEADLINE) if document and flow and _DEADLINE in flow.fields else None


def first_review(card: Card, flow: Flow) -> date | None:
    """The day of a project's first look at its business case, by the flow's rhythm; None where one is not known."""
    started, weeks = card.started, flow.review_business_case_weeks
    return after_weeks(started, weeks) if started and weeks is not None else None


def review_due(project: Project, flow: Flow | None) -> date | None:
    """The day on which the business case is due for another look, or None when nothing is due.

    It counts from the last look, else from the project's start, and only where there is a business case and
    the flow states a rhythm.
    """
    card = project.card
    if flow is None or flow.review_business_case_weeks is None or card is None or card.business_case is None:
        return None
    last = reviewed_on(card) or card.started
    return after_weeks(last, flow.review_business_case_weeks) if last else None


def reviewed_on(card: Card | None) -> date | None:
    """The day on which the business case was last looked at, as the card says."""
    return card.business_case.reviewed if card and card.business_case else None


def days_overdue(due: date | None, today: date) -> int:
    """Whole days since `due`: 0 on that day, before it, and when nothing is due."""
    return max(0, (today - due).days) if due else 0
