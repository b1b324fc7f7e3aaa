"""A ledger to one export: read, put into sheets, written in one of four formats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from os.path import realpath
from pathlib import Path
from typing import Any, Final

from ledger.assemble import load_whole
from ledger.export import parquet, target
from ledger.export.sheets import COLUMNS, PROGRAM, every_sheet
from ledger.export.sqlite import sqlite_of
from ledger.export.text import csv_of, json_of
from ledger.plurals import counted
from ledger.proof.decisions import decisions_of
from ledger.records.model import Ledger
from ledger.views import StatusRow, events_json, ledger_json, status_rows
from ledger.views.sheets import Sheet

_TOLD: Final = ("projects", "events", "approvals")
_LISTED: Final = ("approvals", "phases", "tasks", "kpis", "people")  # what JSON tells in rows, as the sheets do


class Format(StrEnum):
    """What an export is written as."""

    JSON = "json"
    CSV = "csv"
    SQLITE = "sqlite"
    PARQUET = "parquet"

    @property
    def is_whole(self) -> bool:
        """Whether one file holds every sheet; the others are a file for each."""
        return self in {Format.JSON, Format.SQLITE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for: one `sheet` or all, to a file or a folder, or back as bytes without `out`; as it was `at`."""

    format: Format
    out: Path | None = None
    sheet: str | None = None
    at: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was exported; `only` are the bytes of the one file that has no place."""

    ledger: Ledger
    sheets: tuple[Sheet, ...]
    only: bytes

    @property
    def words(self) -> str:
        """As in `14 projects, 301 events, 96 approvals`, and whether any of that is not committed yet."""
        told = [one for one in self.sheets if one.name in _TOLD] or self.sheets
        counts = ", ".join(counted(len(one.rows), one.name.removesuffix("s"), one.name) for one in told)
        return f"{counts}{', with changes that are not committed' if self.ledger.uncommitted else ''}"


def export(directory: Path, today: date, wish: Wish, progress: Callable[[str], None]) -> Exported:
    """Exports the ledger that holds `directory`. Raises LedgerError, and has written nothing then."""
    if wish.format is Format.PARQUET:
        parquet.demand()
    places = _places(wish)
    target.check(places.values(), force=wish.force, headers=tuple(map(",".join, COLUMNS.values())))
    progress("reading the ledger")
    ledger, told = load_whole(directory, today=today, at=wish.at)
    progress("finding what was voted on")
    decisions = decisions_of(told.repository, told.tip, told.history, told.landed, told.parsed)
    progress("writing the sheets")
    rows = status_rows(ledger)
    sheets = tuple(one for one in every_sheet(ledger, rows, decisions) if wish.sheet in {None, one.name})
    contents = _contents(wish.format, ledger, rows, sheets)
    if wish.out:
        target.write({places[name]: raw for name, raw in contents.items()})
    return Exported(ledger=ledger, sheets=sheets, only=b"" if wish.out else next(iter(contents.values())))


def _places(wish: Wish) -> Mapping[str, Path]:
    """Where each file goes, by its sheet; by nothing where one file holds all."""
    if wish.out is None:
        return {}
    if wish.format.is_whole or wish.sheet:
        return {wish.sheet or "": Path(realpath(wish.out))}
    return {name: wish.out / f"{name}.{wish.format}" for name in COLUMNS}


def _contents(
    form: Format, ledger: Ledger, rows: Sequence[StatusRow], sheets: tuple[Sheet, ...]
) -> Mapping[str, bytes]:
    match form:
        case Format.JSON:
            return {"": json_of(whole_json(ledger, rows, sheets))}
        case Format.SQLITE:
            return {"": sqlite_of(sheets)}
        case Format.CSV:
            return {sheet.name: csv_of(sheet) for sheet in sheets}
        case Format.PARQUET:
            about = {"program": PROGRAM, "commit": ledger.head, "today": ledger.today.isoformat()}
            return {sheet.name: parquet.parquet_of(sheet, about) for sheet in sheets}


def whole_json(ledger: Ledger, rows: Sequence[StatusRow], sheets: Sequence[Sheet]) -> dict[str, Any]:
    """The ledger as the site's `data/ledger.json` has it, with its events and what else the sheets hold."""
    facts = ledger_json(ledger, rows)
    head = {"version": facts.pop("version"), "program": PROGRAM}
    listed = {sheet.name: _listed(sheet) for sheet in sheets if sheet.name in _LISTED}
    return (
        head | {"uncommitted": ledger.uncommitted} | facts | {"events": events_json(ledger.events)["events"]} | listed
    )


def _listed(sheet: Sheet) -> list[dict[str, Any]]:
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
