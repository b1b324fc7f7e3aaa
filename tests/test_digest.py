"""What an approval covers: the vectors of the documentation, and what the digest does and does not notice."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.edges.signature import ATTESTING, is_signed
from ledger.records.front_matter import approvals_of
from ledger.text.document import Document, read_document
from ledger.votes.digest import attested, covered, digest, statement

PAGE: Final = Path(__file__).parent.parent / "docs" / "reference" / "digest.md"
VECTORS, STATEMENTS, ATTESTATIONS = (
    json.loads(block)
    for block in re.findall(r"^```json\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
)
VALUES = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3), st.lists, max_leaves=4)
FIELDS = st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=4)
BODIES = st.text(st.characters(exclude_characters="\r", codec="utf-8"))


def read(text: str) -> Document:
    found = read_document(text.encode(), "scoping.md")
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_of_the_documentation(vector: dict[str, str]) -> None:
    found = read(vector["document"])
    assert covered(found.meta, found.body) == vector["covered"].encode()
    assert digest(found.meta, found.body) == vector["digest"]
    assert vector["digest"] == f"sha256:{hashlib.sha256(vector['covered'].encode()).hexdigest()}"


@pytest.mark.parametrize("vector", STATEMENTS, ids=lambda vector: vector["project"])
def test_the_statements_of_the_documentation(vector: dict[str, Any]) -> None:
    (vote,) = approvals_of({"approvals": [vector["vote"]]})
    assert statement(vector["project"], vector["phase"], vote) == vector["statement"].encode()
    assert vector["statement"].count("\n") == 9


@pytest.mark.parametrize("vector", ATTESTATIONS, ids=lambda vector: vector["project"])
def test_the_attestations_of_the_documentation(vector: dict[str, Any]) -> None:
    (vote,) = approvals_of({"approvals": [vector["vote"]]})
    text = attested(vector["project"], vector["phase"], vote)
    assert text == vector["statement"].encode()
    assert vector["statement"].count("\n") == 10
    assert is_signed(text, vector["attestation"], (vector["witness"],), ATTESTING)
    assert not is_signed(text, vector["attestation"], (vector["witness"],))


def test_vectors_that_should_be_equal_are() -> None:
    by_name = {vector["name"]: vector["digest"] for vector in VECTORS}
    plain = by_name["a plain document"]
    assert by_name["votes and tasks are not covered"] == plain
    assert by_name["line ends and outer white space do not matter"] == plain
    assert len(set(by_name.values())) == len(by_name) - 2


@given(FIELDS, BODIES, VALUES, VALUES)
def test_votes_and_tasks_never_change_the_digest(fields: dict[str, Any], body: str, votes: Any, tasks: Any) -> None:
    assert digest({**fields, "approvals": votes, "tasks": tasks}, body) == digest(
        {name: value for name, value in fields.items() if name not in {"approvals", "tasks"}}, body
    )


@given(FIELDS, BODIES)
def test_every_field_and_every_word_counts(fields: dict[str, Any], body: str) -> None:
    assert digest({**fields, "another field": 1}, body) != digest(fields, body)
    assert digest(fields, f"{body}.") != digest(fields, body)


@given(FIELDS, BODIES)
def test_line_ends_and_outer_white_space_never_count(fields: dict[str, Any], body: str) -> None:
    assert digest(fields, f"\n \t{body}\n\n") == digest(fields, body)
    assert digest(fields, body.replace("\n", "\r\n")) == digest(fields, body)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(), min_size=2))
def test_the_order_of_fields_never_counts(fields: dict[str, int]) -> None:
    small = {name: value % 1000 for name, value in fields.items()}
    assert digest(dict(reversed(small.items())), "") == digest(small, "")
