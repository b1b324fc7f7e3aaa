"""Who lets a file be read has not written the votes that stood in it: nobody can be shown to have."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from tests.build import Builder, document
from tests.gated import IDEA, TODAY, advancing, audited, branch, changed, land, started, voted

TYPED: Final = voted(document(), "dana")
HIDDEN: Final[dict[str, Callable[[str], str | bytes]]] = {
    "a stray colon": lambda text: text.replace("iteration: 1", "iteration: 1:"),
    "no fence": lambda text: text.replace("---\n\n## Need", "--\n\n## Need"),
    "another encoding": lambda text: text.encode("utf-16"),
    "another key": lambda text: text.replace("approvals:", "approval:"),
    "in the text": lambda text: text.replace("approvals:", "---\napprovals:"),
    "in another field": lambda text: text.replace("approvals:\n", "notes:\n  approvals:\n"),
    "in the tasks": lambda text: text.replace("approvals:", "tasks:"),
    "no sign at all": lambda text: text.replace("iteration: 1", 'iteration: "\\U00110000"'),
}
SPELT: Final[dict[str, Callable[[str], str]]] = {
    "two digits": lambda digit: f"\\x{ord(digit):02x}",
    "four digits": lambda digit: f"\\u{ord(digit):04x}",
    "eight digits": lambda digit: f"\\U{ord(digit):08x}",
    "the next line": lambda digit: f"\\\n      {digit}",
}


def advanced(place: Builder, text: str | bytes) -> Builder:
    """A branch on which Sam moves the project on, with a document of which he lets be read what he likes."""
    files: dict[str, str | bytes] = {**advancing(TYPED), IDEA: text}
    branch(place).write(files).commit("Go")
    return place


def broken(place: Builder, text: str, how: str) -> Builder:
    """A file that was sound lands in a state in which nobody can read it, past every check."""
    if how == "a link":
        place.write({IDEA: None})
        (place.root / IDEA).symlink_to("build.md")
    else:
        place.write({IDEA: HIDDEN[how](text)})
    place.commit("Break it")
    return place


@pytest.mark.parametrize("how", sorted(HIDDEN))
def test_who_mends_a_file_is_not_the_author_of_the_votes_in_it(tmp_path: Path, how: str) -> None:
    place = advanced(started(tmp_path), HIDDEN[how](TYPED))
    place.write({IDEA: TYPED}).commit("Mend the file", author="dana")
    assert changed(place) == ["APR001", "APR010"]
    land(place)
    assert audited(place)[-2:] == ["APR001", "APR010"]


@pytest.mark.parametrize("how", sorted(HIDDEN))
def test_the_same_holds_on_the_mainline_itself(tmp_path: Path, how: str) -> None:
    place = started(tmp_path)
    place.write({IDEA: HIDDEN[how](TYPED)}).commit("Note")
    place.write({IDEA: TYPED}).commit("Mend the file", author="dana")
    branch(place).write(advancing(TYPED)).commit("Go")
    assert changed(place) == ["APR001"]
    land(place)
    assert "APR001" in audited(place)


@pytest.mark.parametrize("text", [TYPED, TYPED.replace("A need.", "Another need.")])
def test_who_makes_a_file_of_a_link_is_not_the_author_of_the_votes_in_its_target(tmp_path: Path, text: str) -> None:
    place = started(tmp_path)
    place.write({IDEA: None})
    (place.root / IDEA).symlink_to(text)
    place.commit("A link to a text")
    place.write({IDEA: None}).write({IDEA: TYPED}).commit("A file", author="dana")
    branch(place).write(advancing(TYPED)).commit("Go")
    assert changed(place) == ["APR001"]


@pytest.mark.parametrize("how", sorted(SPELT))
def test_who_mends_a_file_that_spells_the_digest_otherwise_is_not_the_author_either(tmp_path: Path, how: str) -> None:
    digit = TYPED.partition("sha256:")[2][0]
    spelt = TYPED.replace(f"'sha256:{digit}", f'"sha256:{SPELT[how](digit)}').replace("'}", '"}')
    place = advanced(started(tmp_path), spelt.replace("iteration: 1", "iteration: 1:"))
    place.write({IDEA: spelt}).commit("Mend the file", author="dana")
    assert changed(place) == ["APR001", "APR010"]
    land(place)
    assert audited(place)[-2:] == ["APR001", "APR010"]


def test_who_moves_the_project_and_mends_its_file_at_once_is_not_the_author_either(tmp_path: Path) -> None:
    place = advanced(started(tmp_path), HIDDEN["a stray colon"](TYPED))
    place.git("mv", "projects/churn", "projects/leavers")
    place.write({"projects/leavers/idea.md": TYPED}).commit("Rename and mend", author="dana")
    assert changed(place) == ["APR001", "APR010"]
    land(place)
    assert audited(place)[-2:] == ["APR001", "APR010"]


def test_who_moves_the_project_and_mends_its_file_on_the_mainline_is_not_the_author_either(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({IDEA: HIDDEN["a stray colon"](TYPED)}).commit("Note")
    place.git("mv", "projects/churn", "projects/leavers")
    place.write({"projects/leavers/idea.md": TYPED}).commit("Rename and mend", author="dana")
    moved = {path.replace("/churn/", "/leavers/"): text for path, text in advancing(TYPED).items()}
    branch(place).write(moved).commit("Go")
    assert changed(place) == ["APR001"]


def test_who_mends_a_file_and_votes_in_it_is_the_author_of_that_vote(tmp_path: Path) -> None:
    place = advanced(started(tmp_path), HIDDEN["a stray colon"](voted(document(), "eli")))
    place.write({IDEA: voted(voted(document(), "eli"), "dana")}).commit("Mend and vote", author="dana")
    assert changed(place) == ["APR010"]  # that is eli's
    land(place)
    assert audited(place)[-1:] == ["APR010"]


def test_who_mends_a_file_with_an_older_vote_and_votes_anew_is_the_author_of_the_new_vote(tmp_path: Path) -> None:
    given = voted(document(), "dana")
    place = broken(started(tmp_path), given, "a stray colon")
    place.write({IDEA: voted(given, "dana", on="2026-02-01")}).commit("Mend and vote", author="dana")
    grades = assemble.load(place.root, today=TODAY).projects["churn"].grades
    assert [str(grade) for grade in grades.values()] == ["claimed", "authored"]


@pytest.mark.parametrize("more", ["", "tasks: [{id: t1, title: Ask}]\n"])
def test_who_votes_on_a_content_again_is_the_author_although_the_first_vote_names_the_same(
    tmp_path: Path, more: str
) -> None:
    place = started(tmp_path)
    against = voted(document(), "ravi", "rejected")
    place.write({IDEA: against}).commit("No", author="ravi")
    again = voted(against, "ravi").replace("approvals:", f"{more}approvals:")
    place.write({IDEA: again}).commit("Yes", author="ravi")
    grades = assemble.load(place.root, today=TODAY).projects["churn"].grades
    assert [str(grade) for grade in grades.values()] == ["authored", "authored"]


def test_who_adds_a_vote_and_nothing_else_is_the_author_although_a_note_names_the_same(tmp_path: Path) -> None:
    of = TYPED.partition("of: '")[2].partition("'")[0]
    against = voted(document(), "eli", "rejected").replace("'}", f"', note: 'Not yet, dana; I read {of}.'}}")
    place = started(tmp_path)
    place.write({IDEA: against}).commit("No", author="eli")
    branch(place).write({IDEA: voted(against, "dana")}).commit("Yes", author="dana")
    proposed = assemble.load_change(place.root, base="main", today=TODAY).after
    land(place)
    for ledger in (proposed, assemble.load(place.root, today=TODAY)):
        grades = ledger.projects["churn"].grades
        assert [str(grade) for grade in grades.values()] == ["authored", "authored"]


def test_who_goes_back_to_a_text_that_had_votes_and_votes_is_the_author(tmp_path: Path) -> None:
    place = started(tmp_path)
    against = voted(document(), "eli", "rejected")
    place.write({IDEA: against}).commit("No", author="eli")
    place.write({IDEA: against.replace("A need", "Another need")}).commit("Rework")
    place.write({IDEA: voted(against, "ravi")}).commit("The first text was better", author="ravi")
    grades = assemble.load(place.root, today=TODAY).projects["churn"].grades
    assert [str(grade) for grade in grades.values()] == ["authored", "authored"]


@pytest.mark.parametrize("how", ["a stray colon", "no fence", "another encoding", "a link"])
def test_who_mends_a_file_leaves_the_votes_that_landed_in_it(tmp_path: Path, how: str) -> None:
    vetoed = voted(document(), "dana", "rejected")
    place = broken(started(tmp_path, vetoed), vetoed, how)
    mended = advancing(voted(document(), "ravi"))
    branch(place).write({IDEA: None}).write(mended).commit("Mend the file", author="ravi")
    assert changed(place) == ["APR009"]
    land(place)
    assert audited(place) == ["APR009"]


@pytest.mark.parametrize("folder", ["air/churn", "leavers"])
def test_who_mends_a_file_and_moves_it_has_not_brought_the_votes_that_landed_in_it(tmp_path: Path, folder: str) -> None:
    given = voted(document(), "dana")
    place = broken(started(tmp_path, given), given, "a stray colon")
    branch(place).write({IDEA: given})
    (place.root / "projects/air").mkdir()
    place.git("mv", "projects/churn", f"projects/{folder}")
    place.commit("Mend the file and move the project")
    assert changed(place) == []
    land(place)
    assert audited(place) == []


def test_who_mends_a_file_keeps_the_target_that_was_agreed_in_it(tmp_path: Path) -> None:
    aimed = document(more="kpis: [{id: f1, product: Good, target: '>= 0.80'}]\n")
    given = voted(aimed, "dana")
    place = started(tmp_path, given)
    place.write(advancing(given)).commit("Go", author="dana")
    broken(place, given, "a stray colon")
    branch(place).write({IDEA: given.replace("0.80", "0.10")}).commit("Mend the file")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert "KPI001" in [one.code for one in rules.judge(change.after, change)]
