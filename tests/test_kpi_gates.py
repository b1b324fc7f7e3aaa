"""What the gates ask of KPIs: of which ones, and where it is told."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic
from ledger.views.need import NeedKind, NeedState
from ledger.views.needs import needs_of
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
GATED: Final = FLOW.replace("{id: build, title: Build}", "{id: build, title: Build, gates: [{id: good, kpis: met}]}")
LATE: Final = "must be >= 1 for the gate 'good' of build, found"


def kpis(*entries: str) -> str:
    return "kpis:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def told(found: tuple[Diagnostic, ...]) -> list[str]:
    """What is said of gates: weight, project, line, column and sentence."""
    return [
        f"{one.severity} {one.project} {one.location.line}:{one.location.column} {one.message}"
        for one in found
        if one.code in {"KPI004", "KPI005"}
    ]


def as_it_stands(root: Path, **kpis_of: str) -> list[str]:
    parts = {phase: document(phase, more=more) for phase, more in kpis_of.items()}
    place = Builder(root, flow=GATED).project(README=card(phase="run"), **parts)
    place.commit("Start")
    return told(rules.judge(assemble.load(place.root, today=TODAY)))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("id: f2, measured: 3", f"warning churn 5:1 'f1' {LATE} no value in build.md"),
        ("id: f1", f"warning churn 6:10 'f1' {LATE} no value in build.md"),
        ("id: f1, measured: 0.5", f"warning churn 6:24 'f1' {LATE} 0.5"),
        ("id: f1, source: none.json#/x", f"warning churn 6:22 'f1' {LATE} no value in build.md"),
    ],
)
def test_a_kpi_that_is_not_met_is_told_where_its_value_must_stand(tmp_path: Path, entry: str, said: str) -> None:
    goal = kpis("id: f1, target: '>= 1'")
    assert as_it_stands(tmp_path / "ledger", idea=goal, build=kpis(entry), run="") == [said]


def test_a_gate_asks_for_what_was_agreed_up_to_its_phase(tmp_path: Path) -> None:
    own, later = kpis("id: f1, target: '>= 1'"), kpis("id: f2, target: '>= 1'")
    said = [f"warning churn 6:10 'f1' {LATE} no value in build.md"]
    assert as_it_stands(tmp_path / "own", idea="", build=own, run=later) == said
    said = ["warning churn 2:1 the gate 'good' of build asks for at least one KPI with a target, found none"]
    assert as_it_stands(tmp_path / "later", idea="", build="", run=later) == said


def test_of_a_card_that_cannot_be_read_nobody_says_which_phases_were_left(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(README=card(phase="run"), build=document("build"))
    place.commit("Start")
    place.write({"projects/churn/README.md": "---\ntitle: [\n---\n"}).commit("Break it")
    assert told(rules.judge(assemble.load(place.root, today=TODAY))) == []


def test_a_phase_is_left_by_the_target_that_its_own_document_states_now(tmp_path: Path) -> None:
    parts = [document("build", more=kpis(f"id: f1, target: '>= {goal}', measured: 0.5")) for goal in (1, 0.4)]
    place = Builder(tmp_path / "ledger", flow=GATED).project(README=card(phase="build"), build=parts[0])
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.project(README=card(phase="run"), build=parts[1], run=document("run"))
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert told(rules.judge(change.after, change)) == []


def test_who_advances_owes_the_kpis_of_the_phase_left_whatever_another_project_does(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED)
    for slug in ("aa", "ab", "ac"):
        place.project(slug, README=card(slug, phase="build"), build=document("build"))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    other_flow = card("aa", phase="build").replace("flow: small", "flow: kanban")
    moved = {"aa/README": other_flow, "ab/README": card("ab", phase="run"), "ab/run": document("run")}
    back = card("ac", more="move: {to: idea, because: goal-change}\n")
    moved |= {"ac/README": back, "ac/idea": document(iteration=2)}
    place.write({f"projects/{name}.md": text for name, text in moved.items()})
    change = assemble.load_change(place.root, base="main", today=TODAY)
    said = "error ab 2:1 the gate 'good' of build asks for at least one KPI with a target, found none"
    assert told(rules.judge(change.after, change)) == [said]


@pytest.mark.parametrize("asked", ["defined", "met"])
@pytest.mark.parametrize(
    ("idea", "build"),
    [
        ("", kpis("id: f1, target: at least 0.8, measured: 1")),
        (kpis("id: f1, target: at least 0.8"), kpis("id: f1, target: '>= 1', measured: 2")),
        ("", ""),
    ],
)
def test_what_a_project_needs_is_what_the_check_finds(tmp_path: Path, asked: str, idea: str, build: str) -> None:
    later = kpis("id: f9, target: '>= 1', measured: 2")
    parts = {"idea": document(more=idea), "build": document("build", more=build), "run": document("run", more=later)}
    place = Builder(tmp_path / "ledger", flow=GATED.replace("kpis: met", f"kpis: {asked}"))
    place.project(README=card(phase="build"), **parts).commit("Start")
    ledger = assemble.load(place.root, today=TODAY)
    needs = needs_of(ledger, ledger.projects["churn"])
    assert [(one.state, one.detail) for one in needs if one.kind is NeedKind.KPIS] == [
        (NeedState.OPEN, "no KPI with a target yet")
    ]
    place.write({"projects/churn/README.md": card(phase="run")}).commit("On")
    assert len(told(rules.judge(assemble.load(place.root, today=TODAY)))) == 1
