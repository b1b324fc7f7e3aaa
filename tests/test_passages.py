"""Which project of the base is which one of the change, and what a renamed one keeps."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from ledger import assemble
from ledger.records.model import Change
from ledger.rules.passages import created, matched, passages, removed
from ledger.words import Grade, Status
from tests.adversary.desk import Desk, Keys
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.test_votes import GATED, entry, idea

TODAY: Final = date(2026, 1, 12)
OTHER: Final = document(body="## Need\n\nAnother need.\n")


def lines(*numbers: int) -> str:
    return "".join(f"line {number}\n" for number in numbers)


def stated(text: str, *, title: str = "Churn", started: str = "2026-01-05") -> str:
    """A card of seven lines, an empty one included, and a text."""
    head = f"title: {title}\nowner: sam\nflow: small\nphase: idea\nstatus: active\nstarted: {started}\n"
    return f"---\n{head}---\n{text}"


def change(place: Builder) -> Change:
    place.git("add", "-A")  # git sees what is alike in files that it knows
    return assemble.load_change(place.root, base="main", today=TODAY)


def begun(root: Path, old: Mapping[str, tuple[str, str]]) -> Builder:
    """Projects on main, each a card and the document of its phase, and a branch that has removed them all."""
    place = Builder(root)
    for slug, (text, written) in old.items():
        place.project(slug, README=text, idea=written)
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.git("rm", "-q", "-r", "projects")
    return place


def names(found: Change) -> dict[str, str | None]:
    """The old name of each project of the change."""
    return {after.slug: before.slug if before else None for before, after in matched(found)}


LONG: Final = "{0} starts.\n" + "Always the same.\nAnd again.\n" * 150 + "{0} ends.\n"
RENAMED: Final = {
    "an equal card": (stated(lines(1, 2)), stated(lines(1, 2))),
    "an edited card": (stated(lines(1, 2, 3)), stated(lines(1, 2, 9))),
    "more than half of the text": (stated(lines(*range(1, 9))), stated(lines(*range(11, 19)))),
    "twice as long": (stated(""), stated(lines(*range(8)))),
    "four times as long": (stated(""), stated(lines(*range(40)))),
    "lines that repeat": (stated(LONG.format("It")), stated(LONG.format("This"), title="Leavers")),
    "less than half of the text": (stated(lines(*range(1, 40))), stated(lines(*range(51, 90)))),
    "another day": (stated(lines(1, 2)), stated(lines(1, 2), started="2026-01-06")),
}


@pytest.mark.parametrize(("what", "cards"), RENAMED.items())
def test_a_card_that_is_alike_makes_a_rename(what: str, cards: tuple[str, str], tmp_path: Path) -> None:
    place = begun(tmp_path / "ledger", {"churn": (cards[0], document())})
    place.project("new", README=cards[1], idea=OTHER, build=document("build"))
    found = change(place)
    renamed = what not in {"less than half of the text", "four times as long", "another day"}
    assert names(found) == {"new": "churn" if renamed else None}
    assert [(one.before.slug, one.after.slug) for one in passages(found)] == ([("churn", "new")] if renamed else [])
    assert [one.slug for one in created(found)] == ([] if renamed else ["new"])
    assert [one.slug for one in removed(found)] == ([] if renamed else ["churn"])


def test_a_document_that_is_equal_makes_a_rename_too(tmp_path: Path) -> None:
    place = begun(tmp_path / "ledger", {"churn": (stated(lines(*range(1, 20))), document())})
    place.project("new", README=stated(lines(*range(31, 50))), idea=document())
    assert names(change(place)) == {"new": "churn"}


def test_of_several_candidates_the_most_alike_is_the_one_and_each_is_taken_once(tmp_path: Path) -> None:
    far, near, same = stated(lines(1, 2, 8, 9)), stated(lines(1, 2, 3, 9)), stated(lines(1, 2, 3, 4))
    place = begun(tmp_path / "ledger", {"aa": (far, OTHER), "ab": (near, OTHER), "ac": (same, document(more="x: 1\n"))})
    place.project("new", README=same, idea=document(body="## Need\n\nNew.\n"))
    assert names(change(place)) == {"new": "ac"}
    place.project("newer", README=same, idea=document(body="## Need\n\nNewer.\n"))
    assert names(change(place)) == {"new": "ac", "newer": "ab"}


def test_an_equal_card_tells_more_than_an_equal_document(tmp_path: Path) -> None:
    told, plain = stated(lines(*range(1, 20))), stated(lines(1, 2))
    place = begun(tmp_path / "ledger", {"aa": (told, document()), "ab": (plain, OTHER)})
    place.project("new", README=plain, idea=document())
    assert names(change(place)) == {"new": "ab"}


def test_a_card_that_cannot_be_read_is_no_rename_and_hides_no_other(tmp_path: Path) -> None:
    plain = stated(lines(1)).replace("started: 2026-01-05\n", "")
    old = {"churn": (plain, document()), "kept": (stated("Kept.\n"), OTHER), "ab": (stated("Was.\n"), OTHER)}
    place = begun(tmp_path / "ledger", {**old, "ac": ("---\ntitle: [\n---\n", OTHER)})
    place.project("kept", README=stated("Kept.\n"), idea=OTHER).project("aa", README="---\ntitle: [\n---\n")
    place.project("ab", README="---\ntitle: [\n---\n").project("ac", README=stated("Mended.\n"), idea=OTHER)
    found = change(place)
    assert names(found) == {"aa": None, "ab": "ab", "ac": "ac", "kept": "kept"}
    assert [passage.after.slug for passage in passages(found)] == ["ab", "kept"]
    assert [one.slug for one in removed(found)] == ["churn"]


def test_a_renamed_project_keeps_its_events_visits_and_halts(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    paused = card(status="paused", more="move: {to: paused, note: waiting}\n")
    place.write({"projects/churn/README.md": paused}).commit("Pause")
    place.git("checkout", "-q", "-b", "work")
    place.git("mv", "projects/churn", "projects/leavers")
    found = change(place)
    was, now = found.before.projects["churn"], found.after.projects["leavers"]
    assert (now.events, now.visits, now.halts) == (was.events, was.visits, was.halts)
    assert [halt.status for halt in now.halts] == [Status.PAUSED]
    assert [visit.phase for visit in now.visits] == ["idea"]
    assert len(now.events) == 2


def test_a_renamed_project_keeps_its_lost_votes_its_iterations_and_what_moves_used_up(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(entry(), entry()))
    place.write({"projects/churn/build.md": idea(entry(gate="other")).replace("phase: idea", "phase: build")})
    place.commit("Start")
    place.write({"projects/churn/build.md": None}).commit("Past the check")
    place.git("checkout", "-q", "-b", "work")
    place.git("mv", "projects/churn", "projects/leavers")
    found = change(place)
    was, now = found.before.projects["churn"], found.after.projects["leavers"]
    for name in ("gone", "landed_iterations", "kept"):
        assert getattr(was, name) == getattr(now, name) != {}


@pytest.mark.parametrize(("author", "new"), [("sam", Grade.CLAIMED), ("dana", Grade.AUTHORED)])
def test_a_renamed_project_keeps_the_grade_of_each_vote(tmp_path: Path, author: str, new: Grade) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(entry()))
    place.commit("Start")
    veto = entry(decision="rejected")
    place.write({"projects/churn/idea.md": idea(entry(), veto)}).commit("A vote of her own", author="dana")
    place.git("checkout", "-q", "-b", "work")
    place.git("mv", "projects/churn", "projects/leavers")
    copied = idea(entry(), veto, entry(), entry(gate="other"))
    place.write({"projects/leavers/idea.md": copied}).commit("Rename", author=author)
    found = change(place).after.projects["leavers"]
    assert [found.grades["idea", at] for at in range(4)] == [Grade.CLAIMED, Grade.AUTHORED, Grade.CLAIMED, new]


SEEN: Final = {"witness": "witness"}


@pytest.mark.parametrize(
    ("dana", "pam", "grade"), [({"key": "dana"}, {"key": "pam"}, Grade.SIGNED), (SEEN, SEEN, Grade.ATTESTED)]
)
def test_a_rename_proves_no_copy_and_takes_no_new_proof_away(
    tmp_path: Path, dana: dict[str, Any], pam: dict[str, Any], grade: Grade
) -> None:
    desk = Desk(tmp_path / "ledger", Keys.made(tmp_path, "dana", "pam", "witness"))
    desk.begin()
    witness = f'approvals: {{witnesses: ["{desk.keys.public("witness")}"]}}\npeople:'
    desk.swap_in("ledger.yml", "people:", witness).vote("pam").commit("A witness and a claim")
    desk.vote(**dana).commit("A proven vote")
    desk.git("mv", "projects/churn", "projects/rush")
    desk.commit("Rename")
    desk.git("checkout", "-q", "-b", "work")
    desk.git("mv", "projects/rush", "projects/churn")
    proven = desk.path().read_text().splitlines()[-6]
    desk.swap(proven, f"{proven.replace('{', '{note: Once more, ')}\n{proven}")
    desk.vote("pam", **pam).vote(date="2026-02-01", **dana).commit("Rename, copy and vote")
    grades = change(desk).after.projects["churn"].grades
    assert list(grades.values()) == [Grade.CLAIMED, Grade.CLAIMED, grade, grade, grade]


def test_who_signs_the_same_again_in_a_change_that_renames_has_written_it_as_the_log_will_tell(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", Keys.made(tmp_path, "dana", "pam"))
    desk.begin()
    desk.approves(key="dana").git("checkout", "-q", "-b", "work")
    desk.git("mv", "projects/churn", "projects/rush")
    desk.approves(key="dana", slug="rush")
    told = [Grade.SIGNED, Grade.AUTHORED]
    assert list(change(desk).after.projects["rush"].grades.values()) == told
    assert list(assemble.load(desk.root, today=TODAY).projects["rush"].grades.values()) == told


def test_a_change_of_flow_has_no_flow_to_move_by_and_an_iteration_is_a_move(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project("aa").project("ab")
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    other = card("aa").replace("flow: small", "flow: kanban")
    place.project("aa", README=other).project("ab", idea=document(iteration=2))
    moved = [(one.flow and one.flow.id, len(one.moves)) for one in passages(change(place))]
    assert moved == [(None, 0), ("small", 1)]


def test_a_change_that_begins_a_ledger_says_where_its_projects_stand(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger="").write({"notes.txt": "Ours.\n"})
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"ledger.yml": LEDGER, "schema/flows/small.yml": FLOW}).project()
    assert list(created(change(place))) == []


def test_a_ledger_without_projects_has_begun(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger")
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    assert [one.slug for one in created(change(place.project()))] == ["churn"]
