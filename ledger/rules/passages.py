"""The projects of a change before and after it: which one is which, and how each of them moves."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ledger.proof.provenance import Heard
from ledger.records.blank import in_order
from ledger.records.flow import Flow, Phase
from ledger.records.model import Change, Ledger, Project, named_flow
from ledger.records.papers import Approval
from ledger.rules.moving import Made, counted, moves_between, position_of
from ledger.words import EventKind, Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One project that both sides of a change have.

    `flow` is the base's version of the flow that judges its moves; it is None, and `moves` are empty, when the base
    does not have it or the project changes its flow. `has_moved` says in any case whether there is a move.
    """

    before: Project
    after: Project
    flow: Flow | None
    moves: tuple[Made, ...]
    has_moved: bool


def is_beginning(change: Change) -> bool:
    """Whether the base is no ledger yet: then the change begins one, and what it states is where things stand."""
    return not change.before.projects and not change.before.flows


@lru_cache(maxsize=2)  # every rule about moves asks for them, of one change after the other
def passages(change: Change) -> tuple[Passage, ...]:
    """The projects that both sides have, in the order of their names.

    One whose card cannot be read stays where it was, or nobody would hold its documents to what was agreed. So does one
    whose card names what is not known, but it may be seen to change its flow.
    """
    return tuple(
        _passage(before, after, change) for before, after in matched(change) if before and before.card and after.card
    )


def _passage(before: Project, after: Project, change: Change) -> Passage:
    name = flow_name(before, change.before)
    flow = change.before.flows.get(name)
    # What is left, or entered again, is read by the base's flow, also where the change takes the phase out of it.
    if flow is not None and flow != after.flow:
        lost = {phase: one for phase, one in after.strays.items() if flow.phase(phase)}
        after = replace(after, documents=in_order({**after.documents, **lost}, flow))
    was, now = position_of(before), position_of(after)
    was = was and replace(was, iteration=counted(before, was.phase))
    moves = moves_between(was, now, flow, after.flow, before.told_flow) if was and now else ()
    judging = flow if name == stated_flow(after, change.after) else None
    return Passage(before=before, after=after, flow=judging, moves=moves if judging else (), has_moved=bool(moves))


def ways_out(passage: Passage) -> Iterator[Phase]:
    """The phases that its moves leave: by an advance, or by a completion where a project of the flow may end."""
    flow = passage.flow
    if flow is None:
        return
    for made in passage.moves:
        left = None
        if made.kind is EventKind.ADVANCED:
            left = flow.phase(made.origin)
        elif made.kind is EventKind.COMPLETED and flow.may_end(passage.after.phase):
            left = flow.phase(passage.after.phase)
        if left:
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
    before, after = change.before.projects, change.after.projects
    pairs = change.renames.items()
    return {new: old for new, old in pairs if new in after and new not in before and old in before and old not in after}


def with_past(change: Change) -> Change:
    """The change with the past of each renamed project, which the history that has landed knows by its old name.

    So do the waivers after it, which are for the projects that they named when they landed.
    """
    projects, policy = dict(change.after.projects), change.after.policy
    new_names = {old: new for new, old in old_names(change).items()}
    waivers = tuple(replace(one, now=_name_after(one.now, new_names)) for one in policy.waivers)
    for new, old in old_names(change).items():
        past = change.before.projects[old]
        grades = _kept_grades(past, projects[new])
        projects[new] = replace(
            projects[new],
            grades=grades,
            events=past.events,
            visits=past.visits,
            halts=past.halts,
            gone=past.gone,
            landed_owner=past.landed_owner,
            landed_flow=past.landed_flow,
            told_flow=past.told_flow,
            landed_iterations=past.landed_iterations,
            kept=past.kept,
        )
    after = replace(change.after, projects=projects, policy=replace(policy, waivers=waivers))
    return replace(change, after=after)


def _name_after(name: str | None, new_names: Mapping[str, str]) -> str | None:
    """What a project is called after renames; one that is gone and whose name another one gets, as the history will."""
    if name is None:
        return None
    is_taken = name in new_names.values() and name not in new_names
    return f"{name}~2" if is_taken else new_names.get(name, name)


def _kept_grades(past: Project, now: Project) -> dict[tuple[str, int], Grade]:
    """The grades of a renamed project: a rename proves no vote that has landed and takes no proof away."""
    known: defaultdict[tuple[str, Approval], deque[Grade]] = defaultdict(deque)
    heard = Heard()
    for document in past.every_document:
        for vote in document.approvals:
            known[document.phase, vote.entry].append(past.grades[document.phase, vote.index])
            heard.add(document.phase, vote)
    # What proved a vote under the old name proves no other one under the new name.
    copied = {Grade.SIGNED: heard.is_repeat, Grade.ATTESTED: heard.is_echo}
    grades = dict(now.grades)
    for document in now.every_document:
        phase = document.phase
        for vote in document.approvals:
            if standing := known[phase, vote.entry]:
                grades[phase, vote.index] = standing.popleft()
            elif (is_copied := copied.get(grades[phase, vote.index])) and is_copied(phase, vote):
                grades[phase, vote.index] = Grade.CLAIMED
    return grades
