"""An export of issues to changes in the order of their time: JSON with changelogs, or CSV with a row for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.imports.change import Change
from ledger.imports.jira_csv import csv_changes
from ledger.imports.jira_json import json_changes
from ledger.imports.mapping import Plan
from ledger.imports.remarks import Remarks

Progress = Callable[[int, int], None]
_JSON_STARTS: Final = (b"{", b"[")


def issue_changes(export: Path, plan: Plan, remarks: Remarks, progress: Progress) -> Iterator[Change]:
    """Every change of every issue, oldest first. Raises LedgerError for a file that is no export."""
    try:
        raw = export.read_bytes()
    except OSError as error:
        raise LedgerError(f"the export '{export}' cannot be read: {error.strerror}") from None
    if not raw.strip():
        raise LedgerError(f"the export '{export}' is empty: export the issues again")
    is_json = raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON_STARTS)
    read = json_changes if is_json else csv_changes
    found = sorted(read(raw, export.name, plan, remarks), key=lambda change: change.committer.seconds)
    for number, change in enumerate(found, 1):
        progress(number, len(found))
        yield change
