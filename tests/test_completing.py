"""Completing a project leaves the last phase of its flow: what that phase asks for must be there."""

from datetime import date
from pathlib import Path

import pytest

from ledger import audit
from ledger.diagnostics import LedgerError
from tests.build import FLOW, Builder, card, document
from tests.test_moves import Desk

ASKING = FLOW.replace(
    "{id: run, title: Run, delivers: true}",
    "{id: run, title: Run, delivers: true, needs: [budget.spent], steps: [{title: Use}]}",
)
CARD = "projects/churn/README.md"
METRICS = "projects/churn/metrics.json"
RUN = "projects/churn/run.md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    place = Desk(tmp_path / "ledger", flow=ASKING)
    place.moves("advance", "churn")
    place.moves("advance", "churn")
    return place


def test_the_last_phase_is_left_with_what_it_needs(desk: Desk) -> None:
    done = desk.run("complete", "churn")
    assert done.exit_code == 1
    assert "MOV004: 'budget.spent' must be filled in before run is left, found nothing\n" in done.output
    assert "MOV005: the step 'Use' must have text before run is left, found none\n" in done.output
    desk.write({RUN: document("run", more="budget: {spent: 3}\n", body="## Use\n\nDaily.\n")}).commit("Write")
    assert "churn: active -> completed" in desk.moves("complete", "churn")


def test_why_says_what_a_completion_needs(desk: Desk) -> None:
    said = desk.run("why", "churn").output
    assert said.startswith("churn is in run, the last phase of its flow; to complete it, 2 things are needed first\n")
    desk.write({RUN: document("run", more="budget: {spent: 3}\n", body="## Use\n\nDaily.\n")}).commit("Write")
    said = desk.run("why", "churn").output
    assert said == "churn is in run, the last phase of its flow: 'ledger complete churn' when it is over\n"
    desk.moves("complete", "churn")
    desk.write({RUN: document("run")}).commit("Empty it")
    assert "completed: 'ledger reopen churn' makes it active again" in desk.run("why", "churn").output


def test_an_advance_and_a_completion_in_one_change_leave_two_phases(tmp_path: Path) -> None:
    place = Desk(tmp_path / "ledger", flow=ASKING)
    place.moves("advance", "churn")
    files = {"projects/churn/README.md": card(phase="run", status="completed"), RUN: document("run", body="")}
    place.write(files).commit("At once")
    assert "MOV005" in place.run("check", "--base", "HEAD~1").output


EARLY = "MOV013: a project must be completed after it was delivered (run), found it in idea"


def test_before_its_delivery_a_completion_asks_for_nothing_and_is_told(tmp_path: Path) -> None:
    place = Desk(tmp_path / "ledger", flow=ASKING)
    said = place.moves("complete", "churn")
    assert "churn: active -> completed" in said
    assert f"projects/churn/README.md:6: {EARLY}\n    hint: cancel it with the reason" in said
    found = place.run("check", "--base", "HEAD~1")
    assert f"warning {EARLY}" in found.output
    assert found.exit_code == 0
    assert "MOV013" in place.run("audit").output
    assert "MOV013" not in place.moves("reopen", "churn")


def test_what_was_delivered_once_may_end_anywhere(desk: Desk) -> None:
    desk.moves("backtrack", "churn", "--to", "build", "--because", "degradation")
    assert "MOV013" not in desk.moves("complete", "churn")
    assert "MOV013" not in desk.run("check", "--base", "HEAD~1").output


def test_who_leaves_out_the_last_phase_is_told_which(tmp_path: Path) -> None:
    flow = FLOW.replace("{id: build, title: Build}", "{id: build, title: Build, delivers: true}")
    desk = Desk(tmp_path / "ledger", flow=flow)
    desk.moves("advance", "churn")
    said = "MOV013: a project should be completed after the last phase of its flow, found run never entered"
    assert said in desk.moves("complete", "churn")
    told = desk.run("check", "--base", "HEAD~1")
    assert (f"note {said}" in told.output, told.exit_code) == (True, 0)
    desk.moves("reopen", "churn")
    desk.moves("advance", "churn")
    desk.moves("backtrack", "churn", "--to", "build", "--because", "degradation")
    assert "MOV013" not in desk.moves("complete", "churn")


def test_a_rest_is_no_delivery_and_every_project_of_a_change_is_looked_at(tmp_path: Path) -> None:
    place = Desk(tmp_path / "ledger", flow=ASKING)
    place.project("ads").commit("Another")
    place.write({CARD: card(status="paused", more="move: {to: paused, because: waiting}\n")}).commit("Rest")
    place.write({CARD: card()}).commit("Go on")
    place.write({"projects/ads/README.md": card("ads", more="summary: Of the web.\n"), CARD: card(status="completed")})
    place.commit("Over, and another one described")
    assert place.run("check", "--base", "HEAD~1").output.count("MOV013") == 1


def test_who_comes_by_a_longer_way_may_end_where_it_is_delivered_or_last(tmp_path: Path) -> None:
    early = ASKING.replace("title: Run, delivers: true", "title: Run").replace(
        "title: Build}", "title: Build, delivers: true}"
    )
    place = Desk(tmp_path / "ledger", flow=early)
    files = {CARD: card(phase="run", status="completed"), RUN: document("run", body="## Use\n\nDaily.\n")}
    place.write(files).commit("Over at once")  # the phase that delivers was skipped, which is a finding of its own
    found = place.run("check", "--base", "HEAD~1").output
    assert "MOV001" in found
    assert "MOV013" not in found


def test_a_flow_that_delivers_nowhere_delivers_by_completing(tmp_path: Path) -> None:
    place = Desk(tmp_path / "ledger", flow=ASKING.replace(", delivers: true", ""))
    assert "MOV013" not in place.moves("complete", "churn")
    assert "MOV013" not in place.run("check", "--base", "HEAD~1").output


def test_between_the_delivery_and_the_last_phase_a_completion_leaves_its_phase(tmp_path: Path) -> None:
    early = ASKING.replace("title: Build}", "title: Build, delivers: true, needs: [kpis]}").replace(
        "title: Run, delivers: true", "title: Run"
    )
    place = Desk(tmp_path / "ledger", flow=early)
    place.moves("advance", "churn")
    done = place.run("complete", "churn")
    assert done.exit_code == 1
    assert "MOV004: 'kpis' must be filled in before build is left" in done.output
    assert "found run never entered" in done.output  # noted beside what keeps it from ending
    asked = place.run("check").output
    assert "MOV004" not in asked


GATED = FLOW.replace(
    "{id: run, title: Run, delivers: true}",
    "{id: run, title: Run, delivers: true, gates: [{id: value, title: Value, approvals: {product: 1}, kpis: met}]}",
)
KPI = "kpis: [{id: saved, product: Hours, metric: hours, target: '>= 3'%s}]\n"


def test_the_gates_of_the_last_phase_are_asked_when_it_is_left_for_good(tmp_path: Path) -> None:
    place = Desk(tmp_path / "ledger", flow=GATED)
    place.moves("advance", "churn")
    place.moves("advance", "churn")
    place.write({RUN: document("run", more=KPI % ", measured: 2")}).commit("Measure")
    done = place.run("complete", "churn")
    assert done.exit_code == 1
    assert "APR001: the gate 'value' must be satisfied for the move to completed" in done.output
    assert "KPI004" in done.output
    said = place.run("why", "churn").output
    assert said.startswith("churn is in run, the last phase of its flow; to complete it, 2 things are needed first\n")
    place.write({"projects/churn/README.md": card(phase="run", status="completed")}).commit("By hand")
    found = place.run("check", "--base", "HEAD~1").output
    assert f"{RUN}:2:1: error APR001: the gate 'value' must be satisfied for the move to completed" in found
    assert "error KPI004" in found


def test_a_vote_on_the_last_phase_opens_the_way_to_its_end(tmp_path: Path) -> None:
    place = Desk(tmp_path / "ledger", flow=GATED)
    place.moves("advance", "churn")
    place.moves("advance", "churn")
    place.write({RUN: document("run", more=KPI % ", measured: 3")}).commit("Measure")
    place.git("config", "user.name", "Dana")
    place.git("config", "user.email", "dana@example.com")
    assert "1 vote waits for you" in place.run("approve", "--inbox").output
    assert place.run("approve", "churn", "value", "--as", "product").exit_code == 0
    assert "churn: active -> completed" in place.moves("complete", "churn")


@pytest.mark.parametrize("phases", ["phases: []\n", "phases: 3\n"])
def test_a_flow_that_has_lost_all_its_phases_is_told_and_stops_nothing(tmp_path: Path, phases: str) -> None:
    place = Desk(tmp_path / "ledger")
    lost = FLOW[: FLOW.index("phases:")] + phases + FLOW[FLOW.index("backtracks:") :]
    place.write({"schema/flows/small.yml": lost}).commit("No phases")
    assert "REF002" in place.run("why", "churn").output
    place.write({"projects/churn/README.md": card(status="completed")}).commit("By hand")
    assert "schema/flows/small.yml" in place.run("check", "--base", "HEAD~1").output
    assert place.run("audit").exception is None
    assert isinstance(place.run("new", "ads").exception, SystemExit | LedgerError)


def test_a_completion_on_a_figure_that_is_read_from_a_file_stands_in_the_audit(tmp_path: Path) -> None:
    asking = FLOW.replace("title: Run,", "title: Run, gates: [{id: lasting, approvals: {}, kpis: met}],")
    agreed = document(more='kpis: [{id: recall, target: ">= 0.80"}]\n')
    run = document("run", more='kpis: [{id: recall, source: "metrics.json#/recall"}]\n')
    place = Builder(tmp_path / "ledger", flow=asking).project(idea=agreed)
    place.commit("Start")
    place.write({CARD: card(phase="build"), "projects/churn/build.md": document("build")}).commit(
        "Go", date="2026-01-06"
    )
    place.write({CARD: card(phase="run"), RUN: document("run")}).commit("Go on", date="2026-01-07")
    place.write({CARD: card(phase="run", status="completed"), RUN: run, METRICS: '{"recall": 0.83}'})
    place.commit("End", date="2026-01-08")
    assert audit.read(place.root, today=date(2026, 1, 9)).then == ()
    place.write({METRICS: '{"recall": 0.1}', CARD: card(phase="run")}).commit("Reopen", date="2026-01-09")
    place.write({CARD: card(phase="run", status="completed")}).commit("End", date="2026-01-10")
    assert [one.code for one in audit.read(place.root, today=date(2026, 1, 10)).then] == ["KPI004"]
