"""The stretch of history that a report tells of: from a day on, or what landed after a commit."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from ledger.assemble import load_at
from ledger.diagnostics import LedgerError
from ledger.edges.asof import commit_day, day_named, revision_named
from ledger.edges.gitrepo import (
    Repository,
    is_ancestor,
    mainline,
    open_repository,
)
from ledger.records.model import Event, Ledger
from ledger.selection import select_events

_DAYS: Final = timedelta(days=7)  # before today, when nobody says since when


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Its events, oldest first. `day` is the first day told of, or that of the commit `after` which it begins.

    `named` is what the commit was called by who asked.
    """

    day: date
    after: str | None
    named: str | None
    events: tuple[Event, ...]


def read(directory: Path, *, since: str | None, at: str | None, today: date) -> tuple[Ledger, Span]:
    """The ledger as it is, or as it was `at` a day or revision, and what happened in it since a day or revision.

    Raises LedgerError like `load_at`, for a day to come, and for a commit that is not in the history.
    """
    ledger = load_at(directory, at=at, today=today)
    if since is None:
        return ledger, _from(ledger, ledger.today - _DAYS)
    day = day_named(since)
    return ledger, _from(ledger, day) if day else _after(open_repository(directory), ledger, since)


def _from(ledger: Ledger, day: date) -> Span:
    if day > ledger.today:
        raise LedgerError(f"{day} has yet to come, today is {ledger.today}: name an earlier day with --since")
    return Span(day=day, after=None, named=None, events=select_events(ledger.events, since=day))


def _after(repository: Repository, ledger: Ledger, revision: str) -> Span:
    """What landed after a commit did: after itself on the mainline, or after the merge that brought it there."""
    commit = revision_named(repository, revision)
    line = mainline(repository, ledger.head)
    # Whatever follows a commit that has it in its past has it too, so that halving finds the first.
    landed = bisect_left(line, True, key=lambda one: is_ancestor(repository, commit, one))
    if landed == len(line):
        raise LedgerError(f"'{revision}' is not in the history of {ledger.head[:9]}: name a commit that has landed")
    later = frozenset(line[landed + 1 :])
    return Span(
        day=commit_day(repository, commit),
        after=commit,
        named=revision,
        events=tuple(event for event in ledger.events if event.commit in later),
    )
