"""The change: whether each project may move as it does, under the policy and the flows of the base."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ledger.diagnostics import Diagnostic, Location
from ledger.edges.snapshot import is_workflow
from ledger.plurals import either
from ledger.records.flow import Flow, Phase
from ledger.records.model import Change, Ledger, Project
from ledger.rules.finding import card_place, finding, iteration_finding
from ledger.rules.leaving import lacks
from ledger.rules.moving import Made, entries, iterations, landed, place_left, reason_findings
from ledger.rules.passages import (
    Passage,
    created,
    flow_for_new,
    flow_name,
    is_beginning,
    matched,
    passages,
    stated_flow,
    ways_out,
)
from ledger.words import CLOSED, PHASE_MOVES, WAKES, EventKind, Status


def skipped_phase(change: Change) -> Iterator[Diagnostic]:
    """MOV001: an advance is one step."""
    for passage, flow, made in _phase_moves(change):
        left, entered = place_left(passage.before, flow), flow.position(made.target)
        is_known = flow.phase(made.origin) is not None
        if (made.kind is not EventKind.ADVANCED and is_known) or entered is None or entered <= left + 1:
            continue
        skipped = tuple(phase.id for phase in flow.phases[left + 1 : entered])
        each = "each " if len(skipped) > 1 else ""
        yield finding(
            "MOV001",
            card_place(passage.after, "phase"),
            f"a project must advance by one phase, from {made.origin} to {skipped[0]}, found '{made.target}'",
            f"enter {' and '.join(skipped)} first, {each}in a change of its own",
            passage.after,
        )


def phase_to_come(change: Change) -> Iterator[Diagnostic]:
    """MOV001: a phase is entered once the flow has it, so that no change makes itself a way past the others."""
    for passage, flow, made in _phase_moves(change):
        brought = change.after.flows.get(flow.id)
        if flow.phase(made.target) or brought is None or brought.phase(made.target) is None:
            continue  # what no flow knows is a finding of its own
        yield finding(
            "MOV001",
            card_place(passage.after, "phase"),
            f"a project must enter a phase that the flow '{flow.id}' has in the base, found '{made.target}'",
            f"let the flow land first, in a change of its own, and enter {made.target} in a later one",
            passage.after,
        )


def unlisted_way_back(change: Change) -> Iterator[Diagnostic]:
    """MOV002: a backtrack or iteration is one that the flow lists."""
    for passage, flow, made in _phase_moves(change):
        if made.kind is EventKind.ADVANCED or flow.way_back(made.origin, made.target):
            continue
        if made.kind is EventKind.BACKTRACKED and flow.phase(made.origin) is None:
            continue  # nor can it list one out of a phase that it has no more
        ways = tuple(way.target for way in flow.backtracks if way.origin == made.origin)
        again = "a further iteration of" if made.kind is EventKind.ITERATED else "a way back to"
        yield finding(
            "MOV002",
            card_place(passage.after, "phase"),
            f"the flow '{flow.id}' must list {again} {made.target} from {made.origin}, found none",
            f"from {made.origin} it allows {either(tuple(dict.fromkeys(ways)))}"
            if ways
            else "add the way to the flow first",
            passage.after,
        )


def reason(change: Change) -> Iterator[Diagnostic]:
    """MOV003: each move of the change gives the reason that the base's flow asks for."""
    for passage in passages(change):
        if passage.flow is not None:
            yield from reason_findings(passage.after, passage.moves, passage.flow)


def leaving(change: Change) -> Iterator[Diagnostic]:
    """MOV004, MOV005, DOC018: the phase left has its document, needed fields and steps."""
    for passage in passages(change):
        for phase in ways_out(passage):
            judged = replace(passage.after, flow=passage.flow)  # the base says of which fields the days count
            yield from _left(judged, phase, passage.before, change.after.today)


def _left(project: Project, phase: Phase, base: Project, today: date) -> Iterator[Diagnostic]:
    if phase.id in project.documents:
        yield from lacks(project, phase, today, base=base)
    else:
        yield finding(
            "DOC018",
            card_place(project, "phase"),
            f"the phase left must have a document, found no readable '{phase.id}.md'",
            f"write '{project.folder}/{phase.id}.md' before the project leaves {phase.id}",
            project,
        )


def entering(change: Change) -> Iterator[Diagnostic]:
    """MOV006: whoever enters a phase again counts its iteration up; a new project starts to count."""
    for project in created(change):
        flow, was = flow_for_new(project, change), landed(project)
        for document in project.documents.values():
            enters = was is not None and document.phase == project.phase != was.phase
            times = max(entries(project, document.phase) + enters, 1)
            allowed = iterations(project, document.phase, flow, times) if flow else (times,)
            if document.iteration is not None and document.iteration not in allowed:
                yield iteration_finding(project, document, allowed[0])
    for passage, flow, made in _phase_moves(change):
        entered = passage.after.documents.get(made.target)
        times = entries(passage.before, made.target) + 1
        allowed = iterations(passage.before, made.target, flow, times)
        held = passage.before.records.get(made.target)
        if held and held.approvals and len(allowed) > 1:  # or votes of the time before would count again
            allowed = tuple(one for one in allowed if one != held.iteration)
        if entered and entered.iteration is not None and entered.iteration not in allowed:
            yield iteration_finding(passage.after, entered, allowed[0])


def counted_down(change: Change) -> Iterator[Diagnostic]:
    """MOV006: an iteration that is right in the base goes down no more, or votes of the time before would count again.

    Only of a phase before the one in which a project came into the ledger two numbers are right.
    """
    for before, after in matched(change):
        if before is None or before.flow is None:
            continue
        for phase, document in before.records.items():
            right = iterations(before, phase, before.flow, max(entries(before, phase), 1))
            now, was = after.records.get(phase), document.iteration
            if now and was in right and now.iteration in right and now.iteration < was:
                yield iteration_finding(after, now, was)


def flow_change(change: Change) -> Iterator[Diagnostic]:
    """MOV007: a flow is changed in a change that moves nothing, to one that the base has and that knows the phase."""
    found = tuple(passages(change))
    moving = sorted({passage.after.slug for passage in found if passage.moves})
    for passage in found:
        name, was = stated_flow(passage.after, change.after), flow_name(passage.before, change.before)
        card = passage.after.refused or passage.after.card
        known, named = change.before.flows.get(name), f"'{name}'" if name else "none"
        if name == was:
            if passage.moves and known is None:
                yield _flow_finding(passage.after, "a project must move under a flow that the base has", named)
        elif known is None:
            yield _flow_finding(passage.after, "the new flow must be one that the base has", named)
        elif moving:
            yield _flow_finding(
                passage.after, "a change of flow must move nothing", f"a move of {either(tuple(moving[:3]))}"
            )
        elif card and card.phase and known.phase(card.phase) is None:
            yield _flow_finding(passage.after, f"the flow '{name}' must know the project's phase", f"'{card.phase}'")


def _flow_finding(project: Project, must: str, found: str) -> Diagnostic:
    hint = "change the flow in a change of its own, after the flow has landed, and move in the next one"
    return finding("MOV007", card_place(project, "flow"), f"{must}, found {found}", hint, project)


def halted(change: Change) -> Iterator[Diagnostic]:
    """MOV012: a project that is not active does not move between phases, unless the change also wakes it."""
    for passage, _, made in _phase_moves(change):
        was, now = passage.before.status, passage.after.status
        if was is not Status.ACTIVE and now is not Status.ACTIVE:
            yield finding(
                "MOV012",
                card_place(passage.after, "phase"),
                f"a project must be active to move to {made.target}, found it {now}",
                f"{_wake(passage)} or set 'status: active' in the same change, or leave the phase as it was",
                passage.after,
            )


def closed(change: Change) -> Iterator[Diagnostic]:
    """MOV012: a project that was cancelled or completed is reopened before anything else becomes of it."""
    for passage in passages(change):
        was, now = passage.before.status, passage.after.status
        if was in CLOSED and now not in {was, Status.ACTIVE}:
            yield finding(
                "MOV012",
                card_place(passage.after, "status"),
                f"a project that is {was} must be reopened before it is {now}",
                f"{_wake(passage)}, in a change of its own, or leave the status as it was",
                passage.after,
            )


def _wake(passage: Passage) -> str:
    return f"run 'ledger {WAKES[passage.before.status]} {passage.after.slug}' first"


def policy_change(change: Change) -> Iterator[Diagnostic]:
    """POL008: whoever reviews a change sees that it also changes the rules."""
    if is_beginning(change):
        return
    for path, what in _changed_rules(change.before, change.after):
        message = f"the rules must be reviewed with care when they change, found {what} changed"
        hint = "this change is judged by the rules of its base; the new ones hold once it has landed"
        yield finding("POL008", Location(path=path), message, hint, None)


def _changed_rules(before: Ledger, after: Ledger) -> Iterator[tuple[str, str]]:
    if before.policy_source.meta != after.policy_source.meta:
        yield after.policy_source.path, "people, policy or waivers"
    for name in sorted({*before.flows, *after.flows}):
        if before.flows.get(name) != after.flows.get(name):
            yield f"schema/flows/{name}.yml", f"the flow '{name}'"
    for path in sorted(before.files | after.files):
        if is_workflow(path) or (path.startswith("schema/") and not path.startswith("schema/flows/")):
            old, new = before.json_files.get(path), after.json_files.get(path)
            if old != new or (path in before.files) != (path in after.files):
                yield path, f"'{path}'"


def _phase_moves(change: Change) -> Iterator[tuple[Passage, Flow, Made]]:
    for passage in passages(change):
        for made in passage.moves:
            if passage.flow is not None and made.kind in PHASE_MOVES:
                yield passage, passage.flow, made


CHANGE_RULES = (
    skipped_phase,
    phase_to_come,
    unlisted_way_back,
    reason,
    leaving,
    entering,
    counted_down,
    flow_change,
    halted,
    closed,
    policy_change,
)
