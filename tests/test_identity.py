"""Whose a key is and who is meant by a handle or an address, on values alone."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.diagnostics import LedgerError
from ledger.records.policy import Person, Policy
from ledger.votes.approvals import Electorate
from ledger.votes.identity import key_of, person_of, person_with, witnesses_of
from ledger.words import Grade

DANA = Person(
    handle="dana", name="Dana", emails=("Dana@Example.com", "both@example.com"), roles=(), keys=("ssh-x AAAA d@home",)
)
ADA = Person(handle="ada", name="Ada", emails=("both@example.com",), roles=(), keys=("ssh-x CCCC",))
POLICY = Policy(
    title="",
    default_flow=None,
    grade=Grade.AUTHORED,
    self_approval=False,
    people={"dana": DANA, "ada": ADA},
    waivers=(),
    witnesses=("ssh-x AAAA robot", "ssh-x BBBB robot", "ssh-x CCCC"),
)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("ssh-x AAAA", "000000"),
        ("ssh-x AAAA a comment", "000000"),
        ("ssh-y  AAAA", "000000"),
        ("ssh-x AA*AA a comment", "ssh-x AA*AA"),
        ("ssh-x", "ssh-x"),
        ("", ""),
    ],
)
def test_a_key_is_told_by_its_bytes(line: str, key: str) -> None:
    assert key_of(line) == key


def test_a_handle_stands_for_the_first_of_its_person_and_an_unknown_one_for_itself() -> None:
    voters = Electorate(policy=POLICY, owners=frozenset(), today=date(2026, 2, 2))
    assert [voters.person(handle) for handle in ("dana", "ada", "eve")] == ["ada", "ada", "eve"]


def test_a_witness_whose_key_a_person_has_is_none() -> None:
    assert witnesses_of(POLICY) == ("ssh-x BBBB robot",)
    assert witnesses_of(replace(POLICY, people={})) == POLICY.witnesses


def test_the_person_of_a_handle_is_known_or_another_is_meant() -> None:
    assert person_of(POLICY, "dana") is DANA
    with pytest.raises(LedgerError) as caught:
        person_of(POLICY, "dnaa")
    assert str(caught.value) == "ledger.yml knows no person 'dnaa': did you mean 'dana'?"


def test_the_person_with_an_address_is_the_only_one() -> None:
    assert person_with(POLICY, "dana@example.COM") is DANA


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (None, "git does not know who you are: set user.email, or name yourself with --by"),
        ("x@example.com", "the address x@example.com is of nobody in ledger.yml: name yourself with --by"),
        ("Both@example.com", "the address Both@example.com is of ada and dana in ledger.yml: name yourself with --by"),
    ],
)
def test_an_address_of_nobody_or_of_two_is_refused(email: str | None, said: str) -> None:
    with pytest.raises(LedgerError) as caught:
        person_with(POLICY, email)
    assert str(caught.value) == said
