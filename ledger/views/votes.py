"""The gates of a project's phases with every vote on them, counted."""

from dataclasses import dataclass

from ledger.approvals import BACKTRACK_GATE, CANCEL_GATE, Electorate, GateCount, Vote, count_gate
from ledger.flow import Gate, Phase
from ledger.model import Approval, Ledger, PhaseDocument, Project
from ledger.words import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """A gate of one phase; `titles` of gate and phase are for people."""

    phase: str
    phase_title: str
    is_current: bool
    count: GateCount

    @property
    def title(self) -> str:
        """The gate's title."""
        return self.count.gate.title


def count_of(ledger: Ledger, project: Project, gate: Gate, document: PhaseDocument) -> GateCount:
    """One gate's count as of today, by the policy of today."""
    owner = project.card.owner if project.card else None
    electorate = Electorate(policy=ledger.policy, owners=frozenset({owner} if owner else ()), today=ledger.today)

    def grade_of(vote: Approval) -> Grade:
        return project.grades.get((document.phase, vote.index), Grade.CLAIMED)

    return count_gate(gate, document, electorate, grade_of)


def _moves_gates(document: PhaseDocument) -> tuple[Gate, ...]:
    """The gates of the moves that a document records votes for: a cancellation, a way back."""
    voted = {vote.gate for vote in document.approvals}
    titles = {CANCEL_GATE: "Cancellation", BACKTRACK_GATE: "Going back"}
    asked = {
        name: tuple(vote.role for vote in document.approvals if vote.gate == name and vote.role) for name in titles
    }
    return tuple(
        Gate(id=name, title=title, approvals=dict.fromkeys(asked[name], 1))
        for name, title in titles.items()
        if name in voted
    )


def gates_of(ledger: Ledger, project: Project) -> tuple[GateRow, ...]:
    """Every gate of the phases that have a document, in the flow's order; of the phases left, only gates with votes."""
    found = []
    for document in project.documents.values():
        phase = (project.flow.phase(document.phase) if project.flow else None) or Phase(
            id=document.phase, title=document.phase
        )
        for gate in (*phase.gates, *_moves_gates(document)):
            count = count_of(ledger, project, gate, document)
            if count.votes or (phase.id == project.phase and gate.approvals):
                is_current = phase.id == project.phase
                found.append(GateRow(phase=phase.id, phase_title=phase.title, is_current=is_current, count=count))
    return tuple(found)


def debt_of(ledger: Ledger, project: Project) -> tuple[Vote, ...]:
    """Approvals at the gates of the current phase that were given and no longer cover the content."""
    document = project.document
    if document is None or not document.approvals:
        return ()
    phase = project.flow.phase(document.phase) if project.flow else None
    gates = phase.gates if phase else ()
    return tuple(vote for gate in gates for vote in count_of(ledger, project, gate, document).debt)
