"""Rows: where projects stand, how long, what they need, where they went back."""

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.records.model import Ledger
from ledger.site.pages import onward
from ledger.site.pages.boards import boards_of
from ledger.site.render import render
from ledger.views import (
    NeedKind,
    NeedState,
    backtrack_counts,
    days_between,
    events_json,
    latest_moves,
    ledger_json,
    needs_of,
    onward_moves,
    return_costs,
    select,
    status_row,
    status_rows,
    stays_of,
)
from ledger.views.people import asked_votes
from ledger.words import Status
from tests.build import FLOW, Builder, card, document
from tests.portfolio import TODAY, portfolio, read


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return read(portfolio(tmp_path_factory.mktemp("views")).root)


def test_days_are_those_of_the_calendar_in_utc() -> None:
    late = datetime(2026, 1, 5, 23, 59, tzinfo=UTC)
    assert days_between(late, datetime(2026, 1, 6, 0, 1, tzinfo=UTC)) == 1
    assert days_between(late, date(2026, 1, 5)) == 0
    assert days_between(late, date(2026, 1, 1)) == 0


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_stays_add_up_to_the_whole(moments: list[datetime]) -> None:
    ordered = sorted(moments)
    parts = [days_between(one, other) for one, other in pairwise(ordered)]
    assert sum(parts) == days_between(ordered[0], ordered[-1])


def test_a_row_says_where_a_project_stands(ledger: Ledger) -> None:
    row = status_row(ledger, ledger.projects["churn"])
    assert (row.phase_title, row.position, row.iteration, row.status) == ("Build", 1, 2, Status.ACTIVE)
    assert (row.days, row.age_days, row.backtracks, row.iterations) == (127, 176, 1, 0)
    assert row.started == date(2026, 1, 5)
    assert row.delivered is None


def test_a_cancelled_project_does_not_grow_older(ledger: Ledger) -> None:
    row = status_row(ledger, ledger.projects["leads"])
    assert (row.days, row.age_days, row.idle_days) == (28, 28, 0)
    assert row.group == "growth/2026"
    assert row.waits_for == ()
    assert needs_of(ledger, ledger.projects["leads"]) == ()


def test_stays_tell_how_each_ended(ledger: Ledger) -> None:
    stays = stays_of(ledger.projects["churn"], TODAY)
    told = [(stay.phase, stay.iteration, stay.days, stay.ended_by, stay.because) for stay in stays]
    assert told == [
        ("idea", 1, 14, "advanced", None),
        ("build", 1, 21, "backtracked", "goal-change"),
        ("idea", 2, 14, "advanced", None),
        ("build", 2, 127, None, None),
    ]


def test_paused_days_are_known_apart(tmp_path: Path) -> None:
    builder = Builder(tmp_path).project()
    builder.commit(date="2026-01-05")
    for status, day in (("paused", "2026-01-15"), ("active", "2026-02-04")):
        builder.write({"projects/churn/README.md": card(status=status)}).commit(date=day)
    ledger = read(tmp_path, date(2026, 2, 10))
    row = status_row(ledger, ledger.projects["churn"])
    assert (row.days, row.idle_days) == (36, 20)


def test_a_time_box_that_is_over_is_overdue(ledger: Ledger) -> None:
    row = status_row(ledger, ledger.projects["evil & <co>"])
    assert [(one.what, one.due, one.days) for one in row.overdue] == [("time box", date(2026, 1, 19), 162)]
    assert row.overdue_words == ("time box 162 days over",)


@pytest.mark.parametrize(
    ("day", "said"),
    [(17, "is due in 2 days"), (18, "is due in 1 day"), (19, "is due today"), (20, "was due 1 day ago")],
)
def test_a_decision_is_due_in_days_or_today(tmp_path: Path, day: int, said: str) -> None:
    Builder(tmp_path).project().commit()
    ledger = read(tmp_path, date(2026, 1, day))
    (need,) = (one for one in needs_of(ledger, ledger.projects["churn"]) if one.kind is NeedKind.DECISION)
    assert need.detail == f"an end or a longer box {said}"


def test_needs_name_what_is_missing(tmp_path: Path) -> None:
    builder = Builder(tmp_path).project(idea=document(body="## Need\n\n<!-- later -->\n").replace("timebox", "extra"))
    builder.commit()
    ledger = read(tmp_path, date(2026, 1, 6))
    project = ledger.projects["churn"]
    needs = [(need.kind, need.state, need.what) for need in needs_of(ledger, project)]
    assert needs == [(NeedKind.STEP, NeedState.OPEN, "Need"), (NeedKind.FIELD, NeedState.OPEN, "timebox")]
    assert status_row(ledger, project).waits_for == ("text: Need", "field: timebox")


def test_backtracks_have_reasons_and_a_cost(ledger: Ledger) -> None:
    (traffic,) = backtrack_counts(ledger)
    assert (traffic.flow, traffic.projects, traffic.backtracks) == ("small", 3, 1)
    assert traffic.forward == (("idea", "build", 2),)
    (way,) = traffic.backward
    assert (way.origin, way.target, way.count, way.reasons) == ("build", "idea", 1, (("goal-change", 1),))
    assert (way.costs, way.median_cost) == ((14,), 14)


def test_moves_onward_have_their_days_and_stand_newest_first(ledger: Ledger) -> None:
    (flow,) = {project.flow.id: project.flow for project in ledger.projects.values() if project.flow}.values()
    ((way, moves),) = onward_moves(flow, ledger.projects.values()).items()
    assert way == ("idea", "build")
    assert [(move.slug, move.time.date(), move.days) for move in moves] == [
        ("churn", date(2026, 2, 23), 14),
        ("churn", date(2026, 1, 19), 14),
    ]


def test_of_very_many_moves_onward_the_newest_are_listed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onward, "_MOST", 1)
    page = render(onward.onward_page(ledger))
    assert ">23 Feb 2026</time>" in page
    assert ">19 Jan 2026</time>" not in page
    assert 'The newest 1; <a href="data/events.json">events.json</a> has all 2.' in page


def test_latest_moves_are_newest_first(ledger: Ledger) -> None:
    moves = [(move.slug, move.kind) for move in latest_moves(ledger, 3)]
    assert moves == [("evil & <co>", "created"), ("leads", "cancelled"), ("leads", "created")]


def test_rows_can_be_selected(ledger: Ledger) -> None:
    rows = status_rows(ledger)
    assert [row.slug for row in select(rows, status="cancelled")] == ["leads"]
    assert [row.slug for row in select(rows, phase="idea", overdue=True)] == ["evil & <co>"]
    assert [row.slug for row in select(rows, tag="<i>tag</i>", owner="sam")] == ["evil & <co>"]
    assert select(rows, team="nobody") == ()


def test_json_is_versioned_and_leaves_out_what_does_not_apply(ledger: Ledger) -> None:
    found = events_json(ledger.events)
    assert found["version"] == 1
    back = next(event for event in found["events"] if event["event"] == "backtracked")
    assert (back["from"], back["to"], back["because"]) == ("build", "idea", "goal-change")
    assert back["time"] == "2026-02-09T12:00:00Z"
    assert "role" not in back
    whole = ledger_json(ledger, status_rows(ledger))
    assert [project["project"] for project in whole["projects"]] == ["churn", "evil & <co>", "leads"]
    assert [stay["days"] for stay in whole["projects"][0]["stays"]] == [14, 21, 14, 127]


def test_ways_back_of_the_same_second_keep_their_own_costs(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project()
    back = [("idea", 2, "2026-02-01"), ("build", 2, "2026-02-01"), ("idea", 3, "2026-02-01")]
    for phase, nth, day in [("idea", 1, "2026-01-05"), ("build", 1, "2026-01-10"), *back, ("build", 3, "2026-03-01")]:
        files = {"README": card(phase=phase), phase: document(phase, iteration=nth)}
        builder.write({f"projects/churn/{name}.md": text for name, text in files.items()}).commit(date=day)
    assert return_costs(read(builder.root).projects["churn"]) == (0, 28)


def test_phases_and_gates_of_one_title_are_told_apart(tmp_path: Path) -> None:
    gates = "gates: [{id: a, title: Go, approvals: {product: 1}}, {id: b, title: Go, approvals: {product: 1}}]"
    flow = FLOW.replace("id: build, title: Build", f"id: build, title: Idea, {gates}")
    builder = Builder(tmp_path, flow=flow)
    builder.project(README=card(phase="build"), build=document("build")).project("leads").commit()
    ledger = read(tmp_path)
    assert [row.phase_title for row in status_rows(ledger)] == ["Idea (build)", "Idea (idea)"]
    asked = asked_votes(ledger)
    assert [(vote.gate, vote.role) for vote in asked] == [("Go (a)", "product"), ("Go (b)", "product")]
    (board,) = boards_of(status_rows(ledger), ledger.flows.values())
    assert [(column.title, column.count) for column in board.columns][:2] == [("Idea (idea)", 1), ("Idea (build)", 1)]


def test_past_phases_of_another_flow_are_no_unknown_phase(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit()
    (board,) = boards_of(status_rows(read(tmp_path)), read(tmp_path).flows.values())
    assert (board.columns[-1].title, board.columns[-1].is_hidden) == ("Phases of another flow", True)
    builder.write({"schema/flows/small.yml": FLOW.replace("id: idea", "id: need")}).commit()
    (board,) = boards_of(status_rows(read(tmp_path)), read(tmp_path).flows.values())
    assert (board.columns[-1].title, board.columns[-1].is_hidden) == ("Unknown phase", False)
