"""Waiting for votes: how long the text that a role voted on had stood when its vote landed.

Only what landed on the mainline is known. A text that landed in one commit with the vote on it was waited for before,
in a pull request that the history does not tell of, so such a vote is only counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ledger.insight.spread import Spread, spread
from ledger.records.model import Content, Event, Ledger, Project
from ledger.views import NeedKind, NeedState, day_of, days_between, gates_of, needs_of
from ledger.views.durations import rests_ended
from ledger.votes.gates import MOVE_GATES
from ledger.votes.identity import identities
from ledger.words import VOTES, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A stretch of calendar days in which a text stood and a role had not voted on it at a gate.

    It begins when the text landed, or when the project entered the phase if that was later, and it ends when the vote
    landed; an open one lasts until today. `by` is empty for an open one. `is_at_once` says that text and vote landed
    in the same commit.
    """

    slug: str
    phase: str
    gate: str
    role: str
    by: str
    since: date
    until: date
    is_open: bool
    is_at_once: bool

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return days_between(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWait:
    """How long the votes of one role took, in days: those that landed later than their text did.

    `at_once` counts the votes that landed with their text, about which nothing is known. `votes` are all that landed,
    the longest waited for first, `open` are waits that go on.
    """

    role: str
    landed: Spread | None
    at_once: int
    votes: tuple[Wait, ...]
    open: tuple[Wait, ...]


def landed_waits(ledger: Ledger, project: Project) -> tuple[Wait, ...]:
    """The wait that each vote of the history ended, in the order of landing.

    Of one person's votes in a role at a gate on one text only the first counts: after it the role was not waited for.
    A vote on another text than the one that stood when it landed ended no wait, so it is left out. So is one for a
    cancellation or for going back: it is on a move, and since when that was proposed is told by no text.
    """
    found = []
    persons = identities(ledger.policy.people)
    voted: set[tuple[str | None, ...]] = set()
    for event in project.events:
        if event.kind not in VOTES or not event.phase or not event.role or event.gate in MOVE_GATES:
            continue
        stood = _standing(project.contents, event)
        vote = (event.phase, event.gate, event.role, persons.get(event.by or "", event.by), event.of)
        if stood is None or vote in voted:
            continue
        voted.add(vote)
        found.append(
            Wait(
                slug=project.slug,
                phase=event.phase,
                gate=event.gate or "",
                role=event.role,
                by=event.who or "",
                since=min(day_of(_since(project, event.phase, stood, event.time)), day_of(event.time)),
                until=day_of(event.time),
                is_open=False,
                is_at_once=stood.since == event.time,
            )
        )
    return tuple(found)


def _standing(contents: Iterable[Content], event: Event) -> Content | None:
    """The text that stood when a vote landed, if it is the one that the vote covers."""
    stood = None
    for content in contents:
        if content.phase == event.phase and content.since <= event.time:
            stood = content
    return stood if stood and stood.of == event.of else None


def _since(project: Project, phase: str, content: Content, until: datetime) -> datetime:
    entered = [visit.entered for visit in project.visits if visit.phase == phase and visit.entered <= until]
    return max(content.since, entered[-1]) if entered else content.since


def open_waits(ledger: Ledger, project: Project) -> tuple[Wait, ...]:
    """The roles that an active project waits for today, if votes are all that its phase still asks for.

    A role is not waited for while somebody's veto stands at the gate: the project has to answer that first. Since when
    the rest was complete is not known for KPIs that are read from other files; the wait begins with the text, or anew
    when the project is taken up again: while it rested nobody was asked.
    """
    lacking = {need.kind for need in needs_of(ledger, project) if need.state is NeedState.OPEN} - {NeedKind.DECISION}
    texts = [content for content in project.contents if content.phase == project.phase]
    if project.status is not Status.ACTIVE or lacking != {NeedKind.VOTE} or not texts or not project.phase:
        return ()
    since = max([day_of(_since(project, project.phase, texts[-1], ledger.at)), *rests_ended(project)])
    return tuple(
        Wait(
            slug=project.slug,
            phase=project.phase,
            gate=row.count.gate.id,
            role=role.role,
            by="",
            since=since,
            until=max(since, ledger.today),
            is_open=True,
            is_at_once=False,
        )
        for row in gates_of(ledger, project)
        if row.is_current and row.count.gate.id not in MOVE_GATES and not row.count.blocked_by
        for role in row.count.roles
        if not role.is_met
    )


def role_waits(waits: Iterable[Wait]) -> tuple[RoleWait, ...]:
    """Waits by role, the role first whose votes take longest in the median."""
    by_role: dict[str, list[Wait]] = {}
    for wait in waits:
        by_role.setdefault(wait.role, []).append(wait)
    found = [_role_wait(role, by_role[role]) for role in by_role]
    return tuple(sorted(found, key=lambda one: (-(one.landed.median if one.landed else -1), one.role)))


def _role_wait(role: str, waits: list[Wait]) -> RoleWait:
    landed = [wait for wait in waits if not wait.is_open]
    return RoleWait(
        role=role,
        landed=spread(wait.days for wait in landed if not wait.is_at_once),
        at_once=sum(wait.is_at_once for wait in landed),
        votes=tuple(sorted(landed, key=lambda wait: (-wait.days, wait.until, wait.slug))),
        open=tuple(sorted((wait for wait in waits if wait.is_open), key=lambda wait: (wait.since, wait.slug))),
    )
