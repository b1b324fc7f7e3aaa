"""A deadline that was promised in the present phase is told wherever due dates are, before and after it has passed."""

from datetime import date
from pathlib import Path

import pytest

from ledger.assemble import load
from ledger.views import needs_of, status_row
from tests.build import FLOW, Builder, card, document
from tests.test_report import told

DATED = FLOW.replace("title: A small flow\n", "title: A small flow\nfields: {deadline: {type: string, format: date}}\n")
PROMISED = document("build", more="deadline: 2026-02-10\n").replace("timebox: {start: 2026-01-05, weeks: 2}\n", "")


def promised(root: Path, *, flow: str = DATED, status: str = "active") -> Builder:
    place = Builder(root, flow=flow).project(build=PROMISED)
    place.write({"projects/churn/README.md": card(phase="build", status=status)}).commit(date="2026-01-12")
    return place


@pytest.mark.parametrize(
    ("today", "said", "overdue"),
    [
        (date(2026, 2, 1), "what was promised is due in 9 days", ()),
        (date(2026, 2, 10), "what was promised is due today", ()),
        (date(2026, 2, 12), "what was promised was due 2 days ago", ("deadline 2 days over",)),
    ],
)
def test_a_deadline_is_due_and_then_overdue(tmp_path: Path, today: date, said: str, overdue: tuple[str, ...]) -> None:
    ledger = load(promised(tmp_path / "ledger").root, today=today)
    project = ledger.projects["churn"]
    assert [need.detail for need in needs_of(ledger, project) if need.what == "deadline"] == [said]
    row = status_row(ledger, project)
    assert row.overdue_words == overdue
    assert ("decision on the deadline" in row.waits_for) is bool(overdue)


def test_the_report_tells_of_it(tmp_path: Path) -> None:
    place = promised(tmp_path / "ledger")
    assert "| deadline | 2026-02-10 | 2 days |" in told(place.root, now="2026-02-12")


@pytest.mark.parametrize(
    ("flow", "status"), [(FLOW, "active"), (DATED, "paused"), (DATED.replace("{deadline:", "{due:"), "active")]
)
def test_no_deadline_binds_where_the_flow_has_none_or_the_project_rests(tmp_path: Path, flow: str, status: str) -> None:
    ledger = load(promised(tmp_path / "ledger", flow=flow, status=status).root, today=date(2026, 3, 1))
    assert status_row(ledger, ledger.projects["churn"]).overdue == ()


def test_one_of_a_phase_that_was_left_is_over(tmp_path: Path) -> None:
    place = promised(tmp_path / "ledger")
    place.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")}).commit()
    ledger = load(place.root, today=date(2026, 3, 1))
    assert [one.what for one in status_row(ledger, ledger.projects["churn"]).overdue] == ["time box"]
