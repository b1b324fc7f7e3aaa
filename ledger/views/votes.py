"""The gates of a project's phases with every vote on them, counted."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.records.flow import Gate, Phase
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.waivers import reason_for
from ledger.votes.approvals import Electorate, GateCount, Standing, Vote, count_gate, standing_electorate
from ledger.votes.debt import as_left, is_replaced, unpaid
from ledger.votes.gates import MOVE_GATES
from ledger.words import CLOSED, Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """A gate of one phase; `is_left` says that the project has gone through it, `phase_title` is for people.

    `waived` is the reason of the waiver that does without the votes that a gate of the present phase lacks.
    """

    phase: str
    phase_title: str
    is_current: bool
    is_left: bool
    count: GateCount
    waived: str | None = None

    @property
    def title(self) -> str:
        """The gate's title."""
        return self.count.gate.title


def count_of(ledger: Ledger, project: Project, gate: Gate, document: PhaseDocument) -> GateCount:
    """One gate's count as of today, by the policy of today."""
    return count_gate(gate, document, standing_electorate(ledger, project), project.grades)


def _moves_gates(document: PhaseDocument) -> tuple[Gate, ...]:
    """The gates of the moves that a document records votes for: a cancellation, a way back."""
    voted = {vote.gate for vote in document.approvals}
    asked = {
        name: tuple(vote.role for vote in document.approvals if vote.gate == name and vote.role) for name in MOVE_GATES
    }
    return tuple(
        Gate(id=name, title=title, approvals=dict.fromkeys(asked[name], 1))
        for name, title in MOVE_GATES.items()
        if name in voted
    )


def gates_of(ledger: Ledger, project: Project) -> tuple[GateRow, ...]:
    """Every gate of the phases that have a document, in the flow's order; of the phases left, only gates with votes."""
    found = []
    left = {phase.id for phase in project.reached} - {project.phase}
    voters, waived = standing_electorate(ledger, project), _reason_without_votes(ledger, project)
    for document in project.documents.values():
        phase = (project.flow.phase(document.phase) if project.flow else None) or Phase(
            id=document.phase, title=document.phase
        )
        for gate in (*phase.gates, *_moves_gates(document)):
            count = count_gate(gate, document, voters, project.grades)
            is_left = phase.id in left and gate.id not in MOVE_GATES
            if is_left:
                count = as_left(count, voters)
            if count.votes or (phase.id == project.phase and gate.approvals):
                found.append(
                    GateRow(
                        phase=phase.id,
                        phase_title=phase.title,
                        is_current=phase.id == project.phase,
                        is_left=is_left,
                        count=count,
                        waived=waived if phase.id == project.phase and _lacks_votes(count) else None,
                    )
                )
    return tuple(found)


def _reason_without_votes(ledger: Ledger, project: Project) -> str | None:
    return reason_for(ledger.policy.waivers, "APR001", project.slug, ledger.today)


def _lacks_votes(count: GateCount) -> bool:
    return not count.is_satisfied and not count.is_used_up


def debt_of(ledger: Ledger, project: Project) -> tuple[Vote, ...]:
    """Approvals at the gates of the phases up to the present one that cover the content no longer.

    In the present phase also those of people who hold the role no longer; in a phase that was left only the content
    matters, whatever its voters may do today. What others have approved anew in the same role is none; a later phase
    asks for every vote again once it is entered.
    """
    return tuple(vote for _, vote in owed_at(ledger, project))


def owed_at(ledger: Ledger, project: Project) -> Iterator[tuple[GateRow, Vote]]:
    """The debt of a project with the gates that it is owed at; gates of two phases may have one id.

    A vote for going back or for a cancellation is used up by the move, and is never owed. To a project that was
    cancelled or completed nobody owes anything; its votes stay what they are.
    """
    if project.status in CLOSED:
        return
    reached = {phase.id for phase in project.reached}
    voters = standing_electorate(ledger, project)
    for row in gates_of(ledger, project):
        if row.phase in reached and row.count.gate.id not in MOVE_GATES:
            owed = _owed(row, voters) if row.is_current else unpaid(row.count, voters)
            yield from ((row, vote) for vote in owed)


def _owed(row: GateRow, voters: Electorate) -> Iterator[Vote]:
    met = {role.role for role in row.count.roles if role.is_met}
    lost = [
        vote
        for vote in row.count.votes
        if _has_lost_its_voter(vote) and not is_replaced(row.count, vote, voters)  # their last word, as of all others
    ]
    return (vote for vote in (*row.count.debt, *lost) if vote.approval.role not in met)


def _has_lost_its_voter(vote: Vote) -> bool:
    gone = vote.standing in {Standing.ROLE_NOT_HELD, Standing.UNKNOWN_PERSON}
    return gone and vote.approval.decision == Decision.APPROVED
