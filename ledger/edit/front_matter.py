"""Edits of a document's front matter that leave every other byte of the file as it was typed.

What comes out is read again with the strict reader and compared with what was meant, so an edit that would change
anything else is refused, whatever the text looks like.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ledger.diagnostics import Diagnostic, LedgerError
from ledger.edit.splices import Append, CannotSplice, Drop, Edit, Put, Splice, splice_of
from ledger.text.document import Document, read_document


def edited(raw: bytes, edits: Iterable[Edit], *, path: str) -> bytes:
    """The file with the edits made one after the other.

    Raises LedgerError for a file that cannot be read, a value that YAML cannot keep, and a text that is laid out so
    that an edit would change something else.
    """
    for edit in edits:
        raw = _edited(raw, edit, path)
    return raw


def _edited(raw: bytes, edit: Edit, path: str) -> bytes:
    before = read(raw, path, "mend it first")
    expected = _meant(before.meta, edit, path)
    try:
        after_raw = spliced(raw, before, splice_of(before.header, edit))
    except (CannotSplice, UnicodeEncodeError):
        raise _refused(edit, path) from None
    after = read(after_raw, path, "the text that was to be written cannot be kept, so write it by hand")
    if (_exact(after.meta), after.body) != (_exact(expected), before.body):
        raise _refused(edit, path)
    return after_raw


def read(raw: bytes, path: str, advice: str) -> Document:
    """A document that must be readable. Raises LedgerError that ends in an advice."""
    found = read_document(raw, path)
    if isinstance(found, Diagnostic):
        raise LedgerError(f"'{path}' cannot be read, {found.message} (line {found.location.line}): {advice}")
    return found


def _exact(meta: Mapping[str, Any]) -> str:
    """Values in a form in which 1, 1.0 and true differ."""
    return json.dumps(meta, sort_keys=True)


def _meant(meta: Mapping[str, Any], edit: Edit, path: str) -> dict[str, Any]:
    after = copy.deepcopy(dict(meta))
    match edit:
        case Drop(key=key):
            after.pop(key, None)
        case Append(key=key, item=item):
            if not isinstance(after.get(key) or [], list):
                raise LedgerError(f"'{key}' of '{path}' must be a list: mend it first")
            after[key] = [*(after.get(key) or ()), dict(item)]
        case Put(path=(*above, last), value=value):
            place: Any = after
            try:
                for step in above:
                    place = place[step]
            except (LookupError, TypeError):
                raise _refused(edit, path) from None
            if not isinstance(place, dict) or not isinstance(last, str):
                raise _refused(edit, path)
            place[last] = value
    return after


def _refused(edit: Edit, path: str) -> LedgerError:
    name = ".".join(str(step) for step in edit.path) if isinstance(edit, Put) else edit.key
    return LedgerError(f"'{path}' is laid out so that '{name}' cannot be changed in place: change it by hand")


def spliced(raw: bytes, document: Document, splice: Splice) -> bytes:
    """The file with one splice in its front matter; new lines end as the file's first line does."""
    lines = raw.decode("utf-8").split("\n")
    end = "\r\n" if lines[0].endswith("\r") else "\n"
    first, last = (spot[0] + document.header_line - 1 for spot in (splice.start, splice.end))
    text = lines[first][: splice.start[1]] + splice.text.replace("\n", end) + lines[last][splice.end[1] :]
    return "\n".join([*lines[:first], text, *lines[last + 1 :]]).encode("utf-8")
