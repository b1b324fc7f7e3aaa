"""An edit of front matter changes the lines that it means and no other byte, whatever the text looks like."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.demo.make import make
from ledger.diagnostics import LedgerError
from ledger.edit.front_matter import edited
from ledger.edit.splices import Append, Drop, Edit, Put
from ledger.text.document import Document, read_document
from tests.build import Builder, document
from tests.roundtrip import MOVE, TASK, beyond, main, tried

ROOT = Path(__file__).parent.parent


def after(header: str, *edits: Edit) -> str:
    """The front matter after some edits, between fences that must stay."""
    raw = edited(f"---\n{header}---\n\n## Need\n".encode(), edits, path="idea.md").decode()
    assert raw.startswith("---\n")
    assert raw.endswith("---\n\n## Need\n")
    return raw[4:-13]


@pytest.mark.parametrize(
    ("header", "edit", "expected"),
    [
        ("phase: idea # now\n", Put(path=("phase",), value="build"), "phase: build # now\n"),
        ("phase:  'idea'\n", Put(path=("phase",), value="build"), "phase:  'build'\n"),
        ('phase: "idea"\n', Put(path=("phase",), value="it's"), 'phase: "it\'s"\n'),
        ("a: 'b'\n", Put(path=("a",), value="it's"), "a: 'it''s'\n"),
        ("a:   # none\nb: 1\n", Put(path=("a",), value="x"), "a: x   # none\nb: 1\n"),
        ("a:\nb: 1\n", Put(path=("a",), value=2), "a: 2\nb: 1\n"),
        ("a: |\n  two\n  lines\n\n# b\nb: 1\n", Put(path=("a",), value="one"), "a: one\n# b\nb: 1\n"),
        ("a: two\n  lines # c\nb: 1\n", Put(path=("a",), value="one"), "a: one # c\nb: 1\n"),
        ("a: 1\n# end\n", Put(path=("b",), value="no: 1"), 'a: 1\n# end\nb: "no: 1"\n'),
        ("a: 1 # x\nb: 2\n", Put(path=("n",), value=3, after="a"), "a: 1 # x\nn: 3\nb: 2\n"),
        ("{a: 1}\n", Put(path=("n",), value="x", after="a"), "{a: 1, n: x}\n"),
        ("{}\n", Put(path=("n",), value="x"), "{n: x}\n"),
        ("t:\n - id: a # c\n   x: 1\n", Put(path=("t", 0, "s"), value="on"), "t:\n - id: a # c\n   x: 1\n   s: on\n"),
        ("t:\n- {id: a}\n- {id: b, s: c}\n", Put(path=("t", 1, "s"), value="d"), "t:\n- {id: a}\n- {id: b, s: d}\n"),
        ("t: [{id: a}]\n", Put(path=("t", 0, "s"), value="a, b"), 't: [{id: a, s: "a, b"}]\n'),
        (
            "a: 1\nmove:\n  to: x # old\n  note: |\n    long\n\n# b\nb: 2\n",
            Put(path=("move",), value={"to": "y"}),
            "a: 1\nmove:\n  to: y\n# b\nb: 2\n",
        ),
        ("move: {to: x} # why\n", Put(path=("move",), value={"to": "y"}), "move: {to: y} # why\n"),
        ("move: ~\n", Put(path=("move",), value={"to": "y"}), "move: {to: y}\n"),
        ("a: 1\n# of b\nb:\n  - 1\n# of c\nc: 2\n", Drop(key="b"), "a: 1\n# of b\n# of c\nc: 2\n"),
        ("{a: 1, b: {c: 2}, d: 3}\n", Drop(key="b"), "{a: 1, d: 3}\n"),
        ("{a: 1, b: 2}\n", Drop(key="a"), "{b: 2}\n"),
        ("t:\n  - {id: a} # x\n# y\n", Append(key="t", item={"id": "b"}), "t:\n  - {id: a} # x\n  - {id: b}\n# y\n"),
        ("t:\n- id: a\nu: 1\n", Append(key="t", item={"id": "b", "n": 5}), "t:\n- id: a\n- id: b\n  n: 5\nu: 1\n"),
    ],
)  # fmt: skip
def test_an_edit_writes_what_people_would(header: str, edit: Edit, expected: str) -> None:
    assert after(header, edit) == expected


def test_line_ends_and_a_missing_last_one_are_kept() -> None:
    raw = b"---\r\nphase: idea\r\nmove: {to: x}\r\n---"
    edits: list[Edit] = [Put(path=("phase",), value="build"), Drop(key="move"), Append(key="tasks", item=TASK)]
    made = edited(raw, edits, path="idea.md")
    assert made == (b"---\r\nphase: build\r\ntasks:\r\n- id: t9\r\n  title: Collect counts\r\n  status: todo\r\n---")


@pytest.mark.parametrize(
    ("raw", "edit", "said"),
    [
        (b"\xef\xbb\xbf---\na: 1\n---\n", Put(path=("a",), value=2), "byte-order mark"),
        (b"---\na: 1\n---\n", Put(path=("a", "b"), value=2), "'a.b' cannot be changed in place"),
        (b"---\nb:\n  ? a\n  : 1\n---\n", Put(path=("b", 0), value=2), "'b.0' cannot be changed in place"),
        (b"---\na: 1\n---\n", Drop(key="a"), "cannot be read"),
        (b"---\nt: x\n---\n", Append(key="t", item=TASK), "must be a list"),
        (b"---\na: 1\n---\n", Put(path=("a",), value="\udcff"), "cannot be"),
        (b"---\na: 1\n---\n", Put(path=("a",), value="x\u2028y"), "cannot be"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_refused(raw: bytes, edit: Edit, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        edited(raw, [edit], path="idea.md")


# --- any front matter ---------------------------------------------------------------------------------------------

PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"], exclude_characters="\ufeff"), max_size=20
)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | PRINTABLE
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3), max_leaves=6
)
COMMENTS = st.sampled_from(["", "", "# a comment\n", "\n", "# b: c\n\n"])
KEYS = ("phase", "iteration", "note", "move", "kpis", "extra")


def laid_out(value: Any, style: str | None, *, flow: bool) -> str:
    """A pair of the front matter in one of the layouts that people type."""
    return str(
        yaml.dump(value, default_style=style, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=60)
    )


@st.composite
def headers(draw: st.DrawFn) -> str:
    """Front matter in block style with comments, quotes, braces and folded text, key by key."""
    lines = []
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1)):
        pair = laid_out({key: draw(VALUES)}, draw(st.sampled_from([None, '"', "'", "|"])), flow=False)
        if draw(st.booleans()):
            text = laid_out(draw(VALUES), None, flow=True).removesuffix("...\n")
            pair = f"{key}: {' '.join(text.split())}{draw(st.sampled_from(['', '  # why']))}\n"
        lines.append(draw(COMMENTS) + pair)
    return "".join(lines) + draw(COMMENTS)


EDITS = st.one_of(
    st.builds(lambda key, value: Put(path=(key,), value=value), st.sampled_from(KEYS), PRINTABLE | st.integers(1, 9)),
    st.builds(lambda note: Put(path=("move",), value={**MOVE, "note": note}, after="phase"), PRINTABLE),
    st.builds(lambda key: Drop(key=key), st.sampled_from(KEYS)),
    st.builds(lambda title: Append(key="tasks", item={**TASK, "title": title}), PRINTABLE),
)


@given(headers(), EDITS, PRINTABLE, st.booleans(), st.booleans())
def test_any_edit_changes_only_its_own_lines(header: str, edit: Edit, body: str, crlf: bool, ended: bool) -> None:
    text = f"---\n{header}---\n{body}" if ended else f"---\n{header}---"
    raw = (text.replace("\n", "\r\n") if crlf else text).encode()
    if isinstance(read_document(raw, "idea.md"), Document):
        assert beyond(raw, edit) is None


# --- the shapes that people give it ---------------------------------------------------------------------------------

# Each is one key as it was found in front matter that people wrote by hand; K is the key and V a word.
SHAPES = (
    "K: V\n", "K:   V   \n", "K: V # V\n", "K:\tV\n", "K :  V\n", '"K": V\n', "'K': \"V: V\"\n", "K: 'it''s V'\n",
    'K: "V \\"V\\" \\u00e9"\n', "K:\n", "K: ~\n", "K: null # V\n", "K: 2026-01-05\n", "K: 0.80\n",
    "K: V\n  V\n\n  V\n", "K: |\n  V\n\n    V\n  # no comment\n", "K: |-\n    V\n    V\n", "K: >+\n  V\n  V\n\n\n",
    "K: |2\n   V\n  V\n", "K: > # V\n V\n", "K:\n- V\n- V # V\n", "K:\n  - V\n\n  - V\n",
    "K:\n    - V\n    # V\n    - V\n", "K: [V, 'V', \"V\"]  # V\n", "K: [\n  V,\n  V,\n]\n", "K: []\n",
    "K: {V: 1, W: [V]}\n", "K: {\n  V: V, # V\n  W: V\n  }\n", "K: {}\n", "K:\n  V: V\n\n  # V\n  W: V\n",
    "K:\n      V: V\n      W:\n      - V\n", "K:\n- V: V\n  W: V # V\n- {V: V}\n",
    "K:\n  -   V: V\n      W: |\n        V\n", "K:\n-\n  V: V\n",
    "K: \N{LATIN SMALL LETTER E WITH ACUTE}V \N{ROCKET}\n", "# K: V\nK: V\n# W: V\n", "\n# ---\n\nK: V\n", "K: -V\n",
    "K: V:V\n", "K: V#V\n", "K: '!V'\n", "K: https://example.com/V?V#V\n", "K: '@V'\n", "K: yes\n", 'K: ""\n',
    "K: ''\n", "K: V,V\n", "K:\n  V:\n    W:\n    - V: V\n",
)  # fmt: skip
WORDS = st.sampled_from(["research", "x", "of-two", "T\N{LATIN SMALL LETTER U WITH DIAERESIS}r", "on", "12", "a b"])


@st.composite
def shaped(draw: st.DrawFn) -> str:
    """Front matter of such keys in any order, with blanks and comments between them."""
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    parts = []
    for key in keys:
        shape = draw(st.sampled_from(SHAPES)).replace("K", key).replace("W", "other").replace("V", draw(WORDS))
        parts.append(draw(COMMENTS) + shape)
    return "".join(parts) + draw(COMMENTS)


@example("phase: a\n  b\n\n  b\nmove: a\n  b\n\n  b\nnote: a\n", Drop(key="move"), False)
@example("move: >+\n  a\n\nnote: b\n\nphase: c\n", Drop(key="note"), False)
@given(shaped(), EDITS, st.booleans())
def test_front_matter_of_any_shape_keeps_its_other_lines(header: str, edit: Edit, crlf: bool) -> None:
    text = f"---\n{header}---\n\n## Need\n"
    raw = (text.replace("\n", "\r\n") if crlf else text).encode()
    if isinstance(read_document(raw, "idea.md"), Document):
        assert beyond(raw, edit) is None


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read_as_it_is(shape: str) -> None:
    header = shape.replace("K", "note").replace("W", "other").replace("V", "word")
    assert isinstance(read_document(f"---\n{header}---\n".encode(), "idea.md"), Document), header


# --- the files that there are -------------------------------------------------------------------------------------


def every(root: Path) -> Iterator[bytes]:
    for path in sorted(root.rglob("*.md")):
        yield from (path.read_bytes(), path.read_bytes().replace(b"\n", b"\r\n"))


def test_every_valid_example_keeps_its_other_lines() -> None:
    done = tried(every(ROOT / "tests/examples/valid"))
    assert (done.documents > 100, done.edits > 1000, done.left_alone, done.beyond) == (True, True, (), ())


def test_every_document_of_the_demonstration_keeps_its_other_lines(tmp_path: Path) -> None:
    make(tmp_path / "demo")
    done = tried(every(tmp_path / "demo/projects"))
    assert (done.documents > 100, done.edits > 1000, done.left_alone, done.beyond) == (True, True, (), ())


def test_the_whole_history_of_a_ledger_is_tried_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    place.write({"projects/churn/idea.md": document().replace("timebox: {", "timebox: {  ")}).commit("Space")
    place.write({"projects/churn/idea.md": "no front matter\n"}).commit("Break")
    assert main([str(place.root)]) == 0
    assert capsys.readouterr().out == (
        "6 documents (4 contents of the history, each with both line ends), 54 edits:\n"
        "54 changed the lines that they mean and no other, 0 left the file alone, 0 changed something else\n"
    )
