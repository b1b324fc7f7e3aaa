"""Whether a commit brought an entry, or only let be read what stood in the file already.

Who mends a file that could not be read, or takes away what hid a part of it, has not written what then appears.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ledger.past.states import Parsed
from ledger.records.front_matter import approvals_of
from ledger.records.papers import Approval
from ledger.text.document import Document
from ledger.votes.digest import digest

# How a text in double quotes may spell a sign, or go on in the next line.
_ESCAPED: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U(00[01][0-9A-Fa-f]{5})|\r?\n[ \t]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What blobs hold: `parsed` as documents, `text` gives the bytes of one."""

    parsed: Parsed
    text: Callable[[str], bytes] = lambda _: b""

    def held(self, blob: str, entry: Approval) -> int:
        """How many times a document holds an entry."""
        return sum(one.entry == entry for one in self._votes(blob))

    def is_read(self, blob: str) -> bool:
        """Whether a blob is a document that can be read."""
        return isinstance(self.parsed.get(blob), Document)

    def has_hidden(self, old: str, new: str, entry: Approval) -> bool:
        """Whether an entry that a new content shows may have stood in the old one, where nobody could read it as such.

        A text that names the voter, the day and the digest outside of the votes cannot be told from the entry itself.
        """
        if not old or self._differs_in_votes_alone(old, new):
            return False
        text = _plain(self.text(old))
        told = sum(one.of == entry.of for one in self._votes(old))
        return text.count(entry.of or "") > told and (entry.by or "") in text and (entry.date or "") in text

    def _votes(self, blob: str) -> tuple[Approval, ...]:
        found = self.parsed.get(blob)
        return approvals_of(found.meta) if isinstance(found, Document) else ()

    def _differs_in_votes_alone(self, old: str, new: str) -> bool:
        before, after = self.parsed.get(old), self.parsed.get(new)
        if not (isinstance(before, Document) and isinstance(after, Document)):
            return False
        said = [{name: value for name, value in one.meta.items() if name != "approvals"} for one in (before, after)]
        return said[0] == said[1] and (known := _digest(before)) is not None and known == _digest(after)


def _digest(document: Document) -> str | None:
    """The digest of a document; None when neither it nor the text is known."""
    return document.digest or (digest(document.meta, document.body) if document.header else None)


def _plain(raw: bytes) -> str:
    """The text of a file that may be no text, with what is escaped spelt out."""
    text = raw.decode("utf-8", "ignore").replace("\0", "")  # other encodings of plain letters differ by that alone
    return _ESCAPED.sub(_sign, text)


def _sign(escaped: re.Match[str]) -> str:
    code = escaped[1] or escaped[2] or escaped[3]
    return chr(min(int(code, 16), 0x10FFFF)) if code else ""
