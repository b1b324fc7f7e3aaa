"""A CSV file of status changes to changes; which column is which stands in the mapping."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.imports.change import Change, Reading
from ledger.imports.forms import clean_text
from ledger.imports.mapping import Columns, Plan
from ledger.imports.moments import moment_of, zone_of
from ledger.imports.picking import text_of, value_at
from ledger.imports.remarks import Remarks
from ledger.imports.stamps import stamp
from ledger.scaffold.repository import Stamp

_DELIMITERS: Final = (",", ";", "\t", "|")
Row = dict[str, str]


def csv_changes(raw: bytes, name: str, plan: Plan, remarks: Remarks) -> Iterator[Change]:
    """The changes of a file, issue by issue; a row that cannot be read is remarked. Raises LedgerError for no table."""
    columns = plan.columns
    if columns is None:
        raise LedgerError("the mapping has no 'change': name the columns of the CSV file, at least 'at' and 'to'")
    issues: dict[str, list[tuple[datetime, int, Row]]] = {}
    for line, row in _rows(_decoded(raw, name, plan.encoding), name, plan):
        place = f"{name}:{line}"
        if row is None:
            remarks.error("a row has not as many cells as the head", "the row is left out", place=place)
            continue
        at = moment_of(row[columns.at], plan.dates, plan.zone)
        key = text_of(value_at(plan.picks["slug"], Reading(key="", place=place, fields=row)))
        if at is None or not key:
            what = "a time cannot be read" if at is None else "a row names no project"
            value = row[columns.at] if at is None else ""
            remarks.error(what, "the row is left out", place=place, value=value)
            continue
        issues.setdefault(key, []).append((at, line, row))
    for key, rows in issues.items():
        yield from _issue(key, sorted(rows, key=lambda one: one[:2]), name, plan, columns)


def _issue(
    key: str, rows: list[tuple[datetime, int, Row]], name: str, plan: Plan, columns: Columns
) -> Iterator[Change]:
    """The changes of one issue; the status that its first row comes from is the one that it was created in."""
    at, line, first = rows[0]
    before = first.get(columns.origin or "", "").strip()
    if before:
        created = moment_of(first.get(columns.created or "", ""), plan.dates, plan.zone)
        born = created if created is not None and created <= at else at
        yield _change(
            key, {**first, columns.to: before}, f"{key}: created in {before}", born, f"{name}:{line}", columns
        )
    for at, line, row in rows:
        came = row.get(columns.origin or "", "").strip()
        words = f"{came} to {row[columns.to]}" if came else row[columns.to]
        yield _change(key, row, f"{key}: {words}", at, f"{name}:{line}", columns)


def _change(key: str, row: Row, message: str, at: datetime, place: str, columns: Columns) -> Change:
    who = _stamp(row, at, columns)
    reading = Reading(key=key, place=place, fields=row)
    return Change(author=who, committer=who, message=f"{message}\n", origin="", readings=(reading,))


def _stamp(row: Row, at: datetime, columns: Columns) -> Stamp:
    name, email = row.get(columns.author or "", "").strip(), row.get(columns.email or "", "").strip()
    return stamp(name or email.partition("@")[0] or "unknown", email, int(at.timestamp()), zone_of(at))


def _decoded(raw: bytes, name: str, encoding: str) -> str:
    try:
        text = raw.decode("utf-8-sig" if encoding.casefold().replace("-", "") == "utf8" else encoding)
    except LookupError:
        raise LedgerError(
            f"the mapping's encoding '{encoding}' is unknown: write one such as utf-8 or cp1252"
        ) from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise LedgerError(
            f"'{name}' is not {encoding} (byte 0x{raw[error.start]:02x} in line {line}): "
            "save it as UTF-8, or name its 'encoding' in the mapping, such as cp1252"
        ) from None
    return clean_text(text, lambda _: None)


def _rows(text: str, name: str, plan: Plan) -> Iterator[tuple[int, Row | None]]:
    """Every row with its line; None for one that has not as many cells as the head."""
    head = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        names = [one.strip() for one in next(reader)]
        for wanted in sorted(plan.used() - set(names)):
            hint = did_you_mean(wanted, names)
            raise LedgerError(f"'{name}' has no column '{wanted}', which the mapping names: {hint}")
        for cells in reader:
            if cells:
                fits = len(cells) == len(names)
                yield reader.line_num, dict(zip(names, cells, strict=True)) if fits else None
    except (csv.Error, StopIteration) as error:
        raise LedgerError(f"'{name}' is no CSV file, line {reader.line_num}: {error}") from None
