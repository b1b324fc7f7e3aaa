"""A phase whose decision is to extend or to stop is not left forward: the decision to go on comes first."""

from pathlib import Path

import pytest

from tests.build import FLOW, document
from tests.test_moves import Desk

NEEDED = FLOW.replace("[timebox]", "[timebox, decision.verdict]").replace(
    "flow: small\n", "flow: small\nfields: {decision: {type: object, properties: {verdict: {type: string}}}}\n"
)


def decided(place: Path, verdict: str, *, flow: str = NEEDED) -> Desk:
    desk = Desk(place / "ledger", flow=flow)
    text = document(more=f"decision: {{verdict: {verdict}}}\n")
    desk.write({"projects/churn/idea.md": text}).commit("Decide")
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
