"""Time boxes, budgets and business cases: what has run out and what is due for another look."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ledger.diagnostics import Diagnostic, Severity
from ledger.duedates import days_overdue, first_review, review_due, timebox_end
from ledger.model import Ledger, Project
from ledger.papers import PhaseDocument
from ledger.rules.finding import card_place, finding
from ledger.words import Status

_DECISION: Final = "decision"  # a flow with this field asks for a verdict at the end of a box
_ENDS: Final = frozenset({"go", "stop"})
_DECIDE: Final = "record the decision in 'decision', and extend by raising 'timebox.weeks'"
_MOVE_ON: Final = "move on, go back, cancel, or raise 'timebox.weeks' with a word on why"


def _active(ledger: Ledger) -> Iterator[Project]:
    for project in ledger.projects.values():
        if project.card_source is not None and project.status is Status.ACTIVE:
            yield project


def timebox_over(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ001: the current phase's time box has not ended, or it was decided what follows.

    A decision to go on or to stop ends the matter; one to extend does so by a longer box.
    """
    for project in _active(ledger):
        document = project.document
        due = timebox_end(document.timebox) if document else None
        if document and due and due < ledger.today and not _is_decided(document):
            decides = project.flow is not None and _DECISION in project.flow.fields
            wanted = "a decision to go on, extend or stop" if decides else "an end, or a longer box"
            hint = _DECIDE if decides else _MOVE_ON
            over = _days(days_overdue(due, ledger.today))
            message = f"the time box of {document.phase} must have {wanted} by {due}, found it {over} over"
            yield finding("BIZ001", document.source.key_place("timebox"), message, hint, project)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _is_decided(document: PhaseDocument) -> bool:
    decision = document.fields.get(_DECISION)
    return isinstance(decision, dict) and decision.get("verdict") in _ENDS


def overspent(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ002: no phase has spent more than its budget."""
    for project in ledger.projects.values():
        for document in project.documents.values():
            budget = document.budget
            if budget and budget.amount is not None and budget.spent is not None and budget.spent > budget.amount:
                place = document.source.value_place("budget", "spent")
                message = f"a phase must spend at most its budget of {budget.amount:.15g}, found {budget.spent:.15g}"
                hint = "decide whether to go on: raise the budget with whoever pays, or stop"
                yield finding("BIZ002", place, message, hint, project)


def review_overdue(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ003: the business case of an active project is looked at in the flow's rhythm."""
    for project in _active(ledger):
        due = review_due(replace(project, card=project.card_now), project.flow)
        late = days_overdue(due, ledger.today)
        if late:
            place = card_place(project, "business_case", "reviewed")
            message = f"the business case must be looked at again by {due}, found it {_days(late)} late"
            hint = "ask whether it still holds, then write the day into 'business_case.reviewed', or cancel the project"
            yield finding("BIZ003", place, message, hint, project)


def no_business_case(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ004: where the flow reviews business cases, an active project has one.

    Until the first look at it would be due, a project in its first phase is only reminded: it has just begun.
    """
    for project in _active(ledger):
        flow, card = project.flow, project.card_now
        if flow and flow.review_business_case_weeks and card and not card.business_case:
            due = first_review(card, flow)
            is_first = [phase.id for phase in flow.phases[:1]] == [card.phase]
            is_new = is_first and due is not None and ledger.today <= due
            when = f" by {due}" if is_new else ""
            message = f"the flow '{flow.id}' reviews the business case, so the card must have one{when}, found none"
            hint = "add 'business_case' with need, value, effort_weeks and sponsor"
            severity = Severity.NOTE if is_new else None
            yield finding("BIZ004", card_place(project, "flow", key=True), message, hint, project, severity)


RULES = (timebox_over, overspent, review_overdue, no_business_case)
