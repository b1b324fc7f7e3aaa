"""What an attestation proves, on values and real keys: the review that it names, once, by a known witness."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.edges.signature import ATTESTING, sign
from ledger.proof.provenance import Landing, grade, is_witnessed, landings
from ledger.votes.digest import attested, statement
from ledger.words import Grade
from tests.test_provenance import DANA, POLICY, VOTE, listed, step

REVIEWED: Final = replace(VOTE, review="review-1")
ATTESTED: Final = replace(REVIEWED, attestation="old")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys") / "witness"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)], check=True)
    return made


def landed(key: Path, **more: Any) -> Landing:
    """The landing of a vote that the witness attested as it is said here."""
    vote = more.pop("vote", REVIEWED)
    vote = replace(vote, attestation=sign(attested("churn", "scoping", vote), key, ATTESTING))
    policy = replace(POLICY, witnesses=(key.with_suffix(".pub").read_text(),))
    facts = {"slug": "churn", "phase": "scoping", "vote": vote, "policy": policy} | more
    return Landing(**facts, commit="c1", time=datetime(2026, 2, 2, tzinfo=UTC), emails=frozenset())


def test_an_attestation_that_says_what_was_said_before_is_an_echo() -> None:
    again = replace(ATTESTED, attestation="new", note="Another note.", signature="s", index=1)
    other = replace(again, review="review-2")
    steps = [
        step({}, {"research": listed(ATTESTED), "scoping": listed(ATTESTED, again)}),
        step({}, {"scoping": listed(again)}, project="other", path="projects/other"),
        step({"scoping": listed(ATTESTED)}, {"scoping": listed(ATTESTED, other, again)}),
        step({}, {"scoping": listed(again)}, project="other"),
    ]
    found = [landing.is_echo for _, landing in landings(steps, lambda *_: frozenset())]
    assert found == [False, False, True, False, False, True, True]


def test_a_review_without_an_attestation_is_not_echoed() -> None:
    steps = [step({}, {"scoping": listed(REVIEWED)}), step({}, {"scoping": listed(ATTESTED)})]
    assert [landing.is_echo for _, landing in landings(steps, lambda *_: frozenset())] == [False, False]


def test_a_known_witness_attests_a_yes(key: Path) -> None:
    excused = landed(key, vote=replace(REVIEWED, decision="not-applicable"))
    assert [is_witnessed(one) for one in (landed(key), excused)] == [True, True]
    assert grade(landed(key)) is Grade.ATTESTED


def test_nothing_else_is_attested(key: Path) -> None:
    found = landed(key)
    owned = replace(DANA, keys=(key.with_suffix(".pub").read_text(),))
    vote = sign(statement("churn", "scoping", REVIEWED), key)
    others = [
        replace(found, is_echo=True),
        replace(found, policy=None),
        replace(found, policy=POLICY),
        replace(found, policy=replace(POLICY, witnesses=owned.keys, people={"dana": owned})),
        replace(found, slug="other"),
        replace(found, phase="research"),
        replace(found, vote=replace(found.vote, review="review-2")),
        replace(found, vote=replace(found.vote, of="sha256:2")),
        replace(found, vote=replace(found.vote, attestation=None)),
        replace(found, vote=replace(found.vote, attestation=vote)),
        landed(key, vote=VOTE),
        landed(key, vote=replace(REVIEWED, decision="rejected")),
    ]
    assert [is_witnessed(one) for one in others] == [False] * len(others)
