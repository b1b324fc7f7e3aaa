"""The page that explains approvals says what the program computes."""

import hashlib
import re
from pathlib import Path

from ledger.text.document import Document, read_document
from ledger.votes.digest import digest

PAGE = (Path(__file__).parent.parent / "docs/explanation/approvals.md").read_text("utf-8")
EXAMPLE = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)[0]


def _digest(text: str) -> str:
    found = read_document(text.encode(), "scoping.md")
    assert isinstance(found, Document)
    return digest(found.meta, found.body)


def test_the_bytes_of_the_example_hash_to_its_digest() -> None:
    covered, printed = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert hashlib.sha256(covered.encode()).hexdigest() == printed.strip()
    assert _digest(EXAMPLE) == f"sha256:{printed.strip()}"


def test_each_change_of_the_table_gives_the_digest_beside_it() -> None:
    changes = [("doing", "done"), ("0.80", "0.70"), ("iteration: 1", "iteration: 2"), ("Three", "Two")]
    said = re.findall(r"^\|[^|]*\| `(sha256:[0-9a-f]{64})` \|$", PAGE, re.MULTILINE)
    assert [_digest(EXAMPLE.replace(old, new)) for old, new in changes] == said


def test_digests_cut_short_in_the_story_are_those_of_the_table() -> None:
    whole = re.findall(r"sha256:[0-9a-f]{64}", PAGE)
    assert all(any(one.startswith(short) for one in whole) for short in re.findall(r"(sha256:[0-9a-f]{8})…", PAGE))
