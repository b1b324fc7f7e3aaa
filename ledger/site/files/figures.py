"""Files of figures, JSON and CSV, to the rows of one plain table of bearable length."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Any, Final

from ledger.text.nesting import is_too_deep

MOST_ROWS: Final = 200
_MOST_COLUMNS: Final = 30
_MOST_CHARACTERS: Final = 300


class Figure(str):
    """A number as the file writes it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `cut` says in words what was left out of it, empty for nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cut: str


@dataclass(slots=True)
class FiguresFault(Exception):
    """Why a file cannot be shown as a table; a phrase that completes a sentence."""

    reason: str


def json_table(raw: bytes) -> Table:
    """The values of a JSON file, each with the JSON Pointer (RFC 6901) that leads to it. Raises FiguresFault."""
    try:
        text = _text(raw)
        if is_too_deep(text):
            raise FiguresFault("it is nested too deeply")
        value = json.loads(text, parse_float=Figure, parse_int=Figure, parse_constant=Figure)
        rows = list(islice(_flat(value, ""), MOST_ROWS + 1))
    except json.JSONDecodeError as error:
        raise FiguresFault(f"it is no JSON ({error.msg.lower()} in line {error.lineno})") from None
    cut = f"Only the first {MOST_ROWS} values are shown." if len(rows) > MOST_ROWS else ""
    return Table(columns=("Pointer", "Value"), rows=tuple(rows[:MOST_ROWS]), cut=cut)


def _flat(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """The leaves below a value, depth first, in the file's order."""
    if isinstance(value, dict) and value:
        for name, below in value.items():
            yield from _flat(below, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value:
        for place, below in enumerate(value):
            yield from _flat(below, f"{pointer}/{place}")
    else:
        yield _short(pointer), _word(value)


def _word(value: Any) -> str:
    match value:
        case Figure():
            return value
        case str():
            return _short(value)
        case bool() | None:
            return json.dumps(value)
        case _:
            return "empty"


def csv_table(raw: bytes, *, separator: str = "") -> Table:
    """The rows of a CSV file, the first as the head; numbers keep their writing. Raises FiguresFault."""
    text = _text(raw)
    head = text.partition("\n")[0]
    separator = separator or (";" if head.count(";") > head.count(",") else ",")
    try:
        rows = list(islice(csv.reader(StringIO(text), delimiter=separator, strict=True), MOST_ROWS + 2))
        rows = [row for row in rows if row]
    except csv.Error as error:
        raise FiguresFault(f"it is no CSV ({error})") from None
    if not rows:
        raise FiguresFault("it is empty")
    wide = max(map(len, rows))
    said = [f"Only the first {MOST_ROWS} rows are shown."] if len(rows) > MOST_ROWS + 1 else []
    said += [f"Only the first {_MOST_COLUMNS} of {wide} columns are shown."] if wide > _MOST_COLUMNS else []
    width = min(wide, _MOST_COLUMNS)
    filled = [tuple(_cell(one) for one in [*row, *[""] * width][:width]) for row in rows[: MOST_ROWS + 1]]
    return Table(columns=filled[0], rows=tuple(filled[1:]), cut=" ".join(said))


def _cell(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return _short(text)
    return Figure(_short(text))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FiguresFault("it is not UTF-8 text") from None
