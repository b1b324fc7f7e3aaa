"""Approvals: new votes must be able to count, landed ones stay as they are, and a move needs its gates satisfied."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ledger.approvals import BACKTRACK_GATE, CANCEL_GATE, Electorate, GateCount, Standing, Vote, count_gate, least_grade
from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.digest import digest
from ledger.events import added_votes
from ledger.flow import Flow, Gate
from ledger.model import Approval, Change, Ledger, PhaseDocument, Policy, Project
from ledger.past import NO_FACTS, PhaseFacts
from ledger.rules.finding import card_place, finding
from ledger.rules.moving import Made
from ledger.rules.passages import Passage, matched, passages
from ledger.strict_yaml import shown
from ledger.words import Decision, EventKind, Grade

_FAULTS = {
    Standing.UNKNOWN_PERSON: (
        "APR003",
        "the voter must be known to the base",
        "let the person land in ledger.yml first",
    ),
    Standing.ROLE_NOT_HELD: ("APR003", "the voter must hold the role at the base", "ask somebody who holds it"),
    Standing.OWN_PROJECT: (
        "APR004",
        "a vote must be of somebody else than the owner",
        "ask another holder of the role",
    ),
    Standing.FUTURE: ("APR005", "the date of a vote must not be later than today", "write the day of the vote"),
    Standing.NO_NOTE: ("APR006", "not-applicable must say why", "add a note that says why the role has nothing to say"),
}
_PROVEN = frozenset({Decision.APPROVED, Decision.NOT_APPLICABLE})


def gates_of(made: Made, flow: Flow) -> tuple[str, tuple[Gate, ...]]:
    """The phase in whose document the votes for a move stand, and the gates that the move needs."""
    phase = flow.phase(made.origin)
    if made.kind is EventKind.ADVANCED:
        return made.origin, phase.gates if phase else ()
    way = flow.way_back(made.origin, made.target) if made.kind in {EventKind.BACKTRACKED, EventKind.ITERATED} else None
    if way and way.approvals:
        return made.origin, (Gate(id=BACKTRACK_GATE, title="Going back", approvals=way.approvals),)
    return made.origin, ()


def cancel_gates(flow: Flow) -> tuple[Gate, ...]:
    """The gate of a cancellation, where the flow asks for votes on it."""
    if not flow.cancel.approvals:
        return ()
    return (Gate(id=CANCEL_GATE, title="Cancellation", approvals=flow.cancel.approvals),)


def electorate_of(passage: Passage, change: Change) -> Electorate:
    """Who may vote on a project of a change: by the base's policy, its owners of both sides excluded."""
    cards = (passage.before.card, passage.after.card)
    owners = frozenset(card.owner for card in cards if card and card.owner)
    return Electorate(policy=change.before.policy, owners=owners, today=change.after.today)


def gate_counts(
    passage: Passage, change: Change
) -> Iterator[tuple[Made, PhaseDocument | None, GateCount | None, Gate]]:
    """The gates that each move of a project needs, counted on the content of the merge result."""
    if passage.flow is None:
        return
    electorate = electorate_of(passage, change)
    for made in passage.moves:
        if made.kind is EventKind.CANCELLED:
            phase, gates = passage.before.phase or "", cancel_gates(passage.flow)
        else:
            phase, gates = gates_of(made, passage.flow)
        document = passage.after.documents.get(phase)
        for gate in gates:
            counted = count_gate(gate, document, electorate, grades(passage.after, phase)) if document else None
            yield made, document, counted, gate


def grades(project: Project, phase: str) -> Callable[[Approval], Grade]:
    """The grade of each vote in one document of a project; a vote without one is only claimed."""
    return lambda vote: project.grades.get((phase, vote.index), Grade.CLAIMED)


def gates(change: Change) -> Iterator[Diagnostic]:
    """APR001: every gate of the phase left, of a way back or of a cancellation is satisfied."""
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
    parts = [f"{vote.approval.decision} by {shown(vote.approval.by or '')}" for vote in counted.blocked_by]
    parts += [
        f"{role.given} of {role.needed} for {role.role}{_why(counted, role.role)}"
        for role in counted.roles
        if not role.is_met
    ]
    return "; ".join(parts)


def _why(counted: GateCount, role: str) -> str:
    idle = [
        f"{shown(vote.approval.by or '')}: {vote.standing}"
        for vote in counted.votes
        if vote.approval.role == role and vote.standing not in {Standing.COUNTS, Standing.BLOCKS, Standing.SUPERSEDED}
    ]
    return f" ({', '.join(idle)})" if idle else ""


def new_votes(change: Change) -> Iterator[Diagnostic]:
    """APR003 to APR007, APR010, APR011: a vote that the change brings can count."""
    for project, electorate, document, vote in _brought(change):
        fault = electorate.fault(vote)
        if fault in _FAULTS:
            code, must, hint = _FAULTS[fault]
            said = f"{shown(vote.by or '')} as {shown(vote.role or '')} on {shown(vote.date or '')}"
            yield finding(code, _place(document, vote, "by"), f"{must}, found {said}", hint, project)
        if vote.of != (current := digest(document.fields, document.body)):
            message = f"a new vote must cover the content that it lands with, {current[:19]}, found {shown((vote.of or '')[:19])}"
            yield finding(
                "APR007", _place(document, vote, "of"), message, "vote again on the content as it is now", project
            )
        yield from _proof(project, electorate.policy, document, vote, change)


def _proof(
    project: Project, policy: Policy, document: PhaseDocument, vote: Approval, change: Change
) -> Iterator[Diagnostic]:
    grade = grades(project, document.phase)(vote)
    if vote.signature and grade is not Grade.SIGNED:
        message = (
            f"a signature must verify with a key that {shown(vote.by or '')} has at the base, found one that does not"
        )
        yield finding(
            "APR011", _place(document, vote, "signature"), message, "sign again, or leave the signature out", project
        )
    gate = _gate(project, document.phase, vote, change)
    least = least_grade(gate, policy) if gate else policy.grade
    if vote.decision in _PROVEN and list(Grade).index(grade) < list(Grade).index(least):
        message = f"a vote must be proven at least as {least}, found only {grade}"
        hint = f"let {shown(vote.by or '')} commit the entry themselves, or sign it"
        yield finding("APR010", _place(document, vote, "by"), message, hint, project)


def _gate(project: Project, phase: str, vote: Approval, change: Change) -> Gate | None:
    flow = change.before.flows.get(project.flow.id) if project.flow else None
    known = flow.phase(phase) if flow else None
    return next((gate for gate in known.gates if gate.id == vote.gate), None) if known else None


def _place(document: PhaseDocument, vote: Approval, field: str) -> Location:
    return document.source.value_place("approvals", vote.index, field)


def _brought(change: Change) -> Iterator[tuple[Project, Electorate, PhaseDocument, Approval]]:
    """The votes that a change adds, with who may vote."""
    for before, project in matched(change):
        if project is None:
            continue
        owners = frozenset(one.card.owner for one in (before, project) if one and one.card and one.card.owner)
        electorate = Electorate(policy=change.before.policy, owners=owners, today=change.after.today)
        for phase, document in project.documents.items():
            for vote in added_votes(facts(before, phase), facts(project, phase)):
                yield project, electorate, document, vote


def facts(project: Project | None, phase: str) -> PhaseFacts:
    """The votes of one document of a project as the history keeps them."""
    document = project.documents.get(phase) if project else None
    return replace(NO_FACTS, approvals=document.approvals) if document else NO_FACTS


def append_only(change: Change) -> Iterator[Diagnostic]:
    """APR009: a vote that landed is neither edited, removed nor moved before an older one."""
    for before, after in matched(change):
        if before is None or after is None:
            continue  # a new project has nothing landed, a removed one is a finding of its own
        for phase, document in before.documents.items():
            now = after.documents.get(phase)
            kept = [replace(vote, index=0) for vote in now.approvals] if now else []
            landed = [replace(vote, index=0) for vote in document.approvals]
            if kept[: len(landed)] == landed:
                continue
            first = next((at for at, vote in enumerate(landed) if at >= len(kept) or kept[at] != vote), 0)
            vote = document.approvals[first]
            place = now.source.value_place("approvals", first) if now else Location(path=document.path)
            yield finding(
                "APR009",
                place,
                f"a vote that landed must stay as it is and where it is, found the {vote.decision} of "
                f"{shown(vote.by or '')} for {shown(vote.role or '')} on '{shown(vote.gate or '')}' changed or gone",
                "restore the list as it landed and add a new vote at its end",
                after,
            )


def standing_votes(ledger: Ledger) -> Iterator[Diagnostic]:
    """APR002, APR005, APR008: approval debt, votes of tomorrow, and vetoes, as things stand."""
    for project in ledger.projects.values():
        owner = frozenset({project.card.owner}) if project.card and project.card.owner else frozenset()
        electorate = Electorate(policy=ledger.policy, owners=owner, today=ledger.today)
        place = project.flow.position(project.phase) if project.flow and project.phase else None
        for at, phase in enumerate(project.flow.phases if project.flow and place is not None else ()):
            document = project.documents.get(phase.id)
            if document is None or place is None or at > place:
                continue
            for gate in phase.gates:
                counted = count_gate(gate, document, electorate, grades(project, phase.id))
                yield from _standing(project, document, gate, counted, is_left=at < place)


def _standing(
    project: Project, document: PhaseDocument, gate: Gate, counted: GateCount, *, is_left: bool
) -> Iterator[Diagnostic]:
    for vote in counted.votes:
        name, place = shown(vote.approval.by or ""), _place(document, vote.approval, "by")
        if vote in counted.debt and not is_met_anyway(counted, vote):
            message = f"an approval must cover the content as it is, but {name} approved '{gate.id}' before it changed"
            severity = Severity.WARNING if is_left else Severity.NOTE
            yield finding("APR002", place, message, "ask for a new vote on the present content", project, severity)
        if vote.standing is Standing.FUTURE:
            message = f"the date of a vote must not be later than today, found {shown(vote.approval.date or '')}"
            yield finding("APR005", place, message, "write the day of the vote", project)
        if vote.standing is Standing.BLOCKS:
            message = f"the gate '{gate.id}' must not be blocked to move on, found {vote.approval.decision} by {name}"
            hint = f"settle it with {name}, who lifts it with a new vote"
            yield finding("APR008", place, message, hint, project)


def is_met_anyway(counted: GateCount, vote: Vote) -> bool:
    """Whether others have approved the present content in the role of a lapsed vote."""
    return any(role.is_met for role in counted.roles if role.role == vote.approval.role)


RULES = (standing_votes,)
CHANGE_RULES = (gates, new_votes, append_only)
