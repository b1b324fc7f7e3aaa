"""What the data page shows: every file of data, how large it is, and what is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.records.model import Ledger
from ledger.site.data import sheet_path
from ledger.site.page import Page
from ledger.site.words import counted, number_words
from ledger.views.sheets import VERSION, Sheet

_KILO: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of data; `sheet` is what a CSV file holds."""

    path: str
    size: str
    words: str
    sheet: Sheet | None


_JSON: Final[Mapping[str, str]] = {
    "data/ledger.json": "The ledger as it is: its flows in short, every project as it stands, with its stays.",
    "data/events.json": "Every event, oldest first, in the shape of ledger log --json.",
}


def size_words(size: int) -> str:
    """A size as in `12 kB`, in thousands as the reader's file manager counts."""
    for unit, scale in (("MB", _KILO * _KILO), ("kB", _KILO)):
        if size >= scale:
            return f"{number_words(round(size / scale, 1))} {unit}"
    return counted(size, "byte")


def data_page(ledger: Ledger, files: Mapping[str, bytes], sheets: Sequence[Sheet]) -> Page:
    """The files with their descriptions."""
    listed = [File(path=path, size=size_words(len(files[path])), words=_JSON[path], sheet=None) for path in _JSON]
    listed += [
        File(path=sheet_path(one), size=size_words(len(files[sheet_path(one)])), words=one.words, sheet=one)
        for one in sheets
    ]
    return Page(
        path="data.md",
        title="Data",
        description="The ledger as JSON and CSV, with what every column holds, an Atom feed, and a badge a project.",
        template="data.html.j2",
        values={"ledger": ledger, "files": tuple(listed), "version": VERSION},
    )
