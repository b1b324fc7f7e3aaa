"""Time boxes, budgets and business cases: what has run out and what is due for another look."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ledger.diagnostics import Diagnostic, Severity
from ledger.plurals import counted
from ledger.records.budgets import overspent_of
from ledger.records.duedates import (
    STOP,
    days_overdue,
    deadline_of,
    first_review,
    has_decisions,
    is_left_over,
    rethink_due,
    review_due,
    reviewed_on,
    timebox_due,
    verdict_of,
)
from ledger.records.happened import Misdating, misdated
from ledger.records.model import Ledger, Project
from ledger.records.worth import units, worth_of
from ledger.rules.finding import card_place, finding
from ledger.text.strict_yaml import shown
from ledger.words import Status

_STOP: Final = "cancel it or, where somebody decided otherwise since, record that in 'decision' with a note on why"
_DECIDE: Final = "record the decision in 'decision', and extend by raising"
_ASK_MONEY: Final = "decide whether to go on: raise '{}' with whoever pays, or stop"
_DECIDE_MONEY: Final = "record in 'decision' whether to go on or to stop, or raise '{}' with whoever pays"
_ANEW: Final = "must be stated anew since {}, when the phase was entered again, found that of the last time"
_STATE: Final = "write when the box of this visit began and how long it is into 'timebox'"
_NOT_AHEAD: Final = "no later than {}, which is today"
_NOT_BEFORE: Final = "no earlier than {}, which is said beside it"
_HAPPENED: Final = "write the day on which it happened, as it is in UTC, or leave it out until it has"
_MOVE_ON: Final = "move on, go back, cancel, or raise"


def _active(ledger: Ledger) -> Iterator[Project]:
    for project in ledger.projects.values():
        if project.card_source is not None and project.status is Status.ACTIVE:
            yield project


def timebox_over(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ001: the current phase's time box and the time for its aim have not ended, or it was decided what follows."""
    for project in _active(ledger):
        if (document := project.document) is None:
            continue
        decides = has_decisions(project.flow)
        for what, due, box, weeks in (
            ("time box", timebox_due(project), "timebox", "weeks"),
            ("time for the aim", rethink_due(project), "aim", "rethink_after_weeks"),
        ):
            if due and due < ledger.today:
                wanted = "a decision to go on, extend or stop" if decides else "an end, or a longer box"
                hint = f"{_DECIDE if decides else _MOVE_ON} '{box}.{weeks}'{'' if decides else ' with a word on why'}"
                over = counted(days_overdue(due, ledger.today), "day")
                message = f"the {what} of {document.phase} must have {wanted} by {due}, found it {over} over"
                if is_left_over(project, due):
                    message, hint = f"the {what} of {document.phase} {_ANEW.format(due)}", _STATE
                yield finding("BIZ001", document.source.key_place(box), message, hint, project)


def overspent(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ002: the current phase has spent no more than its budgets, or it was decided what follows."""
    for project in _active(ledger):
        if (document := project.document) is None:
            continue
        for found in overspent_of(project):
            place = document.source.value_place(*found.path)
            message = f"a phase must spend at most its {found.what} of {found.set_aside}, found {found.spent:,.15g}"
            hint = _DECIDE_MONEY if has_decisions(project.flow) else _ASK_MONEY
            hint = hint.format(found.source)
            yield finding("BIZ002", place, message, hint, project)


def review_overdue(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ003: the business case of an active project is looked at in the flow's rhythm, and not on a day to come."""
    for project in _active(ledger):
        due = review_due(replace(project, card=project.card_now), project.flow)
        late, place = days_overdue(due, ledger.today), card_place(project, "business_case", "reviewed")
        last = due and reviewed_on(project.card_now)
        if last and last > ledger.today:
            message = (
                f"the last look at the business case must not be after {ledger.today}, which is today, found {last}"
            )
            yield finding("BIZ003", place, message, "write the day on which somebody looked at it", project)
        if late:
            message = f"the business case must be looked at again by {due}, found it {counted(late, 'day')} late"
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


def goes_on(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ005: an active project is not in or beyond a phase in which it was decided to stop."""
    for project in _active(ledger):
        for phase in project.reached:
            document = project.documents.get(phase.id)
            if document is not None and verdict_of(document) == STOP:
                place = document.source.value_place("decision", "verdict")
                message = f"a project that was to stop in {phase.id} must not go on, found it active in {project.phase}"
                yield finding("BIZ005", place, message, _STOP, project)


def measured_otherwise(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ006: what an active project brings in is measured in the units of its business case."""
    for project in _active(ledger):
        case, worth = project.card_now and project.card_now.business_case, worth_of(project)
        if not case or case.amount is None or not worth or worth.is_comparable(case):
            continue
        wanted = shown(units(case.currency, case.per)) or "no currency"
        message = (
            f"the measured value must be in {wanted}, as the business case is, found {shown(worth.units) or 'none'}"
        )
        hint = "state both in the same 'currency' and 'per', so that one can be held against the other"
        yield finding("BIZ006", worth.document.source.key_place("measured_value"), message, hint, project)


def promise_broken(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ007: the day that an active project promised in its present phase has not passed."""
    for project in _active(ledger):
        due = deadline_of(project)
        if project.document and due and (late := days_overdue(due, ledger.today)):
            place = project.document.source.value_place("deadline")
            message = f"the deadline of {project.document.phase} must be kept, found it {counted(late, 'day')} ago"
            hint = "deliver and move on, or tell whoever waits and write the new day into 'deadline'"
            yield finding("BIZ007", place, message, hint, project)


def misdated_days(ledger: Ledger) -> Iterator[Diagnostic]:
    """BIZ008: what an active project tells to have happened is not still to come, nor in a wrong order."""
    for project in _active(ledger):
        for document in project.documents.values():
            for wrong in misdated(project, document, ledger.today):
                if wrong.wrong is Misdating.OLD:
                    continue  # it is true, and asked for anew when the phase is to be left
                place = document.source.value_place(*wrong.path)
                bound = _NOT_AHEAD if wrong.wrong is Misdating.AHEAD else _NOT_BEFORE
                message = f"'{wrong.field}' must be {bound.format(wrong.bound)}, found {wrong.said}"
                yield finding("BIZ008", place, message, _HAPPENED, project)


RULES = (
    timebox_over,
    overspent,
    review_overdue,
    no_business_case,
    goes_on,
    measured_otherwise,
    promise_broken,
    misdated_days,
)
