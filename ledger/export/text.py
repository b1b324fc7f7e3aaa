"""Versioned JSON, and sheets as CSV that no spreadsheet takes for formulas."""

import csv
import json
from collections.abc import Mapping
from io import StringIO
from typing import Final

from ledger.views.sheets import Sheet, Value

_JSON: Final = json.JSONEncoder(ensure_ascii=False)  # `dumps` would make one for each of thousands of lines
# Spreadsheets run a cell that starts with one of these. An apostrophe before it makes it text, as OWASP advises.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def json_of(value: Mapping[str, object]) -> bytes:
    """One line for each member, and one for each item of a list: fit to be read, compared and searched line by line."""
    lines = ",\n".join(f"{_encoded(key)}: {_items(member)}" for key, member in value.items())
    return f"{{\n{lines}\n}}\n".encode("utf-8", "replace")


def _items(member: object) -> str:
    if not isinstance(member, list | tuple) or not member:
        return _encoded(member)
    return "[\n" + ",\n".join(_encoded(item) for item in member) + "\n]"


def _encoded(value: object) -> str:
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
