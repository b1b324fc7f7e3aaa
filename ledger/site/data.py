"""The data of the site: versioned JSON, and sheets as CSV."""

from collections.abc import Sequence

from ledger.export.text import csv_of, json_of
from ledger.records.model import Ledger
from ledger.site.record import Record
from ledger.views import StatusRow, events_json, ledger_json
from ledger.views.sheets import Sheet, sheets_of


def sheet_path(sheet: Sheet) -> str:
    """Where a sheet's CSV goes."""
    return f"data/{sheet.name}.csv"


def data_files(ledger: Ledger, rows: Sequence[StatusRow], record: Record) -> tuple[dict[str, bytes], tuple[Sheet, ...]]:
    """The files of the data by path, and the sheets that some of them hold."""
    events = events_json(ledger.events)
    sheets = sheets_of(ledger, rows, record.decisions, events=events["events"])
    found = {
        "data/ledger.json": json_of(ledger_json(ledger, rows)),
        "data/events.json": json_of(events),
    }
    return found | {sheet_path(sheet): csv_of(sheet) for sheet in sheets}, sheets
