"""The policy: people who can be told apart, gates that somebody can satisfy, waivers that name something."""

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.codes import CODES
from ledger.diagnostics import Diagnostic, Severity, did_you_mean
from ledger.plurals import counted
from ledger.records.flow import Flow
from ledger.records.model import Ledger, Project
from ledger.records.policy import Waiver
from ledger.records.readiness import missing_needs, steps_without_text
from ledger.rules.finding import card_place, finding
from ledger.rules.waivers import MAY_BE_ABSENT
from ledger.text.strict_yaml import shown
from ledger.votes.identity import HANDLE, identities, key_of, marks_of
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, Status

_MARKS: Final = {
    HANDLE: "a handle",
    "address": "an address",
    "key": "a key",
    "github": "a GitHub account",
    "gitlab": "a GitLab account",
}


def waivers(ledger: Ledger) -> Iterator[Diagnostic]:
    """POL006, POL007, POL013: a waiver has not ended, and names a code and a project that exist, the one it meant."""
    for waiver in ledger.policy.waivers:
        source = ledger.policy_source
        if waiver.code and waiver.code not in CODES:
            message = f"a waiver must name a known code, found '{shown(waiver.code)}'"
            place = source.value_place("waivers", waiver.index, "code")
            yield finding("POL007", place, message, did_you_mean(waiver.code, CODES), None)
        if waiver.project is not None and waiver.project not in ledger.projects and not _is_of_the_past(waiver, ledger):
            message = f"a waiver must name a project of the ledger, found '{shown(waiver.project)}'"
            hint = did_you_mean(waiver.project, ledger.projects)
            if waiver.now in ledger.projects:
                hint = f"the project is called '{waiver.now}' now"
            yield finding("POL007", source.value_place("waivers", waiver.index, "project"), message, hint, None)
        elif waiver.project in ledger.projects and waiver.target != waiver.project:
            message = "a waiver must be for the project that it named when it landed"
            found = f"{message}, found '{waiver.project}', which is another one now"
            rest = f"a waiver for '{waiver.project}' is a new entry with words of its own"
            is_there = waiver.now in ledger.projects
            hint = f"write '{waiver.now}', as it is called now; {rest}" if is_there else f"remove it; {rest}"
            severity = None
            if _is_of_the_past(waiver, ledger):
                severity, hint = Severity.NOTE, f"leave it: the audit tells for good of what it excuses; {rest}"
            yield finding("POL013", source.value_place("waivers", waiver.index, "project"), found, hint, None, severity)
        if waiver.until is not None and waiver.until < ledger.today:
            message = f"a waiver must not have ended, found one for {shown(waiver.code)} that ended on {waiver.until}"
            hint = "remove it, or agree on a new end"
            yield finding("POL006", source.value_place("waivers", waiver.index, "until"), message, hint, None)


def _is_of_the_past(waiver: Waiver, ledger: Ledger) -> bool:
    """Whether a waiver excuses what became of a project that was removed since: the audit tells of that for good."""
    return waiver.now is not None and waiver.now not in ledger.projects and waiver.code in MAY_BE_ABSENT


def shared_marks(ledger: Ledger) -> Iterator[Diagnostic]:
    """POL010: a handle, an address, an account or a key is one person's: who shares one with another counts as them."""
    owners: dict[tuple[str, str], str] = {}
    for handle, person in ledger.policy.people.items():
        for mark in marks_of(person):
            first = owners.setdefault((mark.kind, mark.spelling), handle)
            if first != handle:
                place = ledger.policy_source.value_place("people", handle, *mark.path)
                found = "one" if mark.kind == "key" else f"'{shown(mark.written)}'"
                message = f"{_MARKS[mark.kind]} must belong to one person, found {found} of {shown(first)} again"
                hint = "give each person what is theirs alone, or list them once"
                yield finding("POL010", place, message, hint, None)


def partial_witnesses(ledger: Ledger) -> Iterator[Diagnostic]:
    """POL012: the key of a witness is nobody's own, or that person could attest their own votes."""
    owners = {key_of(key): handle for handle, person in ledger.policy.people.items() for key in person.keys}
    for index, key in enumerate(ledger.policy.witnesses):
        if (owner := owners.get(key_of(key))) is not None:
            place = ledger.policy_source.value_place("approvals", "witnesses", index)
            message = f"a witness must have a key of its own, found one of {shown(owner)}"
            yield finding("POL012", place, message, "make a new key for the machine that sees the reviews", None)


def unsatisfiable(ledger: Ledger) -> Iterator[Diagnostic]:
    """POL011: enough people hold the roles that the gates of the flows in use ask for.

    Without a readable `ledger.yml` nobody is known to hold any, and that is the finding. A ledger of one person has
    just begun and is only reminded.
    """
    if not ledger.policy_source.meta:
        return
    severity = Severity.NOTE if len(set(identities(ledger.policy.people).values())) == 1 else None
    used = {project.flow.id: project.flow for project in ledger.projects.values() if project.flow}
    for _, flow in sorted(used.items()):
        for gate, role, count in dict.fromkeys(_asked(flow)):
            have = len(_holders(ledger, role))
            if have < count:
                who = f"{counted(count, 'person', 'people')} in the role {role}"
                message = f"the gate '{gate}' of '{flow.id}' asks for {who}, found {have}"
                hint = f"give '{role}' to people in ledger.yml, or ask for another role in the flow"
                yield finding("POL011", ledger.policy_source.key_place("people"), message, hint, None, severity)
    for project in ledger.projects.values():
        yield from _owner_alone(project, ledger)


def _owner_alone(project: Project, ledger: Ledger) -> Iterator[Diagnostic]:
    """Gates of the current phase that only the owner could satisfy, where owners may not approve their own project.

    While the phase is still being written, nobody is asked for a vote yet, and this is no more than a reminder.
    """
    card = project.card_now
    phase = project.flow.phase(card.phase) if card and project.flow else None
    if card is None or phase is None or ledger.policy.self_approval or project.status is not Status.ACTIVE:
        return
    owner = identities(ledger.policy.people).get(card.owner or "")
    for gate in phase.gates:
        for role, count in gate.approvals.items():
            holders = _holders(ledger, role)
            others = len(holders) - 1
            if owner in holders and others < count <= len(holders):
                who = f"{counted(count, 'person', 'people')} in the role {role} beside the owner"
                message = f"the gate '{gate.id}' asks for {who}, found {others}"
                hint = f"give '{role}' to somebody else too, or let another person own the project"
                is_written = not steps_without_text(phase, project.document) and not missing_needs(
                    phase, project, ledger.today
                )
                severity = None if is_written else Severity.NOTE
                yield finding("POL011", card_place(project, "owner"), message, hint, project, severity)


def _asked(flow: Flow) -> Iterator[tuple[str, str, int]]:
    asked: list[tuple[str, Mapping[str, int]]] = [
        (gate.id, gate.approvals) for phase in flow.phases for gate in phase.gates
    ]
    asked += [(BACKTRACK_GATE, way.approvals) for way in flow.backtracks]
    for gate, approvals in (*asked, (CANCEL_GATE, flow.cancel.approvals)):
        for role, count in approvals.items():
            yield gate, role, count


def _holders(ledger: Ledger, role: str) -> frozenset[str]:
    """The people who hold a role, as votes are counted: two handles of one person are one."""
    people = ledger.policy.people
    persons = identities(people)
    return frozenset(persons[handle] for handle, person in people.items() if role in person.roles)


RULES = (waivers, shared_marks, partial_witnesses, unsatisfiable)
