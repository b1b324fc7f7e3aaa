"""The votes that one person is asked for: by the gates of the present phases, or by those that a change needs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ledger.moves.asked import Asked, asked_by, electorate_of
from ledger.records.blank import begun
from ledger.records.flow import Gate
from ledger.records.model import Change, Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.waivers import excuse_of
from ledger.views.durations import asked_since
from ledger.views.needs import missing_before_votes
from ledger.votes.approvals import Electorate, GateCount, Vote, count_gate, least_grade, standing_electorate
from ledger.votes.digest import digest
from ledger.votes.gates import MOVE_GATES
from ledger.words import EventKind, Grade, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A vote that is waited for, in a role on a gate of a phase.

    `since` is the day from which `asked_since` counts; of a branch, of a complete text that the base has not, and of a
    cancellation or a way back, the day of the last commit that asks for it. `missing` is what must
    be written first: nothing for those two. `last` is the person's own last vote, which stands no more or blocks.
    `move` is what the branch makes, in words, `least` the least proof with which the vote counts.
    """

    project: str
    title: str
    phase: str
    gate: Gate
    role: str
    since: date
    missing: tuple[str, ...]
    least: Grade
    last: Vote | None = None
    branch: str | None = None
    move: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the text that is voted on has everything that the phase asks for."""
        return not self.missing

    @property
    def place(self) -> tuple[str, str, str]:
        """The gate by project and phase, wherever it was found."""
        return self.project, self.phase, self.gate.id


def waiting_in_ledger(ledger: Ledger, handle: str) -> tuple[Waiting, ...]:
    """What the present phases of the active projects ask of a person."""
    return in_order(
        row for slug in sorted(ledger.projects) for row in _of_project(ledger, ledger.projects[slug], handle)
    )


def waiting_in_change(change: Change, handle: str, *, on: date, branch: str | None = None) -> tuple[Waiting, ...]:
    """What a change asks of a person: the gates of its moves, and those of the phases that it works on.

    `on` is the day of its last commit, `branch` the name of its branch where that is not checked out.
    """
    return in_order(row for asked in asked_by(change) for row in _of_asked(asked, change, handle, branch, on))


def waiting_here(change: Change, handle: str, *, on: date) -> tuple[Waiting, ...]:
    """What a change whose last commit is of a day asks of a person, and what the projects ask that it leaves alone."""
    worked_on = {asked.project.slug for asked in asked_by(change)}
    rest = (row for row in waiting_in_ledger(change.after, handle) if row.project not in worked_on)
    return in_order([*waiting_in_change(change, handle, on=on), *rest])


def gates_put_to_vote(change: Change) -> frozenset[tuple[str, str, str]]:
    """Project, phase and gate of everything that a change asks votes for, those that it has already included."""
    return frozenset((asked.project.slug, asked.phase, gate.id) for asked in asked_by(change) for gate in asked.gates)


def in_order(rows: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Those first whose text is complete, then the oldest."""
    return tuple(sorted(rows, key=lambda row: (not row.is_complete, row.since, *row.place, row.role, row.branch or "")))


def _of_project(ledger: Ledger, project: Project, handle: str) -> Iterator[Waiting]:
    phase = project.present_phase
    if project.status is not Status.ACTIVE or phase is None:
        return
    if excuse_of(ledger.policy.waivers, project.slug, ledger.today)("APR001"):
        return
    document = begun(project).documents[phase.id]
    voters = standing_electorate(ledger, project)
    missing = missing_before_votes(ledger, project, phase.id, phase.gates)
    for gate in phase.gates:
        count = count_gate(gate, document, voters, project.grades)
        for role, last in _open_roles(count, voters, handle):
            yield Waiting(
                project=project.slug,
                title=project.title,
                phase=phase.id,
                gate=gate,
                role=role,
                since=asked_since(project, phase.id, gate.id, role, ledger.today, is_complete=not missing),
                missing=missing,
                least=least_grade(gate, voters.policy),
                last=last,
            )


def _of_asked(asked: Asked, change: Change, handle: str, branch: str | None, on: date) -> Iterator[Waiting]:
    if asked.document is None or asked.excuse("APR001"):
        return  # there is nothing to vote on, or nobody asks for it
    voters, project, today = electorate_of(asked, change), asked.project, change.after.today
    unfinished = missing_before_votes(change.after, project, asked.phase, asked.gates, asked.excuse)
    is_proposed = bool(branch) or (not unfinished and _brings_text(project, asked.document))
    for gate in asked.gates:
        is_on_move = gate.id in MOVE_GATES  # it asks for no text, and for a vote not before the move was proposed
        missing = () if is_on_move else unfinished
        count = count_gate(gate, asked.document, voters, project.grades)
        for role, last in _open_roles(count, voters, handle):
            yield Waiting(
                project=project.slug,
                title=project.title,
                phase=asked.phase,
                gate=gate,
                role=role,
                since=on
                if is_proposed or is_on_move
                else asked_since(project, asked.phase, gate.id, role, today, is_complete=not missing),
                missing=missing,
                least=least_grade(gate, voters.policy),
                last=last,
                branch=branch,
                move=_in_words(asked) if asked.move else None,
            )


def _brings_text(project: Project, document: PhaseDocument) -> bool:
    """Whether what is voted on is not what the base has held last: nobody could vote on it before it was proposed."""
    landed = [content.of for content in project.contents if content.phase == document.phase]
    return landed[-1:] != [digest(document.fields, document.body)]


def _in_words(asked: Asked) -> str:
    move = asked.move
    if move is None or move.kind is EventKind.CREATED:
        return "new project"
    return f"{move.kind.value}: {move.origin} -> {move.target}"


def _open_roles(count: GateCount, voters: Electorate, handle: str) -> Iterator[tuple[str, Vote | None]]:
    """The roles in which a person is asked, with their own last vote there: roles not met, and where they block.

    Where others block a role and it is met once they have lifted that, nobody else is asked.
    """
    own = {
        vote.approval.role or "": vote
        for vote in count.votes
        if voters.person(vote.approval.by or "") == voters.person(handle)
    }
    for role in count.roles:
        able = {voters.person(one) for one in voters.able(count, role.role)}
        vetoes = (one.approval.by or "" for one in count.blocked_by if one.approval.role == role.role)
        blocking = {voters.person(by) for by in vetoes if voters.bar(by, role.role) is None}
        is_open = not role.is_met and not (blocking and role.given + len(blocking) >= role.needed)
        if is_open and voters.person(handle) in able and voters.bar(handle, role.role) is None:
            yield role.role, own.get(role.role)
    for vote in count.blocked_by:  # whatever follows it in their name and does not count
        if voters.person(vote.approval.by or "") == voters.person(handle):
            yield vote.approval.role or "", vote
