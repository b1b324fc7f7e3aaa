"""Why a project is not in its next phase yet: the smallest set of edits and votes that a move there takes.

The move is made in memory and judged by the rules that judge changes, so the answer is that of `ledger check --base`.
Edits to a document that is voted on void its votes; the votes are counted as they would be after the edits.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ledger import rules
from ledger.diagnostics import LedgerError, Location, Severity, did_you_mean
from ledger.moves.lacking import Case, errors_of, lacking, need_of
from ledger.moves.needed import Lack
from ledger.moves.supposed import Edit, Supposed, suppose, suppose_completed
from ledger.records.model import Change, Project
from ledger.rules.finding import card_place
from ledger.rules.moving import passed, place_left
from ledger.rules.passages import flow_name, matched
from ledger.votes.gates import gates_of
from ledger.words import CLOSED, WAKES, EventKind, Status


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
    case = Case(change=change, landed=landed, now=now, flow=flow, assumed=assumed)
    target = _target(case, to)
    if target is None:
        needs = (*_asleep(case), *_last(case))
        return Why(project=slug, origin=before.phase, target=None, kind=None, needs=needs, edits=(), status=now.status)
    supposed = _as_asked(case, suppose(before, now, target, flow))
    # What votes are to stand in is needed whether the document itself is asked for or not.
    first = tuple(one for one in _first(case, supposed) if one.code == "DOC018" or not case.excuse(one.code))
    needs, elsewhere = lacking(case, supposed, first)
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


def _last(case: Case) -> Iterator[Lack]:
    """What the completion of a project in its last phase lacks."""
    if case.now.status not in CLOSED:
        supposed = _as_asked(case, suppose_completed(case.now))
        first = tuple(_unwritten(case, supposed))
        yield from (*first, *lacking(case, supposed, first)[0])


def _target(case: Case, to: str | None) -> str | None:
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


def _ways_out_of_lost(case: Case) -> tuple[str, ...]:
    """The phases to which a project may go back out of one that its flow has no more; none from any other."""
    place = passed(case.before, case.left, case.flow)
    return () if case.flow.phase(case.left) else tuple(phase.id for phase in case.flow.phases[:place])


def _unreadable(change: Change, project: Project) -> Why:
    """What must be mended first; who waives that a card cannot be read can read it no better."""
    judged = rules.judge(change.after, change)
    found, elsewhere = errors_of(judged, project.slug)
    card = card_place(project).path
    waived = (one for one in judged if one.severity is Severity.ERROR and one.waived)
    hidden = [one for one in waived if one.project == project.slug and one.location.path == card]
    needs = tuple(need_of(one) for one in (*hidden, *found))
    return Why(
        project=project.slug, origin=project.phase, target=None, kind=None, needs=needs, edits=(), elsewhere=elsewhere
    )


def _first(case: Case, supposed: Supposed) -> Iterator[Lack]:
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


def _as_asked(case: Case, supposed: Supposed) -> Supposed:
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


def _unwritten(case: Case, supposed: Supposed) -> Iterator[Lack]:
    if supposed.unwritten:
        yield Lack(
            code="DOC018",
            location=Location(path=f"{case.now.folder}/{case.left}.md"),
            what=f"the phase left must have a document, found no readable '{case.left}.md'",
            hint="mend it first" if supposed.unread else f"write it with 'phase: {case.left}' in its front matter",
        )


def _asleep(case: Case) -> Iterator[Lack]:
    before, now = case.before, case.now
    if before.status is not Status.ACTIVE and now.status is not Status.ACTIVE:
        yield Lack(
            code="MOV012",
            location=card_place(now, "status"),
            what=f"a project must be active to move, found it {now.status}",
            hint=f"run 'ledger {WAKES[before.status]} {now.slug}' first, or set 'status: active' in the same change",
        )
