"""A project whose place another one takes in the same change: the history stays with the name, and that is told."""

import time
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic
from ledger.edges.snapshot import parse
from ledger.past.displaced import displaced_folders
from ledger.past.states import Folder
from ledger.records.front_matter import card_of
from ledger.text.document import Document
from tests.build import Builder, card, document
from tests.gated import GATED, PEOPLE, TODAY, audited, branch, changed, land

CHURN: Final = "projects/churn"
OLD: Final = "projects/churn-2025"
RUSH: Final = "projects/rush"


def text(subject: str, phase: str = "idea") -> str:
    return document(phase, body=f"## Need\n\nWhat {subject} is for.\n")


def judged(place: Builder) -> tuple[Diagnostic, ...]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return rules.judge(change.after, change)


def place_of(root: Path) -> Builder:
    """A ledger with two projects, one of which has moved on."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=GATED)
    place.project("churn", idea=text("churn")).project("rush", idea=text("rush"))
    place.commit("Start")
    return place


def fresh(slug: str, *, more: str = "") -> str:
    """The card of a project that begins on a later day."""
    return card(slug, more=more).replace("started: 2026-01-05", "started: 2026-02-02")


def found(place: Builder) -> list[str]:
    """What is told of the change, which must be told again when it has landed."""
    told = changed(place)
    land(place)
    assert audited(place) == told
    return told


def test_a_project_that_is_renamed_while_a_new_one_takes_its_place_is_told(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", CHURN, OLD)
    place.write({f"{CHURN}/README.md": fresh("churn"), f"{CHURN}/idea.md": text("the new churn")}).commit("Two")
    assert found(place) == ["MOV014"]


def swap(place: Builder, above: str = "projects") -> None:
    """Give each of two projects the name of the other, without a commit."""
    for old, new in (("churn", "aside"), ("rush", "churn"), ("aside", "rush")):
        place.git("mv", f"{above}/{old}", f"{above}/{new}")


def test_so_is_one_whose_card_is_edited_on_the_way(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.write({f"{CHURN}/build.md": text("churn", "build")}).commit("Prepared")
    branch(place).git("mv", CHURN, OLD)
    place.write({f"{OLD}/README.md": card("churn", more="summary: That of last year.\n").replace("Project", "Old")})
    place.write({f"{CHURN}/README.md": card("churn"), f"{CHURN}/idea.md": text("the new churn")}).commit("Two")
    assert found(place) == ["MOV014"]


def test_so_are_two_projects_that_swap_their_names(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    swap(place)
    place.commit("The other way round")
    assert found(place) == ["MOV014", "MOV014"]


def test_so_are_two_that_swap_their_names_while_their_texts_go_on(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    for slug, other in (("churn", "rush"), ("rush", "churn")):
        place.write({f"projects/{slug}/README.md": card(other), f"projects/{slug}/idea.md": text(f"{other} now")})
    place.commit("The other way round, with better words")
    assert found(place) == ["MOV014", "MOV014"]


def test_so_are_two_that_swap_their_names_and_get_other_first_days(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    swap(place)
    for slug, other in (("churn", "rush"), ("rush", "churn")):
        place.write({f"projects/{slug}/README.md": fresh(other)})
    place.commit("The other way round, with other days")
    assert found(place) == ["MOV014", "MOV014"]


def test_so_are_three_projects_of_which_each_takes_the_place_of_the_next(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", CHURN, OLD)
    place.git("mv", RUSH, CHURN)
    place.commit("One after the other")
    told = found(place)
    assert told
    assert set(told) <= {"MOV008", "MOV014"}


def test_so_is_one_in_whose_place_a_card_stands_that_cannot_be_read(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", CHURN, OLD)
    place.write({f"{CHURN}/README.md": "---\ntitle: The new churn\n", f"{CHURN}/idea.md": text("the new churn")})
    place.commit("Two")
    assert found(place) == ["MOV014"]


def test_so_is_one_that_is_put_into_a_group_while_its_place_is_taken(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", CHURN, "projects/team-churn")
    place.write({f"{CHURN}/README.md": card("churn"), f"{CHURN}/idea.md": text("the new churn")}).commit("Two")
    (place.root / "projects/team").mkdir()
    place.git("mv", "projects/team-churn", "projects/team/churn")
    place.commit("Into a group")
    assert found(place) == ["MOV014"]


def test_so_is_one_that_is_removed_while_another_one_begins_that_git_takes_for_it(
    tmp_path: Path,
) -> None:
    place = branch(place_of(tmp_path))
    place.git("rm", "-q", "-r", CHURN)
    place.write({"projects/peaks/README.md": card("peaks"), "projects/peaks/idea.md": text("peaks")}).commit("Another")
    assert found(place) == ["MOV014"]


def test_a_rename_that_leaves_nothing_as_it_was_is_told_in_which_two_changes_it_is_one(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", CHURN, OLD)
    place.write({f"{OLD}/README.md": card("leavers"), f"{OLD}/idea.md": text("leavers")}).commit("A better name")
    (one,) = [one for one in judged(place) if one.code == "MOV014"]
    assert one.message.endswith("found 'churn' gone and its past left to 'churn-2025'")
    assert str(one.hint).startswith("if 'churn-2025' is 'churn', rename its folder in a change of its own that leaves ")


def test_in_a_group_they_are_told_by_their_names_too(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    (place.root / "projects/team").mkdir()
    place.git("mv", CHURN, RUSH, "projects/team")
    place.commit("Into a group")
    old, new = "projects/team/churn", "projects/team/leavers"
    branch(place).git("mv", old, new)
    place.write({f"{new}/README.md": card("leavers"), f"{new}/idea.md": text("leavers")}).commit("A better name")
    (one,) = [one for one in judged(place) if one.code == "MOV014"]
    assert one.message.endswith("found 'churn' gone and its past left to 'leavers'")
    assert str(one.hint).startswith("if 'leavers' is 'churn', rename its folder")
    place.git("reset", "-q", "--hard", "main")
    swap(place, "projects/team")
    place.commit("The other way round")
    said = {one.message.rpartition("found ")[2] for one in judged(place) if one.code == "MOV014"}
    assert said == {
        "'churn' moved to 'projects/team/rush' and its past left to 'churn'",
        "'rush' moved to 'projects/team/churn' and its past left to 'rush'",
    }


@pytest.mark.parametrize("kept", ["title", "summary", "document", "document, with a blank line more"])
def test_a_rename_that_leaves_one_thing_as_it_was_is_one(tmp_path: Path, kept: str) -> None:
    place = place_of(tmp_path)
    place.write({f"{CHURN}/README.md": card("churn", more="summary: Who leaves.\n")}).commit("A summary")
    branch(place).git("mv", CHURN, OLD)
    title = "churn" if kept == "title" else "leavers"
    summary = "summary: Who leaves.\n" if kept == "summary" else "summary: Who is about to leave.\n"
    idea = text("churn" if "document" in kept else "leavers") + ("\n" if "blank" in kept else "")
    place.write({f"{OLD}/README.md": card(title, more=summary), f"{OLD}/idea.md": idea}).commit("A better name")
    assert found(place) == []


def test_a_swap_is_told_of_a_change_that_lags_behind_and_of_one_that_is_squashed(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    swap(place)
    place.commit("The other way round")
    place.git("checkout", "-q", "main")
    place.project("hours").commit("Another one")
    place.git("checkout", "-q", "work")
    assert changed(place) == ["MOV014", "MOV014"]
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--squash", "work")
    place.commit("The other way round")
    assert audited(place) == ["MOV014", "MOV014"]


def test_a_swap_that_a_merge_alone_makes_is_told(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.write({"projects/rush/idea.md": text("rush, more or less")}).commit("Work")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "--no-commit", "work")
    swap(place)
    place.git("commit", "-q", "-m", "Land, and the other way round")
    assert audited(place) == ["MOV014", "MOV014"]


def test_a_name_whose_letters_alone_change_is_the_same_project(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", CHURN, "projects/aside")
    place.git("mv", "projects/aside", "projects/Churn")
    place.commit("A capital")
    assert found(place) == []
    (one,) = [one for one in assemble.load(place.root, today=TODAY).events if one.kind == "renamed"]
    assert (one.project, one.origin, one.target) == ("Churn", "churn", "Churn")


@pytest.mark.parametrize("squash", [True, False])
def test_a_project_that_is_removed_and_begun_anew_under_its_name_is_told_by_its_day(
    tmp_path: Path, squash: bool
) -> None:
    place = branch(place_of(tmp_path))
    place.git("rm", "-q", "-r", CHURN)
    place.commit("Gone")
    place.write({f"{CHURN}/README.md": fresh("churn"), f"{CHURN}/idea.md": text("the new churn")}).commit("Anew")
    assert changed(place) == ["MOV015"]
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", *(["--squash"] if squash else ["--no-ff", "-m", "Land"]), "work")
    place.commit("Landed")
    assert audited(place) == ["MOV015"]


def renames(place: Builder, *ways: tuple[str, str]) -> list[str]:
    """What is told of renames that land one by one, and the names under which the audit knows what was created."""
    for number, (old, new) in enumerate(ways):
        branch(place, f"rename-{number}").git("mv", old, new)
        place.commit("Renamed")
        assert changed(place) == []
        land(place, f"rename-{number}")
    return audited(place)


def test_a_rename_in_a_change_of_its_own_before_the_new_project_is_in_order(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    assert renames(place, (CHURN, OLD)) == []
    branch(place).write({f"{CHURN}/README.md": card("churn"), f"{CHURN}/idea.md": text("the new churn")}).commit("New")
    assert found(place) == []


def test_two_projects_swap_their_names_by_way_of_a_third(tmp_path: Path) -> None:
    assert renames(place_of(tmp_path), (CHURN, "projects/aside"), (RUSH, CHURN), ("projects/aside", RUSH)) == []


@pytest.mark.parametrize("new", [fresh("next"), card("next")])
def test_a_project_that_begins_as_a_copy_of_one_that_moves_on_is_in_order(tmp_path: Path, new: str) -> None:
    place = branch(place_of(tmp_path))
    more = "business_case: {need: Less churn., effort_weeks: 3}\n"
    place.write({f"{CHURN}/README.md": card(more=more), "projects/next/README.md": new})
    place.write({"projects/next/idea.md": text("churn")}).commit("A copy, and work on the first")
    assert found(place) == []


def test_two_projects_that_begin_from_one_template_on_one_day_are_two(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project("churn")
    place.commit("From the template")
    branch(place).project("rush")
    place.write({f"{CHURN}/README.md": card("leavers"), f"{CHURN}/idea.md": text("leavers")})
    place.commit("The first one is filled in, another one begins")
    assert found(place) == []


def test_a_project_of_which_everything_is_written_anew_in_its_place_is_in_order(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.write({f"{CHURN}/README.md": card("leavers"), f"{CHURN}/idea.md": text("leavers")})
    place.write({f"{RUSH}/README.md": card("peaks"), f"{RUSH}/idea.md": text("peaks")}).commit("Better words")
    assert found(place) == []


def test_who_keeps_a_card_that_names_an_unknown_phase_stays_where_it_is(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.write({f"{CHURN}/README.md": card("churn", phase="nowhere")}).commit("A slip, past the check")
    new = {"projects/new/README.md": card("new"), "projects/new/idea.md": text("churn")}
    branch(place).write({f"{CHURN}/idea.md": None, **new}).commit("The one loses a text with which another one begins")
    assert found(place) == []


def test_of_two_with_one_text_that_is_renamed_which_has_the_title_and_the_other_is_gone(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project("alpha").project("beta")
    place.commit("Start")
    branch(place).write({f"projects/alpha/{name}.md": None for name in ("README", "idea")})
    place.git("mv", "projects/beta", "projects/gamma")
    place.write({"projects/gamma/README.md": card("beta", more="tags: [late]\n")}).commit("One goes, one is renamed")
    assert [one.project for one in judged(place) if one.code == "MOV008"] == ["alpha"]
    land(place)
    told = {(one.project, one.kind.value) for one in assemble.load(place.root, today=TODAY).events}
    assert told == {("alpha", "created"), ("alpha", "removed"), ("gamma", "created"), ("gamma", "renamed")}


def test_many_projects_that_are_edited_at_once_are_not_compared_each_with_each() -> None:
    before = {f"projects/p{at:05}": folder(f"Project {at}", "template") for at in range(3000)}
    after = {path: folder(f"The project {path[-5:]}", "template") for path in before}
    taken = {"projects/p00000": folder("Project 0", "template"), "projects/p00001": folder("Something else", "other")}
    began = time.process_time()
    assert displaced_folders(before, after, {}) == {}
    assert displaced_folders({"projects/p00001": taken["projects/p00000"]}, taken, {}) == {
        "projects/p00001": "projects/p00000"
    }
    assert time.process_time() - began < 5


def folder(title: str, idea: str) -> Folder:
    read = parse("README.md", card().replace("Project churn", title).encode())
    assert isinstance(read, Document)
    return Folder(card=card_of(read), card_blob=title, document_blobs={"idea": idea})


def test_who_takes_over_anothers_texts_while_that_one_is_rewritten_stays_itself(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    own = card("rush", more="summary: Hours.\n").replace("Project", "Hours of")
    place.write({f"{RUSH}/README.md": own, f"{RUSH}/build.md": text("rush", "build")})
    place.write({f"{CHURN}/build.md": text("churn", "build")}).commit("More")
    branch(place)
    for phase in ("idea", "build"):
        place.write({f"{RUSH}/{phase}.md": text("churn", phase), f"{CHURN}/{phase}.md": text("churn, anew", phase)})
    place.commit("Copy")
    assert changed(place) == []
    place.git("mv", RUSH, "projects/hours")
    place.commit("And another name")
    assert changed(place) == []


def test_so_are_two_that_swap_their_texts_and_keep_their_cards(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.write({f"{one}/build.md": text(one, "build") for one in (CHURN, RUSH)}).commit("More")
    branch(place)
    for phase in ("idea", "build"):
        churn, rush = ((place.root / one / f"{phase}.md").read_bytes() for one in (CHURN, RUSH))
        place.write({f"{CHURN}/{phase}.md": rush, f"{RUSH}/{phase}.md": churn})
    place.commit("The other way round")
    assert found(place) == ["MOV014", "MOV014"]


def test_places_are_told_also_beside_a_project_that_is_gone(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.project("ads", idea=text("ads")).commit("Another")
    branch(place)
    swap(place)
    place.git("rm", "-rq", "projects/ads")
    place.commit("The other way round, and one is gone")
    assert sorted(changed(place)) == ["MOV008", "MOV014", "MOV014"]


def test_who_is_written_anew_to_the_last_word_leaves_the_past_to_who_has_the_text(tmp_path: Path) -> None:
    place = branch(place_of(tmp_path))
    place.git("mv", f"{CHURN}/idea.md", "idea.md")
    (place.root / "projects/leavers").mkdir()
    place.git("mv", "idea.md", "projects/leavers/idea.md")
    place.write({"projects/leavers/README.md": card("leavers").replace("Project", "Those of")})
    place.write({f"{CHURN}/README.md": fresh("churn").replace("Project", "All of"), f"{CHURN}/idea.md": text("ads")})
    place.commit("Another one in the old place")
    assert "MOV014" in changed(place)
