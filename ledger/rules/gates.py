"""Gates: a move needs those of the phase left satisfied, and what stands in the way of the next move is said."""

from collections.abc import Iterator
from functools import partial

from ledger.diagnostics import Diagnostic, Severity
from ledger.records.flow import Gate
from ledger.records.model import Change, Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.finding import card_place, finding
from ledger.rules.moving import Made
from ledger.rules.passages import Passage, passages
from ledger.text.strict_yaml import shown
from ledger.votes.approvals import (
    GateCount,
    Standing,
    Vote,
    count_gate,
    electorate_in,
    least_grade,
    standing_electorate,
)
from ledger.votes.debt import as_left, unpaid
from ledger.votes.gates import gates_of
from ledger.words import CLOSED, EventKind


def gate_counts(
    passage: Passage, change: Change
) -> Iterator[tuple[Made, PhaseDocument | None, GateCount | None, Gate]]:
    """The gates that each move of a project needs, counted on the content of the merge result."""
    voters = electorate_in(change, passage.before, passage.after)
    for made, left, gates in gates_asked(passage):
        document = passage.after.documents.get(left)
        for gate in gates:
            counted = count_gate(gate, document, voters, passage.after.grades) if document else None
            yield made, document, counted, gate


def gates_asked(passage: Passage) -> Iterator[tuple[Made, str, tuple[Gate, ...]]]:
    """Each move of a project with the gates that it needs, and the phase in whose document the votes on them stand."""
    if passage.flow is None:
        return
    for made in passage.moves:
        stood = passage.after if made.kind is EventKind.COMPLETED else passage.before  # it may advance and end at once
        left = stood.phase or made.origin
        yield made, left, gates_of(made.kind, left, made.target, passage.flow)


def satisfied(change: Change) -> Iterator[Diagnostic]:
    """APR001: every gate of the phase left, by an advance or for good, of a way back or a cancellation is satisfied."""
    for passage in passages(change):
        for made, document, counted, gate in gate_counts(passage, change):
            if counted is not None and counted.is_satisfied:
                continue
            place = document.source.key_place("approvals") if document else card_place(passage.after, "phase")
            least = least_grade(gate, change.before.policy)
            yield finding(
                "APR001",
                place,
                f"the gate '{gate.id}' must be satisfied for the move to {made.target}, found {missing(counted)}",
                f"each role needs votes on this very content, proven at least as {least}",
                passage.after,
            )


def missing(counted: GateCount | None) -> str:
    """What a gate still lacks, in words."""
    if counted is None:
        return "no document to vote on"
    parts = [f"{vote.approval.decision} by {shown(vote.approval.by)}" for vote in counted.blocked_by]
    parts += [
        f"{role.given} of {role.needed} for {role.role}{_why(counted, role.role)}"
        for role in counted.roles
        if not role.is_met
    ]
    return "; ".join(parts)


def _why(counted: GateCount, role: str) -> str:
    idle = [
        f"{shown(vote.approval.by)}: {vote.standing}"
        for vote in counted.votes
        if vote.approval.role == role and not vote.standing.is_settled
    ]
    return f" ({', '.join(idle)})" if idle else ""


def standing_votes(ledger: Ledger) -> Iterator[Diagnostic]:
    """APR002, APR005, APR008: approval debt, votes of tomorrow, and vetoes, as things stand.

    Of a project that has ended nobody is asked for anything, and debt and vetoes are only noted.
    """
    for project in ledger.projects.values():
        voters = standing_electorate(ledger, project)
        for phase in project.reached:
            document = project.documents.get(phase.id)
            if document is None or not document.approvals:
                continue
            for gate in phase.gates:
                counted = count_gate(gate, document, voters, project.grades)
                owed = tuple(vote for vote in counted.debt if not _is_met_anyway(counted, vote))
                if phase.id != project.phase:
                    counted = as_left(counted, voters)
                    owed = unpaid(counted, voters)
                yield from _standing(project, document, counted, owed, ledger)


def _standing(
    project: Project, document: PhaseDocument, counted: GateCount, owed: tuple[Vote, ...], ledger: Ledger
) -> Iterator[Diagnostic]:
    gate = counted.gate.id
    ended, is_left = project.status in CLOSED, document.phase != project.phase
    nothing = f"nothing is to be done while the project is {project.status}; who reopens it"
    for vote in counted.votes:
        name = shown(vote.approval.by)
        where = partial(document.source.value_place, "approvals", vote.approval.index)
        if vote in owed:
            message = f"an approval must cover the content as it is, but {name} approved '{gate}' before it changed"
            severity = Severity.WARNING if is_left and not ended else Severity.NOTE
            hint = f"{nothing} asks for a new vote" if ended else "ask for a new vote on the present content"
            yield finding("APR002", where("by"), message, hint, project, severity)
        if vote.standing is Standing.FUTURE:
            found = f"{ledger.today}, found {shown(vote.approval.date)}"
            message = f"the date of a vote must not be later than today, {found}"
            yield finding("APR005", where("date"), message, "write the day of the vote, as it is in UTC", project)
        if vote.standing is Standing.BLOCKS:
            message = f"the gate '{gate}' must not be blocked, found {vote.approval.decision} by {name}"
            name = shown(ledger.policy.handle(vote.approval.by))
            hint = f"settle it with {name}, who lifts it with a new vote in the same role"
            hint = f"{nothing} settles it with {name}" if ended else hint
            yield finding("APR008", where("by"), message, hint, project, Severity.NOTE if ended else None)


def _is_met_anyway(counted: GateCount, vote: Vote) -> bool:
    """Whether the role of a lapsed vote has been approved on the present content in any case."""
    return any(role.is_met for role in counted.roles if role.role == vote.approval.role)


RULES = (standing_votes,)
CHANGE_RULES = (satisfied,)
