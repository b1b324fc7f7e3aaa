"""Counting votes: whose word stands, what it is worth, and when a gate is satisfied."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.records.flow import Backtrack, Flow, Gate
from ledger.records.front_matter import phase_document_of
from ledger.records.papers import Approval
from ledger.records.policy import Person, Policy
from ledger.text.document import Document
from ledger.votes.approvals import Electorate, GateCount, Standing, count_gate, least_grade
from ledger.votes.digest import digest
from ledger.votes.identity import identities
from ledger.words import Decision, Grade

TODAY: Final = date(2026, 1, 12)
FIELDS: Final[Mapping[str, Any]] = {"phase": "idea", "iteration": 1}
NOW: Final = digest(FIELDS, "Text.")
PEOPLE: Final = ("sam", "dana", "noor", "kim")
PRODUCT: Final = Gate(id="scope", title="Scope", approvals={"product": 1})


def person(handle: str, *roles: str, emails: Sequence[str] = (), **more: Any) -> Person:
    return Person(handle=handle, name=handle, emails=tuple(emails) or (f"{handle}@example.com",), roles=roles, **more)


def policy(*people: Person, grade: Grade = Grade.AUTHORED, own: bool = False) -> Policy:
    known = people or (*(person(name, "product") for name in PEOPLE[:3]), person("kim", "data-engineering"))
    return Policy(
        title="",
        default_flow=None,
        grade=grade,
        self_approval=own,
        people={one.handle: one for one in known},
        waivers=(),
    )


def vote(by: str = "dana", decision: str = "approved", **parts: Any) -> Approval:
    plain = Approval(
        gate="scope",
        role="product",
        by=by,
        date="2026-01-10",
        decision=decision,
        of=NOW,
        note="because",
        review=None,
        signature=None,
        index=0,
    )
    return replace(plain, **parts)


def count(*votes: Approval, gate: Gate = PRODUCT, by: Policy | None = None, grade: Grade = Grade.AUTHORED) -> GateCount:
    source = Document(path="idea.md", meta=FIELDS, header="", header_line=2, body="Text.")
    listed = tuple(replace(one, index=at) for at, one in enumerate(votes))
    document = replace(phase_document_of(source, "idea"), approvals=listed)
    voters = Electorate(policy=by or policy(), owners=frozenset({"sam"}), today=TODAY)
    grades = {("idea", one.index): Grade.CLAIMED if one.review == "weak" else grade for one in listed}
    return count_gate(gate, document, voters, grades)


def standings(counted: GateCount) -> list[Standing]:
    return [one.standing for one in counted.votes]


@pytest.mark.parametrize(
    ("cast", "standing"),
    [
        (vote(), Standing.COUNTS),
        (vote(decision="not-applicable"), Standing.COUNTS),
        (vote(decision="changes-requested"), Standing.BLOCKS),
        (vote(decision="rejected", review="weak"), Standing.BLOCKS),
        (vote(decision="rejected", role="data-engineering", by="kim"), Standing.BLOCKS),
        (vote(role="data-engineering", by="kim"), Standing.NOT_ASKED),
        (vote(of="sha256:0"), Standing.LAPSED),
        (vote(of=None), Standing.LAPSED),
        (vote("nobody"), Standing.UNKNOWN_PERSON),
        (vote("Dana"), Standing.UNKNOWN_PERSON),
        (vote("d\u0430na"), Standing.UNKNOWN_PERSON),
        (vote("kim"), Standing.ROLE_NOT_HELD),
        (vote("kim", "rejected"), Standing.ROLE_NOT_HELD),
        (vote("kim", "not-applicable"), Standing.ROLE_NOT_HELD),
        (vote(role=None), Standing.ROLE_NOT_HELD),
        (vote("sam"), Standing.OWN_PROJECT),
        (vote("sam", "rejected"), Standing.OWN_PROJECT),
        (vote(date="2026-01-12"), Standing.COUNTS),
        (vote(date="2026-01-13"), Standing.FUTURE),
        (vote(date="1999-01-01"), Standing.COUNTS),
        (vote(date="yesterday"), Standing.NO_DATE),
        (vote(date=None), Standing.NO_DATE),
        (vote(decision="not-applicable", note=None), Standing.NO_NOTE),
        (vote(decision="not-applicable", note=" \u200b. "), Standing.NO_NOTE),
        (vote(decision="Approved"), Standing.UNKNOWN_DECISION),
        (vote(decision="yes"), Standing.UNKNOWN_DECISION),
        (vote(review="weak"), Standing.TOO_WEAK),
    ],
)
def test_the_worth_of_a_single_vote(cast: Approval, standing: Standing) -> None:
    counted = count(cast)
    assert standings(counted) == [standing]
    assert counted.is_satisfied is (standing is Standing.COUNTS)
    assert bool(counted.blocked_by) is (standing is Standing.BLOCKS)


def test_votes_on_other_gates_are_not_looked_at() -> None:
    assert count(vote(gate="Scope"), vote(gate=None), vote(gate="check", decision="rejected")).votes == ()


def test_different_people_are_counted() -> None:
    two = replace(PRODUCT, approvals={"product": 2})
    assert not count(vote(), vote(), gate=two).is_satisfied
    assert count(vote(), vote("noor"), gate=two).is_satisfied
    assert count(vote(decision="not-applicable"), gate=two).is_satisfied


def test_the_last_word_of_each_person_in_each_role_stands() -> None:
    assert standings(count(vote(), vote(decision="rejected"))) == [Standing.SUPERSEDED, Standing.BLOCKS]
    assert count(vote(decision="rejected"), vote()).is_satisfied
    assert not count(vote(), vote(of="sha256:0")).is_satisfied
    assert not count(vote("noor", "rejected"), vote()).is_satisfied


def test_a_vote_that_cannot_count_lifts_nothing() -> None:
    for idle in (vote(review="weak"), vote(date="2027-01-01"), vote(decision="not-applicable", note="")):
        assert count(vote(decision="rejected"), idle).blocked_by
        assert count(vote(), idle).is_satisfied


def test_a_veto_of_a_role_that_is_not_asked_is_lifted_in_that_role() -> None:
    kim = vote("kim", "rejected", role="data-engineering")
    assert not count(vote(), kim).is_satisfied
    assert count(vote(), kim, replace(kim, decision="approved")).is_satisfied
    assert not count(vote(), kim, replace(kim, decision="approved", review="weak")).is_satisfied
    assert not count(kim, replace(kim, decision="approved")).is_satisfied


@pytest.mark.parametrize(
    "alias",
    [
        person("d2", "product", emails=["x@example.com", "DANA@example.com"]),
        person("d2", "product", github="Dana-D"),
        person("d2", "product", gitlab="dana-l"),
        person("d2", "product", keys=("ssh-ed25519 AAAA at home",)),
    ],
)
def test_two_handles_of_one_person_are_one(alias: Person) -> None:
    dana = person("dana", "product", github="dana-d", gitlab="dana-l", keys=("ssh-ed25519 AAAA",))
    known = policy(dana, alias, person("sam", "product"))
    two = replace(PRODUCT, approvals={"product": 2})
    assert standings(count(vote(), vote("d2"), gate=two, by=known)) == [Standing.SUPERSEDED, Standing.COUNTS]
    assert count(vote("d2", "rejected"), vote(), by=known).is_satisfied


def test_a_chain_of_shared_addresses_is_one_person() -> None:
    chain = [person(name, "product", emails=[f"{at}@e", f"{at + 1}@e"]) for at, name in enumerate(["sam", "x", "y"])]
    assert set(identities({one.handle: one for one in chain}).values()) == {"sam"}
    assert standings(count(vote("y"), by=policy(*chain))) == [Standing.OWN_PROJECT]
    assert count(vote("y"), by=policy(*chain, own=True)).is_satisfied


@pytest.mark.parametrize("least", Grade)
@pytest.mark.parametrize("asked", [None, *Grade])
def test_a_gate_asks_for_as_much_as_the_policy_or_more(least: Grade, asked: Grade | None) -> None:
    order = list(Grade)
    needed = max(order.index(least), order.index(asked) if asked else 0)
    gate = replace(PRODUCT, grade=asked)
    assert least_grade(gate, policy(grade=least)) is order[needed]
    for proof in order:
        assert count(vote(), gate=gate, by=policy(grade=least), grade=proof).is_satisfied is (
            order.index(proof) >= needed
        )


def test_ways_back_that_are_listed_twice_ask_for_the_most() -> None:
    ways = tuple(
        Backtrack(origin="b", target="a", because=(reason,), approvals=asked)
        for reason, asked in (("x", {"product": 2}), ("y", {"product": 1, "sales": 1}))
    )
    way = Flow(id="f", title="F", phases=(), backtracks=ways).way_back("b", "a")
    assert way
    assert way.approvals == {"product": 2, "sales": 1}


VOTES = st.builds(
    vote,
    by=st.sampled_from([*PEOPLE, "nobody"]),
    decision=st.sampled_from([*Decision, "yes"]),
    role=st.sampled_from(["product", "data-engineering"]),
    of=st.sampled_from([NOW, "sha256:0"]),
    note=st.sampled_from([None, "because"]),
    review=st.sampled_from([None, "weak"]),
    date=st.sampled_from(["2026-01-10", "2027-01-01", "never"]),
)
ABLE: Final = {Standing.COUNTS, Standing.BLOCKS, Standing.LAPSED, Standing.NOT_ASKED}
IDLE = VOTES.filter(lambda one: count(one).votes[0].standing not in ABLE)
GATES = st.builds(
    lambda product, other: replace(PRODUCT, approvals={"product": product, **other}),
    st.integers(1, 3),
    st.sampled_from([{}, {"data-engineering": 1}]),
)


def outcome(counted: GateCount) -> object:
    blocked = sorted((one.approval.by or "", one.approval.role or "") for one in counted.blocked_by)
    return counted.is_satisfied, counted.roles, blocked


@given(st.lists(VOTES, max_size=6), IDLE, st.integers(0, 6), GATES)
def test_a_vote_that_cannot_count_never_changes_the_outcome(
    votes: list[Approval], idle: Approval, at: int, gate: Gate
) -> None:
    assert outcome(count(*votes[:at], idle, *votes[at:], gate=gate)) == outcome(count(*votes, gate=gate))


@given(st.lists(VOTES, max_size=6, unique_by=lambda one: (one.by, one.role)), st.randoms(), GATES)
def test_the_order_of_different_peoples_votes_never_matters(votes: list[Approval], dice: Any, gate: Gate) -> None:
    mixed = votes.copy()
    dice.shuffle(mixed)
    assert outcome(count(*mixed, gate=gate)) == outcome(count(*votes, gate=gate))


@given(
    st.lists(VOTES, max_size=6), st.sampled_from(["dana", "noor"]), st.sampled_from(["rejected", "changes-requested"])
)
def test_a_later_veto_always_blocks(votes: list[Approval], by: str, decision: str) -> None:
    assert not count(*votes, vote(by, decision)).is_satisfied


@given(st.lists(VOTES, max_size=6), GATES)
def test_nobody_counts_twice(votes: list[Approval], gate: Gate) -> None:
    counted = count(*votes, gate=gate)
    words = [one.approval for one in counted.votes if one.standing in {Standing.COUNTS, Standing.BLOCKS}]
    assert len({(one.by, one.role) for one in words}) == len(words)
    assert all(role.given <= sum(one.role == role.role for one in words) for role in counted.roles)
