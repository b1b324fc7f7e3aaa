"""What a project needs to move on: steps, fields, votes and decisions of the phase that it is in."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from ledger.plurals import counted
from ledger.records.blank import begun
from ledger.records.duedates import days_overdue, decided_before, has_decisions, is_left_over
from ledger.records.flow import Gate, Phase
from ledger.records.kpi import Shortfall, judge_kpis
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.records.readiness import (
    GROUPS,
    VERDICT,
    choice_against,
    groups_not_named,
    misdated_need,
    missing_needs,
    steps_without_text,
)
from ledger.rules.waivers import LEAVING, Excuse, excuse_of, unwritten
from ledger.views.need import Need, NeedKind, NeedState
from ledger.views.overdue import due_dates, overspent
from ledger.views.vote_words import Called, VoteWords
from ledger.views.votes import count_of
from ledger.votes.approvals import GateCount, Standing, least_grade
from ledger.words import CLOSED, KpiCondition, Status

_OF_DECISIONS: Final = {
    "time box": "BIZ001",
    "time for the aim": "BIZ001",
    "business case": "BIZ003",
    "deadline": "BIZ007",
}


def _as_written(handle: str | None) -> str:
    return handle or ""


def _vote_needs(count: GateCount, words: VoteWords) -> Iterator[Need]:
    """One need for each role that the gate asks, and one for a veto of a role that it does not ask."""
    for role in count.roles:
        votes = [vote for vote in count.votes if vote.approval.role == role.role]
        votes = [vote for vote in votes if vote.standing is not Standing.SUPERSEDED]
        blocked = any(vote.standing is Standing.BLOCKS for vote in votes)
        said = words.told(votes) or "nobody has voted"
        given = f"{role.given} of {counted(role.needed, 'approval')}: " if role.needed > 1 else ""
        yield Need(
            kind=NeedKind.VOTE,
            state=NeedState.MET if role.is_met and not blocked else NeedState.OPEN,
            what=f"{role.role}: {count.gate.title}",
            detail=f"{given}{said}",
            code="APR001",
            gate_id=count.gate.id,
            gate=count.gate.title,
            role=role.role,
        )
    asked = {role.role for role in count.roles}
    for vote in count.blocked_by:
        if vote.approval.role not in asked:
            yield Need(
                kind=NeedKind.VOTE,
                state=NeedState.OPEN,
                what=f"{vote.approval.role}: {count.gate.title}",
                detail=words.one(vote),
                code="APR001",
                gate_id=count.gate.id,
                gate=count.gate.title,
                role=vote.approval.role,
            )


def _card(project: Project, phase: Phase | None) -> Iterator[Need]:
    if project.malformed:
        what, detail = "README.md", "the project card cannot be read as it is now"
    elif phase is None:
        what, detail = "another phase", f"its flow does not have the phase '{project.phase}'"
    else:
        return
    yield Need(kind=NeedKind.CARD, state=NeedState.OPEN, what=what, detail=detail)


def _written(phase: Phase, project: Project, today: date) -> Iterator[Need]:
    document = project.documents.get(phase.id)
    if document is None:
        yield Need(
            kind=NeedKind.DOCUMENT,
            state=NeedState.OPEN,
            what=f"{phase.id}.md",
            detail=f"the document of the phase {phase.title} is not there or cannot be read",
            code="DOC018",
        )
    empty = frozenset(step.title for step in steps_without_text(phase, document))
    for step in phase.steps:
        yield Need(
            kind=NeedKind.STEP,
            state=NeedState.OPEN if step.title in empty else NeedState.MET,
            what=step.title,
            detail="no text below this heading yet" if step.title in empty else "written",
            code="MOV005",
        )
    missing = frozenset(missing_needs(phase, project, today))
    for need in phase.needs:
        yield Need(
            kind=NeedKind.FIELD,
            state=NeedState.OPEN if need in missing else NeedState.MET,
            what=need,
            detail=_lacking(phase, project, need, today) if need in missing else "is there",
            code="MOV004",
        )


def _lacking(phase: Phase, project: Project, need: str, today: date) -> str:
    """Why a needed field is not met, in words that follow its name."""
    if against := choice_against(project, phase.id, need):
        return f"says {against}"
    if wrong := misdated_need(project, phase.id, need, today):
        return f"says {wrong.words}" if wrong.field == need else f"does not count: {wrong.field} says {wrong.words}"
    if need == VERDICT and (stale := decided_before(project, project.documents.get(phase.id))):
        return f"is of {stale}, before the phase was entered again"
    left_out = ", ".join(groups_not_named(project, phase.id)) if need == GROUPS else ""
    return f"does not name {left_out} yet" if left_out else "has no value yet"


def _kpi_need(ledger: Ledger, project: Project, gate: Gate, document: PhaseDocument) -> Need:
    found = judge_kpis(project, document, ledger.json_files)
    if not found.targets:
        state, detail = NeedState.OPEN, "no KPI with a target yet"
    elif gate.kpis is KpiCondition.DEFINED:
        both = f"{found.targets} with a target, {found.others} without"
        state, detail = NeedState.MET, both if found.others else "each with a target"
    else:
        unmet = "; ".join(_short(one) for one in found.unmet)
        state, detail = NeedState.OPEN if unmet else NeedState.MET, unmet or "every target is met"
    what = f"KPIs {gate.kpis}"
    code = "KPI004" if found.targets else "KPI005"
    return Need(kind=NeedKind.KPIS, state=state, what=what, detail=detail, code=code, gate_id=gate.id)


def missing_before_votes(
    ledger: Ledger, project: Project, phase_id: str, gates: Iterable[Gate], excuse: Excuse | None = None
) -> tuple[str, ...]:
    """What must be there before votes on gates of a phase, in words: a card, text and fields, then what the KPIs lack.

    The phase is the present one, or one that has a document. `excuse` tells what is done without: by the ledger's own
    waivers, unless another is given.
    """
    now, phase = begun(project), project.flow.phase(phase_id) if project.flow else None
    document = now.documents[phase_id]
    excuse = _with_unwritten(excuse or excuse_of(ledger.policy.waivers, project.slug, ledger.today), project, phase)
    card = _card(project, phase) if project.malformed else ()
    written = (*card, *(_written(phase, project, ledger.today) if phase else ()))
    kpis = (_kpi_need(ledger, now, gate, document) for gate in gates if gate.kpis is not KpiCondition.NONE)
    return (*_open(_excused(written, excuse)), *dict.fromkeys(_open(_excused(kpis, excuse))))


def _open(needs: Iterable[Need]) -> Iterator[str]:
    return (need.what for need in needs if need.state is NeedState.OPEN)


def _excused(needs: Iterable[Need], excuse: Excuse) -> Iterator[Need]:
    """The needs, those that are open and done without with the reason."""
    for need in needs:
        reason = excuse(need.code) if need.code and need.state is NeedState.OPEN else None
        yield replace(need, state=NeedState.WAIVED, waived=reason) if reason else need


def _with_unwritten(excuse: Excuse, project: Project, phase: Phase | None) -> Excuse:
    """What waivers do without; of a document that may stay away they do without all that would stand in it."""
    if phase is None or phase.id in project.documents:
        return excuse
    reason = unwritten(excuse, has_gates=bool(phase.gates))
    return lambda code: reason if code == "DOC018" or (reason and code in LEAVING) else excuse(code)


def _short(one: Shortfall) -> str:
    return f"{one.goal.id} " + ("not measured" if one.value is None else f"{one.value:g}, asked {one.goal.target}")


def _asked(ledger: Ledger, project: Project, phase: Phase, called: Called) -> Iterator[Need]:
    project = begun(project)
    document = project.documents[phase.id]
    for gate in phase.gates:
        if gate.kpis is not KpiCondition.NONE:
            yield _kpi_need(ledger, project, gate, document)
        lapses = {of: lapse for (where, of), lapse in project.lapses.items() if where == phase.id}
        words = VoteWords(least=least_grade(gate, ledger.policy), lapses=lapses, called=called)
        yield from _vote_needs(count_of(ledger, project, gate, document), words)


def _choice(project: Project, otherwise: str) -> str:
    """What is to be decided at the end of a box or of the money: where decisions are recorded, in their words."""
    return "go, extend or stop" if has_decisions(project.flow) else otherwise


def _decisions(project: Project, today: date) -> Iterator[Need]:
    for what, due in due_dates(project):
        late = days_overdue(due, today)
        ahead = counted((due - today).days, "day")
        boxed = "a box for this visit" if is_left_over(project, due) else _choice(project, "an end or a longer box")
        word = {"deadline": "what was promised", "business case": "another look"}.get(what, boxed)
        yield Need(
            kind=NeedKind.DECISION,
            state=NeedState.OPEN if late else NeedState.MET,
            what=what,
            detail=f"{word} was due {counted(late, 'day')} ago"
            if late
            else f"{word} is due {'today' if due == today else f'in {ahead}'}",
            code=_OF_DECISIONS.get(what),
            due=due,
            overdue_days=late,
        )


def _budget_decisions(project: Project) -> Iterator[Need]:
    """The decisions that an active project's phase asks for once a budget is overspent."""
    for found in overspent(project):
        word = _choice(project, "an end or a higher budget")
        detail = f"{word} was due when it was spent: {found.words}"
        yield Need(kind=NeedKind.DECISION, state=NeedState.OPEN, what=found.what, detail=detail, code="BIZ002")


def needs_of(ledger: Ledger, project: Project, *, called: Called = _as_written) -> tuple[Need, ...]:
    """What the project's phase asks of it, met, done without or not; empty for one that is closed.

    `called` tells who has a handle, as those who read it call them.
    """
    if project.status in CLOSED:
        return ()
    phase = project.present_phase
    found = [*_card(project, phase)]
    if phase is not None:
        found += [*_written(phase, project, ledger.today), *_asked(ledger, project, phase, called)]
    found += [*_decisions(project, ledger.today), *_budget_decisions(project)]
    excuse = excuse_of(ledger.policy.waivers, project.slug, ledger.today)
    return tuple(_excused(found, _with_unwritten(excuse, project, phase)))


def asked_roles(project: Project, needs: Iterable[Need]) -> tuple[str, ...]:
    """The role of each vote that an active project's gates still ask for; one that two gates ask for stands twice."""
    if project.status is not Status.ACTIVE:
        return ()
    asked = (need for need in needs if need.kind is NeedKind.VOTE and need.state is NeedState.OPEN)
    return tuple(need.role or "" for need in asked)


def waits_for(project: Project, needs: Iterable[Need]) -> tuple[str, ...]:
    """What is still open, in a few words each: votes by role and gate, KPIs, texts and fields, decisions."""
    if project.status is Status.PAUSED:
        return ("resumption",)
    open_ones = [need for need in needs if need.state is NeedState.OPEN]
    words = [need.what for need in open_ones if need.kind is NeedKind.VOTE]
    words += [need.what for need in open_ones if need.kind is NeedKind.KPIS]
    for kind, noun in ((NeedKind.STEP, "text"), (NeedKind.FIELD, "field")):
        lacking = [need.what for need in open_ones if need.kind is kind]
        words += [f"{noun}: {lacking[0]}" if len(lacking) == 1 else counted(len(lacking), noun)] if lacking else []
    words += [need.what for need in open_ones if need.kind in {NeedKind.CARD, NeedKind.DOCUMENT}]
    words += [f"decision on the {need.what}" for need in open_ones if need.kind is NeedKind.DECISION]
    return tuple(dict.fromkeys(words))
