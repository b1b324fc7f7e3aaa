"""Where a waiver holds, `ledger why` says what the check would: what is excused is not asked for, and nothing else."""

from pathlib import Path

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Severity
from ledger.moves.why import why
from tests.build import FLOW, Builder, card, document
from tests.gated import CARD, GATED, IDEA, PEOPLE, TODAY

BUILD = "projects/churn/build.md"


def waiving(*codes: str) -> str:
    entries = "".join(f"  - {{code: {code}, until: 2026-12-31, reason: agreed}}\n" for code in codes)
    return f"{PEOPLE}waivers:\n{entries}"


def begun(root: Path, *codes: str, flow: str = FLOW) -> Builder:
    """A ledger with one project, in which all findings of some codes are waived."""
    place = Builder(root / "ledger", ledger=waiving(*codes), flow=flow).project()
    place.commit("Start")
    return place


def lacking(place: Builder) -> tuple[list[str], bool]:
    """The codes of what a move to the next phase needs, and whether the project may move."""
    told = why(assemble.load_change(place.root, base="HEAD", today=TODAY), "churn")
    return [need.code for need in told.needs], told.may_move


def refused(place: Builder) -> list[str]:
    """The codes of the unwaived errors that the check finds once the move is made in the files."""
    change = assemble.load_change(place.root, base="HEAD", today=TODAY)
    found = rules.judge(change.after, change)
    return [one.code for one in found if one.severity is Severity.ERROR and one.waived is None]


def test_a_card_that_nobody_can_read_is_what_is_to_be_mended_also_where_that_is_waived(tmp_path: Path) -> None:
    place = begun(tmp_path, "DOC009")
    place.write({CARD: card().replace("owner: sam", "owner: [")}).commit("A slip")
    assert lacking(place) == (["DOC009"], False)


@pytest.mark.parametrize(("flow", "needed"), [(FLOW, []), (GATED, ["APR001"])])
def test_where_a_document_may_stay_away_a_project_may_move_unless_a_gate_asks_for_votes(
    tmp_path: Path, flow: str, needed: list[str]
) -> None:
    place = begun(tmp_path, "DOC018", flow=flow)
    place.write({IDEA: None}).commit("Nobody writes it")
    assert lacking(place)[1] is (not needed)
    place.write({CARD: card(phase="build"), BUILD: document("build")})
    assert refused(place) == needed


def test_a_project_that_may_move_while_it_rests_is_not_woken_first(tmp_path: Path) -> None:
    place = begun(tmp_path, "MOV012", "MOV003")
    place.write({CARD: card(status="paused")}).commit("Rest")
    assert lacking(place) == ([], True)
    place.write({CARD: card(phase="build", status="paused"), BUILD: document("build")})
    assert refused(place) == []
