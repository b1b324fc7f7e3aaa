"""A phase whose decision is to extend or to stop is not left forward: the decision to go on comes first."""

from pathlib import Path

import pytest

from tests.build import FLOW, card, document
from tests.test_moves import Desk

CARD = "projects/churn/README.md"
IDEA = "projects/churn/idea.md"

NEEDED = FLOW.replace("[timebox]", "[timebox, decision.verdict]").replace(
    "flow: small\n", "flow: small\nfields: {decision: {type: object, properties: {verdict: {type: string}}}}\n"
)

DATED = NEEDED.replace("verdict: {type: string}", "verdict: {type: string}, date: {type: string, format: date}")


def decided(place: Path, verdict: str, *, flow: str = NEEDED) -> Desk:
    desk = Desk(place / "ledger", flow=flow)
    text = document(more=f"decision: {{verdict: {verdict}}}\n")
    desk.write({IDEA: text}).commit("Decide")
    return desk


@pytest.mark.parametrize("verdict", ["extend", "stop"])
def test_who_is_not_to_go_on_does_not_advance(tmp_path: Path, verdict: str) -> None:
    desk = decided(tmp_path, verdict)
    done = desk.run("advance", "churn")
    said = f"MOV004: 'decision.verdict' must be a decision to go on before idea is left, found '{verdict}'"
    assert f"projects/churn/idea.md:5: {said}" in done.output
    assert (
        "hint: record in 'decision' who decided to go on since, and why, or go back, iterate or cancel" in done.output
    )
    assert done.exit_code == 1
    assert f"decision.verdict says {verdict}" in " ".join(desk.run("status", "churn").output.split())
    desk.moves("cancel", "churn", "--because", "no-data")


@pytest.mark.parametrize("verdict", ["go", "proceed"])
def test_any_other_decision_lets_it_advance(tmp_path: Path, verdict: str) -> None:
    decided(tmp_path, verdict).moves("advance", "churn")


def test_a_flow_that_needs_no_decision_is_left_by_its_own_words(tmp_path: Path) -> None:
    decided(tmp_path, "extend", flow=NEEDED.replace("[timebox, decision.verdict]", "[timebox]")).moves(
        "advance", "churn"
    )


def second_visit(place: Path, flow: str, said: str) -> Desk:
    """A project that is in its first phase for the second time since 15 January, whose document says so much."""
    desk = Desk(place / "ledger", flow=flow)
    back = card(more="move: {to: idea, because: goal-change}\n")
    desk.write({CARD: back, IDEA: document(iteration=2, more=f"{said}\n")}).commit("Once more", date="2026-01-15")
    return desk


def entered_again(place: Path, decision: str) -> Desk:
    return second_visit(place, DATED, f"decision: {{{decision}}}")


def test_a_decision_of_the_last_time_does_not_let_a_phase_be_left_again(tmp_path: Path) -> None:
    desk = entered_again(tmp_path, "verdict: go, date: 2026-01-14")
    done = desk.run("advance", "churn")
    said = "'decision.verdict' must be decided anew before idea is left, as it was entered again on 2026-01-15"
    assert f"{IDEA}:5: MOV004: {said}, found that of 2026-01-14" in done.output
    assert done.exit_code == 1
    told = " ".join(desk.run("status", "churn").output.split())
    assert "decision.verdict is of 2026-01-14, before the phase was entered again" in told


def test_check_and_audit_find_a_phase_that_was_left_by_a_decision_of_the_last_time(tmp_path: Path) -> None:
    desk = entered_again(tmp_path, "verdict: go, date: 2026-01-14")
    desk.write({CARD: card(phase="build"), "projects/churn/build.md": document("build")})
    desk.commit("Advance", date="2026-01-19")
    told = f"{IDEA}:5:31: error MOV004: 'decision.verdict' must be decided anew"
    assert told in desk.run("check", "--base", "HEAD~1").output
    assert "MOV004" in desk.run("audit").output


@pytest.mark.parametrize("decision", ["verdict: go, date: 2026-01-15", "verdict: go"])
def test_a_decision_since_then_does_and_so_does_one_without_a_day(tmp_path: Path, decision: str) -> None:
    entered_again(tmp_path, decision).moves("advance", "churn")


def test_a_decision_before_the_ledger_saw_a_phase_entered_is_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", flow=DATED)  # since 5 January
    text = document(more="decision: {verdict: go, date: 2026-01-02}\n")
    desk.write({IDEA: text}).commit("Decide")
    desk.moves("advance", "churn")


def test_a_day_without_a_verdict_is_no_decision(tmp_path: Path) -> None:
    done = entered_again(tmp_path, "date: 2026-01-14").run("advance", "churn")
    assert "'decision.verdict' must be filled in before idea is left, found nothing" in done.output
