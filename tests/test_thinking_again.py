"""What ends a time box or a budget early: the time and the money after which the aim is to be thought about again."""

from datetime import date
from pathlib import Path

import pytest

from ledger import assemble
from ledger.records.model import Ledger
from ledger.rules.business import overspent, timebox_over
from ledger.views import needs_of, overdue_of, status_rows
from tests.build import FLOW, Builder, card, document
from tests.test_report import told as reported

DECIDES = FLOW.replace("title: A small flow\n", "title: A small flow\nfields: {decision: {type: object}, aim: {}}\n")
AIM = "aim: {precision: 0.9, rethink_after_weeks: 1, rethink_after_amount: 900}\n"
SPENT = "budget: {amount: 4000, currency: EUR, spent: 1000}\n"  # the box of 2 weeks begins on 5 January


def placed(root: Path, more: str, flow: str = DECIDES, today: date = date(2026, 1, 15)) -> Ledger:
    place = Builder(root / "ledger", flow=flow).project(idea=document(more=more))
    place.commit("Start", date="2026-01-05")
    return assemble.load(place.root, today=today)


def told(ledger: Ledger) -> tuple[list[str], list[str]]:
    """What the check says, and what is overdue."""
    project = ledger.projects["churn"]
    found = [f"{one.code} {one.message}" for rule in (timebox_over, overspent) for one in rule(ledger)]
    return found, [one.words for one in overdue_of(project, ledger.today)]


def test_time_and_money_that_are_up_are_told_wherever_a_box_and_a_budget_are(tmp_path: Path) -> None:
    ledger = placed(tmp_path, AIM + SPENT)
    time = "the time for the aim of idea must have a decision to go on, extend or stop by 2026-01-12"
    money = "a phase must spend at most its money for the aim of 900 EUR, found 1,000"
    over = ["time for the aim 3 days over", "money for the aim 100 EUR over"]
    assert told(ledger) == ([f"BIZ001 {time}, found it 3 days over", f"BIZ002 {money}"], over)
    (row,) = status_rows(ledger)
    assert {"decision on the time for the aim", "decision on the money for the aim"} <= {*row.waits_for}
    codes = {need.what: need.code for need in needs_of(ledger, ledger.projects["churn"])}
    assert (codes["time for the aim"], codes["money for the aim"]) == ("BIZ001", "BIZ002")
    report = reported(tmp_path / "ledger", now="2026-01-15")
    assert "time for the aim | 2026-01-12 | 3 days" in " ".join(report.split())


def test_each_is_told_where_it_stands_with_what_extends_it(tmp_path: Path) -> None:
    ledger = placed(tmp_path, AIM + SPENT)
    (time,), (money,) = timebox_over(ledger), overspent(ledger)
    assert time.location.line == 5
    assert "raising 'aim.rethink_after_weeks'" in (time.hint or "")
    assert (money.location.line, money.location.column) == (6, 46)
    assert "raise 'aim.rethink_after_amount' with whoever pays" in (money.hint or "")


@pytest.mark.parametrize(
    ("more", "day"),
    [
        (AIM, date(2026, 1, 12)),
        (AIM + SPENT.replace("1000", "900"), date(2026, 1, 12)),
        (f"{AIM}{SPENT}decision: {{verdict: go}}\n", date(2026, 1, 15)),
        ("aim: {precision: 0.9}\n" + SPENT, date(2026, 1, 15)),
        ("aim: as good as it gets\n" + SPENT, date(2026, 1, 15)),
    ],
)
def test_what_is_not_up_or_settled_is_not_told(tmp_path: Path, more: str, day: date) -> None:
    assert told(placed(tmp_path, more, today=day)) == ([], [])


def test_a_flow_without_the_field_means_something_else_by_it(tmp_path: Path) -> None:
    assert told(placed(tmp_path, f"extra: {{}}\n{AIM}{SPENT}", flow=FLOW)) == ([], [])


GONE = "decision: {verdict: go, date: 2026-01-08}\n"
BACK = card(more="move: {to: idea, because: goal-change}\n")


@pytest.mark.parametrize(
    ("decision", "days"),
    [
        (GONE, 9),
        (GONE.replace("2026-01-08", "2026-02-02"), 0),
        ("decision: {verdict: go}\n", 0),
        (GONE.replace("go", "extend"), 9),
    ],
)
def test_a_decision_of_the_time_before_settles_nothing(tmp_path: Path, decision: str, days: int) -> None:
    """The phase is entered again on 2 February with the box of the first time, which is due to be stated anew."""
    place = Builder(tmp_path / "ledger", flow=DECIDES).project(idea=document(more=GONE))
    place.commit("Start", date="2026-01-05")
    again = {"projects/churn/README.md": BACK, "projects/churn/idea.md": document(iteration=2, more=decision + SPENT)}
    place.write(again).commit("Once more", date="2026-02-02")
    ledger = assemble.load(place.root, today=date(2026, 2, 11))
    assert [one.days for one in overdue_of(ledger.projects["churn"], ledger.today)] == ([days] if days else [])
    assert len(list(timebox_over(ledger))) == bool(days)
