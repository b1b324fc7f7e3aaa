"""`ledger approve` votes, lists an inbox or records a review: what belongs to another of the three is refused."""

import json
from pathlib import Path
from typing import Final

import pytest

from tests.desk import Desk

VOTE: Final = ("churn", "go", "--as", "product")
OF_A_VOTE: Final = (
    ("churn",),
    ("--as", "product"),
    ("--decision", "approved"),
    ("--changes-requested",),
    ("--reject",),
    ("--not-applicable",),
    ("--note", "why"),
    ("--note", ""),
    ("--phase", "idea"),
    ("--date", "2026-01-20"),
    ("--sign",),
    ("--key", "key"),
    ("--yes",),
    ("--no-commit",),
)
OF_AN_INBOX: Final = (("--branches",), ("--json",))
OF_A_REVIEW: Final = (("--witness-key", "key"), ("--pr-head", "deadbeef"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    event = {"state": "approved", "user": {"login": "mira"}}
    (tmp_path / "event.json").write_text(json.dumps({"review": event, "pull_request": {"base": {"ref": "main"}}}))
    return Desk(tmp_path / "ledger").sit()


def refused(desk: Desk, *arguments: str) -> str:
    """What the command says that must be refused as misuse, with nothing written."""
    head = desk.git("rev-parse", "HEAD")
    said = " ".join(desk.run(*arguments, code=2).split())
    assert (desk.git("rev-parse", "HEAD"), desk.git("status", "--porcelain")) == (head, "")
    return said


def name_of(option: tuple[str, ...]) -> str:
    return option[0] if option[0].startswith("-") else "PROJECT"


@pytest.mark.parametrize("option", [*OF_A_REVIEW, *OF_AN_INBOX], ids=" ".join)
def test_a_vote_takes_nothing_of_an_inbox_or_a_review(desk: Desk, option: tuple[str, ...]) -> None:
    said = refused(desk, *VOTE, "--by", "dana", *option)
    home = "--from-review" if option in OF_A_REVIEW else "--inbox"
    assert name_of(option) in said
    assert f"this belongs to {home}, not to a vote on one gate" in said


def test_a_base_belongs_to_an_inbox_or_a_review(desk: Desk) -> None:
    said = refused(desk, *VOTE, "--base", "nosuch")
    assert "this belongs to --inbox or --from-review, not to a vote on one gate" in said


@pytest.mark.parametrize("option", [*OF_A_VOTE, *OF_A_REVIEW], ids=" ".join)
def test_an_inbox_takes_nothing_of_a_vote_or_a_review(desk: Desk, option: tuple[str, ...]) -> None:
    said = refused(desk, "--inbox", *option)
    home = "--from-review" if option in OF_A_REVIEW else "a vote on one gate"
    assert name_of(option) in said
    assert f"this belongs to {home}, not to --inbox" in said


@pytest.mark.parametrize("option", [*OF_A_VOTE, *OF_AN_INBOX, ("--by", "dana")], ids=" ".join)
def test_a_review_takes_nothing_of_a_vote_or_an_inbox(desk: Desk, option: tuple[str, ...]) -> None:
    said = refused(desk, "--from-review", str(desk.root.parent / "event.json"), *option)
    homes = {"--by": "a vote on one gate or --inbox", "--branches": "--inbox", "--json": "--inbox"}
    assert name_of(option) in said
    assert f"this belongs to {homes.get(option[0], 'a vote on one gate')}, not to --from-review" in said


def test_an_inbox_and_a_review_are_two_things(desk: Desk) -> None:
    assert "this belongs to --from-review, not to --inbox" in refused(desk, "--inbox", "--from-review", "event.json")
