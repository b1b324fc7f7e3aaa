"""Rows to tables for people, drawn with Rich."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Final

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ledger.plurals import counted
from ledger.records.model import Event
from ledger.views.status import StatusRow
from ledger.words import EventKind, Status

_EVENT_STYLES: Final = {
    EventKind.BACKTRACKED: "bold red",
    EventKind.ITERATED: "red",
    EventKind.REMOVED: "red",
    EventKind.LAPSED: "red",
    EventKind.REJECTED: "red",
    EventKind.CHANGES_REQUESTED: "red",
    EventKind.APPROVED: "green",
    EventKind.CANCELLED: "magenta",
    EventKind.COMPLETED: "green",
    EventKind.PAUSED: "yellow",
}
_LEAST: Final = 8  # signs for each column, below which words stand letter below letter
_STATUS_STYLES: Final = {Status.PAUSED: "yellow", Status.CANCELLED: "magenta", Status.COMPLETED: "green"}


def plain(text: str) -> str:
    """Text without anything that moves the cursor, colours the screen or turns the direction of reading."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def cell(text: str, style: str = "") -> Text:
    """A cell of plain text."""
    return Text(plain(text), style=style)


def table_of(*columns: str) -> Table:
    """An empty table with these columns."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in {"days", "back", "visit"} else "left", overflow="fold")
    return table


def status_table(rows: Iterable[StatusRow]) -> Table:
    """Where every project is; `days` are those of the current stay, `back` how often it went back."""
    table = table_of("project", "flow", "phase", "visit", "status", "days", "back", "owner", "waits for")
    for row in rows:
        late = [cell(words, "yellow") for words in row.overdue_words]
        late += [cell(f"{counted(row.debt, 'approval')} lapsed", "red")] if row.debt else []
        waits = [cell(words) for words in row.waits_for]
        table.add_row(
            cell(row.slug, "red" if row.malformed else "bold"),
            cell(row.flow),
            cell(row.phase or "unknown"),
            str(row.iteration),
            cell("malformed" if row.malformed else row.status.value, _STATUS_STYLES.get(row.status, "")),
            str(row.days),
            Text(str(row.backtracks), style="red") if row.backtracks else Text("0", style="dim"),
            cell(row.owner),
            Text("\n").join([*late, *waits]),
        )
    return table


def no_event(events: Sequence[Event], project: str | None) -> str:
    """Why a log is empty; `events` are those that it would have without its filters, oldest first."""
    if not events:
        return "nothing has landed yet: 'ledger new NAME' starts a project"
    of = f" of {plain(project)}" if project else ""
    day = f"{events[-1].time.astimezone(UTC):%Y-%m-%d}"
    many = f"the last of {counted(len(events), 'event')}{of}" if len(events) > 1 else f"the only one{of}"
    return f"no such event: {many} is of {day}"


def log_table(events: Iterable[Event]) -> Table:
    """What happened, oldest first."""
    table = table_of("date", "project", "event", "from", "to", "why", "landed by", "commit")
    for event in events:
        why = event.because or event.title or _vote(event)
        table.add_row(
            event.time.strftime("%Y-%m-%d"),
            cell(event.project, "bold"),
            cell(event.kind.value, "" if event.of_other_content else _EVENT_STYLES.get(event.kind, "")),
            cell(event.origin or ""),
            cell(_target(event)),
            cell(f"{why}: {event.note}" if why and event.note else why or event.note or ""),
            cell(event.author),
            cell(event.commit[:9], "dim"),
        )
    return table


def _vote(event: Event) -> str:
    """Who said so in which role about which gate, and how well that is proven."""
    if not event.gate:
        return ""
    proof = f" ({event.grade})" if event.grade else ""
    other = ", for other content" if event.of_other_content else ""
    return f"{event.gate}, {event.who_then} as {event.role}{proof}{other}"


def _target(event: Event) -> str:
    again = f" ×{event.iteration}" if event.iteration and event.iteration > 1 else ""  # noqa: RUF001 - times, not the letter x
    return f"{event.target or event.task or ''}{again}"


def facts_table(facts: Mapping[str, str]) -> Table:
    """Names and values, one pair a line."""
    return _pairs((name, cell(value)) for name, value in facts.items())


def _pairs(pairs: Iterable[tuple[str, RenderableType]]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(name, value)
    return table


def fitting(part: RenderableType, width: int) -> Iterator[RenderableType]:
    """A part as it is, or a table as a block of lines for each row where its columns would cut words to pieces."""
    if not isinstance(part, Table) or not part.show_header or width >= _LEAST * len(part.columns):
        yield part
        return
    names = [str(column.header) for column in part.columns]
    for cells in zip(*(column.cells for column in part.columns), strict=True):
        yield _pairs((name, value) for name, value in zip(names, cells, strict=True) if str(value))
