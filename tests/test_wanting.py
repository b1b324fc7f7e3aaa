"""Findings about entries that say too little: the sentence stays a sentence, and the rest is still judged."""

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 1, 12)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}}]")
VOTE: Final = {
    "gate": "scope",
    "role": "product",
    "by": "dana",
    "date": "2026-01-06",
    "decision": "approved",
    "of": "'sha256:0'",
}


def vote(*without: str, **other: str) -> str:
    facts = {name: said for name, said in (VOTE | other).items() if name not in without}
    return f"  - {{{', '.join(f'{name}: {said}' for name, said in facts.items())}}}\n"


def idea(*votes: str) -> str:
    return document(more="approvals:\n" + "".join(votes) if votes else "")


def found(place: Builder, code: str) -> list[str]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return [f"{one.message}; {one.hint}" for one in rules.judge(change.after, change) if one.code == code]


def brought(tmp_path: Path, *votes: str) -> Builder:
    """A change that brings votes to a project that has none."""
    place = Builder(tmp_path / "ledger", flow=GATED).project()
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    return place.write({"projects/churn/idea.md": idea(*votes)})


@pytest.mark.parametrize(
    ("cast", "said"),
    [
        (vote("by"), "the voter must be known to the base, found  as product on 2026-01-06"),
        (vote("role"), "the voter must hold the role at the base, found dana as  on 2026-01-06"),
        (vote("date", by="kim"), "the voter must be known to the base, found kim as product on "),
    ],
)
def test_a_vote_without_a_word_is_named_by_the_words_it_has(tmp_path: Path, cast: str, said: str) -> None:
    assert [one.split(";")[0] for one in found(brought(tmp_path, cast), "APR003")] == [said]


def test_a_vote_of_nobody_is_to_be_proven_by_the_voter(tmp_path: Path) -> None:
    place = brought(tmp_path, vote("by", signature="none"))
    weak = "a vote must be proven at least as authored, found only claimed"
    mend = "let the voter commit the entry themselves, with an address that ledger.yml has for them, or sign it"
    assert found(place, "APR010") == [f"{weak}; {mend}"]
    (unsound,) = found(place, "APR011")
    assert unsound.startswith("a signature must verify with a key that the voter has at the base and be used once,")


def test_a_vote_that_covers_nothing_is_found_to_cover_nothing(tmp_path: Path) -> None:
    (one,) = found(brought(tmp_path, vote("of")), "APR007")
    assert one.split(";")[0].endswith(", found ")


def test_the_digest_that_a_vote_must_name_can_be_copied_from_the_finding(tmp_path: Path) -> None:
    place = brought(tmp_path, vote())
    (told,) = found(place, "APR007")
    (right,) = re.findall(r"as it is now, (sha256:[0-9a-f]{64});", told)
    place.write({"projects/churn/idea.md": idea(vote(of=f"'{right}'"))})
    assert found(place, "APR007") == []


def test_the_last_word_is_asked_of_each_person_apart(tmp_path: Path) -> None:
    place = brought(tmp_path, vote(), vote(by="sam"), vote("by"))
    assert len(found(place, "APR007")) == 3


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("by", "the approved of  for product on 'scope'"),
        ("role", "the approved of dana for  on 'scope'"),
        ("gate", "the approved of dana for product on ''"),
    ],
)
def test_a_vote_that_is_gone_is_named_by_the_words_it_had(tmp_path: Path, missing: str, said: str) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(vote(missing)))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/idea.md": idea()})
    (one,) = found(place, "APR009")
    assert f", found {said} changed or gone;" in one


def test_a_document_that_cannot_be_read_does_not_hide_the_next_one(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED)
    later = document("build", more="approvals:\n" + vote())
    place.project(README=card(phase="build"), idea=idea(vote()), build=later).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/idea.md": "---\nphase: [\n---\n", "projects/churn/build.md": document("build")})
    assert len(found(place, "APR009")) == 1


@pytest.mark.parametrize(("policy", "codes"), [(LEDGER, {"POL011"}), ("title: [\n", {"DOC009"})])
def test_who_holds_a_role_is_not_asked_of_a_ledger_that_cannot_be_read(
    tmp_path: Path, policy: str, codes: set[str]
) -> None:
    place = Builder(tmp_path / "ledger", ledger=policy, flow=GATED.replace("product: 1", "product: 2")).project()
    place.commit("Start")
    found = {one.code for one in rules.judge(assemble.load(place.root, today=TODAY))}
    assert found & {"POL011", "DOC009"} == codes


def test_a_vote_of_tomorrow_is_told_as_things_stand(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(vote(date="2026-02-01")))
    place.commit("Start")
    told = [one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == "APR005"]
    said = "the date of a vote must not be later than today, 2026-01-12, found 2026-02-01"
    assert [(one.message, one.hint) for one in told] == [(said, "write the day of the vote, as it is in UTC")]


def test_several_reasons_and_roles_are_told_apart(tmp_path: Path) -> None:
    flow = GATED.replace("{product: 1}", "{product: 2, design: 1}")
    place = Builder(tmp_path / "ledger", flow=flow).project(idea=idea(vote(), vote("by")))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    (one,) = found(place, "APR001")
    roles = "0 of 2 for product (dana: the proof is too weak, : the person is not known); 0 of 1 for design"
    assert roles in one


def test_a_phase_is_not_left_without_a_document_to_vote_on(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project()
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    moved = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    place.write(moved | {"projects/churn/idea.md": None})
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (one,) = (one for one in rules.judge(change.after, change) if one.code == "APR001")
    assert one.message == "the gate 'scope' must be satisfied for the move to build, found no document to vote on"
    assert (one.location.path, one.location.line, one.location.column) == ("projects/churn/README.md", 5, 8)
    assert "DOC018" in {one.code for one in rules.judge(change.after, change)}
