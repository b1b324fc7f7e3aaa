"""A template whose marks were removed and whose values were not filled in: each blank is asked for, none is guessed."""

import pytest

from ledger.schema import check, compiled
from ledger.text.document import Document, read_document


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("tasks: [{id: t1, title: Look, status: }]", "give it one of them, or remove the line"),
        ("tasks: [{id: t1, title: Look, status: don}]", "did you mean 'done'?"),
        ("budget: {amount: }", "give it a value, or remove the line"),
    ],
)
def test_a_blank_is_asked_for(line: str, hint: str) -> None:
    read = read_document(f"---\nphase: idea\niteration: 1\n{line}\n---\n".encode(), "projects/churn/idea.md")
    assert isinstance(read, Document)
    assert [one.hint for one in check(read, compiled("phase"))] == [hint]
