"""Time boxes: what ends one, and what is told of it by everything that asks."""

import re
from datetime import date
from pathlib import Path

import pytest

from ledger import assemble
from ledger.rules.business import timebox_over
from ledger.site.drawings import staircase
from ledger.site.pages.frames import frames_of
from ledger.views import needs_of, overdue_of
from tests.build import FLOW, Builder, card, document
from tests.test_report import told

TODAY = date(2026, 3, 1)
DECIDES = FLOW.replace("title: A small flow\n", "title: A small flow\nfields: {decision: {type: object}}\n")


@pytest.mark.parametrize(("verdict", "days"), [("go", 0), ("stop", 0), ("extend", 41), ("maybe", 41)])
def test_a_decision_ends_a_box_for_all_that_ask(tmp_path: Path, verdict: str, days: int) -> None:
    decided = document(more=f"decision: {{verdict: {verdict}, date: 2026-01-19}}\n")
    place = Builder(tmp_path / "ledger", flow=DECIDES).project(idea=decided)
    place.commit("Start", date="2026-01-05")
    ledger = assemble.load(place.root, today=TODAY)
    project = ledger.projects["churn"]
    found = [one.code for one in timebox_over(ledger)]
    needs = [need.overdue_days for need in needs_of(ledger, project) if need.what == "time box"]
    assert (found, needs) == ((["BIZ001"], [days]) if days else ([], []))
    assert [one.days for one in overdue_of(project, TODAY)] == needs
    assert ("overdue for a decision" in told(place.root, now="2026-03-01")) is bool(days)


@pytest.mark.parametrize(("flow", "said"), [(DECIDES, "go, extend or stop"), (FLOW, "an end or a longer box")])
def test_a_box_asks_for_what_its_flow_can_record(tmp_path: Path, flow: str, said: str) -> None:
    place = Builder(tmp_path / "ledger", flow=flow).project()
    place.commit("Start", date="2026-01-05")
    ledger = assemble.load(place.root, today=TODAY)
    (need,) = (need for need in needs_of(ledger, ledger.projects["churn"]) if need.what == "time box")
    assert need.detail == f"{said} was due 41 days ago"


IDEA = "projects/churn/idea.md"
BOXED = "timebox: {start: 2026-01-05, weeks: 2}"


def anew(place: Builder, iteration: int, box: str, day: str) -> None:
    """The phase is entered again with what its document states then."""
    back = card(more="move: {to: idea, because: goal-change}\n")
    text = document(iteration=iteration).replace(BOXED, box)
    place.write({"projects/churn/README.md": back, IDEA: text}).commit(f"Iteration {iteration}", date=day)


def overruns(place: Builder) -> list[str]:
    project = assemble.load(place.root, today=date(2026, 5, 1)).projects["churn"]
    return re.findall(r"\(([^)]*)\)", staircase.story(staircase.from_project(project, date(2026, 5, 1))))


def test_a_box_that_was_missed_stays_told_after_the_phase_was_entered_again(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start", date="2026-01-05")
    longer = "timebox: {start: 2026-01-05, weeks: 3}"
    place.write({IDEA: document().replace(BOXED, longer)}).commit("A longer box", date="2026-01-12")
    anew(place, 2, "timebox: {start: 2026-03-05, weeks: 2}", "2026-03-05")
    anew(place, 3, "timebox: {start: 2026-04-06, weeks: 8}", "2026-04-06")
    assert overruns(place) == [
        "59 days, time box of 3 weeks overrun by 38 days",
        "32 days, time box of 2 weeks overrun by 18 days",
        "25 days, time box of 8 weeks",
    ]


def test_a_box_that_nobody_stated_anew_is_told_of_the_stay_that_it_was_for(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start", date="2026-01-05")
    anew(place, 2, BOXED, "2026-03-05")
    anew(place, 3, "timebox: {start: 2026-04-06, weeks: 8}", "2026-04-06")
    assert overruns(place) == [
        "59 days, time box of 2 weeks overrun by 45 days",
        "32 days",
        "25 days, time box of 8 weeks",
    ]
    project = assemble.load(place.root, today=date(2026, 5, 1)).projects["churn"]
    frames = [(frame.iteration, frame.over) for frame in frames_of(project, date(2026, 5, 1))]
    assert frames == [(1, 45), (3, 0)]


@pytest.mark.parametrize(
    ("box", "due"),
    [
        (BOXED, date(2026, 3, 5)),  # that of the first visit, which had ended before the second one
        (BOXED.replace("weeks: 2", "weeks: 9"), date(2026, 3, 9)),  # it was for both
    ],
)
def test_a_box_left_over_from_the_last_visit_is_due_anew_when_the_phase_is_entered_again(
    tmp_path: Path, box: str, due: date
) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start", date="2026-01-05")
    anew(place, 2, box, "2026-03-05")
    days = (date(2026, 3, 12) - due).days
    ledger = assemble.load(place.root, today=date(2026, 3, 12))
    project = ledger.projects["churn"]
    assert [(one.due, one.days) for one in overdue_of(project, ledger.today)] == [(due, days)]
    (need,) = (need for need in needs_of(ledger, project) if need.what == "time box")
    (found,) = timebox_over(ledger)
    frames = [(frame.iteration, frame.over) for frame in frames_of(project, ledger.today)]
    if box == BOXED:
        assert need.detail == "a box for this visit was due 7 days ago"
        assert found.message == (
            "the time box of idea must be stated anew since 2026-03-05, when the phase was entered again, "
            "found that of the last time"
        )
        assert found.hint == "write when the box of this visit began and how long it is into 'timebox'"
        assert frames == [(1, 45)]  # the document's box is that of the first stay, and stands once
    else:
        assert need.detail == "an end or a longer box was due 3 days ago"
        assert found.message.endswith("by 2026-03-09, found it 3 days over")
        assert frames == [(1, 45), (2, 3)]
    assert not list(timebox_over(assemble.load(place.root, today=date(2026, 3, 5))))
