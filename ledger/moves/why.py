"""Why a project is not in its next phase yet: the smallest set of edits and votes that a move there takes.

The move is made in memory and judged by the rules that judge changes, so the answer is that of `ledger check --base`.
Edits to a document that is voted on void its votes; the votes are counted as they would be after the edits.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ledger import rules
from ledger.diagnostics import Diagnostic, LedgerError, Location, Severity, did_you_mean
from ledger.moves.needed import Lack, votes_needed
from ledger.moves.supposed import Edit, Supposed, suppose, suppose_completed
from ledger.records.flow import Flow
from ledger.records.model import Change, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.finding import card_place
from ledger.rules.moving import passed, place_left
from ledger.rules.passages import flow_name, matched
from ledger.rules.waivers import Excuse, excuse_of
from ledger.votes.gates import gates_of
from ledger.words import CLOSED, KPI, UNCOVERED, WAKES, EventKind, KpiCondition, Status

_KPI_CODES: Final = frozenset({"KPI004", "KPI005"})
_OF_VOTES: Final = "APR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The answer: what is needed first, then the edits that make the move; `target` is None when there is none to make.

    `status` is the project's as it would land, None where the card cannot be read.
    `reasons` are those that the flow allows for a way back, `back` the phases to which a project may go back out of one
    that its flow has no more. `elsewhere` counts the errors of the rest of the ledger.
    """

    project: str
    origin: str | None
    target: str | None
    kind: EventKind | None
    needs: tuple[Lack, ...]
    edits: tuple[Edit, ...]
    status: Status | None = None
    reasons: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    elsewhere: int = 0

    @property
    def may_move(self) -> bool:
        """Whether nothing but the move itself is left to do."""
        return self.target is not None and not self.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A project whose next move is asked about, by a flow: `landed` is it in the base, None for one that is new.

    `before` is the same, or the project as it is now; `assumed` names the roles, and KPIs, that count as given.
    """

    change: Change
    landed: Project | None
    now: Project
    flow: Flow
    assumed: Collection[str]

    @property
    def before(self) -> Project:
        """Where the move begins."""
        return self.landed or self.now

    @property
    def left(self) -> str:
        """The phase that the move leaves."""
        return self.before.phase or ""

    @property
    def excuse(self) -> Excuse:
        """What the waivers of the base do without in a move of the project."""
        return excuse_of(self.change.before.policy.waivers, self.before.slug, self.change.after.today)


def why(change: Change, slug: str, *, to: str | None = None, assumed: Collection[str] = ()) -> Why:
    """What a move of a project to its next phase, or `to` another, needs; `change` leads to the working tree.

    A move that the working tree has made already is the one asked about. Raises LedgerError for an unknown phase.
    """
    if not change.before.flows:  # no ledger has landed yet
        change = replace(change, before=change.after)
    now = change.after.projects[slug]
    landed = next((before for before, after in matched(change) if after is now), None)
    before = landed or now
    flow = change.before.flows.get(flow_name(before, change.before)) or now.flow
    if (
        now.malformed
        or now.card is None
        or before.card is None
        or before.phase is None
        or flow is None
        or not flow.phases
    ):
        return _unreadable(change, now)
    case = _Case(change=change, landed=landed, now=now, flow=flow, assumed=assumed)
    target = _target(case, to)
    if target is None:
        needs = (*_asleep(case), *_last(case))
        return Why(project=slug, origin=before.phase, target=None, kind=None, needs=needs, edits=(), status=now.status)
    supposed = _as_asked(case, suppose(before, now, target, flow))
    # What votes are to stand in is needed whether the document itself is asked for or not.
    first = tuple(one for one in _first(case, supposed) if one.code == "DOC018" or not case.excuse(one.code))
    needs, elsewhere = _lacking(case, supposed, first)
    way = flow.way_back(case.left, target)
    return Why(
        project=slug,
        origin=before.phase,
        target=target,
        back=_ways_out_of_lost(case),
        kind=supposed.kind,
        needs=(*first, *needs),
        edits=supposed.edits,
        status=now.status,
        reasons=way.because if way and supposed.kind is not EventKind.ADVANCED else (),
        assumed=tuple(sorted(assumed)),
        elsewhere=elsewhere,
    )


def _last(case: _Case) -> Iterator[Lack]:
    """What the completion of a project in its last phase lacks."""
    if case.now.status not in CLOSED:
        supposed = _as_asked(case, suppose_completed(case.now))
        first = tuple(_unwritten(case, supposed))
        yield from (*first, *_lacking(case, supposed, first)[0])


def _lacking(case: _Case, supposed: Supposed, first: Iterable[Lack]) -> tuple[tuple[Lack, ...], int]:
    """What a move lacks beside what must happen `first`, votes last, and how many errors there are elsewhere."""
    slug, assumed = supposed.project.slug, case.assumed
    moved = _with(case.change, case.before, supposed.project)
    found, elsewhere = _errors(rules.judge(moved.after, moved), slug)
    if supposed.unread:
        path = f"{supposed.project.folder}/{case.left}.md"
        return tuple(_need(one) for one in found if one.location.path != path or "DOC" in one.code), elsewhere
    told_otherwise = {"APR001", *(_KPI_CODES if KPI in assumed else ())}
    needs = [_need(one) for one in found if one.code not in told_otherwise]
    needs += () if case.excuse("KPI004") else _kpis_to_measure(needs, case)
    left = supposed.project.documents.get(case.left)
    if left is None or case.excuse("APR001"):
        return tuple(needs), elsewhere
    edited = any(_is_covered(need, left) for need in (*first, *needs)) or supposed.kind is EventKind.ITERATED
    return (*needs, *votes_needed(moved, slug, left, assumed, edited=edited)), elsewhere


def _target(case: _Case, to: str | None) -> str | None:
    now, flow = case.now, case.flow
    if to is not None:
        if flow.phase(to) is None:
            known = [phase.id for phase in flow.phases]
            raise LedgerError(f"the flow '{flow.id}' has no phase '{to}': {did_you_mean(to, known)}")
        return to
    if now.phase != case.left and flow.phase(now.phase or ""):
        return now.phase
    is_lost, following = flow.phase(case.left) is None, flow.phases[place_left(case.before, flow) + 1 :]
    if is_lost and not following:
        return flow.phases[-1].id  # it goes back
    return following[0].id if following else None


def _ways_out_of_lost(case: _Case) -> tuple[str, ...]:
    """The phases to which a project may go back out of one that its flow has no more; none from any other."""
    place = passed(case.before, case.left, case.flow)
    return () if case.flow.phase(case.left) else tuple(phase.id for phase in case.flow.phases[:place])


def _unreadable(change: Change, project: Project) -> Why:
    """What must be mended first; who waives that a card cannot be read can read it no better."""
    judged = rules.judge(change.after, change)
    found, elsewhere = _errors(judged, project.slug)
    card = card_place(project).path
    waived = (one for one in judged if one.severity is Severity.ERROR and one.waived)
    hidden = [one for one in waived if one.project == project.slug and one.location.path == card]
    needs = tuple(_need(one) for one in (*hidden, *found))
    return Why(
        project=project.slug, origin=project.phase, target=None, kind=None, needs=needs, edits=(), elsewhere=elsewhere
    )


def _with(change: Change, before: Project, after: Project) -> Change:
    """The change with one project before and after the move."""
    known = {name: one for name, one in change.before.projects.items() if name != before.slug}
    return replace(
        change,
        before=replace(change.before, projects={**known, before.slug: before}),
        after=replace(change.after, projects={**change.after.projects, after.slug: after}),
    )


def _errors(judged: Iterable[Diagnostic], slug: str) -> tuple[list[Diagnostic], int]:
    """The unwaived errors of one project, and how many others there are."""
    found = [one for one in judged if one.fails]
    own = [one for one in found if one.project == slug]
    return own, len(found) - len(own)


def _first(case: _Case, supposed: Supposed) -> Iterator[Lack]:
    """What must happen before the rules about moves have anything to say."""
    if case.landed is None:
        yield Lack(
            code="MOV011",
            location=card_place(case.now, "phase"),
            what="a new project must land before it moves",
            hint="commit it and let it land in a change of its own",
        )
    yield from _asleep(case)
    yield from _unwritten(case, supposed)


def _as_asked(case: _Case, supposed: Supposed) -> Supposed:
    """The move without the blank document of the phase left, where nobody asks for it or for votes that stand in it.

    A way back asks for no document, but an iteration takes it along.
    """
    kind, excuse = supposed.kind, case.excuse
    if not supposed.unwritten or kind is EventKind.ITERATED:
        return supposed
    has_gates = bool(gates_of(kind, case.left, supposed.project.phase or "", case.flow))
    if (kind is EventKind.BACKTRACKED or excuse("DOC018")) and (not has_gates or excuse("APR001")):
        left = {phase: one for phase, one in supposed.project.documents.items() if phase != case.left}
        files = supposed.project.files - ({f"{case.left}.md"} - case.now.files)
        return replace(supposed, project=replace(supposed.project, documents=left, files=files), unwritten=False)
    return supposed


def _unwritten(case: _Case, supposed: Supposed) -> Iterator[Lack]:
    if supposed.unwritten:
        yield Lack(
            code="DOC018",
            location=Location(path=f"{case.now.folder}/{case.left}.md"),
            what=f"the phase left must have a document, found no readable '{case.left}.md'",
            hint="mend it first" if supposed.unread else f"write it with 'phase: {case.left}' in its front matter",
        )


def _asleep(case: _Case) -> Iterator[Lack]:
    before, now = case.before, case.now
    if before.status is not Status.ACTIVE and now.status is not Status.ACTIVE:
        yield Lack(
            code="MOV012",
            location=card_place(now, "status"),
            what=f"a project must be active to move, found it {now.status}",
            hint=f"run 'ledger {WAKES[before.status]} {now.slug}' first, or set 'status: active' in the same change",
        )


def _need(found: Diagnostic) -> Lack:
    return Lack(code=found.code, location=found.location, what=found.message, hint=found.hint)


def _kpis_to_measure(needs: Iterable[Lack], case: _Case) -> tuple[Lack, ...]:
    """What follows from a KPI that is not there yet: where the gate asks for it to be met, it is measured too."""
    known = case.flow.phase(case.left)
    gate = next((gate for gate in known.gates if gate.kpis is KpiCondition.MET), None) if known else None
    if gate is None:
        return ()
    return tuple(
        Lack(
            code="KPI004",
            location=need.location,
            what=f"the new KPI must meet its target for the gate '{gate.id}' of {case.left}",
            hint="give 'measured', or a 'source' to read it from",
        )
        for need in needs
        if need.code == "KPI005"
    )


def _is_covered(need: Lack, document: PhaseDocument) -> bool:
    """Whether meeting a need changes what the votes in a document cover; a figure in a JSON file is not covered."""
    if need.location.path != document.path or need.code.startswith(_OF_VOTES):
        return False
    if _field_at(document, need.location) in UNCOVERED:
        return False
    cited = {
        document.source.value_place("kpis", kpi.index, "source")
        for kpi in document.kpis
        if kpi.source is not None and kpi.measured is None
    }
    return not (need.code == "KPI004" and need.location in cited)


def _field_at(document: PhaseDocument, place: Location) -> str | None:
    """The field of the front matter in which a place lies; None in the text below it."""
    if place.line >= document.source.body_line:
        return None
    keys = ((document.source.key_place(name), name) for name in document.fields)
    begun = [(key.line, key.column, name) for key, name in keys if (key.line, key.column) <= (place.line, place.column)]
    return max(begun)[2] if begun else None
