"""What somebody wants to say about a gate to the vote that the ledger records, or one sentence why that cannot be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.edit.plan import document_at
from ledger.records.flow import Flow, Gate, Phase
from ledger.records.model import Ledger, Project
from ledger.records.papers import Approval, PhaseDocument
from ledger.records.policy import Person, Policy
from ledger.selection import present_project
from ledger.votes.approvals import Standing, standing_electorate
from ledger.votes.digest import digest
from ledger.votes.gates import gates_at
from ledger.votes.identity import person_of
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, VETOES, Decision, EventKind

_FAULTS: Final = {  # what is left of a person, a role, a decision and a day that are known
    Standing.OWN_PROJECT: "{by} owns {project} and may not approve it: {others}",
    Standing.FUTURE: "a vote cannot be dated later than today, found {date}",
    Standing.NO_NOTE: "not-applicable needs a note that says why: add --note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for; `phase` says whose gate is meant where several have one of that name."""

    project: str
    gate: str
    role: str
    by: str
    on: date
    decision: Decision = Decision.APPROVED
    note: str | None = None
    phase: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A vote that may be recorded: by whom, on which gate, in which document."""

    project: Project
    person: Person
    gate: Gate
    document: PhaseDocument
    approval: Approval


def ballot(ledger: Ledger, wish: Wish) -> Ballot:
    """The vote that a wish means. Raises LedgerError when it could never count, or would agree to what is not there."""
    project = _project(ledger, wish.project)
    person = person_of(ledger.policy, wish.by)
    wish = replace(wish, by=person.handle)
    phase, gate = _gate(project, wish)
    _refuse_role(person, gate, wish, ledger.policy)
    document = document_at(project, phase.id)
    approval = approval_of(wish, document)
    fault = standing_electorate(ledger, project).fault(approval)
    if fault is not None:
        words = {"by": wish.by, "project": project.slug, "date": wish.on.isoformat()}
        words["others"] = _others(ledger, project, wish.role)
        raise LedgerError(_FAULTS[fault].format_map(words))
    if wish.decision is Decision.APPROVED:
        _refuse_other_files(ledger, project, document)
    return Ballot(project=project, person=person, gate=gate, document=document, approval=approval)


def _refuse_other_files(ledger: Ledger, project: Project, document: PhaseDocument) -> None:
    """Raises LedgerError where a file is not the one that the document pins: the voter sees what no vote covers."""
    for one in document.deliverables:
        if ledger.is_as_pinned(project, one) is False:
            raise LedgerError(
                f"'{one.path}' is not what '{document.path}' pins, so a yes would not cover what is there: "
                f"put the file back, or pin it first with 'ledger deliverable pin {project.slug}'"
            )


def approval_of(wish: Wish, document: PhaseDocument, review: str | None = None) -> Approval:
    """The entry that a wish becomes, on the document's present content, as its last."""
    return Approval(
        gate=wish.gate,
        role=wish.role,
        by=wish.by,
        date=wish.on.isoformat(),
        decision=wish.decision,
        of=digest(document.fields, document.body),
        note=wish.note,
        review=review,
        signature=None,
        index=len(document.approvals),
    )


def entry_of(approval: Approval) -> Mapping[str, str]:
    """The fields of an approval as a document writes them."""
    names = ("gate", "role", "by", "date", "decision", "of", "note", "review", "attestation", "signature")
    return {name: str(getattr(approval, name)) for name in names if getattr(approval, name) is not None}


def _project(ledger: Ledger, slug: str) -> Project:
    project = present_project(ledger, slug)
    if project.malformed:
        raise LedgerError(f"the card of '{slug}' cannot be read as it is: see 'ledger check' and mend it first")
    return project


def _refuse_role(person: Person, gate: Gate, wish: Wish, policy: Policy) -> None:
    known = {*policy.roles, *gate.approvals}
    if wish.role not in known:
        raise LedgerError(f"there is no role '{wish.role}': {did_you_mean(wish.role, known)}")
    if wish.role not in person.roles:
        held = f"vote as {_either(person.roles)}" if person.roles else "ask somebody who does"
        why = f"{person.handle} does not hold the role '{wish.role}' in ledger.yml"
        raise LedgerError(f"{why}: {held}, or let the role land there first")
    if wish.role not in gate.approvals and wish.decision not in VETOES:
        asked = f"vote as {_either(gate.approvals)}" if gate.approvals else "it needs no vote"
        raise LedgerError(f"the gate '{gate.id}' does not ask for the role '{wish.role}': {asked}")


def _gate(project: Project, wish: Wish) -> tuple[Phase, Gate]:
    """The gate that is meant: of the phase asked for, of the present one, or of one that the project has been in.

    The card of a branch that moves a project names the phase entered; the votes belong to the one left.
    """
    flow = project.flow
    if flow is None:
        raise LedgerError(f"the flow of '{project.slug}' is not there: see 'ledger check' and mend that first")
    if wish.phase is not None and flow.phase(wish.phase) is None:
        phases = [phase.id for phase in flow.phases]
        raise LedgerError(f"the flow '{flow.id}' has no phase '{wish.phase}': {did_you_mean(wish.phase, phases)}")
    places = (wish.phase,) if wish.phase else _places(project, wish.gate)
    for place in places:
        phase = flow.phase(place)
        gate = next((gate for gate in gates_at(flow, place) if gate.id == wish.gate), None)
        if phase is not None and gate is not None:
            return phase, gate
    raise LedgerError(_no_gate(project, flow, wish, places[0]))


def _others(ledger: Ledger, project: Project, role: str) -> str:
    """Who else may be asked for a vote in a role."""
    voters = standing_electorate(ledger, project)
    able = [handle for handle in ledger.policy.people if voters.bar(handle, role) is None]
    nobody = f"nobody else holds the role {role}, so let it land in ledger.yml who does"
    return f"ask {_either(able)}, who may as {role}" if able else nobody


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _places(project: Project, gate: str) -> tuple[str, ...]:
    """Phases in which a gate is looked for, the likeliest first; of one that its flow has no more, that one alone."""
    present = project.phase or ""
    if gate == CANCEL_GATE:
        return (present,)
    if gate == BACKTRACK_GATE:
        backs = [event.origin for event in project.events if event.kind is EventKind.BACKTRACKED and event.origin]
        return present, *backs[-1:]
    return present, *(phase.id for phase in reversed(project.reached[:-1]))


def _no_gate(project: Project, flow: Flow, wish: Wish, at: str) -> str:
    elsewhere = next((phase for phase in flow.phases if any(gate.id == wish.gate for gate in phase.gates)), None)
    if elsewhere is not None:
        belongs = f"the gate '{wish.gate}' is one of {elsewhere.id}"
        if wish.phase is not None:
            return f"{belongs} and not of {wish.phase}: leave --phase out, or name that phase"
        return f"{belongs}, and '{project.slug}' is in {project.phase}: vote on it once the project is there"
    known = [gate.id for gate in gates_at(flow, at)]
    if not known:
        return f"the phase {at} of the flow '{flow.id}' has no gate: nothing needs to be approved to leave it"
    return f"the phase {at} has no gate '{wish.gate}': {did_you_mean(wish.gate, known)}"
