"""How alike two cards must be for a change to have renamed one project into the other, at the bounds of it."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.rules.passages import matched
from tests.build import Builder, card, document

TODAY: Final = date(2026, 1, 12)
COMPARED: Final = 20_000  # characters
SHARED: Final = 10  # lines that two cards have without a line of their own, empty ones and the end included
OTHER: Final = document(body="## Need\n\nAnother need.\n")


def lines(*numbers: int) -> str:
    return "".join(f"line {number}\n" for number in numbers)


def old_name(place: Builder, new: str, *old: tuple[str, str]) -> str | None:
    """Which of the old projects, each a card and a document, the project `new` with that card was before."""
    for slug, (text, idea) in zip(("aa", "ab"), old, strict=False):
        place.project(slug, README=text, idea=idea)
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.git("rm", "-q", "-r", "projects")
    place.project("new", README=new, idea=document())
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return next(before.slug if before else None for before, after in matched(change) if after and after.slug == "new")


@pytest.mark.parametrize(("more", "renamed"), [(25, True), (26, False)])
def test_half_of_the_lines_are_enough_and_one_less_is_not(tmp_path: Path, more: int, renamed: bool) -> None:
    same = range(25 - SHARED)
    old = card() + lines(*same, *range(100, 125))
    new = card() + lines(*same, *range(200, 200 + more))
    assert old_name(Builder(tmp_path / "ledger"), new, (old, OTHER)) == ("aa" if renamed else None)


def test_of_few_lines_the_order_counts(tmp_path: Path) -> None:
    same = range(25 - SHARED)
    old = card() + lines(*same, *range(100, 125))
    new = card() + lines(1, 0, *same[2:], *range(200, 225))
    assert old_name(Builder(tmp_path / "ledger"), new, (old, OTHER)) is None


@pytest.mark.parametrize(("at", "name"), [(COMPARED, "aa"), (COMPARED - 1, "ab")])
def test_of_long_cards_the_beginning_is_compared(tmp_path: Path, at: int, name: str) -> None:
    new = card() + "x" * 2 * COMPARED + "\n"
    place = at + len("---\n---\n") - len("\n")  # what parts header and body in the file and where they are compared
    alike = f"{new[:place]}y{new[place + 1 :]}"
    assert old_name(Builder(tmp_path / "ledger"), new, (alike, OTHER), (card("ads"), document())) == name


def test_of_very_many_equal_lines_the_order_does_not_count(tmp_path: Path) -> None:
    blocks = ["a\n" * 400, "b\n" * 400, "c\n" * 400]
    old, new = card() + "".join(blocks), card() + "".join(reversed(blocks))
    assert old_name(Builder(tmp_path / "ledger"), new, (old, OTHER)) == "aa"
