"""Tasks and KPIs of several projects and documents: each is judged, whatever the one before it is."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
DOING: Final = "".join(f"  - {{id: t{at}, title: T, status: doing, days: {at}}}\n" for at in (1, 2, 3))


def told(place: Builder, code: str) -> list[str]:
    place.commit("Start")
    return [one.message for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == code]


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (0, ["at most 0 tasks of a project may be in progress, found 't1' beside none allowed"]),
        (1, ["at most 1 task of a project may be in progress, found 't2' beside 't1'"]),
        (2, ["at most 2 tasks of a project may be in progress, found 't3' beside 't1', 't2'"]),
    ],
)
def test_more_tasks_in_progress_than_a_flow_allows(tmp_path: Path, limit: int, said: list[str]) -> None:
    limited = FLOW.replace("flow: small", f"flow: few\nlimits: {{tasks_in_progress: {limit}, task_days: 2}}")
    place = Builder(tmp_path / "ledger").write({"schema/flows/few.yml": limited})
    place.project("aa", idea=document(more="tasks:\n" + DOING))
    place.project("ab", README=card("ab").replace("flow: small", "flow: few"), idea=document(more="tasks:\n" + DOING))
    assert told(place, "TSK002")[:1] == said
    assert told(place, "TSK001") == ["a task must take at most 2 days, found 3 for 't3'"]


def test_a_task_in_progress_elsewhere_is_found_beside_one_of_the_current_phase(tmp_path: Path) -> None:
    doing = "tasks:\n" + DOING.split("\n")[0] + "\n"
    place = Builder(tmp_path / "ledger").project("aa", README=card("aa", phase=""), idea=document(more=doing))
    place.project("ab", idea=document(more=doing), build=document("build", more=doing))
    said = "a task in progress must be one of the current phase idea, found one of build"
    assert told(place, "TSK003") == [said]


@pytest.mark.parametrize(
    ("stated", "place"), [("", (8, 1)), (", reviewed: 2026-01-04", (8, 42)), (", reviewed: soon", (8, 42))]
)
def test_a_review_that_is_due_is_told_where_the_last_one_stands(
    tmp_path: Path, stated: str, place: tuple[int, int]
) -> None:
    flow = FLOW.replace("flow: small", "flow: small\nreview_business_case_weeks: 1")
    readme = card(more=f"business_case: {{sponsor: dana{stated}}}\n")
    Builder(tmp_path / "ledger", flow=flow).project(README=readme).commit("Start")
    found = rules.judge(assemble.load(tmp_path / "ledger", today=date(2026, 1, 14)))
    assert [(one.location.line, one.location.column) for one in found if one.code == "BIZ003"] == [place]


@pytest.mark.parametrize(("day", "told"), [("2026-01-14", 0), ("2026-01-15", 1), ("2062-01-05", 1)])
def test_nobody_has_looked_at_a_business_case_on_a_day_to_come(tmp_path: Path, day: str, told: int) -> None:
    flow = FLOW.replace("flow: small", "flow: small\nreview_business_case_weeks: 1")
    readme = card(more=f"business_case: {{sponsor: dana, reviewed: {day}}}\n")
    Builder(tmp_path / "ledger", flow=flow).project(README=readme).commit("Start")
    found = rules.judge(assemble.load(tmp_path / "ledger", today=date(2026, 1, 14)))
    said = f"the last look at the business case must not be after 2026-01-14, which is today, found {day}"
    assert [one.message for one in found if one.code == "BIZ003"] == [said] * told


@pytest.mark.parametrize(("verdict", "told"), [("go", 0), ("stop", 0), ("extend", 1)])
def test_a_decision_to_go_on_or_to_stop_ends_a_time_box(tmp_path: Path, verdict: str, told: int) -> None:
    flow = FLOW.replace("flow: small", "flow: small\nfields: {decision: {type: object}}")
    decided = document(more=f"decision: {{verdict: {verdict}}}\n")
    Builder(tmp_path / "ledger", flow=flow).project(idea=decided).commit("Start")
    found = rules.judge(assemble.load(tmp_path / "ledger", today=date(2026, 1, 20)))
    assert [one.code for one in found].count("BIZ001") == told


def kpis(*entries: str) -> str:
    return "kpis:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


@pytest.mark.parametrize(
    ("later", "changes"), [("much", 0), ("more", 1), ("'>= 1'", 1)], ids=["the same words", "other words", "a number"]
)
def test_a_target_in_words_stays_those_words(tmp_path: Path, later: str, changes: int) -> None:
    first, second = kpis("id: f1, target: much"), kpis(f"id: f1, target: {later}")
    place = Builder(tmp_path / "ledger").project(
        README=card(phase="build"), idea=document(more=first), build=document("build", more=second)
    )
    assert len(told(place, "KPI001")) == changes


def test_a_measured_kpi_that_nobody_defined_is_told_which_ones_are(tmp_path: Path) -> None:
    many = kpis(*(f"id: k{at}, target: '>= 1'" for at in range(7)), "id: bare", "id: cited, source: a.json#/x")
    place = Builder(tmp_path / "ledger").project("aa", idea=document(more=kpis("id: lost, measured: 1")))
    place.project("ab", idea=document(more=many)).commit("Start")
    found = [one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == "KPI007"]
    words = "give it a target and words where the KPIs are approved"
    assert [one.hint for one in found] == [words, f"defined are k0, k1, k2, k3, k4; {words}"]
    assert [one.message.split("found ")[1] for one in found] == ["'lost' in none", "'cited' in none"]


def test_a_source_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    sources = kpis("id: k1, target: '>= 1', source: a.json#/x", "id: k2, target: '>= 1', source: link.json#/x")
    place = Builder(tmp_path / "ledger").project(idea=document(more=sources))
    (place.root / "projects/churn/link.json").symlink_to("a.json")
    found = told(place, "KPI003")
    assert len(found) == 2
    assert found[1].endswith("but 'link.json' is a symbolic link")
