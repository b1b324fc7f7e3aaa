"""The data of the site: versioned JSON, and sheets as CSV that no spreadsheet takes for formulas."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Final

from ledger.model import Ledger
from ledger.site.record import Record
from ledger.views import StatusRow, events_json, ledger_json
from ledger.views.sheets import Sheet, Value, sheets_of

_JSON: Final = json.JSONEncoder(ensure_ascii=False)  # `dumps` would make one for each of thousands of lines
# Spreadsheets run a cell that starts with one of these. An apostrophe before it makes it text, as OWASP advises.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def sheet_path(sheet: Sheet) -> str:
    """Where a sheet's CSV goes."""
    return f"data/{sheet.name}.csv"


def data_files(ledger: Ledger, rows: Sequence[StatusRow], record: Record) -> tuple[dict[str, bytes], tuple[Sheet, ...]]:
    """The files of the data by path, and the sheets that some of them hold."""
    events = events_json(ledger.events)
    sheets = sheets_of(ledger, rows, record.decisions, events=events["events"])
    found = {
        "data/ledger.json": _json(ledger_json(ledger, rows)),
        "data/events.json": _json(events),
    }
    return found | {sheet_path(sheet): csv_of(sheet) for sheet in sheets}, sheets


def _json(value: Mapping[str, object]) -> bytes:
    """One line for each member, and one for each item of a list: fit to be read, compared and searched line by line."""
    lines = ",\n".join(f"{_one_line(key)}: {_items(member)}" for key, member in value.items())
    return f"{{\n{lines}\n}}\n".encode("utf-8", "replace")


def _items(member: object) -> str:
    if not isinstance(member, list | tuple) or not member:
        return _one_line(member)
    return "[\n" + ",\n".join(_one_line(item) for item in member) + "\n]"


def _one_line(value: object) -> str:
    return _JSON.encode(value)


def csv_of(sheet: Sheet) -> bytes:
    """A sheet as CSV (RFC 4180, UTF-8): a line of names, then the rows; nothing is an empty cell."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
