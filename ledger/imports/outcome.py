"""What an import says at its end: on the terminal, a line each."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from ledger.imports.make import Imported
from ledger.imports.report import REPORT_FILE, lines_of
from ledger.imports.run import Outcome
from ledger.plurals import counted
from ledger.report.findings import as_text, summary


def outcome_lines(outcome: Outcome, directory: Path) -> Iterator[str]:
    """What came out, or why nothing was written."""
    if not isinstance(outcome, Imported):
        *lines, _ = as_text(outcome, 0)
        yield from (line for line, _ in lines)
        yield f"nothing was written: settle {counted(len(outcome), 'error')} in the mapping"
        return
    yield from lines_of(outcome.remarks)
    tally = outcome.tally
    if tally is None:
        settle = sum(one.is_error for one in outcome.remarks)
        yield f"nothing was written: settle {counted(settle, 'error')} in the mapping, or add --keep-going"
        return
    yield f"{directory}: {counted(tally.changes, 'change')} became {counted(tally.projects, 'project')}"
    yield summary(outcome.findings, tally.projects)
    at = quote(str(directory))
    yield ""
    yield "next:"
    yield f"  1. read {REPORT_FILE} and look at 'ledger -C {at} log'"
    yield f"  2. ledger -C {at} check"
    yield f"  3. ledger init {at}, for the workflows and templates of your forge"


def fails(outcome: Outcome) -> bool:
    """Whether nothing was written, because something is left to settle."""
    return not isinstance(outcome, Imported) or outcome.tally is None
