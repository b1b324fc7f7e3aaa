"""What drawings are made of: text that stays text, letters that fit, lengths and ticks to scale."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.site.drawings.lettering import fit, width, wrap
from ledger.site.drawings.scale import linear, ticks, widths
from ledger.site.drawings.svg import element, identifier, number, plain, text
from tests.pictures import calm, parsed


@calm
@given(st.text())
def test_any_text_survives_as_text(words: str) -> None:
    root = parsed(element("p", text(words), title=words))
    assert "".join(root.itertext()) == plain(words)
    assert (root.get("title") or "") == plain(words)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", identifier(words))


@calm
@given(st.text(max_size=60), st.floats(10, 300))
def test_what_is_fitted_fits(words: str, room: float) -> None:
    assert width(fit(words, room, 12), 12) <= room
    lines = wrap(words, room, 12, lines=2)
    assert len(lines) <= 2
    assert all(width(line, 12) <= room for line in lines)


def test_wide_scripts_take_more_room_and_marks_none() -> None:
    assert width("数据", 12) > width("ab", 12)
    assert width("e\u0301", 12) == width("e", 12)


@calm
@given(st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=40), st.floats(400, 900))
def test_widths_fill_the_room_in_proportion(lengths: list[tuple[int, bool]], room: float) -> None:
    found = widths([(days, 9.0 if seen else 0.0) for days, seen in lengths], room)
    if any(days for days, _ in lengths):
        assert sum(found) == pytest.approx(room)
    assert all(wide >= 9 - 1e-9 for wide, (_, seen) in zip(found, lengths, strict=True) if seen)


@calm
@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(0, 20_000))
def test_ticks_are_few_and_lie_in_the_span(begin: date, days: int) -> None:
    end = begin + timedelta(days=days)
    found = ticks(begin, end, 800)
    assert len(found) <= 20
    assert all(begin <= tick.day <= end for tick in found)
    places = [linear(begin, end, 0, 800).place(tick.day) for tick in found]
    assert places == sorted(places)


def test_numbers_have_one_decimal_at_most() -> None:
    assert [number(value) for value in (1, 1.04, 1.25, -0.01, 12.0)] == ["1", "1", "1.2", "0", "12"]
