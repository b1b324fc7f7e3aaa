"""A vote at the end of a document's `approvals`, with every other byte of the file left as it is."""

from collections.abc import Mapping
from typing import Final

from ledger.edit.front_matter import edited
from ledger.edit.splices import Append

APPROVALS: Final = "approvals"


def append_vote(raw: bytes, vote: Mapping[str, str], *, path: str = "the document") -> bytes:
    """The file with one more vote; `approvals` is added when it is missing or empty.

    A vote stands over several lines, because a digest or a signature would make one line very long. Raises LedgerError
    for a file that cannot be read, a vote that YAML cannot keep, and a text that is laid out so that nothing can be
    added without changing something else.
    """
    return edited(raw, [Append(key=APPROVALS, item=vote, spread=True)], path=path)
