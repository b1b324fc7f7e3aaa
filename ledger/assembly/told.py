"""What the mainline of one commit tells: its history, its votes with their grades, its events."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from ledger.edges.gitrepo import Repository, commit_time
from ledger.edges.snapshot import Snapshot
from ledger.past.history import History, read_history
from ledger.past.memory import Memory, remembered
from ledger.past.states import Parsed, Past
from ledger.past.visits import landed_by, time_told
from ledger.proof.grading import Graded, Votes, graded_events, graded_landings
from ledger.records.model import Event
from ledger.records.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the mainline of one commit told; `landed` are its votes by project, oldest first.

    Of the commits none is told of a day after `until`, whatever its clock says.
    """

    repository: Repository
    tip: str
    at: datetime
    history: History
    parsed: Parsed
    landed: Votes
    events: tuple[Event, ...]
    until: date = date.max


def nothing_told(repository: Repository, today: date) -> Told:
    """What a repository without any commit tells, as of a day."""
    history = History(steps=(), events=(), past=Past(), folders={}, findings=(), unread=frozenset())
    at = datetime.combine(today, time.min, UTC)
    return Told(repository=repository, tip="", at=at, history=history, parsed={}, landed={}, events=())


def told_by(told: Told, today: date) -> Told:
    """The same as of a day by whose end all of it had landed: nothing is told of a later one."""
    if told.until == today:
        return told
    return replace(
        told,
        until=today,
        at=time_told(told.at, today),
        events=landed_by(told.events, today),
        landed={slug: tuple(_graded_by(one, today) for one in votes) for slug, votes in told.landed.items()},
    )


def _graded_by(one: Graded, today: date) -> Graded:
    told = time_told(one.landing.time, today)
    return one if told == one.landing.time else replace(one, landing=replace(one.landing, time=told))


def tell(repository: Repository, memory: Memory, tip: str, *snapshots: Snapshot) -> Told:
    """What the mainline of a commit told; only the documents of `snapshots` keep their text."""
    keep = frozenset(entry.blob for snapshot in snapshots for entry in snapshot.files.values())
    return _told(repository, memory, tip, keep.__contains__)


def tell_all(repository: Repository, tip: str) -> Told:
    """What the mainline of a commit told, with the full text of every document on the way."""
    with remembered(repository) as memory:
        return _told(repository, memory, tip, lambda _: True)


def _named(events: Iterable[Event], policy: Policy | None) -> tuple[Event, ...]:
    """The events, with what the voter is called now where a vote names a former handle."""
    return tuple(
        replace(event, voter=policy.handle(event.by)) if policy and policy.is_former(event.by) else event
        for event in events
    )


def _told(repository: Repository, memory: Memory, tip: str, is_kept: Callable[[str], bool]) -> Told:
    history, parsed = read_history(repository, tip, is_kept, memory)
    at = datetime.fromtimestamp(commit_time(repository, tip), UTC)
    landed = graded_landings(repository, tip, history, parsed)
    events = _named(graded_events(history.events, landed), history.past.policy)
    return Told(repository=repository, tip=tip, at=at, history=history, parsed=parsed, landed=landed, events=events)
