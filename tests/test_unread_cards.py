"""A card that cannot be read moves nothing, and frees nobody from what was agreed."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import Builder, card, document
from tests.gated import CARD, IDEA, TODAY, branch, land

BROKEN: Final = "---\ntitle: [\n---\n"
AGREED: Final = document(more='kpis: [{id: recall, target: ">= 0.80"}]\n')


def started(root: Path) -> Builder:
    """A ledger with a project that was in its first phase, agreed on a target there, and went on."""
    place = Builder(root / "ledger").project(idea=AGREED)
    place.commit("Start")
    place.write({CARD: card(phase="build"), "projects/churn/build.md": document("build")}).commit("Go")
    return place


def errors(place: Builder) -> set[str]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return {one.code for one in rules.judge(change.after, change)} - {"BIZ001"}  # the time boxes are over


@pytest.mark.parametrize("broken", [BROKEN, "---\nphase: build\n"])
def test_a_target_that_is_lowered_while_the_card_breaks_is_told_by_the_check_as_by_the_audit(
    tmp_path: Path, broken: str
) -> None:
    place = branch(started(tmp_path)).write({CARD: broken, IDEA: AGREED.replace("0.80", "0.10")})
    place.commit("A slip, and another target")
    assert "KPI001" in errors(place)
    land(place)
    assert "KPI001" in {one.code for one in audit.read(place.root, today=TODAY).then}


def test_a_target_that_is_lowered_while_the_card_is_broken_is_told_too(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({CARD: BROKEN}).commit("A slip")
    branch(place).write({IDEA: AGREED.replace("0.80", "0.10")}).commit("Another target")
    assert "KPI001" in errors(place)


def test_a_card_that_breaks_alone_is_the_one_fault_of_a_change(tmp_path: Path) -> None:
    place = branch(started(tmp_path)).write({CARD: BROKEN})
    place.commit("A slip")
    assert errors(place) == {"DOC009"}


def test_a_card_that_becomes_a_link_leaves_its_project_where_it_was(tmp_path: Path) -> None:
    place = branch(started(tmp_path))
    (place.root / CARD).rename(place.root / "projects/churn/about.txt")
    (place.root / CARD).symlink_to("about.txt")
    place.commit("A link")
    assert errors(place) == {"DOC017"}
    land(place)
    assert {one.code for one in audit.read(place.root, today=TODAY).then} == {"GIT001"}  # a note
    project = assemble.load(place.root, today=TODAY).projects["churn"]
    assert (project.phase, project.malformed, len(project.visits)) == ("build", True, 2)
    branch(place, "more").write({IDEA: AGREED.replace("0.80", "0.10")}).commit("Another target")
    assert errors(place) == {"DOC017", "GIT001", "KPI001"}


def test_a_folder_whose_card_is_gone_is_told_also_when_its_one_document_cannot_be_read(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    place.write({IDEA: "---\nphase: [\n---\n"}).commit("A slip")
    branch(place).write({CARD: None}).commit("And no card")
    assert errors(place) == {"DOC019", "GIT001", "MOV008"}
    land(place)
    assert [one.code for one in rules.judge(assemble.load(place.root, today=TODAY))] == ["DOC019", "GIT001"]
