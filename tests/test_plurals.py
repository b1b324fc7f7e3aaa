"""Nouns and verbs in the number that a count asks for."""

import pytest

from ledger.plurals import counted, inflected, is_or_are
from ledger.site import words


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1.0, "1.0 day"), (1.5, "1.5 days")]
)
def test_only_one_is_singular(number: float, said: str) -> None:
    assert counted(number, "day") == said


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert [counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]
    assert [inflected(number, "waits", "wait") for number in (1, 2)] == ["waits", "wait"]
    assert [is_or_are(number) for number in (0, 1, 2)] == ["are", "is", "are"]


def test_only_the_site_parts_thousands() -> None:
    assert (counted(1204, "event"), words.counted(1204, "event")) == ("1204 events", "1,204 events")
