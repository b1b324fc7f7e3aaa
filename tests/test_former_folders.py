"""A folder is a project's own only while it was there: votes in it before and after are another project's."""

from pathlib import Path
from typing import Final

import pytest

from tests.build import Builder, card, document
from tests.gated import GATED, IDEA, PEOPLE, audited, branch, changed, land, voted

NEW: Final = "projects/churn-2"


def renamed(root: Path) -> Builder:
    """A project that was once called `churn` and is `churn-2` now."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=GATED).project(idea=document())
    place.commit("Start")
    place.git("mv", "projects/churn", NEW)
    place.commit("Renamed, long ago")
    return place


def trial(slug: str = "churn") -> str:
    return card(slug).replace("started: 2026-01-05", "started: 2026-01-02")


def going_on(text: str, folder: str = NEW) -> dict[str, str]:
    moved = card(phase="build")
    return {f"{folder}/idea.md": text, f"{folder}/README.md": moved, f"{folder}/build.md": document("build")}


def refused(place: Builder) -> None:
    """The vote is only claimed, in the change and once it has landed."""
    assert changed(place) == ["APR001", "APR010"]
    land(place)
    assert audited(place) == ["APR001", "APR010"]


def accepted(place: Builder) -> None:
    assert changed(place) == []
    land(place)
    assert audited(place) == []


def work(place: Builder, *, start: str = "main") -> Builder:
    place.git("checkout", "-q", "-b", "work", start)
    return place


def vote(place: Builder, folder: str) -> Builder:
    place.write({f"{folder}/idea.md": voted(document(), "dana")}).commit("Yes", author="dana")
    return place


def test_a_vote_for_a_trial_in_a_folder_that_the_project_once_had_is_none_for_the_project(tmp_path: Path) -> None:
    place = work(renamed(tmp_path))
    place.write({"projects/churn/README.md": trial(), IDEA: document()}).commit("A trial, under the free name")
    vote(place, "projects/churn")
    place.git("rm", "-q", "-r", "projects/churn")
    place.write(going_on(voted(document(), "dana"))).commit("Rework")
    refused(place)


def test_a_trial_that_moves_through_the_former_folder_is_another_project_there(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    place.write({"projects/trial/README.md": trial("trial"), "projects/trial/idea.md": document()}).commit("A trial")
    work(place).git("mv", "projects/trial", "projects/churn")
    place.commit("A name for the trial")
    vote(place, "projects/churn")
    place.git("mv", "projects/churn", "projects/trial")
    place.write({"projects/trial/idea.md": document()} | going_on(voted(document(), "dana"))).commit("Rework")
    refused(place)


@pytest.mark.parametrize("where", ["projects/churn", NEW])
def test_a_project_that_changes_places_with_a_trial_and_back_takes_no_vote_along(tmp_path: Path, where: str) -> None:
    place = work(renamed(tmp_path))
    place.git("mv", NEW, "projects/churn")
    place.commit("Back to the old name")
    place.write({f"{NEW}/README.md": card(), f"{NEW}/idea.md": document(), "projects/churn/README.md": trial()})
    place.commit("A copy")
    vote(place, where)
    place.git("rm", "-q", "-r", "projects/churn")
    place.write(going_on(voted(document(), "dana"))).commit("Rework")
    refused(place)


def test_a_trial_that_becomes_the_project_by_its_card_alone_takes_no_vote_along(tmp_path: Path) -> None:
    place = work(renamed(tmp_path))
    leavers = "projects/leavers"
    place.write({f"{leavers}/README.md": trial("leavers"), f"{leavers}/idea.md": document()}).commit("A trial")
    vote(place, leavers)
    place.git("rm", "-q", "-r", NEW)
    place.write(going_on(voted(document(), "dana"), leavers)).commit("Rework")
    assert "APR001" in changed(place)
    land(place)
    assert "APR001" in audited(place)


def test_votes_on_a_project_whose_place_another_one_has_today_are_none_for_that_one(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    vote(work(place, start="main~1"), "projects/churn")
    place.git("checkout", "-q", "main")
    place.write({"projects/churn/README.md": trial(), IDEA: document()}).commit("A new project, under the free name")
    place.git("checkout", "-q", "work")
    place.git("merge", "-q", "-s", "ours", "--no-commit", "main")
    place.git("checkout", "-q", "main", "--", ".")
    place.git("commit", "-q", "-m", "Bring up to date")
    moved = trial().replace("phase: idea", "phase: build")
    place.write(going_on(voted(document(), "dana"), "projects/churn") | {"projects/churn/README.md": moved})
    place.commit("Go")
    refused(place)


def test_a_vote_in_the_old_folder_of_a_branch_that_began_before_the_rename_keeps_its_author(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    vote(work(place, start="main~1"), "projects/churn")
    place.git("merge", "-q", "-m", "Bring up to date", "main")
    place.write(going_on(voted(document(), "dana"))).commit("Go")
    accepted(place)


def test_a_branch_that_lags_behind_the_rename_keeps_the_author_of_its_vote(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    work(place, start="main~1")
    vote(place, "projects/churn")
    assert changed(place) == []
    land(place)
    branch(place, "go").write(going_on(voted(document(), "dana"))).commit("Go")
    assert changed(place) == []
    land(place, "go")
    assert audited(place) == []


def test_a_vote_in_the_old_folder_keeps_its_author_when_two_branches_are_brought_together(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    place.git("checkout", "-q", "-b", "votes")
    vote(place, NEW)
    work(place).git("mv", NEW, "projects/leavers")
    place.commit("A better name")
    place.git("merge", "-q", "-m", "Bring together", "votes")
    place.write(going_on(voted(document(), "dana"), "projects/leavers")).commit("Go")
    accepted(place)


def test_a_branch_that_grows_from_a_commit_of_an_earlier_one_finds_the_project_there(tmp_path: Path) -> None:
    place = renamed(tmp_path)
    work(place).git("mv", NEW, "projects/leavers")
    grown = place.commit("A better name")
    land(place)
    place.git("mv", "projects/leavers", NEW)
    place.commit("The old name was better")
    branch(place, "votes").git("reset", "-q", "--hard", grown)
    vote(place, "projects/leavers")
    place.git("merge", "-q", "-m", "Bring up to date", "main")
    place.write(going_on(voted(document(), "dana"))).commit("Go")
    assert changed(place) == []
    land(place, "votes")
    assert audited(place) == []


def test_a_project_that_is_put_into_a_group_in_two_commits_keeps_the_author_of_its_vote(tmp_path: Path) -> None:
    place = work(renamed(tmp_path))
    grouped = "projects/air/churn-2"
    place.git("rm", "-q", "-r", NEW)
    place.commit("Out")
    place.write({f"{grouped}/README.md": card(), f"{grouped}/idea.md": document()}).commit("In")
    vote(place, grouped)
    place.write(going_on(voted(document(), "dana"), grouped)).commit("Go")
    accepted(place)


def test_a_branch_that_goes_on_after_its_beginning_was_squashed_keeps_the_author_of_its_vote(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.project("rush").commit("Start")
    work(place).write({"projects/churn/README.md": card(), IDEA: document()}).commit("A project")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--squash", "work")
    place.commit("A project, squashed")
    place.git("mv", "projects/rush", "projects/hours")
    place.commit("Another one is renamed")
    place.git("checkout", "-q", "work")
    vote(place, "projects/churn")
    place.git("merge", "-q", "-X", "ours", "-m", "Bring up to date", "main")
    place.write(going_on(voted(document(), "dana"), "projects/churn")).commit("Go")
    accepted(place)


def test_a_vote_on_a_project_that_began_after_the_branch_and_moves_with_it_keeps_its_author(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.project("rush").commit("Start")
    work(place).write({"projects/rush/notes.md": "Words.\n"}).commit("Something else")
    place.git("checkout", "-q", "main")
    place.project(idea=document()).commit("The project, meanwhile")
    place.git("checkout", "-q", "work")
    place.git("merge", "-q", "-m", "Bring up to date", "main")
    vote(place, "projects/churn")
    place.git("mv", "projects/churn", NEW)
    place.write(going_on(voted(document(), "dana"))).commit("Go, under a better name")
    accepted(place)
