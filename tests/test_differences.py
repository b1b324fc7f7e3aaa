"""What is different between two contents: lines, words in them, fields."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.views.differences import Line, Side, Span, covered_fields, field_changes, line_changes, word_changes
from ledger.votes.digest import digest

TEXTS = st.lists(st.sampled_from(["a", "b", "c d", "c e", ""]), max_size=14).map("\n".join)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["", "1", "yes", "nothing", "a.b", '"x"', 1.0, 0.5]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b", "a.b", "1"]), inner, max_size=2)
    ),
    max_leaves=5,
)
FIELDS = st.dictionaries(st.sampled_from(["a", "b", "a.b", "tasks"]), VALUES)


def told(lines: tuple[Line, ...]) -> list[str]:
    marks = {Side.BOTH: " ", Side.OLD: "-", Side.NEW: "+"}
    return [
        f"({one.skipped})" if one.side is Side.GAP else marks[one.side] + "".join(span.text for span in one.spans)
        for one in lines
    ]


def changed(spans: tuple[Span, ...]) -> list[str]:
    return [span.text for span in spans if span.is_changed]


def test_a_changed_line_stands_with_its_neighbours() -> None:
    old = "\n".join("abcdefghijk")
    assert told(line_changes(old, old.replace("f", "x"))) == [
        "(2)", " c", " d", " e", "-f", "+x", " g", " h", " i", "(2)",
    ]  # fmt: skip


def test_only_the_words_that_changed_are_marked() -> None:
    old, new = word_changes("within half of the hours", "within a third of the hours")
    assert (changed(old), changed(new)) == (["half"], ["a third"])
    assert [one.is_changed for one in word_changes("all of it", "something else entirely")[0]] == [False]


@given(TEXTS, TEXTS)
def test_a_comparison_is_empty_exactly_for_equal_texts(old: str, new: str) -> None:
    assert (line_changes(old, new) == ()) == (old == new)


@given(TEXTS, TEXTS)
def test_a_comparison_holds_every_line_that_one_side_has_alone(old: str, new: str) -> None:
    lines = line_changes(old, new)
    for side, text, other in ((Side.OLD, old, new), (Side.NEW, new, old)):
        shown = Counter("".join(span.text for span in one.spans) for one in lines if one.side is side)
        assert Counter(text.split("\n")) - Counter(other.split("\n")) <= shown


@given(TEXTS, TEXTS)
def test_the_old_text_and_the_changes_give_the_new_one(old: str, new: str) -> None:
    rest, made = old.split("\n"), list[str]()
    for one in line_changes(old, new):
        text = "".join(span.text for span in one.spans)
        if one.side is Side.GAP:
            made += [rest.pop(0) for _ in range(one.skipped)]
        elif one.side is Side.BOTH:
            made.append(rest.pop(0))
        elif one.side is Side.OLD:
            assert rest.pop(0) == text
        else:
            made.append(text)
    assert "\n".join([*made, *rest]) == new


def test_long_texts_are_compared_by_their_ends() -> None:
    old = [f"line {number}" for number in range(5000)]
    new = [*old[:2500], "other", *old[2501:]]
    assert told(line_changes("\n".join(old), "\n".join(new)))[4:6] == ["-line 2500", "+other"]


def test_a_text_of_many_equal_lines_is_compared_by_its_ends() -> None:
    old = ["first", *["", "equal"] * 400, "last"]
    new = ["first", *["equal", ""] * 400, "end", "last"]
    found = told(line_changes("\n".join(old), "\n".join(new)))
    assert (found[0], found[-1], "+end" in found) == (" first", " last", True)
    assert not any(line.startswith(("(", " equal")) for line in found)


def test_of_a_long_line_the_words_are_compared_from_its_ends() -> None:
    words = [f"word{number}" for number in range(1500)]
    old, new = word_changes(" ".join(words), " ".join(words).replace("word700 ", "other "))
    assert (changed(old), changed(new)) == (["word700"], ["other"])
    rewritten = " ".join(f"other{number}" for number in range(1500))
    assert [[one.is_changed for one in side] for side in word_changes(" ".join(words), rewritten)] == [[False], [False]]


def test_fields_are_told_by_path_and_entries_by_id() -> None:
    meta: dict[str, Any] = {
        "phase": "idea",
        "kpis": [{"id": "f1", "target": ">= 0.8"}],
        "directions": ["one", "two"],
        "extra": {},
        "open": True,
        "approvals": [{"by": "dana"}],
    }
    assert covered_fields(meta) == (
        ("phase", "idea"),
        ("kpis[f1].id", "f1"),
        ("kpis[f1].target", ">= 0.8"),
        ("directions[1]", "one"),
        ("directions[2]", "two"),
        ("extra", "an empty mapping"),
        ("open", "yes"),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1, "tasks": [1]}, []),
        ({"a": "x y z"}, {"a": "x w z"}, [("a", "x y z", "x w z")]),
        ({"a": 1}, {"b": 1}, [("b", None, "1"), ("a", "1", None)]),
    ],
)
def test_fields_that_differ_are_told(old: dict[str, Any], new: dict[str, Any], expected: list[object]) -> None:
    def text(spans: tuple[Span, ...] | None) -> str | None:
        return None if spans is None else "".join(span.text for span in spans)

    assert [(one.path, text(one.old), text(one.new)) for one in field_changes(old, new)] == expected


@given(FIELDS, FIELDS)
def test_no_field_differs_exactly_when_the_digest_is_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert (field_changes(old, new) == ()) == (digest(old, "") == digest(new, ""))
