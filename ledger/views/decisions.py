"""Landed votes to rows: what became of each, by which rules it was cast, and by which it would be cast today."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ledger.proof.decisions import Decided
from ledger.records.flow import Flow, Gate
from ledger.records.model import Event, Ledger, Project
from ledger.records.papers import Approval
from ledger.records.policy import Policy
from ledger.views.left import counted_when_left
from ledger.views.votes import GateRow, gates_of
from ledger.votes.approvals import Standing, Vote, least_grade
from ledger.votes.digest import digest
from ledger.votes.gates import gates_at
from ledger.votes.identity import identities
from ledger.words import EventKind, Grade


class State(StrEnum):
    """What a landed vote is today."""

    COUNTS = "counts"
    BLOCKS = "blocks"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    USED = "used up"
    VOID = "does not count"
    REMOVED = "removed"
    GONE = "nothing to compare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the policy says about one vote: None where it does not know the person or the gate."""

    roles: tuple[str, ...] | None
    gate: Gate | None
    grade: Grade
    self_approval: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A landed vote and what became of it.

    `standing` is its worth by today's policy where its entry still stands, `state` that when the phase was left, if it
    was: a gate that somebody opened stays open when they leave. `is_same` says whether the document holds exactly what
    was voted on, None without a document. `later` is the vote that took its place, `lapsed` the event that ended it,
    `blocked_by` who blocks its gate today. `then` is None for a vote in the ledger's first commit.
    """

    decided: Decided
    state: State
    standing: Standing | None
    is_same: bool | None
    later: Decided | None
    lapsed: Event | None
    blocked_by: tuple[str, ...]
    then: Rules | None
    now: Rules

    @property
    def vote(self) -> Approval:
        """The entry as it landed."""
        return self.decided.graded.landing.vote

    @property
    def phase(self) -> str:
        """The phase whose document holds the vote."""
        return self.decided.graded.landing.phase


def decision_rows(ledger: Ledger, slug: str, votes: Sequence[Decided]) -> tuple[DecisionRow, ...]:
    """The landed votes of one project, oldest first."""
    project = ledger.projects.get(slug)
    gates = gates_of(ledger, project) if project else ()
    standing = _standing(project, votes, gates)
    kept = counted_when_left(ledger, project, gates, landed_at(project, votes)) if project else frozenset()
    places = _places(project, votes) if kept and project else {}
    rows = (_row(ledger, project, one, votes, standing, gates) for one in votes)
    return tuple(replace(row, state=State.COUNTS) if places.get(row.decided.name) in kept else row for row in rows)


def landed_at(project: Project, votes: Sequence[Decided]) -> Mapping[tuple[str, int], Decided]:
    """The landed votes of a project's documents, by phase and place in the document."""
    named = {one.name: one for one in votes}
    return {place: named[name] for name, place in _places(project, votes).items()}


def decision_names(project: Project, votes: Sequence[Decided]) -> Mapping[tuple[str, int], str]:
    """The name of each vote of a project's documents that has landed, by phase and place in the document."""
    return {(phase, index): name for name, (phase, index) in _places(project, votes).items()}


def _places(project: Project, votes: Iterable[Decided]) -> dict[str, tuple[str, int]]:
    """Where the entry of each vote stands, by the vote's name; of equal entries the older vote has the first."""
    landed: defaultdict[tuple[str, Approval], deque[str]] = defaultdict(deque)
    for one in votes:
        if one.graded.stands:
            landed[one.graded.landing.phase, one.graded.landing.vote.entry].append(one.name)
    found = {}
    for phase, document in project.records.items():
        for vote in document.approvals:
            if names := landed[phase, vote.entry]:
                found[names.popleft()] = phase, vote.index
    return found


def _standing(project: Project | None, votes: Sequence[Decided], gates: Iterable[GateRow]) -> Mapping[str, Vote | None]:
    """The counted vote of each name whose entry stands; None for one on a gate that the flow does not have."""
    if project is None:
        return {}
    counted = {(row.phase, vote.approval.index): vote for row in gates for vote in row.count.votes}
    return {name: counted.get(place) for name, place in _places(project, votes).items()}


def _row(
    ledger: Ledger,
    project: Project | None,
    one: Decided,
    votes: Sequence[Decided],
    standing: Mapping[str, Vote | None],
    gates: Iterable[GateRow],
) -> DecisionRow:
    landing = one.graded.landing
    document = project.records.get(landing.phase) if project else None
    is_same = digest(document.fields, document.body) == landing.vote.of if document else None
    gate = next((row for row in gates if (row.phase, row.count.gate.id) == (landing.phase, landing.vote.gate)), None)
    blocked = gate.count.blocked_by if gate else ()
    vote = standing.get(one.name)
    state = State.GONE if document is None else _state(vote) if one.name in standing else State.REMOVED
    return DecisionRow(
        decided=one,
        state=state,
        standing=vote.standing if vote else None,
        is_same=is_same,
        later=_later(ledger, one, votes, standing) if state in {State.SUPERSEDED, State.REMOVED} else None,
        lapsed=_lapsed(project, one) if is_same is False else None,
        blocked_by=tuple(dict.fromkeys(ledger.policy.handle(other.approval.by) or "somebody" for other in blocked)),
        then=_rules(landing.policy, one.flow, one) if landing.policy else None,
        now=_rules(ledger.policy, project.flow if project else None, one),
    )


def _state(vote: Vote | None) -> State:
    states = {
        Standing.COUNTS: State.COUNTS,
        Standing.BLOCKS: State.BLOCKS,
        Standing.LAPSED: State.LAPSED,
        Standing.SUPERSEDED: State.SUPERSEDED,
        Standing.USED: State.USED,
    }
    return states.get(vote.standing, State.VOID) if vote else State.VOID


def _later(
    ledger: Ledger, one: Decided, votes: Sequence[Decided], standing: Mapping[str, Vote | None]
) -> Decided | None:
    """The next vote of the same person in the same role on the same gate.

    Of an entry that stands, the next one that is their word: what counts for nothing has taken no place.
    """
    persons = identities(ledger.policy.people)

    def seat(other: Decided) -> tuple[object, ...]:
        vote = other.graded.landing.vote
        return other.graded.landing.phase, vote.gate, vote.role, persons.get(vote.by or "", vote.by)

    def is_word(other: Decided) -> bool:
        vote = standing.get(other.name)
        return vote is not None and vote.standing.is_word

    after = votes[[other.name for other in votes].index(one.name) + 1 :]
    is_gone = one.name not in standing
    return next((other for other in after if seat(other) == seat(one) and (is_gone or is_word(other))), None)


def _lapsed(project: Project | None, one: Decided) -> Event | None:
    """The last time that the content was left."""
    vote = one.graded.landing.vote
    found = [
        event
        for event in (project.events if project else ())
        if event.kind is EventKind.LAPSED and event.of == vote.of and event.phase == one.graded.landing.phase
    ]
    return found[-1] if found else None


def _rules(policy: Policy, flow: Flow | None, one: Decided) -> Rules:
    vote = one.graded.landing.vote
    person = policy.person(vote.by)
    gates = gates_at(flow, one.graded.landing.phase) if flow else ()
    gate = next((gate for gate in gates if gate.id == vote.gate), None)
    return Rules(
        roles=person.roles if person else None,
        gate=gate,
        grade=least_grade(gate, policy) if gate else policy.grade,
        self_approval=policy.self_approval,
    )


def event_names(votes: Iterable[Decided]) -> Callable[[Event], str]:
    """Tells the name of the vote that an event is about: that was cast, or that lapsed; empty for any other event."""
    cast: dict[tuple[object, ...], str] = {}
    covered: dict[tuple[object, ...], str] = {}
    for one in votes:
        landing, vote = one.graded.landing, one.graded.landing.vote
        seat = landing.phase, vote.gate, vote.role, vote.by, vote.of
        cast[landing.commit, vote.decision, *seat] = one.name
        covered[seat] = one.name

    def name(event: Event) -> str:
        seat = event.phase, event.gate, event.role, event.by, event.of
        found = (
            covered.get(seat) if event.kind is EventKind.LAPSED else cast.get((event.commit, event.kind.value, *seat))
        )
        return found or ""

    return name
