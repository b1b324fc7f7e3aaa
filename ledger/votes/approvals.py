"""Counting approvals: which votes stand, which do not and why, and whether a gate is satisfied.

Order of judgement, so that nobody can lift another's veto or approval with a vote that does not count itself:
votes that can never count are set aside; of the rest the last entry of each person in each role is their word (the
list is append-only, so its order is the order of landing); only a word on the current content counts. A veto needs no
proof to bind, so one without it supersedes no veto that binds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from ledger.days import parse_day
from ledger.records.flow import Gate
from ledger.records.front_matter import word
from ledger.records.model import Change, Ledger, Project
from ledger.records.papers import Approval, PhaseDocument
from ledger.records.policy import Policy
from ledger.votes.digest import digest
from ledger.votes.identity import identities, with_own_handles
from ledger.votes.used_up import used_up
from ledger.words import VETOES, Decision, Grade


class Standing(StrEnum):
    """What a vote is worth; only `counts` and `blocks` have an effect."""

    COUNTS = "counts"
    BLOCKS = "blocks"
    SUPERSEDED = "superseded by a later vote"
    LAPSED = "the content has changed"
    NOT_ASKED = "the gate does not ask for this role"
    UNKNOWN_PERSON = "the person is not known"
    ROLE_NOT_HELD = "the person does not hold the role"
    OWN_PROJECT = "the owner may not approve their own project"
    FUTURE = "the date is later than today"
    NO_DATE = "the date cannot be read"
    NO_NOTE = "not-applicable needs a note that says why"
    UNKNOWN_DECISION = "the decision is not known"
    TOO_WEAK = "the proof is too weak"
    USED = "the move that it was for has been made"

    @property
    def is_settled(self) -> bool:
        """Whether the vote has its effect, or had it until the same person voted again; any other lacks something."""
        return self in _SETTLED

    @property
    def is_word(self) -> bool:
        """Whether the vote is, or was, its person's word, which takes the place of an earlier one."""
        return self in _WORDS


_SETTLED: Final = frozenset({Standing.COUNTS, Standing.BLOCKS, Standing.SUPERSEDED})
_WORDS: Final = _SETTLED | {Standing.LAPSED, Standing.NOT_ASKED, Standing.USED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One recorded approval with its grade and what it is worth."""

    approval: Approval
    grade: Grade
    standing: Standing

    @property
    def stands(self) -> bool:
        """Whether the vote has an effect: it counts, or it blocks."""
        return self.standing in {Standing.COUNTS, Standing.BLOCKS}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCount:
    """How many different people of a role have approved, of how many that are needed."""

    role: str
    needed: int
    given: int
    not_applicable: bool

    @property
    def is_met(self) -> bool:
        """Whether enough people approved, or one said with a note that the role has nothing to say here."""
        return self.not_applicable or self.given >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCount:
    """A gate with every vote on it, in the order of the document, whose digest is `current`."""

    gate: Gate
    current: str
    roles: tuple[RoleCount, ...]
    votes: tuple[Vote, ...]

    @property
    def blocked_by(self) -> tuple[Vote, ...]:
        """The votes that block the gate, whoever else approved."""
        return tuple(vote for vote in self.votes if vote.standing is Standing.BLOCKS)

    @property
    def debt(self) -> tuple[Vote, ...]:
        """Approvals that were given and no longer cover the content."""
        return tuple(
            vote
            for vote in self.votes
            if vote.standing is Standing.LAPSED and vote.approval.decision == Decision.APPROVED
        )

    @property
    def is_used_up(self) -> bool:
        """Whether the move that its votes were for has been made, and nobody has voted for another one since."""
        return any(vote.standing is Standing.USED for vote in self.votes) and not any(
            vote.stands for vote in self.votes
        )

    @property
    def is_satisfied(self) -> bool:
        """Whether every role is met and nobody blocks; KPI conditions are judged elsewhere."""
        return not self.blocked_by and all(role.is_met for role in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate:
    """Who may vote on a project, under which policy, on which day (of UTC).

    `owners` are its owner and, in a change, the one before too, so that nobody steps aside to approve their own work.
    `heirs` are those of them who become it by the change only: they approve nothing, but their vetoes bind, so that
    nobody is silenced by being made the owner. `used` are the entries that a move has used up, see `used_up`; vetoes
    among them go on blocking. `persons` names the one person behind each handle.
    """

    policy: Policy
    owners: frozenset[str]
    today: date
    heirs: frozenset[str] = frozenset()
    used: frozenset[Approval] = frozenset()
    persons: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "persons", identities(self.policy.people))

    def person(self, handle: str) -> str:
        """The person behind a handle, also a former one: two that share an address, an account or a key are one."""
        return self.persons.get(handle, handle)

    def fault(self, vote: Approval) -> Standing | None:
        """Why a vote can never count, whatever its content; None when it may."""
        decision = word(Decision, vote.decision)
        if decision is None:
            return Standing.UNKNOWN_DECISION
        owners = self.owners - self.heirs if decision in VETOES else self.owners
        if bar := self._bar(vote.by or "", vote.role or "", owners):
            return bar
        if decision is Decision.NOT_APPLICABLE and not any(letter.isalnum() for letter in vote.note or ""):
            return Standing.NO_NOTE
        return self._date_fault(vote)

    def bar(self, handle: str, role: str) -> Standing | None:
        """Why nobody may approve under a handle in a role; None when they may."""
        return self._bar(handle, role, self.owners)

    def _bar(self, handle: str, role: str, owners: frozenset[str]) -> Standing | None:
        person = self.policy.person(handle)
        if person is None:
            return Standing.UNKNOWN_PERSON
        if role not in person.roles:
            return Standing.ROLE_NOT_HELD
        if not self.policy.self_approval and self.person(handle) in map(self.person, owners):
            return Standing.OWN_PROJECT
        return None

    def able(self, counted: "GateCount", role: str) -> tuple[str, ...]:
        """One handle, the first by name, of each person who could still cast a vote in a role of a gate."""
        able: dict[str, str] = {}
        for handle in sorted(self.policy.people):
            if self.bar(handle, role) is None:
                able.setdefault(self.person(handle), handle)
        voted = {
            self.person(vote.approval.by or "") for vote in counted.votes if vote.stands and vote.approval.role == role
        }
        return tuple(handle for person, handle in able.items() if person not in voted)

    def _date_fault(self, vote: Approval) -> Standing | None:
        voted = parse_day(vote.date or "")
        if voted is None:
            return Standing.NO_DATE
        return Standing.FUTURE if voted > self.today else None


def electorate(policy: Policy, today: date, projects: Iterable[Project | None]) -> Electorate:
    """Who may approve a project; `projects` are its states, whose owners are all excluded."""
    owners = frozenset(one.card.owner for one in projects if one and one.card and one.card.owner)
    return Electorate(policy=policy, owners=owners, today=today)


def standing_electorate(ledger: Ledger, project: Project) -> Electorate:
    """Who may vote on a project as things stand."""
    voters = electorate(ledger.policy, ledger.today, (project,))
    return replace(voters, heirs=_heirs(voters, project.landed_owner), used=used_up(project, project))


def electorate_in(change: Change, before: Project | None, after: Project) -> Electorate:
    """Who may vote on a project in a change that leads from one state to another, by the base's policy."""
    voters = electorate(change.before.policy, change.after.today, (before, after))
    voters = replace(voters, owners=with_own_handles(voters.owners, change.before.policy, change.after.policy))
    owner = before.card.owner if before and before.card else None
    return replace(voters, heirs=_heirs(voters, owner), used=used_up(before, after) if before else frozenset())


def _heirs(voters: Electorate, owner_before: str | None) -> frozenset[str]:
    """Who of the owners was none before; nobody where nothing had landed."""
    was = voters.person(owner_before or "")
    return frozenset(one for one in voters.owners if owner_before and voters.person(one) != was)


def grades_of(project: Project, phase: str) -> Callable[[Approval], Grade]:
    """The grade of each vote in one document of a project; a vote without one is only claimed."""
    return lambda vote: project.grades.get((phase, vote.index), Grade.CLAIMED)


def least_grade(gate: Gate, policy: Policy) -> Grade:
    """The least proof that counts at a gate: the policy's, or more where the gate asks for more."""
    return gate.grade if gate.grade and policy.grade.is_below(gate.grade) else policy.grade


def count_gate(
    gate: Gate, document: PhaseDocument, electorate: Electorate, grades: Mapping[tuple[str, int], Grade]
) -> GateCount:
    """Every vote on a gate with its worth, and how far each role is; `grades` are those of the document's project."""
    current = digest(document.fields, document.body)
    least = least_grade(gate, electorate.policy)
    votes: list[Vote] = []
    last: dict[tuple[str, str], int] = {}
    for approval in document.approvals:
        if approval.gate != gate.id:
            continue
        grade = grades.get((document.phase, approval.index), Grade.CLAIMED)
        standing = electorate.fault(approval) or _weakness(approval, is_weak=grade.is_below(least))
        if standing is None:
            voter = electorate.person(approval.by or ""), approval.role or ""
            standing = _worth(approval, gate, current, is_used=approval in electorate.used)
            earlier = votes[last[voter]] if voter in last else None
            # Whoever can type a veto of other content must not lift by it the one that binds.
            is_no_lift = grade.is_below(least) and standing is Standing.LAPSED
            if earlier is None or earlier.standing is not Standing.BLOCKS or not is_no_lift:
                if earlier is not None and earlier.standing is not Standing.USED:
                    votes[last[voter]] = replace(earlier, standing=Standing.SUPERSEDED)
                last[voter] = len(votes)
        votes.append(Vote(approval=approval, grade=grade, standing=standing))
    return GateCount(gate=gate, current=current, roles=_roles(gate, votes, electorate), votes=tuple(votes))


def _weakness(approval: Approval, *, is_weak: bool) -> Standing | None:
    # A veto needs no proof: a false one delays, and the person whose name it bears lifts it with a proven vote.
    return Standing.TOO_WEAK if is_weak and approval.decision not in VETOES else None


def _worth(approval: Approval, gate: Gate, current: str, *, is_used: bool) -> Standing:
    """What somebody's last word is worth; whoever holds a role may block in it, and lifts that in the same role.

    A vote that has done its work was for that move, whatever became of the text.
    """
    if is_used and approval.decision not in VETOES:
        return Standing.USED
    if approval.of != current:
        return Standing.LAPSED
    if approval.decision in VETOES:
        return Standing.BLOCKS
    return Standing.COUNTS if approval.role in gate.approvals else Standing.NOT_ASKED


def _roles(gate: Gate, votes: list[Vote], electorate: Electorate) -> tuple[RoleCount, ...]:
    counted = [vote.approval for vote in votes if vote.standing is Standing.COUNTS]
    return tuple(
        RoleCount(
            role=role,
            needed=needed,
            given=len({electorate.person(vote.by or "") for vote in _of(counted, role, Decision.APPROVED)}),
            not_applicable=bool(_of(counted, role, Decision.NOT_APPLICABLE)),
        )
        for role, needed in gate.approvals.items()
    )


def _of(votes: list[Approval], role: str, decision: Decision) -> list[Approval]:
    return [vote for vote in votes if vote.role == role and vote.decision == decision]
