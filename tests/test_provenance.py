"""Who wrote a vote, on values alone: landings, their grades, side branches and those who introduced an entry."""

import base64
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from ledger.diagnostics import LedgerError
from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.signature import MAX_SIGNATURE, _sealed, is_signed, sign
from ledger.past.history import Step
from ledger.past.states import EMPTY_FOLDER, Folder, Past, PhaseFacts
from ledger.proof.brought import Contents
from ledger.proof.provenance import Landing, by_project, grade, introducers, landings, said, sides_of
from ledger.records.papers import Approval
from ledger.records.policy import Person, Policy
from ledger.text.document import Document, read_document
from ledger.votes.digest import statement
from ledger.words import Grade

VOTE = Approval(
    gate="scope",
    role="product",
    by="dana",
    date="2026-02-02",
    decision="approved",
    of="sha256:1",
    note=None,
    review=None,
    signature=None,
    index=0,
)
VETO = replace(VOTE, decision="rejected", index=1)
DANA = Person(handle="dana", name="Dana", emails=("Dana@Example.com", "d@example.org"), roles=("product",))
POLICY = Policy(
    title="", default_flow=None, grade=Grade.AUTHORED, self_approval=False, people={"dana": DANA}, waivers=()
)
SCOPING = "projects/churn/scoping.md"


def commit(name: str, *changes: FileChange, parents: str = "", by: str = "dana@example.com") -> Commit:
    return Commit(
        id=name, parents=tuple(parents.split()), time=60, author="", emails=(by,), subject="", changes=changes
    )


def text(*votes: Approval) -> Document:
    entries = "".join(f"  - {{gate: scope, by: {vote.by}, decision: {vote.decision}}}\n" for vote in votes)
    found = read_document(f"---\nphase: scoping\napprovals:\n{entries}---\n".encode(), SCOPING)
    assert isinstance(found, Document)
    return found


def listed(*votes: Approval) -> PhaseFacts:
    return PhaseFacts(iteration=1, tasks=(), approvals=votes)


def step(before: Mapping[str, PhaseFacts], after: Mapping[str, PhaseFacts], **more: Any) -> Step:
    facts: dict[str, Any] = {
        "project": "rush",
        "path": "projects/air/churn",
        "origin": None,
        "base": Past(policy=POLICY),
        "result": Past(),
    } | more
    return Step(
        commit=commit("c1"),
        before=replace(EMPTY_FOLDER, documents=before),
        after=Folder(documents=after),
        **facts,
    )


# --- landings -----------------------------------------------------------------------------------------------------


def test_each_vote_lands_in_the_step_that_brings_it() -> None:
    steps = [
        step({}, {"scoping": listed(VOTE)}),
        step({"scoping": listed(VOTE)}, {"scoping": listed(VOTE, VETO), "research": listed(VOTE)}),
    ]
    found = list(landings(steps, lambda step, phase, vote: frozenset({f"{phase} {vote.decision} {step.path}"})))
    assert [slug for slug, _ in found] == ["rush"] * 3
    assert [landing for _, landing in found] == [
        Landing(
            slug="churn",
            phase=phase,
            vote=vote,
            commit="c1",
            time=datetime(1970, 1, 1, 0, 1, tzinfo=UTC),
            emails=frozenset({f"{phase} {vote.decision} projects/air/churn"}),
            policy=POLICY,
        )
        for phase, vote in (("scoping", VOTE), ("research", VOTE), ("scoping", VETO))
    ]
    assert [landing.time.tzinfo for _, landing in found] == [UTC] * 3


SIGNED = replace(VOTE, signature="old")


def test_an_entry_that_says_what_was_said_before_is_a_repeat() -> None:
    again = replace(VOTE, signature="new", note="Another note.", review="https://example.com/1", index=1)
    steps = [
        step({}, {"research": listed(SIGNED), "scoping": listed(SIGNED, again)}),
        step({}, {"scoping": listed(SIGNED)}, project="other", path="projects/other"),
        step({"scoping": listed(SIGNED)}, {"scoping": listed(SIGNED, VETO, again)}),
        step({}, {"scoping": listed(SIGNED)}, project="other"),
    ]
    found = [landing.is_repeat for _, landing in landings(steps, lambda *_: frozenset())]
    assert found == [False, False, True, False, False, True, True]


def test_who_signs_what_they_said_before_without_a_signature_proves_it() -> None:
    signed = replace(VOTE, signature="new", index=1)
    steps = [step({}, {"scoping": listed(VOTE)}), step({"scoping": listed(VOTE)}, {"scoping": listed(VOTE, signed)})]
    assert [landing.is_repeat for _, landing in landings(steps, lambda *_: frozenset())] == [False, False]


def test_a_vote_says_what_its_statement_says() -> None:
    noted = replace(VOTE, note="n", review="r", signature="s", index=3)
    assert said(noted) == VOTE
    assert said(replace(noted, of="sha256:2")) != VOTE


def test_landings_are_kept_apart_by_project_in_their_order() -> None:
    first, second = (_landing(commit=name) for name in ("c1", "c2"))
    found = by_project([("a", first), ("b", second), ("a", second)])
    assert found == {"a": (first, second), "b": (second,)}


# --- grades -------------------------------------------------------------------------------------------------------


def _landing(**more: Any) -> Landing:
    facts: dict[str, Any] = {
        "slug": "churn",
        "phase": "scoping",
        "vote": VOTE,
        "commit": "c1",
        "time": datetime(2026, 2, 2, tzinfo=UTC),
        "emails": frozenset[str](),
        "policy": POLICY,
    }
    return Landing(**(facts | more))


@pytest.mark.parametrize(
    ("landing", "is_attested", "expected"),
    [
        (_landing(), False, "claimed"),
        (_landing(emails=frozenset({"dana@example.com"})), False, "authored"),
        (_landing(emails=frozenset({"sam@example.com", "d@example.org"})), False, "authored"),
        (_landing(emails=frozenset({"sam@example.com"})), False, "claimed"),
        (_landing(), True, "attested"),
        (_landing(emails=frozenset({"dana@example.com"})), True, "attested"),
        (_landing(policy=None, emails=frozenset({"dana@example.com"})), True, "claimed"),
        (_landing(vote=replace(VOTE, by="eve"), emails=frozenset({"dana@example.com"})), True, "claimed"),
        (_landing(vote=replace(VOTE, by=None), emails=frozenset({"dana@example.com"})), True, "claimed"),
        (_landing(vote=replace(VOTE, signature="nonsense")), False, "claimed"),
    ],
)
def test_a_grade_is_the_best_proof_there_is(landing: Landing, is_attested: bool, expected: str) -> None:
    assert str(grade(landing, lambda one: is_attested and one is landing)) == expected


def test_without_a_forge_nothing_is_attested() -> None:
    assert grade(_landing()) is Grade.CLAIMED


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("keys")
    for name in ("dana", "eve"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True)
    return {name: home / name for name in ("dana", "eve")}


def _public(key: Path) -> str:
    return key.with_suffix(".pub").read_text().strip()


def test_a_signature_proves_a_vote_once_and_only_where_it_was_given(keys: dict[str, Path]) -> None:
    people = {"dana": replace(DANA, keys=("ssh-ed25519 broken", _public(keys["dana"])))}
    policy = replace(POLICY, people=people)
    signed = replace(VOTE, signature=sign(statement("churn", "scoping", VOTE), keys["dana"]))
    good = _landing(vote=signed, policy=policy)
    assert grade(good) is Grade.SIGNED
    assert grade(good, lambda _: True) is Grade.SIGNED
    assert grade(replace(good, is_repeat=True)) is Grade.CLAIMED
    assert grade(replace(good, slug="rush")) is Grade.CLAIMED
    assert grade(replace(good, phase="research")) is Grade.CLAIMED
    assert grade(replace(good, policy=POLICY)) is Grade.CLAIMED
    other = replace(policy, people={"dana": replace(DANA, keys=(_public(keys["eve"]),))})
    assert grade(replace(good, policy=other)) is Grade.CLAIMED


def test_a_signature_is_read_whatever_its_white_space_and_refused_when_it_is_none(keys: dict[str, Path]) -> None:
    text, public = statement("churn", "scoping", VOTE), (_public(keys["dana"]),)
    good = sign(text, keys["dana"])
    spaced = "\n".join(good[at : at + 11] for at in range(0, len(good), 11))
    assert is_signed(text, spaced, public)
    assert not is_signed(text, good, ())
    assert not is_signed(text, good[:-4], public)
    assert not is_signed(text, "-----BEGIN SSH SIGNATURE-----", public)
    assert not is_signed(text, base64.b64encode(b"PGPSIG" + b"x" * 60).decode(), public)
    assert not is_signed(text, good + "A" * (MAX_SIGNATURE + 4), public)


def test_only_clean_base64_is_read(keys: dict[str, Path]) -> None:
    text, (kind, packed, *_) = statement("churn", "scoping", VOTE), _public(keys["dana"]).split()
    good = sign(text, keys["dana"])
    assert is_signed(text, good, (kind, f"{kind} {packed}"))
    assert not is_signed(text, f"{good[:40]}!{good[40:]}", (f"{kind} {packed}",))
    assert not is_signed(text, good, (f"{kind} {packed[:40]}!{packed[40:]}",))


def test_a_signature_may_be_as_long_as_the_limit_and_no_longer() -> None:
    sealed = base64.b64encode(b"SSHSIG".ljust(MAX_SIGNATURE // 4 * 3, b"x")).decode()
    assert len(sealed) == MAX_SIGNATURE
    assert _sealed(sealed)
    assert not _sealed(f"{sealed}AAAA")


def test_a_key_that_cannot_sign_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"could not sign with '.*/none': .*No such file"):
        sign(b"statement", tmp_path / "none")


# --- side branches ------------------------------------------------------------------------------------------------


def test_each_merge_brings_what_no_earlier_one_brought() -> None:
    log = [
        commit("m3", parents="m2 s3"),
        commit("s3", parents="s1"),
        commit("m2", parents="m1 s2"),
        commit("s2", parents="s1 t1"),
        commit("t1", parents="m0"),
        commit("s1", parents="m0"),
        commit("m1", parents="m0"),
        commit("m0"),
    ]
    found = {merge: [one.id for one in side] for merge, side in sides_of(log, "m3").items()}
    assert found == {"m2": ["s2", "t1", "s1"], "m3": ["s3"]}


def test_a_merge_of_what_the_mainline_had_brings_nothing() -> None:
    log = [commit("m2", parents="m1 m0"), commit("m1", parents="m0"), commit("m0", parents="gone")]
    assert sides_of(log, "m2") == {}
    assert sides_of(log, "unknown") == {}


def test_parents_that_were_not_read_are_passed_over() -> None:
    log = [commit("m1", parents="m0 gone s1"), commit("s1", parents="gone"), commit("m0")]
    assert {merge: [one.id for one in side] for merge, side in sides_of(log, "m1").items()} == {"m1": ["s1"]}


# --- who introduced an entry --------------------------------------------------------------------------------------

ENTRY = replace(VOTE, role=None, date=None, of=None)
PARSED: dict[str, Document | None] = {
    "none": text(),
    "vote": text(VOTE),
    "twice": text(VOTE, VOTE),
    "veto": text(VETO),
    "both": text(VETO, VOTE),
    "unreadable": None,
}
CONTENTS = Contents(parsed=PARSED)


def change(old: str, new: str, path: str = SCOPING) -> FileChange:
    return FileChange(path, "100644" if new else "000000", new, old)


def wrote(
    *commits: Commit,
    at: Mapping[str, str] = MappingProxyType({}),
    vote: Approval = ENTRY,
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> set[str]:
    """Who introduced the vote, by a side branch that has the project at `projects/churn` where `at` tells no other."""
    places = {one.id: "projects/churn" for one in commits} | dict(at)
    return set(introducers(commits, "scoping", vote, places, CONTENTS, lambda _: renamed))


@pytest.mark.parametrize(
    ("old", "new", "is_introduced"),
    [
        ("", "vote", True),
        ("none", "vote", True),
        ("none", "both", True),
        ("veto", "both", True),
        ("vote", "twice", True),
        ("unreadable", "vote", True),
        ("vote", "vote", False),
        ("vote", "both", False),
        ("twice", "vote", False),
        ("none", "veto", False),
        ("vote", "", False),
        ("vote", "unreadable", False),
    ],
)
def test_a_commit_introduces_an_entry_that_it_adds(old: str, new: str, is_introduced: bool) -> None:
    found = wrote(commit("c1", change(old, new), parents="c0"))
    assert found == ({"dana@example.com"} if is_introduced else set())


def test_who_introduced_an_entry_last_counts_and_others_do_not() -> None:
    side = (
        commit("c4", change("none", "vote"), by="dana@example.com", parents="c3"),
        commit("c3", change("vote", "none"), by="eve@example.com", parents="c2"),
        commit("c2", change("none", "vote"), by="sam@example.com", parents="c1"),
        commit("c1", change("", "vote", "projects/rush/scoping.md"), by="kim@example.com"),
    )
    assert wrote(*side) == {"dana@example.com"}
    assert wrote(*side[1:]) == set()
    assert wrote(*side[2:]) == {"sam@example.com"}
    assert wrote(*side[2:], at={"c1": "projects/rush"}) == {"sam@example.com"}
    assert wrote(*side[2:], at={"c1": "projects/rush", "c2": "projects/rush"}) == {"kim@example.com"}


def test_what_a_merge_puts_back_is_of_those_whose_branch_still_holds_it() -> None:
    withdrawn = (
        commit("c2", change("vote", "none"), by="dana@example.com", parents="c1"),
        commit("c1", change("none", "vote"), by="dana@example.com", parents="c0"),
    )
    merge = commit("m1", change("none", "vote"), parents="c2 s1", by="sam@example.com")
    other = commit("s1", parents="c0", by="sam@example.com")
    assert wrote(merge, other, *withdrawn) == set()
    assert wrote(merge, replace(other, parents=("c1",)), *withdrawn) == {"dana@example.com"}


def test_all_branches_that_introduced_an_entry_count() -> None:
    side = (
        commit("m1", parents="c1 s1"),
        commit("s1", change("none", "vote"), by="sam@example.com", parents="c0"),
        commit("c1", change("none", "vote"), by="dana@example.com", parents="c0"),
    )
    assert wrote(*side) == wrote(*side[1:]) == {"dana@example.com", "sam@example.com"}


def test_a_second_copy_and_a_file_that_comes_back_keep_who_introduced_the_entry() -> None:
    first = commit("c1", change("none", "vote"), by="dana@example.com", parents="c0")
    for between in (
        (commit("c2", change("vote", "twice"), by="sam@example.com", parents="c1"),),
        (
            commit("c3", change("", "vote"), by="sam@example.com", parents="c2"),
            commit("c2", change("vote", ""), by="sam@example.com", parents="c1"),
        ),
    ):
        assert wrote(*between, first) == {"dana@example.com", "sam@example.com"}
    broken = commit("c2", change("vote", "unreadable"), by="sam@example.com", parents="c1")
    assert wrote(broken, first) == {"dana@example.com"}


def test_a_project_that_was_nowhere_on_a_branch_has_no_votes_there() -> None:
    side = commit("c1", change("", "vote"))
    assert introducers((side,), "scoping", ENTRY, {}, CONTENTS, lambda _: {}) == frozenset()


def test_a_merge_introduces_nothing() -> None:
    assert wrote(commit("m1", change("none", "vote"), parents="c1 c2")) == set()
    assert wrote(commit("c1", change("none", "vote"))) == {"dana@example.com"}


def test_whoever_moves_a_file_has_not_written_what_it_holds() -> None:
    old = "projects/rush/scoping.md"
    moved = commit("c2", change("vote", "", old), change("", "vote"), by="eve@example.com", parents="c1")
    born = commit("c1", change("", "vote", old), by="dana@example.com")
    renamed = {"projects/churn": "projects/rush"}
    assert wrote(moved, born, at={"c1": "projects/rush"}, renamed=renamed) == {"dana@example.com"}
    assert wrote(moved, renamed=renamed) == set()
    again = commit("c2", change("vote", "", old), change("", "twice"), by="eve@example.com", parents="c1")
    assert wrote(again, renamed=renamed) == set()


def test_whoever_brings_a_file_from_another_project_has_written_what_it_holds() -> None:
    old = "projects/rush/scoping.md"
    moved = commit("c2", change("vote", "", old), change("", "vote"), by="eve@example.com", parents="c1")
    born = commit("c1", change("", "vote", old), by="dana@example.com")
    assert wrote(moved, born) == {"eve@example.com"}
    assert wrote(moved, born, renamed={"projects/churn": "projects/third"}) == {"eve@example.com"}


def test_a_new_file_beside_a_removed_one_without_the_entry_is_written() -> None:
    old = "projects/rush/scoping.md"
    for gone in (change("veto", "", old), change("vote", "", "projects/churn/other.md"), change("vote", "vote", old)):
        side = commit("c1", gone, change("", "vote"))
        assert wrote(side, renamed={"projects/churn": "projects/rush"}) == {"dana@example.com"}


def test_a_file_that_was_there_is_not_moved() -> None:
    old = "projects/rush/scoping.md"
    changed = commit("c2", change("vote", "", old), change("none", "vote"), by="eve@example.com", parents="c1")
    assert wrote(changed) == {"eve@example.com"}


def test_the_place_in_the_list_does_not_matter() -> None:
    assert wrote(commit("c1", change("veto", "both")), vote=replace(ENTRY, index=7)) == {"dana@example.com"}
