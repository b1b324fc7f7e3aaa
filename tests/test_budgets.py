"""A budget that is overspent waits for a decision, wherever decisions that are overdue are told."""

import json
import re
from csv import DictReader
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ledger import assemble
from ledger.records.model import Ledger
from ledger.rules.business import overspent
from ledger.site.pages.frames import frames_of
from ledger.site.pages.portfolio import portfolio_pages
from ledger.site.pages.project import project_page
from ledger.site.render import render
from ledger.views import needs_of, overdue_of, status_row, status_rows
from ledger.views.need import NeedState
from tests.build import FLOW, Builder, card, document
from tests.test_report import ran
from tests.test_report import told as reported

TODAY = date(2026, 1, 12)
DECIDES = FLOW.replace(
    "title: A small flow\n", "title: A small flow\nfields: {decision: {type: object}, resources: {type: object}}\n"
)
USED = "resources: {compute_hours: 400, compute_used: 450.5, people_days: 4, people_used: 5}\n"
SPENT = "budget: {amount: 4000, currency: EUR, spent: 5500.5}\n"


def placed(root: Path, idea: str, readme: str | None = None, **more: str) -> Ledger:
    place = Builder(root / "ledger", flow=DECIDES).project(idea=idea, README=readme or card(), **more)
    place.commit("Start", date="2026-01-05")
    return assemble.load(place.root, today=TODAY)


def told(ledger: Ledger) -> tuple[list[str], list[str], list[str]]:
    """What the check, the list of what is overdue and the needs say of the budget."""
    project = ledger.projects["churn"]
    over = [one.words for one in overdue_of(project, TODAY)]
    needs = [one.detail for one in needs_of(ledger, project) if "budget" in one.what and one.state is NeedState.OPEN]
    return [one.code for one in overspent(ledger)], over, needs


def test_who_overspends_waits_for_a_decision(tmp_path: Path) -> None:
    ledger = placed(tmp_path, document(more=SPENT))
    asked = "go, extend or stop was due when it was spent: 5,500.5 of 4,000 EUR"
    assert told(ledger) == (["BIZ002"], ["budget 1,500.5 EUR over"], [asked])
    (row,) = status_rows(ledger)
    assert "decision on the budget" in row.waits_for


def test_compute_and_people_are_told_as_money_is(tmp_path: Path) -> None:
    ledger = placed(tmp_path, document(more=USED))
    over = ["compute budget 50.5 hours over", "people budget 1 day over"]
    asked = "go, extend or stop was due when it was spent: "
    details = [f"{asked}450.5 of 400 hours", f"{asked}5 of 4 days"]
    assert told(ledger) == (["BIZ002", "BIZ002"], over, details)
    (row,) = status_rows(ledger)
    assert {"decision on the compute budget", "decision on the people budget"} <= {*row.waits_for}
    compute, people = overspent(ledger)
    assert (compute.location.line, compute.location.column) == (5, 47)
    assert compute.message == "a phase must spend at most its compute budget of 400 hours, found 450.5"
    assert people.message == "a phase must spend at most its people budget of 4 days, found 5"
    report = reported(tmp_path / "ledger", now=f"{TODAY}")
    assert re.search(r"\| compute budget +\| +\| 50.5 hours \|", report)
    page = render(next(iter(portfolio_pages(ledger, status_rows(ledger)))))
    assert "compute budget 50.5 hours over" in " ".join(BeautifulSoup(page, "html.parser").get_text().split())


def test_a_little_beyond_a_budget_is_not_told_as_nothing(tmp_path: Path) -> None:
    _, over, _ = told(placed(tmp_path, document(more="resources: {people_days: 0, people_used: 0.00123}\n")))
    assert over == ["people budget 0.0012 days over"]


@pytest.mark.parametrize(
    "used", ["{compute_used: 5}", "{compute_hours: 5}", "{compute_hours: x, compute_used: true}", "5"]
)
def test_what_is_not_set_aside_cannot_be_overspent(tmp_path: Path, used: str) -> None:
    assert told(placed(tmp_path, document(more=f"resources: {used}\n"))) == ([], [], [])


def test_only_a_flow_with_the_field_sets_aside_compute_and_people(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(idea=document(more=USED))
    place.commit("Start", date="2026-01-05")
    assert told(assemble.load(place.root, today=TODAY)) == ([], [], [])


def test_a_project_s_page_tells_all_budgets_of_a_phase(tmp_path: Path) -> None:
    ledger = placed(tmp_path, document(more=SPENT + USED))
    (frame,) = frames_of(ledger.projects["churn"], TODAY)
    assert [f"{one.what} {one.words}" for one in frame.budgets] == [
        "budget 5,500.5 of 4,000 EUR",
        "compute budget 450.5 of 400 hours",
        "people budget 5 of 4 days",
    ]
    row = status_row(ledger, ledger.projects["churn"])
    page = project_page(
        ledger, row, forge=None, image=lambda *_: None, shelf={}, votes=(), address="", searches_texts=True
    )
    html = BeautifulSoup(render(page), "html.parser")
    heads = [head.get_text() for head in html.select("section:has(> #frames) th[scope=col], #frames ~ * th[scope=col]")]
    assert heads == ["Phase", "Time box", "Budget"], "nobody said when to stop"
    cell = html.select_one("td[data-label=budget]")
    assert cell is not None
    assert [one.get_text() for one in cell.select(".pl-budget")] == [
        "5,500.5 of 4,000 EUR overspent",
        "compute budget 450.5 of 400 hours overspent",
        "people budget 5 of 4 days overspent",
    ]


@pytest.mark.parametrize("verdict", ["go", "stop"])
def test_a_decision_settles_a_budget_as_it_does_a_box(tmp_path: Path, verdict: str) -> None:
    ledger = placed(tmp_path, document(more=f"{SPENT}decision: {{verdict: {verdict}}}\n"))
    assert told(ledger) == ([], [], [])
    both = document(more=f"{SPENT}{USED}decision: {{verdict: {verdict}}}\n")
    assert told(placed(tmp_path / "both", both)) == ([], [], [])


def test_to_extend_takes_more_money(tmp_path: Path) -> None:
    more = document(more=f"{SPENT}decision: {{verdict: extend}}\n")
    assert told(placed(tmp_path / "same", more))[0] == ["BIZ002"]
    assert told(placed(tmp_path / "more", more.replace("4000", "6000"))) == ([], [], [])


def test_nothing_is_due_of_a_phase_that_was_left_nor_of_a_project_that_ended(tmp_path: Path) -> None:
    spent = document(more=SPENT)
    assert told(placed(tmp_path / "left", spent, card(phase="build"), build=document("build"))) == ([], [], [])
    ended = card(status="cancelled", more="move: {to: cancelled, because: no-data}\n")
    assert told(placed(tmp_path / "ended", spent, ended)) == ([], [], [])


def test_what_is_no_currency_is_left_out(tmp_path: Path) -> None:
    ledger = placed(tmp_path, document(more=SPENT.replace("EUR", "'<b>*€*'")))
    assert told(ledger)[1] == ["budget 1,500.5 over"]


def test_reports_and_sheets_tell_of_money_without_a_day(tmp_path: Path) -> None:
    placed(tmp_path, document(more=SPENT))
    place, today = tmp_path / "ledger", f"{TODAY}"
    money = {"what": "budget", "due": None, "days": None, "over": "1,500.5 EUR"}
    (status,) = json.loads(ran(place, "status", "--json", now=today).stdout)["projects"]
    assert status["overdue"] == [money]
    (late,) = json.loads(ran(place, "report", "--json", now=today).stdout)["overdue"]
    assert {name: late[name] for name in money} == money
    report = reported(place, now=today)
    assert "**1 project is overdue for a decision.**" in report
    assert re.search(r"\| budget +\| +\| 1,500.5 EUR \|", report)
    sheet = ran(place, "export", "--sheet", "projects", "--format", "csv", "--out", "-", now=today).stdout
    assert [one["overdue_days"] for one in DictReader(sheet.splitlines())] == [""]


def test_the_portfolio_counts_it_among_what_is_overdue(tmp_path: Path) -> None:
    ledger = placed(tmp_path, document(more=SPENT))
    page = render(next(iter(portfolio_pages(ledger, status_rows(ledger)))))
    words = " ".join(BeautifulSoup(page, "html.parser").get_text().split())
    assert "budget 1,500.5 EUR over" in words
    assert "1 project is overdue for a decision." in words
