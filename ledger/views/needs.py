"""What a project needs to move on: steps, fields, votes and decisions of the phase that it is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.duedates import days_overdue, review_due, timebox_end
from ledger.flow import Gate, Phase
from ledger.model import Approval, PhaseDocument, Project
from ledger.readiness import missing_needs, steps_without_text
from ledger.words import Decision, KpiCondition, Status


class NeedKind(StrEnum):
    """What is needed."""

    CARD = "card"
    DOCUMENT = "document"
    STEP = "step"
    FIELD = "field"
    KPIS = "kpis"
    VOTE = "vote"
    DECISION = "decision"


class NeedState(StrEnum):
    """How far a need is met; `recorded` is a vote that stands in the document and is not yet counted or graded."""

    OPEN = "open"
    RECORDED = "recorded"
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing the project needs: `what` in a few words, `detail` in a sentence; `gate` and `role` for votes."""

    kind: NeedKind
    state: NeedState
    what: str
    detail: str
    gate: str | None = None
    role: str | None = None
    due: date | None = None
    overdue_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Something that should have been decided by `due`."""

    what: str
    due: date
    days: int

    @property
    def words(self) -> str:
        """As in `time box 12 days over`."""
        return f"{self.what} {self.days} {'day' if self.days == 1 else 'days'} over"


def due_dates(project: Project) -> tuple[tuple[str, date], ...]:
    """What an active project must decide by when: its time box, another look at its business case."""
    if project.status is not Status.ACTIVE:
        return ()
    document = project.document
    found = (
        ("time box", timebox_end(document.timebox if document else None)),
        ("business case", review_due(project, project.flow)),
    )
    return tuple((what, due) for what, due in found if due)


def overdue_of(project: Project, today: date) -> tuple[Overdue, ...]:
    """The due dates of a project that have passed."""
    return tuple(
        Overdue(what=what, due=due, days=days_overdue(due, today)) for what, due in due_dates(project) if due < today
    )


def last_votes(document: PhaseDocument | None, gate: str, role: str) -> tuple[Approval, ...]:
    """The latest recorded vote of each person in a role on a gate, in the order of the document."""
    votes: dict[str, Approval] = {}
    for vote in document.approvals if document else ():
        if vote.gate == gate and vote.role == role and vote.by:
            votes.pop(vote.by, None)
            votes[vote.by] = vote
    return tuple(votes.values())


def _plural(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def _vote_need(gate: Gate, role: str, count: int, document: PhaseDocument | None) -> Need:
    votes = last_votes(document, gate.id, role)
    good = [vote for vote in votes if vote.decision in {Decision.APPROVED, Decision.NOT_APPLICABLE}]
    bad = [vote for vote in votes if vote.decision in {Decision.CHANGES_REQUESTED, Decision.REJECTED}]
    said = "; ".join(f"{vote.by}: {vote.decision}{f' on {vote.date}' if vote.date else ''}" for vote in votes)
    asked = f"{_plural(count, 'approval')} of the role {role}"
    return Need(
        kind=NeedKind.VOTE,
        state=NeedState.RECORDED if len(good) >= count and not bad else NeedState.OPEN,
        what=f"{role}: {gate.title}",
        detail=f"{asked}; recorded: {said}" if said else f"{asked}; none recorded yet",
        gate=gate.title,
        role=role,
    )


def _written(phase: Phase, project: Project) -> Iterator[Need]:
    document = project.documents.get(phase.id)
    if document is None:
        yield Need(
            kind=NeedKind.DOCUMENT,
            state=NeedState.OPEN,
            what=f"{phase.id}.md",
            detail=f"the document of the phase {phase.title} is not there or cannot be read",
        )
    empty = frozenset(step.title for step in steps_without_text(phase, document))
    for step in phase.steps:
        yield Need(
            kind=NeedKind.STEP,
            state=NeedState.OPEN if step.title in empty else NeedState.MET,
            what=step.title,
            detail="no text below this heading yet" if step.title in empty else "written",
        )
    missing = frozenset(missing_needs(phase, project))
    for need in phase.needs:
        yield Need(
            kind=NeedKind.FIELD,
            state=NeedState.OPEN if need in missing else NeedState.MET,
            what=need,
            detail="has no value yet" if need in missing else "is there",
        )


def _asked(phase: Phase, project: Project) -> Iterator[Need]:
    document = project.documents.get(phase.id)
    for gate in phase.gates:
        if gate.kpis is KpiCondition.DEFINED:
            defined = any(kpi.target for known in project.documents.values() for kpi in known.kpis)
            yield Need(
                kind=NeedKind.KPIS,
                state=NeedState.MET if defined else NeedState.OPEN,
                what="KPIs defined",
                detail="each with a target" if defined else "no KPI with a target yet",
                gate=gate.title,
            )
        for role, count in gate.approvals.items():
            yield _vote_need(gate, role, count, document)


def _decisions(project: Project, today: date) -> Iterator[Need]:
    for what, due in due_dates(project):
        late = days_overdue(due, today)
        word = "go, extend or stop" if what == "time box" else "another look"
        yield Need(
            kind=NeedKind.DECISION,
            state=NeedState.OPEN if late else NeedState.MET,
            what=what,
            detail=f"{word} was due {_plural(late, 'day')} ago"
            if late
            else f"{word} is due in {(due - today).days} days",
            due=due,
            overdue_days=late,
        )


def needs_of(project: Project, today: date) -> tuple[Need, ...]:
    """What the project's phase asks of it, met or not; empty for one that is closed or in its last phase."""
    if project.status in {Status.CANCELLED, Status.COMPLETED}:
        return ()
    phase = project.flow.phase(project.phase) if project.flow and project.phase else None
    found: list[Need] = []
    if project.malformed or phase is None:
        detail = (
            "the project card cannot be read as it is now" if project.malformed else "the flow does not know the phase"
        )
        found.append(Need(kind=NeedKind.CARD, state=NeedState.OPEN, what="README.md", detail=detail))
    if phase is not None:
        found += [*_written(phase, project), *_asked(phase, project)]
    return (*found, *_decisions(project, today))


def waits_for(project: Project, today: date) -> tuple[str, ...]:
    """What is still open, in a few words each: votes by role and gate, then counts of the rest."""
    if project.status is Status.PAUSED:
        return ("resumption",)
    needs = [need for need in needs_of(project, today) if need.state is NeedState.OPEN]
    words = [need.what for need in needs if need.kind is NeedKind.VOTE]
    texts = sum(need.kind is NeedKind.STEP for need in needs)
    fields = sum(need.kind in {NeedKind.FIELD, NeedKind.KPIS} for need in needs)
    words += [_plural(texts, "text")] if texts else []
    words += [_plural(fields, "field")] if fields else []
    words += [need.what for need in needs if need.kind in {NeedKind.CARD, NeedKind.DOCUMENT}]
    return tuple(words)
