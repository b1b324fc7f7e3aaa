"""What a change is held to although it would rewrite it: the targets, schemas, fields and limits of its base."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Severity
from ledger.digest import digest
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
BOX: Final = {"start": "2026-01-05", "weeks": 2}
AGREED: Final = ">= 0.80"
LOWER: Final = ">= 0.50"
FLOW_WITH_KPIS: Final = (
    FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}, kpis: defined}]")
    .replace("{id: build, title: Build}", "{id: build, title: Build, gates: [{id: good, approvals: {}, kpis: met}]}")
    .replace("cancel:", "  - {from: run, to: idea, because: [goal-change]}\ncancel:")
)


def judged(place: Builder) -> list[str]:
    """The errors of the change from main: code, place and sentence."""
    change = assemble.load_change(place.root, base="main", today=TODAY)
    found = rules.judge(change.after, change)
    return [
        f"{one.code} {one.location.path.removeprefix('projects/churn/')}:{one.location.line} {one.message}"
        for one in found
        if one.severity is Severity.ERROR
    ]


def goal(target: str, *voted: str, iteration: int = 1) -> str:
    """The document of the first phase with a target, and votes of Dana on it as it was with other ones or is."""
    votes = [
        {"gate": "scope", "role": "product", "by": "dana", "date": "2026-01-06", "decision": "approved"}
        | {"of": digest({"phase": "idea", "iteration": 1, "timebox": BOX, "kpis": [kpi(one)]}, "## Need\n\nA need.\n")}
        for one in voted
    ]
    more = f"kpis: {[kpi(target)]}\n" + (f"approvals: {votes}\n" if votes else "")
    return document(iteration=iteration, more=more)


def kpi(target: str) -> dict[str, str]:
    return {"id": "f1", "product": "P", "target": target}


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A branch of a project whose target of 0.80 was approved, and which measured 0.60 in the phase that it is in."""
    made = Builder(tmp_path / "ledger", flow=FLOW_WITH_KPIS).project(idea=goal(AGREED))
    made.commit("Start")
    made.write({"projects/churn/idea.md": goal(AGREED, AGREED)}).commit("Vote", author="dana")
    measured = document("build", more="kpis: [{id: f1, measured: 0.6}]\n")
    made.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": measured}).commit("Move")
    made.git("checkout", "-q", "-b", "work")
    return made


def go_on(place: Builder) -> Builder:
    return place.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})


LOWERED: Final = "KPI001 idea.md:5 the target of 'f1' must stay '>= 0.80' as in idea.md of the base, found"
MISSED: Final = "KPI004 build.md:5 'f1' must be >= 0.80 for the gate 'good' of build, found 0.6"


def test_a_target_that_was_agreed_is_not_lowered_on_the_way_through_its_gate(place: Builder) -> None:
    go_on(place).write({"projects/churn/idea.md": goal(LOWER, AGREED)}).commit("Lower and go on")
    assert judged(place) == [MISSED, f"{LOWERED} '>= 0.50'"]
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "work")
    last = audit.read(place.root, today=TODAY).judged[-1]
    assert [one.code for one in last.then] == [one.code for one in last.now] == ["KPI004", "KPI001"]


def test_a_target_that_the_change_takes_away_is_still_asked_for(place: Builder) -> None:
    kept = go_on(place).root / "projects/churn/idea.md"
    place.write({"projects/churn/idea.md": kept.read_text("utf-8").replace(f", 'target': '{AGREED}'", "")})
    assert judged(place) == [MISSED, f"{LOWERED} none"]
    place.write({"projects/churn/idea.md": None})
    assert {MISSED, f"{LOWERED} none".replace(":5", ":1")} < {*judged(place)}


def test_a_target_is_the_same_however_it_is_written(place: Builder) -> None:
    place.write({"projects/churn/idea.md": goal(">=0.8", AGREED)})
    assert judged(place) == []


def test_a_target_changes_by_going_back_to_the_phase_that_set_it(place: Builder) -> None:
    back = card(more="move: {to: idea, because: goal-change}\n")
    again = goal(LOWER, AGREED, iteration=2)
    place.write({"projects/churn/README.md": back, "projects/churn/idea.md": again}).commit("Go back")
    assert judged(place) == []


def test_a_target_changes_by_a_new_vote_that_lands_before_the_move(place: Builder) -> None:
    place.write({"projects/churn/idea.md": goal(LOWER, AGREED, LOWER)}).commit("Agree on less", author="dana")
    assert judged(place) == []
    go_on(place).commit("Go on", author="dana")
    assert judged(place) == [MISSED]
    place.git("branch", "-qf", "main", "work~1")
    assert judged(place) == []


def test_a_target_may_change_in_the_phase_that_sets_it(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=FLOW_WITH_KPIS).project(idea=goal(AGREED))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/idea.md": goal(LOWER)})
    assert judged(place) == []
