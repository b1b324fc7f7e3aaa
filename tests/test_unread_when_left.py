"""A move out of a phase whose document cannot be read at that commit is not proven, whatever it said before."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import Builder, card, document
from tests.gated import CARD, GATED, IDEA, PEOPLE, TODAY, branch, land, voted

BROKEN: Final = "---\nphase: idea\n"


def started(root: Path) -> Builder:
    """A ledger with a project that has the vote that its gate asks for."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=GATED).project(idea=document())
    place.commit("Start")
    place.write({IDEA: voted(document(), "dana")}).commit("Yes", author="dana")
    return place


def changed(place: Builder) -> set[str]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return {one.code for one in rules.judge(change.after, change)} - {"BIZ001"}  # the time boxes are over


def audited(place: Builder) -> set[str]:
    return {one.code for one in audit.read(place.root, today=TODAY).then}


GO: Final = {CARD: card(phase="build"), "projects/churn/build.md": document("build")}


@pytest.mark.parametrize("before", [True, False])
def test_a_move_out_of_a_phase_whose_document_cannot_be_read_is_told_by_the_audit_too(
    tmp_path: Path, before: bool
) -> None:
    place = started(tmp_path)
    if before:
        place.write({IDEA: BROKEN}).commit("Broken")
    branch(place).write({IDEA: BROKEN, **GO}).commit("Go")
    assert changed(place) >= {"DOC018", "APR001"}
    land(place)
    assert audited(place) == {"DOC018", "APR001", "GIT001"}


def test_so_is_one_that_is_renamed_on_the_way(tmp_path: Path) -> None:
    place = started(tmp_path)
    branch(place).git("mv", "projects/churn", "projects/leavers")
    place.write({path.replace("churn", "leavers"): text for path, text in {IDEA: BROKEN, **GO}.items()}).commit("Go")
    assert changed(place) >= {"DOC018", "APR001"}
    land(place)
    assert audited(place) == {"DOC018", "APR001", "GIT001"}


def test_one_whose_document_is_mended_in_the_same_change_is_proven(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({IDEA: BROKEN}).commit("Broken")
    branch(place).write({IDEA: voted(document(), "dana"), **GO}).commit("Go")
    assert changed(place) == {"GIT001"}
    land(place)
    assert audited(place) == {"GIT001"}


def test_what_cannot_be_read_takes_no_vote_away_and_mending_it_brings_none(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({IDEA: BROKEN}).commit("Broken")
    place.write({"projects/churn/README.md": card(more="summary: Who leaves.\n")}).commit("Work goes on")
    place.write({IDEA: voted(document(), "dana")}).commit("Mended")
    assert audited(place) == {"GIT001"}
