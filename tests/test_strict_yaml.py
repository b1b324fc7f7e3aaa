"""The YAML reader: what it accepts, what it refuses, and where it says that everything stands."""

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger.text.strict_yaml import MAX_DEPTH, SAFE_INTEGER, YamlFault, load, places, shown


def fault_of(text: str) -> tuple[str, int, int]:
    with pytest.raises(YamlFault) as caught:
        load(text)
    assert caught.value.message
    assert caught.value.hint
    return caught.value.code, caught.value.line, caught.value.column


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("True", True),
        ("false", False),
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("2026-01-12", "2026-01-12"),
        ("2026-01-12 10:00:00", "2026-01-12 10:00:00"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("0o8", "0o8"),
        ("0b1", "0b1"),
        ("+7", 7),
        ("-0", 0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        (".", "."),
        ("+", "+"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1\u0663", "1\u0663"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("|\n  ---\n  <<<<<<< ours\n", "---\n<<<<<<< ours\n"),
        (">\n  one\n  two\n", "one two\n"),
    ],
)
def test_a_scalar_is_read_as_the_core_schema_says(written: str, value: Any) -> None:
    found = load(f"a: {written}\n")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\na: 2\n", "DOC005", 2, 1),
        ("'a': 1\n\"a\": 2\n", "DOC005", 2, 1),
        ("1: x\n'1': y\n", "DOC005", 2, 1),
        ("b:\n  - {c: 1, c: 2}\n", "DOC005", 2, 12),
        ("? a\n: 1\n? a\n: 2\n", "DOC005", 3, 3),
        ("a: &x 1\n", "DOC006", 1, 4),
        ("&x a: 1\n", "DOC006", 1, 1),
        ("a: &x [1]\n", "DOC006", 1, 4),
        ("a: *x\n", "DOC006", 1, 4),
        ("*x : 1\n", "DOC006", 1, 1),
        ("<<: {a: 1}\n", "DOC007", 1, 1),
        ("a:\n  <<: 1\n", "DOC007", 2, 3),
        ("a: !!str 1\n", "DOC008", 1, 4),
        ("!!map {a: 1}\n", "DOC008", 1, 1),
        ("!!str a: 1\n", "DOC008", 1, 1),
        ("a: ! x\n", "DOC008", 1, 4),
        ("a:\n\tb: 1\n", "DOC009", 2, 1),
        ("a: [1, 2\n", "DOC009", 1, 4),
        ("a: {b: 1\nc: 2\n", "DOC009", 1, 4),
        ("a: {b: 1 c: 2}\n", "DOC009", 1, 11),
        ('a: "x\nb: y\n', "DOC009", 1, 4),
        ("a: 'x\nb: y\nc: 'z'\n", "DOC009", 1, 4),
        ("a: 'x\n  y'\nb: [1\nc: 2\n", "DOC009", 3, 4),
        ("a: 'x\n  y'\nb: @z\n", "DOC009", 3, 4),
        ('a: ["x\n  y"\nb: 1\n', "DOC009", 1, 4),
        ('a: {b: "é 🚀\n  y" # c\nb: 1\n', "DOC009", 1, 4),
        ('a: ["x, b]\nc: "d"\n', "DOC009", 1, 5),
        ('a: ["x\nb: "\nc: 1\n', "DOC009", 1, 5),
        ("a: b: c\n", "DOC009", 1, 5),
        ("? [a]\n: 1\n", "DOC009", 1, 3),
        ("{{a: 1}: 2}\n", "DOC009", 1, 2),
        ("a: 1\n--- \nb: 2\n", "DOC009", 2, 1),
        ("a: 1\n...\nb: 2\n", "DOC009", 3, 1),
        ("a: @x\n", "DOC009", 1, 4),
        ("a: -\n", "DOC009", 1, 4),
        ("a: 1e400\n", "DOC016", 1, 4),
        (f"a: {SAFE_INTEGER + 1}\n", "DOC016", 1, 4),
        (f"a: -{SAFE_INTEGER + 1}\n", "DOC016", 1, 4),
        ("a: " + "9" * 5000 + "\n", "DOC016", 1, 4),
    ],
)
def test_a_surprise_is_refused_where_it_stands(text: str, code: str, line: int, column: int) -> None:
    assert fault_of(text) == (code, line, column)


def test_the_largest_exact_integers_are_kept() -> None:
    assert load(f"[{SAFE_INTEGER}, -{SAFE_INTEGER}]") == [SAFE_INTEGER, -SAFE_INTEGER]


@pytest.mark.parametrize("separator", ["\u0085", "\u2028", "\u2029", "\u009b", "\uffff"])
def test_a_line_break_that_no_editor_shows_cannot_hide_a_key(separator: str) -> None:
    assert fault_of(f"é: 1\na: x{separator}b: 2\n") == ("DOC011", 2, 5)


@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\e", "\\r", "\\x9b", "\\N", "\\L", "\\uFFFE", "\\u007F"])
def test_an_escape_cannot_smuggle_in_a_control_character(escape: str) -> None:
    assert fault_of(f'a:\n  - "x{escape}"\n') == ("DOC011", 2, 5)
    assert fault_of(f'"x{escape}": 1\n') == ("DOC011", 1, 1)


def test_harmless_escapes_are_kept() -> None:
    assert load(r'"\t\n\u00e9\U0001F600\\\""') == '\t\né😀\\"'


def test_an_invisible_mark_is_refused() -> None:
    assert fault_of("\ufefftitle: x\n") == ("DOC013", 1, 1)
    assert fault_of("title: x\nowner: \ufeffsam\n") == ("DOC013", 2, 8)


def test_nesting_is_bounded_without_recursion() -> None:
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert json.dumps(load(deep)) == deep
    assert fault_of("[" * 100_000) == ("DOC015", 1, MAX_DEPTH + 1)
    assert fault_of("- " * 100_000) == ("DOC015", 1, 2 * MAX_DEPTH + 1)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert load("1: a\nnull: b\ntrue: c\n? d\n'': e\n") == {"1": "a", "null": "b", "true": "c", "d": None, "": "e"}


def test_places_are_of_keys_and_values_in_characters() -> None:
    text = "😀: é\nb: [😀, {c: 1}]\nd:\n- e: 1\n  f: 2\n-\n  g: 3\n- - 5\n  - 6\nh: |\n  ---\ni:\n"
    assert places(text) == {
        (): ((1, 1), (1, 1)),
        ("😀",): ((1, 1), (1, 4)),
        ("b",): ((2, 1), (2, 4)),
        ("b", 0): ((2, 5), (2, 5)),
        ("b", 1): ((2, 8), (2, 8)),
        ("b", 1, "c"): ((2, 9), (2, 12)),
        ("d",): ((3, 1), (4, 1)),
        ("d", 0): ((4, 3), (4, 3)),
        ("d", 0, "e"): ((4, 3), (4, 6)),
        ("d", 0, "f"): ((5, 3), (5, 6)),
        ("d", 1): ((7, 3), (7, 3)),
        ("d", 1, "g"): ((7, 3), (7, 6)),
        ("d", 2): ((8, 3), (8, 3)),
        ("d", 2, 0): ((8, 5), (8, 5)),
        ("d", 2, 1): ((9, 5), (9, 5)),
        ("h",): ((10, 1), (10, 4)),
        ("i",): ((12, 1), (12, 3)),
    }


@pytest.mark.parametrize("value", [">= 0.80", ">0.8", "| 3", ">=  0.80  # a share"])
def test_a_comparison_without_quotes_is_told_to_take_them(value: str) -> None:
    with pytest.raises(YamlFault) as caught:
        load(f"kpis:\n  - target: {value}\n")
    assert caught.value.line == 2
    assert caught.value.hint == "put a value that starts with > or | in quotes"


def test_a_very_long_line_keeps_its_columns() -> None:
    text = "a: {b: '" + "x" * 100_000 + "', c: !t 1}"
    assert fault_of(text) == ("DOC008", 1, text.index("!t") + 1)


def test_a_message_quotes_a_key_on_one_line() -> None:
    key = '"' + "long\\n" * 50 + '"'
    with pytest.raises(YamlFault) as caught:
        load(f"? {key}\n? {key}\n")
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 120


def test_shown_text_is_one_short_line() -> None:
    assert shown(" a\n\tb ") == "a b"
    assert shown("x" * 61) == "x" * 59 + "…"


# Numbers to YAML 1.2 and words to 1.1, so that PyYAML does not quote them: a word of this form is ours to quote.
_EXPONENT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+")
_TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufeff")
).filter(lambda text: not _EXPONENT.fullmatch(text))
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-SAFE_INTEGER, SAFE_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_what_yaml_writes_is_read_back(value: Any) -> None:
    """PyYAML quotes whatever YAML 1.1 would take for something else, so both readers must agree."""
    text = yaml.safe_dump(value, allow_unicode=True, width=10_000)
    assert load(text) == yaml.safe_load(text) == value


@given(_JSON)
def test_json_is_read_as_json_reads_it(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert load(text) == json.loads(text)


@given(st.text(alphabet=":-?[]{},#&*!|>'\"%@`\\ \n\tab10.~<\u2028\u0085é😀", max_size=60))
def test_no_text_raises_anything_but_a_fault(text: str) -> None:
    try:
        value, found = load(text), places(text)
    except YamlFault as fault:
        place = fault.line, fault.column
    else:
        place = 1, 1
        assert set(found) == set(_paths(value)) if value is not None else len(found) <= 1
    assert (1, 1) <= place <= (text.count("\n") + 2, len(text) + 2)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for key, below in inner for one in _paths(below, (*path, key)))]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), _JSON, min_size=1, max_size=6))
def test_a_key_stands_where_its_place_says(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, width=10_000)
    lines = text.split("\n")
    for path, (key, _) in places(text).items():
        rest = lines[key[0] - 1][key[1] - 1 :]
        if path and isinstance(path[-1], str) and re.fullmatch("[a-z]+", path[-1]):
            assert rest.lstrip("'\"? ").startswith(path[-1])
