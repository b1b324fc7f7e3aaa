"""Reading files: fences, encodings, sizes, and the line and column of every value."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.diagnostics import Diagnostic, Location
from ledger.records.front_matter import card_of, phase_document_of
from ledger.text.document import MAX_FILE_BYTES, MAX_HEADER_BYTES, Document, has_front_matter, read_document, read_yaml


def document(text: str | bytes) -> Document:
    found = read_document(text if isinstance(text, bytes) else text.encode(), "a.md")
    assert isinstance(found, Document), found
    return found


def finding(text: str | bytes) -> tuple[str, int, int]:
    found = read_document(text if isinstance(text, bytes) else text.encode(), "a.md")
    assert isinstance(found, Diagnostic), found
    assert found.message
    assert found.hint
    assert found.location.path == "a.md"
    return found.code, found.location.line, found.location.column


def test_header_and_body_are_parted_at_the_fences() -> None:
    found = document("---\ntitle: x\n---\n\n# Body\n\n---\nmore\n")
    assert found.meta == {"title": "x"}
    assert (found.header, found.header_line) == ("title: x\n", 2)
    assert (found.body, found.body_line) == ("\n# Body\n\n---\nmore\n", 4)


def test_windows_line_ends_read_like_any_others() -> None:
    unix, windows = "---\na: 1\nb: |\n  x\n  y\n---\nBody\n", "---\r\na: 1\r\nb: |\r\n  x\r\n  y\r\n---\r\nBody\r\n"
    assert document(windows) == document(unix)


@pytest.mark.parametrize("text", ["---\na: 1\n---", "---\na: 1\n---\n", "---\r\na: 1\r\n---"])
def test_a_body_may_be_missing(text: str) -> None:
    assert (document(text).meta, document(text).body) == ({"a": 1}, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("DOC001", 1, 1)),
        ("\n\n", ("DOC001", 1, 1)),
        ("# Title\n", ("DOC001", 1, 1)),
        ("--- \na: 1\n---\n", ("DOC001", 1, 4)),
        ("----\na: 1\n---\n", ("DOC001", 1, 1)),
        ("--- # comment\na: 1\n---\n", ("DOC001", 1, 1)),
        ("+++\na = 1\n+++\n", ("DOC001", 1, 1)),
        ("\n---\na: 1\n---\n", ("DOC003", 1, 1)),
        ("# Title\n---\na: 1\n---\n", ("DOC003", 1, 1)),
        ("One\n\n---\nTwo\n", ("DOC001", 1, 1)),
        ("---", ("DOC002", 1, 1)),
        ("---\n", ("DOC002", 1, 1)),
        ("---\na: 1\n", ("DOC002", 1, 1)),
        ("---\na: 1\n--- \n", ("DOC002", 3, 1)),
        ("---\na: 1\n----\n", ("DOC002", 3, 1)),
        ("---\na: 1\n...\n", ("DOC002", 3, 1)),
        ("---\na: 1\n--- \n\nText: more: text\n\n---\n", ("DOC002", 3, 1)),
        ("---\na: 1\n-----\nText\n\n---\n", ("DOC002", 3, 1)),
        ("---\na: 1\n...\nText\n\n---\n", ("DOC002", 3, 1)),
        ("---\na: 1\n ---\nText\n", ("DOC002", 1, 1)),
        ("---\n---\n", ("DOC004", 2, 1)),
        ("---\n---", ("DOC004", 2, 1)),
        ("---\n# only a comment\n---\n", ("DOC004", 2, 1)),
        ("---\n- a\n- b\n---\n", ("DOC004", 2, 1)),
        ("---\njust text\n---\n", ("DOC004", 2, 1)),
        ("---\n42\n---\n", ("DOC004", 2, 1)),
        ("---\na: 1\nb: 2\na: 3\n---\n", ("DOC005", 4, 1)),
        ("---\n%YAML 1.1\n---\n", ("DOC009", 3, 1)),
        ("---\na: 1\n---\n\n<<<<<<< HEAD\n", ("DOC010", 5, 1)),
        ("---\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> theirs\n---\n", ("DOC010", 2, 1)),
        ("---\na: 1\n---\n>>>>>>> theirs\n", ("DOC010", 4, 1)),
        ("---\na: x\0y\n---\n", ("DOC011", 2, 5)),
        ("---\na: 1\n---\nText\x1b[31m\n", ("DOC011", 4, 5)),
        ("---\ra: 1\r---\r", ("DOC011", 1, 4)),
        ("---\na: 1\rb: 2\n---\n", ("DOC011", 2, 5)),
        ("---\na: 1\u2028b: 2\n---\n", ("DOC011", 2, 5)),
        (b"---\na: caf\xe9\n---\n", ("DOC012", 2, 7)),
        ("---\na: é ".encode() + b"\xff\n---\n", ("DOC012", 2, 6)),
        (b"\xff\xfe-\0-\0-\0", ("DOC012", 1, 1)),
        ("\ufeff---\na: 1\n---\n", ("DOC013", 1, 1)),
        ("---\n\ufeffa: 1\n---\n", ("DOC013", 2, 1)),
        ("---\na: " + "[" * 40 + "\n---\n", ("DOC015", 2, 35)),
        ("---\na: 99999999999999999999\n---\n", ("DOC016", 2, 4)),
    ],
)
def test_what_is_no_document_is_refused_where_it_fails(text: str | bytes, expected: tuple[str, int, int]) -> None:
    assert finding(text) == expected


def test_too_much_is_refused_before_it_is_read() -> None:
    assert finding(b"---\na: " + b"x" * (5 * 1024 * 1024) + b"\n---\n") == ("DOC014", 1, 1)
    assert finding("---\na: " + "x" * MAX_HEADER_BYTES + "\n---\n") == ("DOC014", 2, 1)
    large_body = "---\na: 1\n---\n" + "x" * (MAX_FILE_BYTES - 100)
    assert document(large_body).meta == {"a": 1}


@pytest.mark.parametrize(
    "text", ["a: |\n  ---\n  ----\n  ...\nb: 1", "a: |\n  <<<<<<< x\n  >>>>>>> y\nb: 1", "a: '\n ---'\nb: 1"]
)
def test_an_indented_fence_or_marker_is_data(text: str) -> None:
    assert document(f"---\n{text}\n---\n").meta["b"] == 1


def test_the_message_names_what_was_found() -> None:
    found = read_document(b"---\na: 1\n--- \n", "a.md")
    assert isinstance(found, Diagnostic)
    assert found.message == "the closing fence must be a line of exactly '---', found '--- '"


def test_places_count_from_the_top_of_the_file() -> None:
    found = document("---\ntitle: x\nkpis:\n  - id: a\n    target: 1\n---\n")
    assert found.key_place("kpis", 0, "target") == Location(path="a.md", line=5, column=5)
    assert found.value_place("kpis", 0, "target") == Location(path="a.md", line=5, column=13)
    assert found.value_place("kpis", 0, "absent") == Location(path="a.md", line=4, column=5)
    assert found.value_place("absent") == Location(path="a.md", line=2, column=1)
    assert found.value_place() == Location(path="a.md", line=2, column=1)


def test_a_yaml_file_counts_from_its_first_line() -> None:
    found = read_yaml(b"# ledger\ntitle: x\r\npeople: {}\r\n", "ledger.yml")
    assert isinstance(found, Document)
    assert found.key_place("people") == Location(path="ledger.yml", line=3, column=1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "DOC004"), (b"# x\n", "DOC004"), (b"a: 1\n---\nb: 1\n", "DOC009"), (b"\xef\xbb\xbfa: 1\n", "DOC013")],
)
def test_a_yaml_file_is_one_mapping(raw: bytes, code: str) -> None:
    found = read_yaml(raw, "ledger.yml")
    assert isinstance(found, Diagnostic)
    assert found.code == code


def test_many_findings_of_one_file_do_not_read_it_again_each_time() -> None:
    found = document("---\n" + "".join(f"key{number}: {{a: 1}}\n" for number in range(8000)) + "---\n")
    began = time.perf_counter()
    lines = [found.key_place(f"key{number}", "a").line for number in range(8000)]
    assert lines == list(range(2, 8002))
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("raw", "means"),
    [
        (b"---\na: 1", True),
        (b"\xef\xbb\xbf---\n", True),
        (b"\n--- \n", True),
        (b"----\n", False),
        (b"# Team\n", False),
        (b"", False),
    ],
)
def test_a_page_without_front_matter_is_told_from_a_broken_one(raw: bytes, means: bool) -> None:
    assert has_front_matter(raw) is means


def _read_in_full(raw: bytes) -> Document | Diagnostic:
    """Read a file in every way and turn it into records: nothing may raise."""
    read_yaml(raw, "ledger.yml")
    found = read_document(raw, "projects/a/README.md")
    if isinstance(found, Document):
        card_of(found)
        phase_document_of(found, "scoping")
        assert "\r" not in found.body
    else:
        assert found.location.line >= 1
        assert found.location.column >= 1
        assert found.hint
    return found


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_raise(raw: bytes) -> None:
    _read_in_full(raw)
    _read_in_full(b"---\n" + raw + b"\n---\n")


GOOD = b"""---
title: Rush hours
phase: scoping
status: active
iteration: 1
started: 2026-01-12
business_case: {need: x, value: {amount: 2, currency: EUR}, reviewed: 2026-06-01, end_users: [dana]}
move: {to: research, because: approach-failure}
kpis:
  - {id: a, target: ">= 0.8", measured: 0.83}
tasks:
  - {id: t1, title: Count, status: done, days: 3}
timebox: {start: 2026-01-12, weeks: 2}
---

## Need
"""


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 4), st.binary(max_size=4)), max_size=5))
def test_mutated_documents_never_raise(edits: list[tuple[int, int, bytes]]) -> None:
    raw = GOOD
    for at, cut, put in edits:
        raw = raw[:at] + put + raw[at + cut :]
    _read_in_full(raw)


_ANY: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(-9, 9)
    | st.sampled_from(["", "2026-01-12", "2026-02-30", "active", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "to", "value", "amount", "start"]), inner)
    ),
    max_leaves=6,
)
_FIELDS = (
    *("title", "owner", "team", "flow", "phase", "status", "started", "summary", "business_case", "move", "depends_on"),
    *("links", "tags", "iteration", "timebox", "budget", "kpis", "deliverables", "tasks", "approvals", "extra"),
)


@given(st.dictionaries(st.sampled_from(_FIELDS), _ANY))
def test_values_of_any_type_become_records(meta: dict[str, Any]) -> None:
    found = Document(path="a.md", meta=meta, header="", header_line=2)
    card_of(found)
    assert phase_document_of(found, "scoping").fields == meta
