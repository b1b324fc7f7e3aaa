"""What happened in one event, in a few words of HTML: thousands of lines say it, so no template is asked for each."""

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup, escape

from ledger.views import MoveRow
from ledger.words import EventKind


def move(row: MoveRow) -> Markup:
    """The event of a row in words, and its reason."""
    because = (
        f' <span class="pl-reason">because of {_name(row.because.replace("-", " "))}</span>' if row.because else ""
    )
    return Markup(f"{_SAID.get(row.kind, _else)(row)}{because}")  # noqa: S704 - every name in it is escaped below


def _name(words: str) -> str:
    return f"<bdi>{escape(words)}</bdi>"


def _way(row: MoveRow) -> str:
    return f"from {_name(row.origin)} to {_name(row.target)}"


def _voter(row: MoveRow) -> str:
    return f"{_name(row.gate)}, {_name(row.by)} as {_name(row.role)}"


def _vote(row: MoveRow) -> str:
    return f"{_voter(row)} ({escape(row.grade)})" if row.grade else _voter(row)


def _else(row: MoveRow) -> str:
    return f"{escape(row.kind.replace('-', ' '))}: {_vote(row)}" if row.gate else str(escape(row.kind))


_SAID: Final[Mapping[EventKind, Callable[[MoveRow], str]]] = {
    EventKind.CREATED: lambda row: f"started in {_name(row.target)}" if row.target else "started",
    EventKind.ADVANCED: lambda row: f"advanced {_way(row)}",
    EventKind.BACKTRACKED: lambda row: f'<span class="pl-back">went back</span> {_way(row)}',
    EventKind.ITERATED: lambda row: f'<span class="pl-back">started anew</span> in {_name(row.target or row.origin)}',
    EventKind.RENAMED: lambda row: f"moved {_way(row)}",
    EventKind.TASK_STARTED: lambda row: f"task started: {_name(row.task)}",
    EventKind.TASK_DONE: lambda row: f"task done: {_name(row.task)}",
    EventKind.APPROVED: lambda row: f'<span class="pl-proven">approved</span>: {_vote(row)}',
    EventKind.LAPSED: lambda row: f'<span class="pl-back">approval lapsed</span>: {_voter(row)}',
}
