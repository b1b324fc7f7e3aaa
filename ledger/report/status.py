"""The state of projects as versioned JSON, and one project in full for the terminal."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from ledger.records.model import Ledger, Project
from ledger.report.tables import facts_table, log_table, plain, status_table
from ledger.views import StatusRow, needs_of, status_json, status_row

VERSION: Final = 1


def statuses_json(ledger: Ledger, rows: Iterable[StatusRow]) -> dict[str, Any]:
    """The rows, with the day and the commit that they hold for."""
    return {
        "version": VERSION,
        "today": ledger.today.isoformat(),
        "commit": ledger.head,
        "uncommitted": ledger.uncommitted,
        "projects": [status_json(row) for row in rows],
    }


def project_in_full(
    ledger: Ledger, project: Project, parted: tuple[str | None, str | None]
) -> Iterator[RenderableType]:
    """One project: where it is, what it needs to move on, and how it got there.

    `parted` has its phase and status where a branch parted from the main one, None for what is not known.
    """
    row = status_row(ledger, project)
    yield Text(plain(f"{project.title} ({project.slug})"), style="bold")
    if row.summary:
        yield Text(plain(row.summary))
    yield status_table([row])
    here = (project.phase, project.status.value)
    for was, now in zip(parted, here, strict=True):
        if None not in {was, now} and was != now:
            way = f"Its way from {plain(was or '')} to {plain(now or '')} has not landed yet"
            yield Text(f"{way}: 'ledger why {project.slug}' says what that needs, and what comes next.")
    needs = {f"{need.state:9}{plain(need.what)}": need.told for need in needs_of(ledger, project)}
    if needs:
        yield Text("What it needs to move on", style="bold")
        yield facts_table(needs)
    if project.events:
        yield Text("How it got there", style="bold")
        yield log_table(project.events)
