"""What a change puts to the vote: the gates of its moves, and those of the phases that it works on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.records.flow import Gate
from ledger.records.model import Change, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.gates import gates_asked
from ledger.rules.moving import Made
from ledger.rules.passages import created, flow_name, passages
from ledger.rules.waivers import Excuse, excuse_of
from ledger.votes.approvals import Electorate, GateCount, count_gate, electorate_in
from ledger.votes.digest import digest
from ledger.votes.gates import gates_left
from ledger.words import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A project of a change with the gates that it needs; `move` is None when it does not move.

    `phase` is the one left, else the one that it works on; `document` is that phase's, None when it is not there.
    `before` is the project as the base has it, None for a new one. `excuse` tells what the base's waivers do without.
    """

    before: Project | None
    project: Project
    move: Made | None
    phase: str
    gates: tuple[Gate, ...]
    document: PhaseDocument | None
    excuse: Excuse = field(compare=False)


def asked_by(change: Change) -> tuple[Asked, ...]:
    """Every move of a change, and every project whose phase it works on without moving it, by the base's flow."""
    return (*_of_known(change), *_of_new(change))


def _of_known(change: Change) -> Iterator[Asked]:
    for passage in passages(change):
        before, after, flow = passage.before, passage.after, passage.flow
        if flow is None:
            continue
        for made, left, gates in gates_asked(passage):
            yield _asked(change, before, after, made, left, gates)
        if not passage.moves and after.phase and _is_touched(before, after):
            yield _asked(change, before, after, None, after.phase, gates_left(flow, after.phase))


def _of_new(change: Change) -> Iterator[Asked]:
    for project in created(change):
        flow = change.before.flows.get(flow_name(project, change.after))
        if flow is not None and project.phase is not None:
            made = Made(kind=EventKind.CREATED, origin="", target=project.phase)
            yield _asked(change, None, project, made, project.phase, gates_left(flow, project.phase))


def _asked(
    change: Change, before: Project | None, project: Project, move: Made | None, phase: str, gates: tuple[Gate, ...]
) -> Asked:
    return Asked(
        before=before,
        project=project,
        move=move,
        phase=phase,
        gates=gates,
        document=project.documents.get(phase),
        excuse=excuse_of(change.before.policy.waivers, (before or project).slug, change.after.today),
    )


def _is_touched(before: Project, after: Project) -> bool:
    old, new = before.document, after.document
    return new is not None and (old is None or digest(old.fields, old.body) != digest(new.fields, new.body))


def electorate_of(asked: Asked, change: Change) -> Electorate:
    """Who may vote: by the base's policy, on the day of the check."""
    return electorate_in(change, asked.before, asked.project)


def count_of(asked: Asked, gate: Gate, change: Change) -> GateCount | None:
    """How far a gate is, on the content that the merge would give; None without a document."""
    if asked.document is None:
        return None
    return count_gate(gate, asked.document, electorate_of(asked, change), asked.project.grades)
