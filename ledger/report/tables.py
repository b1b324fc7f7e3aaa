"""Rows to tables for people, drawn with Rich."""

from collections.abc import Iterable, Mapping
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from ledger.model import Event
from ledger.views.status import StatusRow
from ledger.words import EventKind, Status

_EVENT_STYLES: Final = {
    EventKind.BACKTRACKED: "bold red",
    EventKind.ITERATED: "red",
    EventKind.REMOVED: "red",
    EventKind.CANCELLED: "magenta",
    EventKind.COMPLETED: "green",
    EventKind.PAUSED: "yellow",
}
_STATUS_STYLES: Final = {Status.PAUSED: "yellow", Status.CANCELLED: "magenta", Status.COMPLETED: "green"}


def plain(text: str) -> str:
    """Text without anything that moves the cursor, colours the screen or turns the direction of reading."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _cell(text: str, style: str = "") -> Text:
    return Text(plain(text), style=style)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in {"days", "back", "visit"} else "left", overflow="fold")
    return table


def status_table(rows: Iterable[StatusRow]) -> Table:
    """Where every project is; `days` are those of the current stay, `back` how often it went back."""
    table = _table("project", "flow", "phase", "visit", "status", "days", "back", "owner", "waits for")
    for row in rows:
        late = [_cell(words, "yellow") for words in row.overdue_words]
        waits = [_cell(words) for words in row.waits_for]
        table.add_row(
            _cell(row.slug, "red" if row.malformed else "bold"),
            _cell(row.flow),
            _cell(row.phase or "unknown"),
            str(row.iteration),
            _cell("malformed" if row.malformed else row.status.value, _STATUS_STYLES.get(row.status, "")),
            str(row.days),
            Text(str(row.backtracks), style="red") if row.backtracks else Text("0", style="dim"),
            _cell(row.owner),
            Text("\n").join([*late, *waits]),
        )
    return table


def log_table(events: Iterable[Event]) -> Table:
    """What happened, oldest first."""
    table = _table("date", "project", "event", "from", "to", "why", "by", "commit")
    for event in events:
        why = event.because or event.title or ""
        table.add_row(
            event.time.strftime("%Y-%m-%d"),
            _cell(event.project, "bold"),
            _cell(event.kind.value, _EVENT_STYLES.get(event.kind, "")),
            _cell(event.origin or ""),
            _cell(_target(event)),
            _cell(f"{why}: {event.note}" if why and event.note else why or event.note or ""),
            _cell(event.author),
            _cell(event.commit[:9], "dim"),
        )
    return table


def _target(event: Event) -> str:
    again = f" ×{event.iteration}" if event.iteration and event.iteration > 1 else ""  # noqa: RUF001 - times, not the letter x
    return f"{event.target or event.task or ''}{again}"


def facts_table(facts: Mapping[str, str]) -> Table:
    """Names and values, one pair a line."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(name, _cell(value))
    return table
