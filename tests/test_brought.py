"""What may hide a vote, on values alone; `test_mended_files.py` has it in real repositories."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.proof.brought import Contents
from ledger.records.front_matter import approvals_of
from ledger.text.document import Document
from ledger.votes.digest import digest

GIVEN: dict[str, Any] = {"by": "dana", "date": "2026-01-05", "of": "sha256:3fa1"}
(VOTE,) = approvals_of({"approvals": [GIVEN]})
HIDING = Contents(parsed={}, text=lambda _: b"It was dana, on 2026-01-05, who agreed to sha256:3fa1.")


def test_a_text_that_names_voter_day_and_digest_may_hide_the_vote() -> None:
    assert HIDING.has_hidden("old", "new", VOTE)
    assert not HIDING.has_hidden("", "new", VOTE)


@pytest.mark.parametrize("field", sorted(GIVEN))
def test_what_a_vote_leaves_out_need_not_be_in_the_text_that_may_hide_it(field: str) -> None:
    left_out: dict[str, Any] = {field: None}
    assert HIDING.has_hidden("old", "new", replace(VOTE, **left_out))
    named_otherwise: dict[str, Any] = {field: "another"}
    assert not HIDING.has_hidden("old", "new", replace(VOTE, **named_otherwise))


def test_a_document_whose_text_was_not_kept_may_differ_in_more_than_its_votes() -> None:
    old = Document(path="projects/churn/idea.md", meta={}, header="", header_line=2)
    new = replace(old, meta={"approvals": [GIVEN]}, digest=digest({}, ""))
    assert replace(HIDING, parsed={"old": old, "new": new}).has_hidden("old", "new", VOTE)
