"""The projects of a change before and after it: which one is which, and how each of them moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ledger.past.renaming import followed
from ledger.records.blank import in_order
from ledger.records.flow import Flow, Phase
from ledger.records.model import Change, Ledger, Project, named_flow
from ledger.rules.moving import Made, counted, moves_between, position_of
from ledger.words import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One project that both sides of a change have.

    `flow` is the base's version of the flow that judges its moves; it is None when the base does not have it or the
    project changes its flow. `moves` are there in any case.
    """

    before: Project
    after: Project
    flow: Flow | None
    moves: tuple[Made, ...]


def is_beginning(change: Change) -> bool:
    """Whether the base is no ledger yet: then the change begins one, and what it states is where things stand."""
    return not change.before.projects and not change.before.flows


@lru_cache(maxsize=2)  # every rule about moves asks for them, of one change after the other
def passages(change: Change) -> tuple[Passage, ...]:
    """The projects that both sides have, in the order of their names.

    One whose card cannot be read stays where it was, or nobody would hold its documents to what was agreed. So does one
    whose card names what is not known, but it may be seen to change its flow.
    """
    found = (_passage(before, after, change) for before, after in matched(change) if before)
    return tuple(one for one in found if one)


def _passage(before: Project, after: Project, change: Change) -> Passage | None:
    was, now = position_of(before), position_of(after)
    if was is None or now is None:
        return None
    name = flow_name(before, change.before)
    flow = change.before.flows.get(name)
    # What is left, or entered again, is read by the base's flow, also where the change takes the phase out of it.
    if flow is not None and flow != after.flow:
        lost = {phase: one for phase, one in after.strays.items() if flow.phase(phase)}
        after = replace(after, documents=in_order({**after.documents, **lost}, flow))
    was = replace(was, iteration=counted(before, was.phase))
    moves = moves_between(was, now, flow, after.flow, before.told_flow)
    judging = flow if name == stated_flow(after, change.after) else None
    return Passage(before=before, after=after, flow=judging, moves=moves)


def ways_out(passage: Passage) -> Iterator[Phase]:
    """The phases that its moves leave: by an advance, or by a completion where a project of the flow may end."""
    flow = passage.flow
    if flow is None:
        return
    for made in passage.moves:
        is_end = made.kind is EventKind.COMPLETED and flow.may_end(passage.after.phase)
        left = flow.phase(passage.after.phase if is_end else made.origin)
        if left and (is_end or made.kind is EventKind.ADVANCED):
            yield left


def flow_name(project: Project, ledger: Ledger) -> str:
    """The flow that a project follows: its card's, else the ledger's default; empty where neither names one."""
    return named_flow(project.card, ledger.policy)


def stated_flow(project: Project, ledger: Ledger) -> str:
    """The same, as the card stands, whether anybody knows the flow or not."""
    return flow_name(replace(project, card=project.refused or project.card), ledger)


def flow_for_new(project: Project, change: Change) -> Flow | None:
    """The base's flow, so that a change cannot soften it, or one that arrives together with its first project."""
    name = flow_name(project, change.after)
    return change.before.flows.get(name) or change.after.flows.get(name)


def matched(change: Change) -> Iterator[tuple[Project | None, Project]]:
    """Each project as the base has it, None for one that it lacks, and as the change would leave it, by name."""
    known_as = old_names(change)
    for slug, after in sorted(change.after.projects.items()):
        yield change.before.projects.get(known_as.get(slug, slug)), after


def is_unreadable(project: Project, phase: str) -> bool:
    """Whether a document without a readable content is there, as a finding of its own tells: it is of a known phase.

    Without a known flow every document is.
    """
    is_told = project.flow is None or project.flow.phase(phase) is not None
    return is_told and phase not in project.records and f"{phase}.md" in project.files


def created(change: Change) -> Iterator[Project]:
    """The projects that the change brings, except those that it only renames and those of a ledger's beginning."""
    for before, after in () if is_beginning(change) else matched(change):
        if before is None or before.card is None:
            yield after


def removed(change: Change) -> Iterator[Project]:
    """The projects that the change takes away, except those that it only renames."""
    kept = {*change.after.projects, *old_names(change).values()}
    for slug, project in sorted(change.before.projects.items()):
        if slug not in kept:
            yield project


def old_names(change: Change) -> Mapping[str, str]:
    """The old name of each project whose folder the change renames, as far as the history will follow it."""
    return followed(change.renames, change.before.projects, change.after.projects)
