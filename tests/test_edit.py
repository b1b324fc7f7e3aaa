"""A vote is added to a document without changing anything else in it."""

import difflib
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.diagnostics import LedgerError
from ledger.edit.votes import append_vote
from ledger.forms.front_matter import document_text
from ledger.text.document import Document, read_document
from ledger.votes.digest import digest

ROOT = Path(__file__).parent.parent
VOTE = {
    "gate": "scope",
    "role": "product",
    "by": "dana",
    "date": "2026-01-23",
    "decision": "approved",
    "of": "sha256:" + "0" * 64,
}
BLOCK = (
    '- gate: scope\n  role: product\n  by: dana\n  date: 2026-01-23\n  decision: approved\n  of: "sha256:'
    + "0" * 64
    + '"\n'
)
FLOW = '{gate: scope, role: product, by: dana, date: 2026-01-23, decision: approved, of: "sha256:' + "0" * 64 + '"}'


def read(raw: bytes) -> Document:
    found = read_document(raw, "idea.md")
    assert isinstance(found, Document), found
    return found


def added(before: str, after: str) -> list[str]:
    """The lines that came and went."""
    changes = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line for line in changes if line[:1] in "+-"]


def appended(header: str, body: str = "\n## Need\n") -> str:
    raw = f"---\n{header}---\n{body}".encode()
    after = append_vote(raw, VOTE)
    old, new = read(raw), read(after)
    assert new.meta["approvals"] == [*(old.meta.get("approvals") or []), VOTE]
    assert digest(new.meta, new.body) == digest(old.meta, old.body)
    return after.decode().removeprefix("---\n").partition("\n---\n")[0] + "\n"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("phase: idea # first\n", "phase: idea # first\napprovals:\n" + BLOCK),
        ("phase: idea\n# sketch\n", "phase: idea\n# sketch\napprovals:\n" + BLOCK),
        ("note: |+\n  text\n\n", "note: |+\n  text\n\napprovals:\n" + BLOCK),
        ("approvals:\nphase: idea\n", "approvals:\n" + BLOCK + "phase: idea\n"),
        ("approvals: # none yet\nphase: idea\n", "approvals: # none yet\n" + BLOCK + "phase: idea\n"),
        ("approvals: []\nphase: idea\n", "approvals:\n" + BLOCK + "phase: idea\n"),
        ("approvals: ~\n", "approvals:\n" + BLOCK),
        ("approvals: [] # none\n", f"approvals: [{FLOW}] # none\n"),
        ("approvals: [\n] # none\n", f"approvals: [{FLOW}\n] # none\n"),
        ("approvals: [ ]\n", "approvals:\n" + BLOCK),
        ("approvals: [{by: a}]\n", f"approvals: [{{by: a}}, {FLOW}]\n"),
        ("approvals: [{by: a}, ]\n", f"approvals: [{{by: a}}, {FLOW}, ]\n"),
        ("approvals:\n- by: a\n\n# next\nphase: idea\n", "approvals:\n- by: a\n" + BLOCK + "\n# next\nphase: idea\n"),
        ("approvals:\n- {by: a} # his\nphase: idea\n", "approvals:\n- {by: a} # his\n" + BLOCK + "phase: idea\n"),
        ("{phase: idea}\n", f"{{phase: idea, approvals: [{FLOW}]}}\n"),
        ("{phase: idea, approvals: []}\n", f"{{phase: idea, approvals: [{FLOW}]}}\n"),
        ("{approvals: , phase: idea}\n", f"{{approvals: [{FLOW}] , phase: idea}}\n"),
        ("{}\n", f"{{approvals: [{FLOW}]}}\n"),
    ],
)
def test_a_vote_stands_at_the_end_of_the_list(header: str, expected: str) -> None:
    assert appended(header) == expected


def test_an_indented_list_is_kept_indented() -> None:
    after = appended("  approvals:\n    - by: a\n      note: |\n        two\n        lines\n  phase: idea\n")
    assert after.endswith(
        "lines\n    - gate: scope\n"
        + "".join(f"      {line}\n" for line in BLOCK.split("\n  ")[1:-1])
        + f"      of: {BLOCK.split('of: ')[1]}  phase: idea\n"
    )


def test_line_ends_of_windows_are_kept() -> None:
    raw = b"---\r\nphase: idea\r\napprovals:\r\n- by: a\r\n---\r\n\r\n## Need\r\n"
    after = append_vote(raw, VOTE)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert read(after).meta["approvals"] == [{"by": "a"}, VOTE]


def test_a_second_vote_follows_the_first() -> None:
    raw = append_vote(append_vote(b"---\nphase: idea\n---\n", VOTE), {**VOTE, "by": "tom"})
    assert [vote["by"] for vote in read(raw).meta["approvals"]] == ["dana", "tom"]


@pytest.mark.parametrize("header", ["approvals: yes please\n", "approvals: {by: a}\n", "approvals: 3\n"])
def test_what_is_no_list_is_refused(header: str) -> None:
    with pytest.raises(LedgerError, match="'approvals' of 'the document' must be a list: mend it first"):
        append_vote(f"---\n{header}---\n".encode(), VOTE)


@pytest.mark.parametrize("raw", [b"no fence\n", b"---\nphase: [\n---\n", b"---\n- a\n---\n", b"\xff"])
def test_what_cannot_be_read_is_refused(raw: bytes) -> None:
    with pytest.raises(LedgerError, match="cannot be read"):
        append_vote(raw, VOTE)


@pytest.mark.parametrize("note", ["a\u2028b", "a\x7fb", "a\x00b", "\udcff"])
def test_a_note_that_the_reader_refuses_is_not_written(note: str) -> None:
    with pytest.raises(LedgerError, match=r"\(line 10\): the text that was to be written cannot be kept"):
        append_vote(b"---\nphase: idea\n---\n", {**VOTE, "note": note})


PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"], exclude_characters="\ufeff"), max_size=30
)
VALUES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | PRINTABLE
FIELDS = st.dictionaries(
    st.sampled_from(["phase", "note", "kpis", "approvals2", "extra", "zeta"]),
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3), max_leaves=6
    ),
)
ENTRIES = st.lists(st.dictionaries(st.sampled_from(["gate", "by", "note"]), PRINTABLE, min_size=1), max_size=3)


@given(FIELDS, ENTRIES, PRINTABLE, PRINTABLE, st.booleans())
@example({"phase": "idea"}, [{"note": "a: b # c"}], "x", "---", True)
def test_only_the_list_grows(
    fields: dict[str, Any], entries: list[dict[str, str]], note: str, body: str, crlf: bool
) -> None:
    meta = {**fields, "approvals": entries, "last": 1} if entries else {"last": 1, **fields}
    text = document_text(meta, body)
    raw = (text.replace("\n", "\r\n") if crlf else text).encode()
    vote = {**VOTE, "note": note}
    after = append_vote(raw, vote)
    old, new = read(raw), read(after)
    assert new.meta["approvals"] == [*entries, vote]
    assert {**new.meta, "approvals": entries} == {**old.meta, "approvals": entries}
    assert (new.body, digest(new.meta, new.body)) == (old.body, digest(old.meta, old.body))
    assert not [line for line in added(raw.decode(), after.decode()) if line.startswith("-")]


def tracked() -> list[Path]:
    """Every phase document of this repository's own projects."""
    listed = subprocess.run(["git", "ls-files", "projects"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split() if re.fullmatch(r"projects/[^/]+/[a-z-]+\.md", name)]


def test_documents_of_this_repository_only_gain_lines() -> None:
    assert tracked()
    for path in tracked():
        raw = path.read_bytes()
        changes = added(raw.decode(), append_vote(raw, VOTE).decode())
        assert all(line.startswith("+") for line in changes), path
        assert 6 <= len(changes) <= 7, path
