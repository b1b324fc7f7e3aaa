"""Files of examples whose bytes an editor, git or a file system might mangle; added to the example of that name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


Content = bytes | Link

_CARD: Final = "projects/churn/README.md"
_DOCUMENT: Final = "projects/churn/research.md"
_LONG: Final = f"projects/{'l' * 201}"


def _card(title: str, owner: str = "sam") -> bytes:
    return (
        f"---\ntitle: {title}\nowner: {owner}\nflow: kanban\nphase: research\nstatus: active\n---\n\nText.\n".encode()
    )


def _document(more: str = "", body: str = "Text.") -> bytes:
    return f"---\nphase: research\niteration: 1\n{more}---\n\n{body}\n".encode()


FILES: Final[Mapping[str, Mapping[str, Content]]] = {
    "invalid/DOC011-nul-byte": {_DOCUMENT: _document(body="First line.\nSecond line\0.")},
    "invalid/DOC011-lone-carriage-return": {_DOCUMENT: b"---\nphase: research\riteration: 1\r---\nText.\n"},
    "invalid/DOC011-line-separator": {_CARD: _card("Churn\u2028owner: dana")},
    "valid/DOC011-tab-and-windows-line-ends": {
        _CARD: _card('"Churn\tand clicks"').replace(b"\n", b"\r\n"),
        _DOCUMENT: _document(body="One\tTwo").replace(b"\n", b"\r\n"),
    },
    "invalid/DOC012-latin-1": {_CARD: _card("Café churn").decode().encode("latin-1")},
    "invalid/DOC013-byte-order-mark": {_DOCUMENT: b"\xef\xbb\xbf" + _document()},
    "invalid/DOC013-mark-inside": {_CARD: _card("Churn", owner="\ufeffsam")},
    "invalid/DOC014-five-megabytes": {_DOCUMENT: _document(f"extra: {{much: {'x' * 5 * 1024 * 1024}}}\n")},
    "invalid/DOC014-large-front-matter": {_DOCUMENT: _document(f"extra: {{much: {'x' * 300 * 1024}}}\n")},
    "valid/DOC014-long-body": {_DOCUMENT: _document(body="A long line. " * 100_000)},
    "invalid/DOC017-project": {"projects/clicks": Link("churn")},
    "invalid/DOC017-document": {
        _DOCUMENT: Link("notes/research.md"),
        "projects/churn/notes/research.md": _document(),
    },
    "invalid/DOC017-deliverable": {"projects/churn/reports/plan.md": Link("../../../ledger.yml")},
    "invalid/DOC020-project": {f"{_LONG}/README.md": _card("Long"), f"{_LONG}/research.md": _document()},
    "valid/DOC020-longest-name": {f"{_LONG[:-1]}/README.md": _card("Long"), f"{_LONG[:-1]}/research.md": _document()},
    "invalid/DOC020-file-in-letters-of-two-bytes": {f"projects/churn/reports/{'é' * 99}.csv": b"1\n"},
    "invalid/REF008-differs-only-in-case": {
        "projects/Churn/README.md": _card("Churn"),
        "projects/Churn/research.md": _document(),
    },
    "invalid/REF008-differs-only-in-unicode-form": {
        "projects/cafe\u0301/README.md": _card("Decomposed"),
        "projects/cafe\u0301/research.md": _document(),
        "projects/caf\u00e9/README.md": _card("Composed"),
        "projects/caf\u00e9/research.md": _document(),
    },
}
