"""Sheets as one SQLite database: a table each, whose names are ours alone and whose values are bound."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger.export.kinds import Kind, kind_of, portable
from ledger.views.sheets import VERSION, Sheet, Value

APPLICATION: Final = 0x4C444752  # "LDGR" in the file's header, by which a database is known as an export
_SET: Final = (
    "page_size = 4096",
    "encoding = 'UTF-8'",
    "journal_mode = OFF",
    "synchronous = OFF",
    f"application_id = {APPLICATION}",
    f"user_version = {VERSION}",
)
# SQLite has no type for days and moments; these names are what tools that read a schema take for them.
_TYPES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.NUMBER: "REAL",
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMP",
}
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "columns": ("sheet", "column"),
    "projects": ("project",),
    "approvals": ("project", "decision_page"),
    "stays": ("project", "stay"),
    "phases": ("flow", "position"),
    "people": ("person",),
}
# Only what is of projects that are there refers to them: events and approvals also tell of those that are gone.
_OF_PROJECTS: Final = ("stays", "tasks", "kpis")
_INDICES: Final = (("events", "project"), ("events", "event"), ("tasks", "project"), ("kpis", "project"))


def sqlite_of(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the database, the same for the same sheets by the same SQLite."""
    with TemporaryDirectory(prefix="ledger-export-") as folder:
        place = Path(folder) / "ledger.sqlite"
        with closing(sqlite3.connect(place, isolation_level=None)) as database:
            for words in _SET:
                database.execute(f"PRAGMA {words}")
            database.execute("BEGIN")
            _fill(database, sheets)
            database.execute("COMMIT")
            database.execute("VACUUM")
        return place.read_bytes()


def _fill(database: sqlite3.Connection, sheets: Sequence[Sheet]) -> None:
    tables = {sheet.name: _rows(sheet) for sheet in sheets}
    keyed = {sheet.name for sheet in sheets if _has_key(sheet, tables[sheet.name])}
    for sheet in sheets:
        database.execute(_table(sheet, keyed))
        marks = ", ".join("?" * len(sheet.columns))
        database.executemany(f'INSERT INTO "{sheet.name}" VALUES ({marks})', tables[sheet.name])  # noqa: S608 - a name of ours
    for table, column in _INDICES:
        database.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')


def _rows(sheet: Sheet) -> list[tuple[Value, ...]]:
    kinds = [kind_of(column) for column in sheet.columns]
    return [tuple(_cell(kind, value) for kind, value in zip(kinds, row, strict=True)) for row in sheet.rows]


def _cell(kind: Kind, value: Value) -> Value:
    """A moment as SQLite's own functions write it, so that it compares with theirs: no T, no Z, in UTC."""
    found = portable(kind, value)
    return found.replace("T", " ").removesuffix("Z") if kind is Kind.MOMENT and isinstance(found, str) else found


def _has_key(sheet: Sheet, rows: Iterable[tuple[Value, ...]]) -> bool:
    """Whether the key of a sheet tells its rows apart; names of folders that are no UTF-8 can become equal."""
    places = [list(sheet.columns).index(column) for column in _KEYS.get(sheet.name, ())]
    found = [tuple(row[place] for place in places) for row in rows]
    return bool(places) and len(set(found)) == len(found)


def _table(sheet: Sheet, keyed: set[str]) -> str:
    """The statement that makes the table, with the words of each column, which a schema shows."""
    lines = [(f'"{column}" {_TYPES[kind_of(column)]}', words) for column, words in sheet.columns.items()]
    if sheet.name in keyed:
        lines.append((f"PRIMARY KEY ({_quoted(_KEYS[sheet.name])})", ""))
    if sheet.name in _OF_PROJECTS and "projects" in keyed:
        lines.append(('FOREIGN KEY ("project") REFERENCES "projects" ("project")', ""))
    last = len(lines) - 1
    body = "\n".join(
        f"    {line}{',' if number < last else ''}{f'  -- {words}' if words else ''}"
        for number, (line, words) in enumerate(lines)
    )
    return f'CREATE TABLE "{sheet.name}" (  -- {sheet.words}\n{body}\n)'


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
