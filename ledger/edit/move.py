"""A move from request to commit: planned, tried in memory, judged by the rules, and only then written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Final

from ledger.assemble import load_trial
from ledger.diagnostics import Diagnostic
from ledger.edges.gitrepo import Repository
from ledger.edges.journal import Rewrite
from ledger.edit.desk import Desk, desk_at, refuse_branch, refuse_new, refuse_unsaved
from ledger.edit.front_matter import edited
from ledger.edit.landing import altered, as_it_stands, land
from ledger.edit.message import branch_name, message, waiting_gates
from ledger.edit.outlook import against_move, brought_by, is_at_main, lines, own_errors, refusals
from ledger.edit.plan import Plan, Request, planned
from ledger.moves.landing import where_parted
from ledger.moves.why import Why, why
from ledger.records.happened import told_each_visit
from ledger.records.model import Change
from ledger.records.papers import PhaseDocument
from ledger.records.readiness import has_value, list_on_the_way
from ledger.votes.approvals import least_grade
from ledger.words import PHASE_MOVES, EventKind, Grade

_OF_ONE_VISIT: Final = ("timebox", "decision")
_GOES_ON: Final = PHASE_MOVES | {EventKind.RESUMED, EventKind.REOPENED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a move is made: on a new branch (`name`, else one made from the move), though not allowed, or only shown."""

    new_branch: bool = False
    name: str | None = None
    is_draft: bool = False
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A move that was asked for; `commit` is None when it was refused or only shown.

    `missing` are the errors that stand against it, `why` tells the same of a move between phases with what to do;
    once it is made, `why` tells of the next one. `brought` are the warnings and notes that the check has of the project
    since. `branch` is the one that was, or would be, committed on.
    `against` are the errors that the check of its pull request will find beside `missing`: a branch is judged by what
    the main branch has. `altered` tells which files a hook of git changed. `landed_phase` is the project's phase where
    the work parted from that, None where it was not there.
    """

    plan: Plan
    change: Change
    files: Mapping[str, Rewrite]
    message: str
    missing: tuple[Diagnostic, ...]
    brought: tuple[Diagnostic, ...]
    why: Why | None
    branch: str | None
    commit: str | None
    is_refused: bool
    against: tuple[Diagnostic, ...] = ()
    recovered: str | None = None
    altered: tuple[str, ...] = ()
    following: Why | None = None
    landed_phase: str | None = None


def make_move(directory: Path, request: Request, terms: Terms, *, today: date) -> Made:
    """Make a move, unless the rules are against it. Raises LedgerError when it cannot even be judged."""
    with desk_at(directory, may_detach=terms.new_branch) as desk:
        made = _judged(desk, directory, request, terms, today)
        if made.is_refused or terms.is_dry_run:
            return made
        branch = made.branch if terms.new_branch else None
        is_judged = is_at_main(desk.repository)
        commit = land(desk.repository, made.files, made.message, branch=branch)
        made = replace(made, commit=commit, altered=altered(desk.repository, commit, made.files))
        against = () if is_judged else against_move(directory, request.project, today=today)
        following = None
        if request.kind in _GOES_ON:
            following = why(load_trial(directory, today=today)({}), request.project)
        against = tuple(one for one in against if _said(one) not in map(_said, made.missing))
        return replace(made, against=against, following=following)


def _said(one: Diagnostic) -> tuple[str, str, str]:
    return one.code, one.location.path, one.message


def _judged(desk: Desk, directory: Path, request: Request, terms: Terms, today: date) -> Made:
    trial = load_trial(directory, today=today)
    present = trial({}).after
    refuse_new(desk.repository, request.project, present.projects)
    plan = planned(present, request, today=today)
    refuse_unsaved(desk.repository, plan.project.folder)
    branch = (terms.name or branch_name(plan)) if terms.new_branch else desk.branch
    if terms.new_branch and branch:
        refuse_branch(desk.repository, branch)
    files = contents(desk.repository, plan)
    change = trial({path: content.new for path, content in files.items()})
    missing = own_errors(change, request.project)
    reasons = why(change, request.project, to=plan.target) if missing and request.kind in PHASE_MOVES else None
    return Made(
        plan=plan,
        change=change,
        files=files,
        message=message(plan, change),
        missing=missing,
        brought=brought_by(change, request.project),
        why=reasons,
        branch=branch,
        commit=None,
        is_refused=bool(missing) and not terms.is_draft,
        recovered=desk.recovered,
        landed_phase=where_parted(desk.repository, plan.project.folder)[0],
    )


def contents(repository: Repository, plan: Plan) -> dict[str, Rewrite]:
    """The files of a plan before and after, by path."""
    files = {}
    for path, edits in plan.edits.items():
        old = as_it_stands(repository, path)
        files[path] = Rewrite(old=old, new=edited(old, edits, path=path))
    for path, fresh in plan.fresh.items():
        files[path] = Rewrite(old=None, new=fresh.encode())
    return files


def diff_lines(files: Mapping[str, Rewrite]) -> Iterator[str]:
    """A unified diff of what would be written."""
    for path, content in files.items():
        old = (content.old or b"").decode("utf-8", "replace").splitlines()
        new = content.new.decode("utf-8", "replace").splitlines()
        before = f"a/{path}" if content.old is not None else "/dev/null"
        yield from unified_diff(old, new, before, f"b/{path}", lineterm="")


def as_text(made: Made) -> Iterator[str]:
    """Lines that say what was done, or why it was not."""
    if made.recovered:
        yield made.recovered
    subject = made.message.split("\n", 1)[0]
    if made.is_refused:
        yield f"not moved, nothing was written: {subject}"
    elif made.commit is None:
        yield f"would commit on {made.branch}: {subject}"
    else:
        yield f"{subject}"
        for path, content in made.files.items():
            yield f"  {'opened ' if content.old is None else 'changed'} {path}"
        yield from _to_state_anew(made.plan)
        yield f"commit {made.commit[:12]} on {made.branch}"
        yield from made.altered
    if made.brought:
        yield "since this move the check tells:" if made.commit else "after this move the check would tell:"
        yield from lines(made.brought)
    yield from _second_move(made)
    if made.missing and not made.is_refused:
        yield "still missing, so the check of its pull request will fail:"
    if made.missing and made.why is None:
        yield from lines(made.missing)
        yield from _votes_to_ask(made)
    yield from refusals(made.against)


def _second_move(made: Made) -> Iterator[str]:
    """That a branch makes one move between phases more than a change may."""
    was, now = made.landed_phase, made.plan.project.phase
    if made.plan.request.kind in PHASE_MOVES and not made.is_refused and was and was != now:
        moved = f"{made.plan.project.slug} from {was} to {now}"
        yield f"  this branch has moved {moved} already, and a change makes one move: let that land first"


def _votes_to_ask(made: Made) -> Iterator[str]:
    """How to give the votes that a move between statuses waits for."""
    for gate in waiting_gates(made.plan, made.change):
        sign = " --sign" if least_grade(gate.gate, made.change.before.policy) is Grade.SIGNED else ""
        for role in gate.roles:
            if not role.is_met:
                yield f"    to vote: ledger approve {made.plan.project.slug} {gate.gate.id} --as {role.role}{sign}"


def how_to_propose(made: Made) -> Iterator[str]:
    """The way on for a move that lacks nothing but other people's votes."""
    if made.is_refused and all(one.code == "APR001" for one in made.missing):
        yield "only votes are missing: with --branch --draft the move is proposed on a branch, where they can be given"


def _to_state_anew(plan: Plan) -> Iterator[str]:
    """What a document still says of the last time that its phase was entered."""
    document = plan.project.documents.get(plan.target)
    if document is None or plan.iteration is None or plan.iteration <= 1:
        return
    old = [name for name in _OF_ONE_VISIT if name in document.fields]
    old += told_each_visit(plan.project, document)
    if chosen := _chosen(plan, document):
        old.append(f"what was chosen ({', '.join(chosen)})")
    if measured := [kpi.id for kpi in document.kpis if kpi.measured is not None or kpi.source is not None]:
        old.append(f"what was measured ({', '.join(measured)})")
    if old:
        yield f"  state anew in {plan.target}.md: {' and '.join(old)}, which is that of the last time"


def _chosen(plan: Plan, document: PhaseDocument) -> tuple[str, ...]:
    """The needs of the phase that an entry of a list meets, such as `directions.chosen`: that choice was tried."""
    phase = plan.project.flow.phase(plan.target) if plan.project.flow else None
    needs = phase.needs if phase else ()
    fields = document.fields
    return tuple(need for need in needs if list_on_the_way(fields, need) and has_value(fields, need))
