"""Time boxes: what ends one, and what is told of it by everything that asks."""

from datetime import date
from pathlib import Path

import pytest

from ledger import assemble
from ledger.rules.business import timebox_over
from ledger.views import needs_of, overdue_of
from tests.build import FLOW, Builder, document
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
