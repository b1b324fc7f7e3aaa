"""How well landed votes are proven, on real repositories: every way in which a commit can come to the mainline."""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.edges.signature import sign
from ledger.records.front_matter import approvals_of
from ledger.records.model import Ledger
from ledger.votes.digest import digest, statement
from ledger.words import VOTES, Grade
from tests.build import FLOW, LEDGER, Builder, document

TODAY: Final = date(2026, 2, 2)
PATH: Final = "projects/churn/idea.md"
OF: Final = digest(
    {"phase": "idea", "iteration": 1, "timebox": {"start": "2026-01-05", "weeks": 2}}, "## Need\n\nA need."
)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}}]")
PEOPLE: Final = f"{LEDGER}  noor: {{name: Noor, emails: [noor@example.com], roles: [product]}}\n"
BY_DANA: Final = "Vote\n\nCo-authored-by: Dana <dana@example.com>"


def entry(by: str = "dana", *, decision: str = "approved", more: str = "") -> str:
    return (
        f"  - {{gate: scope, role: product, by: {by}, date: 2026-01-06, decision: {decision}, of: '{OF}', "
        f"note: n{more}}}\n"
    )


def voted(*entries: str) -> dict[str, str]:
    return {PATH: document(more="approvals:\n" + "".join(entries) if entries else "")}


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A project on main, and a branch `work` checked out on top of it."""
    found = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project()
    found.commit("Start")
    found.git("checkout", "-q", "-b", "work")
    return found


def merged(place: Builder, *, into: str = "main", branch: str = "work", author: str = "sam") -> None:
    place.git("checkout", "-q", into)
    place.git("merge", "-q", "--no-ff", "--no-edit", branch, author=author)


def loaded(place: Builder) -> Ledger:
    return assemble.load(place.root, today=TODAY)


def grades(place: Builder) -> list[Grade]:
    (project,) = loaded(place).projects.values()
    return [project.grades["idea", vote.index] for vote in project.documents["idea"].approvals]


def test_a_direct_commit(place: Builder) -> None:
    place.write(voted(entry())).commit("Vote", author="dana")
    place.write(voted(entry(), entry("noor"))).commit("Vote of somebody else", author="dana")
    assert grades(place) == [Grade.AUTHORED, Grade.CLAIMED]


def test_an_address_in_another_case(place: Builder) -> None:
    place.write(voted(entry()))
    place.git("add", "-A")
    place.git("commit", "-q", "-m", "Vote", "--author", "Dana <Dana@EXAMPLE.com>")
    assert grades(place) == [Grade.AUTHORED]


@pytest.mark.parametrize(("message", "grade"), [("Vote", Grade.CLAIMED), (BY_DANA, Grade.AUTHORED)])
def test_a_squash_with_and_without_its_co_authors(place: Builder, message: str, grade: Grade) -> None:
    place.write(voted(entry())).commit("Vote", author="dana")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--squash", "work")
    place.commit(message)
    assert grades(place) == [grade]


@pytest.mark.parametrize(("author", "grade"), [("dana", Grade.AUTHORED), ("sam", Grade.CLAIMED)])
def test_a_merge_asks_its_branch_and_not_who_merged(place: Builder, author: str, grade: Grade) -> None:
    place.write(voted(entry())).commit("Vote", author=author)
    place.write({"projects/churn/notes/a.md": "more\n"}).commit("More")
    merged(place, author="noor" if author == "dana" else "dana")
    assert grades(place) == [grade]


@pytest.mark.parametrize(("author", "grade"), [("dana", Grade.AUTHORED), ("sam", Grade.CLAIMED)])
def test_nested_merges_ask_who_wrote_it_and_not_who_merged(place: Builder, author: str, grade: Grade) -> None:
    place.git("checkout", "-q", "-b", "inner")
    place.write(voted(entry())).commit("Vote", author=author)
    merged(place, into="work", branch="inner", author="dana")
    place.git("checkout", "-q", "-b", "outer", "main")
    place.write({"projects/churn/notes/a.md": "more\n"}).commit("More")
    merged(place, into="outer", branch="work", author="dana")
    merged(place, branch="outer", author="dana")
    assert grades(place) == [grade]


def test_a_rebase_and_a_cherry_pick_keep_the_author(place: Builder) -> None:
    place.write(voted(entry())).commit("Vote", author="dana")
    place.git("checkout", "-q", "main")
    place.write({"projects/churn/notes/a.md": "more\n"}).commit("More")
    place.git("cherry-pick", "work", author="sam")
    assert grades(place) == [Grade.AUTHORED]
    place.git("checkout", "-q", "-B", "work", "main~1")
    place.write(voted(entry("noor"))).commit("Vote", author="noor")
    place.git("rebase", "-q", "main~1", author="sam")
    assert grades(place) == [Grade.AUTHORED]


@pytest.mark.parametrize("touched", [False, True])
def test_what_only_a_merge_holds_is_claimed(place: Builder, touched: bool) -> None:
    files = voted(entry("noor")) if touched else {"projects/churn/notes/a.md": "more\n"}
    place.write(files).commit("Work", author="noor")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "--no-commit", "work")
    place.write(voted(*([entry("noor")] if touched else []), entry())).commit("Merge", author="dana")
    assert grades(place) == [*([Grade.AUTHORED] if touched else []), Grade.CLAIMED]


def test_a_back_merge_brings_nothing_new(place: Builder) -> None:
    place.git("checkout", "-q", "main")
    place.write(voted(entry())).commit("Vote of somebody else")
    merged(place, into="work", branch="main", author="dana")
    place.write({"projects/churn/notes/a.md": "more\n"}).commit("More", author="dana")
    merged(place, author="dana")
    assert grades(place) == [Grade.CLAIMED]


def test_an_entry_that_somebody_else_edits_is_theirs(place: Builder) -> None:
    place.write(voted(entry(decision="rejected"))).commit("Vote", author="dana")
    place.write(voted(entry())).commit("Edit")
    assert grades(place) == [Grade.CLAIMED]
    merged(place)
    assert grades(place) == [Grade.CLAIMED]


def test_a_removed_vote_that_somebody_else_restores_is_theirs(place: Builder) -> None:
    place.write(voted(entry())).commit("Vote", author="dana")
    place.write(voted()).commit("Withdraw", author="dana")
    place.write(voted(entry())).commit("Restore")
    assert grades(place) == [Grade.CLAIMED]


def test_a_copy_of_a_vote_has_a_proof_of_its_own(place: Builder) -> None:
    veto = entry(decision="rejected")
    place.write(voted(entry(), veto)).commit("Votes", author="dana")
    place.write(voted(entry(), veto, entry())).commit("Copy")
    assert grades(place) == [Grade.AUTHORED, Grade.AUTHORED, Grade.CLAIMED]
    place.write(voted(entry(), veto, entry(), entry())).commit("Again", author="dana")
    assert grades(place) == [Grade.AUTHORED, Grade.AUTHORED, Grade.CLAIMED, Grade.AUTHORED]


@pytest.mark.parametrize(("author", "grade"), [("dana", Grade.AUTHORED), ("sam", Grade.CLAIMED)])
def test_a_folder_that_is_renamed_on_the_branch(place: Builder, author: str, grade: Grade) -> None:
    place.write(voted(entry())).commit("Vote", author=author)
    place.git("mv", "projects/churn", "projects/leavers")
    place.commit("Rename", author="sam" if author == "dana" else "dana")
    merged(place)
    assert grades(place) == [grade]


@pytest.mark.parametrize(("author", "grade"), [("dana", Grade.AUTHORED), ("sam", Grade.CLAIMED)])
def test_a_folder_that_is_renamed_on_the_mainline_meanwhile(place: Builder, author: str, grade: Grade) -> None:
    place.write(voted(entry())).commit("Vote", author=author)
    place.git("checkout", "-q", "main")
    place.git("mv", "projects/churn", "projects/leavers")
    place.commit("Rename")
    merged(place, author="dana")
    assert grades(place) == [grade]


def test_a_vote_that_is_copied_to_another_project_is_the_copiers(place: Builder) -> None:
    place.write(voted(entry())).commit("Vote", author="dana")
    place.project("ads", idea=voted(entry())[PATH]).commit("Copy")
    merged(place)
    found = loaded(place).projects
    assert found["churn"].grades["idea", 0] is Grade.AUTHORED
    assert found["ads"].grades["idea", 0] is Grade.CLAIMED


def test_a_role_and_an_address_count_from_the_change_after_theirs(place: Builder) -> None:
    place.write({"ledger.yml": PEOPLE.replace("noor@", "n@"), **voted(entry("noor"))}).commit("Both", author="n")
    place.write(voted(entry("noor"), entry("noor", more="2"))).commit("Later", author="n")
    assert grades(place) == [Grade.CLAIMED, Grade.AUTHORED]


def test_in_the_commit_that_begins_a_ledger_every_vote_is_claimed(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project(idea=voted(entry())[PATH])
    place.commit("Start", author="dana")
    assert grades(place) == [Grade.CLAIMED]


def test_a_vote_that_is_not_committed_is_claimed(place: Builder) -> None:
    assert grades(place.write(voted(entry()))) == [Grade.CLAIMED]


def test_events_tell_the_grade_of_each_vote_of_a_commit(place: Builder) -> None:
    place.write(voted(entry(decision="rejected"), entry(), entry("noor"))).commit("Votes", author="dana")
    told = {(event.kind.value, event.by): event.grade for event in loaded(place).events if event.kind in VOTES}
    authored, claimed = Grade.AUTHORED, Grade.CLAIMED
    assert told == {("approved", "dana"): authored, ("rejected", "dana"): authored, ("approved", "noor"): claimed}


# --- keys --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "dana"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    return path


def with_key(key: Path) -> dict[str, str]:
    public = key.with_suffix(".pub").read_text().strip()
    return {
        "ledger.yml": PEOPLE.replace("emails: [dana@example.com]", f'emails: [dana@example.com], keys: ["{public}"]')
    }


def signed(key: Path, more: str = "") -> str:
    facts = {"gate": "scope", "role": "product", "by": "dana", "date": "2026-01-06", "decision": "approved", "of": OF}
    (vote,) = approvals_of({"approvals": [facts]})
    return entry(more=f"{more}, signature: {sign(statement('churn', 'idea', vote), key)}")


def _added_later(place: Builder, key: Path) -> None:
    place.write(voted(signed(key))).commit("Vote")
    place.write(with_key(key)).commit("Key")


def _removed_later(place: Builder, key: Path) -> None:
    place.write(with_key(key)).commit("Key")
    place.write(voted(signed(key))).commit("Vote")
    place.write({"ledger.yml": PEOPLE}).commit("Revoke")


def _removed_before(place: Builder, key: Path) -> None:
    place.write(with_key(key)).commit("Key")
    place.write({"ledger.yml": PEOPLE}).commit("Revoke")
    place.write(voted(signed(key))).commit("Vote")


def _with_its_key(place: Builder, key: Path) -> None:
    place.write(voted(signed(key)) | with_key(key)).commit("Both")


@pytest.mark.parametrize(
    ("story", "grade"),
    [
        (_added_later, Grade.CLAIMED),
        (_removed_later, Grade.SIGNED),
        (_removed_before, Grade.CLAIMED),
        (_with_its_key, Grade.CLAIMED),
    ],
)
def test_a_signature_is_judged_by_the_keys_before_it_landed(
    place: Builder, key: Path, story: Callable[[Builder, Path], None], grade: Grade
) -> None:
    story(place, key)
    assert grades(place) == [grade]


def test_a_signature_is_good_for_one_entry(place: Builder, key: Path) -> None:
    place.write(with_key(key)).commit("Key")
    place.write(voted(signed(key))).commit("Vote")
    place.write(voted(signed(key), entry(decision="rejected"), signed(key, more="2"))).commit("Copy, another note")
    assert grades(place) == [Grade.SIGNED, Grade.CLAIMED, Grade.CLAIMED]


def test_a_signed_vote_outlives_a_rename(place: Builder, key: Path) -> None:
    place.write(with_key(key)).commit("Key")
    place.write(voted(signed(key))).commit("Vote")
    place.git("mv", "projects/churn", "projects/leavers")
    place.commit("Rename")
    assert grades(place) == [Grade.SIGNED]
