"""What a change does to projects, to rows: where each moves, through which gates, and who is still missing and why.

And what is found beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ledger.diagnostics import Diagnostic
from ledger.moves.asked import Asked, asked_by, count_of, electorate_of
from ledger.records.flow import Gate
from ledger.records.model import Change
from ledger.votes.approvals import Electorate, GateCount, RoleCount
from ledger.words import LEDGER_FILE, PHASE_MOVES, STATUS_MOVES, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """A gate and what it still lacks, in sentences; satisfied when it lacks nothing. KPIs are judged elsewhere.

    `waived` is the reason of the base's waiver that does without what is missing.
    """

    gate: str
    title: str
    missing: tuple[str, ...]
    waived: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One move of one project, or its work in one phase; `move` says it in a few words, `kind` is None for work."""

    project: str
    title: str
    move: str
    kind: EventKind | None
    gates: tuple[GateRow, ...]


def between_phases(rows: Iterable[ChangeRow]) -> tuple[str, ...]:
    """The projects that work in a phase or move from one to another, and so may ask why they cannot move on."""
    return tuple(dict.fromkeys(row.project for row in rows if row.kind is None or row.kind in PHASE_MOVES))


def change_rows(change: Change) -> tuple[ChangeRow, ...]:
    """What a change puts to the vote, project by project."""
    return tuple(
        ChangeRow(
            project=asked.project.slug,
            title=asked.project.title,
            move=_words(asked),
            kind=asked.move.kind if asked.move else None,
            gates=tuple(_gate_row(asked, gate, change) for gate in asked.gates),
        )
        for asked in asked_by(change)
    )


def apart(change: Change, findings: Sequence[Diagnostic]) -> tuple[Sequence[Diagnostic], Sequence[Diagnostic]]:
    """The findings that concern a change, and those beside it, both in their order.

    Beside it is what is said of projects that it leaves as they are and stands in nobody's way: whoever proposes it
    has not brought that. Where it changes the rules it may have, so there all concern it.
    """
    if any(path == LEDGER_FILE or path.startswith("schema/") for path in change.paths):
        return findings, ()
    projects = (*change.before.projects.items(), *change.after.projects.items())
    slugs = {project.folder: slug for slug, project in projects}
    touched = {None, *(slugs.get(str(folder)) for path in change.paths for folder in PurePosixPath(path).parents)}
    own: list[Diagnostic] = []
    beside: list[Diagnostic] = []
    for one in findings:
        (own if one.fails or one.project in touched else beside).append(one)
    return own, beside


def _words(asked: Asked) -> str:
    made = asked.move
    if made is None:
        return f"stays in {asked.phase}"
    if made.kind is EventKind.CREATED:
        return f"new, in {made.target}"
    if made.kind is EventKind.ITERATED:
        return f"another iteration of {made.target}"
    if made.kind in STATUS_MOVES:
        return f"{made.kind} ({made.origin} → {made.target})"
    return f"{made.origin} → {made.target}"


def _gate_row(asked: Asked, gate: Gate, change: Change) -> GateRow:
    counted = count_of(asked, gate, change)
    if counted is None:
        lacks: tuple[str, ...] = (f"{asked.phase}.md is not there or cannot be read, so there is nothing to vote on",)
    else:
        lacks = tuple(_missing(counted, electorate_of(asked, change)))
    return GateRow(gate=gate.id, title=gate.title, missing=lacks, waived=asked.excuse("APR001") if lacks else None)


def _missing(counted: GateCount, electorate: Electorate) -> Iterator[str]:
    for vote in counted.blocked_by:
        note = f": {vote.approval.note}" if vote.approval.note else ""
        yield f"{vote.approval.by} as {vote.approval.role} said {vote.approval.decision}{note}"
    for role in counted.roles:
        if not role.is_met:
            yield _lacking(role, counted, electorate)


def _lacking(role: RoleCount, counted: GateCount, electorate: Electorate) -> str:
    idle = [vote for vote in counted.votes if vote.approval.role == role.role and not vote.standing.is_settled]
    able = electorate.able(counted, role.role)
    why = [f"the vote of {vote.approval.by} does not count: {vote.standing}" for vote in idle]
    who = f"{' or '.join(able)} can vote" if able else "nobody can vote"
    return "; ".join((f"{role.role}: {role.given} of {role.needed}", who, *why))
