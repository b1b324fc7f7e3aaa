"""Counting on values alone: which votes stand at a gate, and when it is satisfied."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ledger.records.flow import Gate
from ledger.records.front_matter import card_of, phase_document_of
from ledger.records.model import Ledger, Project
from ledger.records.papers import Approval, PhaseDocument
from ledger.records.policy import Person, Policy
from ledger.text.document import Document, read_document
from ledger.votes.approvals import (
    Electorate,
    GateCount,
    Standing,
    count_gate,
    electorate,
    grades_of,
    least_grade,
    standing_electorate,
)
from ledger.votes.digest import digest
from ledger.votes.identity import identities
from ledger.words import Grade

TODAY = date(2026, 2, 2)
GATE = Gate(id="scope", title="Scope", approvals={"product": 1})
TWO = Gate(id="scope", title="Scope", approvals={"product": 2, "sales": 1})
TEXT = "---\nphase: scoping\n---\n\nA need.\n"
STANDING = {one.name: one for one in Standing}


def _person(handle: str, *roles: str, **more: Any) -> Person:
    return Person(handle=handle, name=handle, emails=(f"{handle}@example.com",), roles=roles, **more)


PEOPLE = {
    person.handle: person
    for person in (
        _person("sam", "product"),
        _person("dana", "product", "sales"),
        _person("pam", "product"),
        _person("cody", "support"),
    )
}
POLICY = Policy(title="", default_flow=None, grade=Grade.AUTHORED, self_approval=False, people=PEOPLE, waivers=())
VOTERS = Electorate(policy=POLICY, owners=frozenset({"sam"}), today=TODAY)


def _read(text: str = TEXT) -> Document:
    found = read_document(text.encode(), "projects/churn/scoping.md")
    assert isinstance(found, Document)
    return found


CURRENT = digest(_read().meta, _read().body)


def _vote(by: str | None = "dana", decision: str | None = "approved", **more: Any) -> Approval:
    facts = {"gate": "scope", "role": "product", "date": "2026-02-02", "of": CURRENT, "note": None, **more}
    return Approval(by=by, decision=decision, review=None, signature=None, index=0, **facts)


def _document(*votes: Approval) -> PhaseDocument:
    return replace(phase_document_of(_read(), "scoping"), approvals=tuple(votes))


def _count(
    *votes: Approval, gate: Gate = GATE, voters: Electorate = VOTERS, grade: Grade = Grade.AUTHORED
) -> GateCount:
    return count_gate(gate, _document(*votes), voters, {("scoping", vote.index): grade for vote in votes})


def _standings(*votes: Approval, **more: Any) -> list[Standing]:
    return [vote.standing for vote in _count(*votes, **more).votes]


@pytest.mark.parametrize(
    ("vote", "standing"),
    [
        (_vote(), "COUNTS"),
        (_vote(date="2026-02-01"), "COUNTS"),
        (_vote(decision="changes-requested"), "BLOCKS"),
        (_vote(decision="rejected"), "BLOCKS"),
        (_vote("cody", "rejected", role="support"), "BLOCKS"),
        (_vote("cody", role="support"), "NOT_ASKED"),
        (_vote(of="sha256:old"), "LAPSED"),
        (_vote(of=None), "LAPSED"),
        (_vote("eve"), "UNKNOWN_PERSON"),
        (_vote(None), "UNKNOWN_PERSON"),
        (_vote("pam", role="sales"), "ROLE_NOT_HELD"),
        (_vote(role=None), "ROLE_NOT_HELD"),
        (_vote("sam"), "OWN_PROJECT"),
        (_vote("sam", "rejected"), "OWN_PROJECT"),
        (_vote(date="2026-02-03"), "FUTURE"),
        (_vote(date="yesterday"), "NO_DATE"),
        (_vote(date=None), "NO_DATE"),
        (_vote(decision="not-applicable"), "NO_NOTE"),
        (_vote(decision="not-applicable", note=" . "), "NO_NOTE"),
        (_vote(decision="not-applicable", note="Internal."), "COUNTS"),
        (_vote(decision="aproved"), "UNKNOWN_DECISION"),
        (_vote(decision=None), "UNKNOWN_DECISION"),
    ],
)
def test_what_a_single_vote_is_worth(vote: Approval, standing: str) -> None:
    assert _standings(vote) == [STANDING[standing]]


@pytest.mark.parametrize(
    ("grade", "decision", "standing"),
    [
        (Grade.CLAIMED, "approved", "TOO_WEAK"),
        (Grade.CLAIMED, "rejected", "BLOCKS"),
        (Grade.CLAIMED, "changes-requested", "BLOCKS"),
        (Grade.AUTHORED, "approved", "COUNTS"),
        (Grade.ATTESTED, "approved", "COUNTS"),
        (Grade.SIGNED, "approved", "COUNTS"),
    ],
)
def test_proof_that_is_too_weak_supports_only_a_veto(grade: Grade, decision: str, standing: str) -> None:
    assert _standings(_vote(decision=decision), grade=grade) == [STANDING[standing]]


def test_a_gate_may_ask_for_more_proof_than_the_policy_and_not_for_less() -> None:
    assert least_grade(GATE, POLICY) is Grade.AUTHORED
    assert least_grade(replace(GATE, grade=Grade.SIGNED), POLICY) is Grade.SIGNED
    assert least_grade(replace(GATE, grade=Grade.CLAIMED), POLICY) is Grade.AUTHORED
    assert _standings(_vote(), gate=replace(GATE, grade=Grade.SIGNED)) == [Standing.TOO_WEAK]


def test_votes_on_other_gates_are_left_out_and_those_that_follow_still_count() -> None:
    counted = _count(_vote(gate="launch"), _vote(gate=None), _vote())
    assert [vote.approval.gate for vote in counted.votes] == ["scope"]
    assert counted.gate is GATE
    assert counted.is_satisfied


def test_the_last_word_of_a_person_in_a_role_is_theirs() -> None:
    assert _standings(_vote(), _vote(decision="rejected"), _vote()) == [
        Standing.SUPERSEDED,
        Standing.SUPERSEDED,
        Standing.COUNTS,
    ]
    assert _standings(_vote(), _vote(role="sales"), _vote("pam")) == [
        Standing.COUNTS,
        Standing.NOT_ASKED,
        Standing.COUNTS,
    ]


def test_a_word_on_other_content_still_supersedes() -> None:
    assert _standings(_vote(), _vote(decision="rejected", of="sha256:old")) == [Standing.SUPERSEDED, Standing.LAPSED]


def test_a_vote_that_cannot_count_supersedes_nothing() -> None:
    assert _standings(_vote(decision="rejected"), _vote(date="2026-02-03")) == [Standing.BLOCKS, Standing.FUTURE]
    weak = {("scoping", 0): Grade.AUTHORED, ("scoping", 1): Grade.CLAIMED}
    votes = (_vote(decision="rejected"), replace(_vote(), index=1))
    counted = count_gate(GATE, _document(*votes), VOTERS, weak)
    assert [(vote.standing, vote.grade) for vote in counted.votes] == [
        (Standing.BLOCKS, Grade.AUTHORED),
        (Standing.TOO_WEAK, Grade.CLAIMED),
    ]


def test_different_people_are_counted_for_each_role() -> None:
    once = _count(_vote(), _vote(), gate=TWO)
    assert [(role.role, role.needed, role.given, role.is_met) for role in once.roles] == [
        ("product", 2, 1, False),
        ("sales", 1, 0, False),
    ]
    both = _count(_vote(), _vote("pam"), _vote(role="sales"), gate=TWO)
    assert [(role.given, role.is_met, role.not_applicable) for role in both.roles] == [
        (2, True, False),
        (1, True, False),
    ]
    assert both.is_satisfied
    assert not once.is_satisfied


def test_not_applicable_meets_its_role_alone() -> None:
    counted = _count(_vote(decision="not-applicable", note="Internal."), gate=TWO)
    assert [(role.given, role.not_applicable, role.is_met) for role in counted.roles] == [
        (0, True, True),
        (0, False, False),
    ]


def test_one_veto_blocks_whatever_others_say() -> None:
    counted = _count(_vote(), _vote("pam", "rejected"))
    assert [vote.approval.by for vote in counted.blocked_by] == ["pam"]
    assert all(role.is_met for role in counted.roles)
    assert not counted.is_satisfied


def test_debt_is_what_was_approved_and_lapsed() -> None:
    counted = _count(_vote(of="sha256:old"), _vote("pam", "rejected", of="sha256:old"), _vote("cody"))
    assert [vote.approval.by for vote in counted.debt] == ["dana"]


def test_a_gate_without_roles_is_satisfied_by_nobody_in_particular() -> None:
    assert _count(gate=replace(GATE, approvals={})).is_satisfied


TWINS: Mapping[str, dict[str, Any]] = {
    "address": {"emails": ("SAM@example.com", "sam@example.org")},
    "second address": {"emails": ("sam@example.org", "sam@example.com")},
    "github": {"github": "SAM-S"},
    "gitlab": {"gitlab": "Sam.S"},
    "key": {"keys": ("ssh-ed25519 AAAA other words",)},
}
SAM = replace(
    _person("sam", "product"), github="sam-s", gitlab="sam.s", keys=("ssh-ed25519 BBBB", "ssh-ed25519 AAAA sam")
)


@pytest.mark.parametrize("shared", TWINS)
def test_two_handles_that_share_a_mark_are_one_person(shared: str) -> None:
    people = {"zed": replace(_person("zed", "product"), **TWINS[shared]), "sam": SAM, "pam": PEOPLE["pam"]}
    assert identities(people) == {"zed": "sam", "sam": "sam", "pam": "pam"}
    voters = Electorate(policy=replace(POLICY, people=people), owners=frozenset({"sam"}), today=TODAY)
    assert _standings(_vote("zed"), voters=voters) == [Standing.OWN_PROJECT]
    others = replace(voters, owners=frozenset({"pam"}))
    counted = _count(_vote("zed"), _vote("sam"), voters=others)
    assert [vote.standing for vote in counted.votes] == [Standing.SUPERSEDED, Standing.COUNTS]
    assert [role.given for role in counted.roles] == [1]


def test_sharing_is_passed_on_from_person_to_person() -> None:
    people = {
        "ada": replace(_person("ada"), github="ada"),
        "zoe": replace(_person("zoe"), gitlab="zoe"),
        "bob": replace(_person("bob"), github="ADA", gitlab="zoe"),
        "eve": replace(_person("eve"), github="zoe"),
        "kim": _person("kim"),
        "lee": replace(_person("lee"), emails=("kim@example.com",)),
    }
    assert identities(people) == {
        "ada": "ada",
        "zoe": "ada",
        "bob": "ada",
        "eve": "eve",
        "kim": "kim",
        "lee": "kim",
    }


def test_keys_of_one_kind_and_accounts_of_different_forges_are_not_shared() -> None:
    people = {
        "ada": replace(_person("ada"), keys=("ssh-ed25519 AAAA me@home",), github="ada"),
        "zoe": replace(_person("zoe"), keys=("ssh-ed25519 BBBB me@home",), gitlab="ada"),
    }
    assert identities(people) == {"ada": "ada", "zoe": "zoe"}


def test_the_owner_may_vote_where_the_policy_allows_it() -> None:
    voters = replace(VOTERS, policy=replace(POLICY, self_approval=True))
    assert _standings(_vote("sam"), voters=voters) == [Standing.COUNTS]


def _project(owner: str = "sam", grades: Mapping[tuple[str, int], Grade] | None = None) -> Project:
    source = read_document(f"---\nowner: {owner}\n---\n".encode(), "projects/churn/README.md")
    assert isinstance(source, Document)
    return Project(
        slug="churn",
        folder="projects/churn",
        card=card_of(source),
        card_source=source,
        flow=None,
        documents={},
        files=frozenset(),
        grades=grades or {},
    )


def test_who_could_still_vote_is_named_once_each() -> None:
    shared = replace(PEOPLE["pam"], handle="pamela")
    voters = replace(VOTERS, policy=replace(POLICY, people={**PEOPLE, "pamela": shared}))
    assert voters.able(_count(voters=voters), "product") == ("dana", "pam")
    assert voters.able(_count(_vote("pamela"), voters=voters), "product") == ("dana",)
    assert voters.able(_count(_vote("dana", "rejected"), voters=voters), "product") == ("pam",)
    assert voters.able(_count(_vote("dana", role="sales"), voters=voters), "product") == ("dana", "pam")
    assert voters.able(_count(_vote("dana", of="sha256:0"), voters=voters), "product") == ("dana", "pam")
    assert voters.able(_count(voters=voters), "legal") == ()


def test_the_owners_of_every_state_of_a_project_are_excluded() -> None:
    card = _project().card
    assert card
    bare, nobody = replace(_project(), card=None), replace(_project(), card=replace(card, owner=None))
    voters = electorate(POLICY, TODAY, [_project("sam"), None, bare, nobody, _project("pam")])
    assert voters.owners == {"sam", "pam"}
    assert voters.policy is POLICY
    assert voters.today == TODAY


def test_as_things_stand_the_owner_of_today_is_excluded() -> None:
    ledger = cast("Ledger", SimpleNamespace(policy=POLICY, today=TODAY))
    assert standing_electorate(ledger, _project("pam")) == replace(VOTERS, owners=frozenset({"pam"}))


def test_a_vote_without_a_grade_is_only_claimed() -> None:
    grade = grades_of(_project(grades={("scoping", 1): Grade.SIGNED}), "scoping")
    assert [grade(replace(_vote(), index=at)) for at in (0, 1)] == [Grade.CLAIMED, Grade.SIGNED]
    assert grades_of(_project(grades={("scoping", 1): Grade.SIGNED}), "run")(replace(_vote(), index=1)) == Grade.CLAIMED
