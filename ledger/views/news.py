"""What changed in a stretch of history, whose votes are waited for, what is overdue: the rows of a report."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.records.model import Event, Ledger, Project
from ledger.views.moves import MoveRow, move_row
from ledger.views.overdue import Overdue
from ledger.views.people import AskedVote, asked_votes
from ledger.views.status import StatusRow, select, status_rows
from ledger.words import STATUS_MOVES, VOTES_AND_LAPSES, EventKind, Status

_OTHER: Final = STATUS_MOVES | {EventKind.CREATED, EventKind.REMOVED, EventKind.RENAMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A project and something that it should have decided by a day."""

    project: StatusRow
    overdue: Overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a report tells of `rows`, the projects asked about; `events` are all of theirs, oldest first.

    The moves and votes among them are newest first: `back` are ways back, then new iterations, `other` are changes of
    status, and projects that came, went or got another name. `delivered` are those moves by which a project was
    delivered first. `asked` are the votes that are waited for, as `asked_votes` sorts them; `late` has most days first.
    """

    rows: tuple[StatusRow, ...]
    events: tuple[Event, ...]
    back: tuple[MoveRow, ...]
    forward: tuple[MoveRow, ...]
    other: tuple[MoveRow, ...]
    votes: tuple[MoveRow, ...]
    delivered: frozenset[MoveRow]
    asked: tuple[AskedVote, ...]
    late: tuple[Late, ...]

    @property
    def counts(self) -> Mapping[EventKind, int]:
        """How many events there are of each kind."""
        return Counter(event.kind for event in self.events)

    @property
    def overdue(self) -> int:
        """How many projects have something overdue."""
        return sum(bool(row.overdue) for row in self.rows)

    @property
    def in_debt(self) -> tuple[StatusRow, ...]:
        """The projects that stand on approvals which lapsed and were not given anew."""
        return tuple(row for row in self.rows if row.debt)

    def standing(self, status: Status) -> int:
        """How many projects are of a status."""
        return sum(row.status is status for row in self.rows)


def news_of(ledger: Ledger, events: Iterable[Event], filters: Mapping[str, str | None]) -> News:
    """The news of the events of a span, and of how things are today; `filters` are those of `select`.

    Without a filter it also tells of projects that are there no more.
    """
    rows = select(status_rows(ledger), overdue=False, **filters)
    slugs = {row.slug for row in rows}
    is_narrowed = any(filters.values())
    told = tuple(event for event in events if event.project in slugs or not is_narrowed)
    delivered = {_delivery(ledger.projects[slug]) for slug in {one.project for one in told} & set(ledger.projects)}
    return News(
        rows=rows,
        events=told,
        back=_rows(ledger, told, {EventKind.BACKTRACKED}) + _rows(ledger, told, {EventKind.ITERATED}),
        forward=_rows(ledger, told, {EventKind.ADVANCED}),
        other=_rows(ledger, told, _OTHER),
        votes=_rows(ledger, told, VOTES_AND_LAPSES),
        delivered=frozenset(move_row(ledger, event) for event in told if event in delivered),
        asked=tuple(vote for vote in asked_votes(ledger) if vote.slug in slugs),
        late=_late(rows),
    )


def _rows(ledger: Ledger, events: Sequence[Event], kinds: Collection[EventKind]) -> tuple[MoveRow, ...]:
    return tuple(move_row(ledger, event) for event in reversed(events) if event.kind in kinds)


def _delivery(project: Project) -> Event | None:
    """The event that was the delivery: the one by which the visit, or the completion, of `delivery_of` began."""
    return next((event for event in project.events if event.delivered_by is not None), None)


def _late(rows: Iterable[StatusRow]) -> tuple[Late, ...]:
    found = (Late(project=row, overdue=one) for row in rows for one in row.overdue)
    return tuple(sorted(found, key=lambda late: (-late.overdue.days, late.project.slug, late.overdue.what)))
