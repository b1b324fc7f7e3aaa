"""What can be read of a ledger: a file that cannot be keeps what it said when it last could be."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tests.chance.flows import Flow
from tests.chance.landed import Landed
from tests.chance.world import Project, State

CARD = ("owner", "flow", "phase", "status", "move")
POLICY = ("roles", "signers", "waivers", "accounts", "witnesses", "handles")


def readable(project: Project, known: Project | None) -> Project:
    """A project without the documents that cannot be read, and with the card that is known where its own cannot be."""
    papers = {phase: paper for phase, paper in project.papers.items() if not paper.fault}
    facts = {fact: getattr(known, fact) for fact in CARD} if project.fault and known else {}
    return replace(project, papers=papers, **facts)


def is_same_card(one: Project, other: Project) -> bool:
    """Whether two cards say the same."""
    return all(getattr(one, fact) == getattr(other, fact) for fact in CARD)


def last_read(state: State, known: State, past: Mapping[str, Landed]) -> State:
    """A state in which each file says what it said when it could last be read; a project begins with its card.

    A document that comes back unreadable says what it said before it was gone. A flow whose file is deleted is known as
    it was; a card that names no phase of its flow is not read.
    """
    found = {}
    flows = last_flows(state, known)
    gone = {name: flow for name, flow in known.ever.items() if name not in state.flows}
    for key, project in state.projects.items():
        old = known.projects.get(key)
        is_read = is_told(project, flows | gone)
        if not project.has_card or (not is_read and not old):
            continue
        found[key] = replace(readable(project if is_read else replace(project, fault="REF"), old), fault=project.fault)
        were = {**past.get(key, Landed()).gone, **(old.papers if old else {})}
        for phase, paper in project.papers.items():
            if paper.fault and phase in were:
                found[key].papers[phase] = were[phase]
    carded = {key: project for key, project in state.projects.items() if project.has_card}
    return replace(with_people(state, known), projects=found, flows=flows, gone=gone, carded=carded)


def with_people(state: State, known: State) -> State:
    """A state with the people, waivers and witnesses that `ledger.yml` named when it could last be read."""
    if not state.fault.startswith("DOC"):
        return state
    return replace(state, **{fact: getattr(known, fact) for fact in POLICY})


def last_flows(state: State, known: State) -> dict[str, Flow]:
    """The flows that have a file, each as it could last be read; one that never could be is none.

    A file of which only a field is wrong is read.
    """
    read = {name: known.ever.get(name) if flow.fault.startswith("DOC") else flow for name, flow in state.flows.items()}
    return {name: flow for name, flow in read.items() if flow}


def is_told(project: Project, flows: Mapping[str, Flow]) -> bool:
    """Whether the card can be read, and names a flow that is known and a phase of it."""
    return not project.fault and project.flow in flows and project.phase in flows[project.flow].phases


def unreadable(project: Project) -> set[str]:
    """The codes of what cannot be read of a project."""
    return {project.fault, *(paper.fault for paper in project.papers.values())} - {""}


def as_read(project: Project, before: State, flows: Mapping[str, Flow]) -> Project:
    """What can be read of a project at the end of a change."""
    is_read = is_told(project, {**before.ever, **flows})
    return readable(project if is_read else replace(project, fault="REF002"), before.projects.get(project.key))


def unknown(project: Project, flows: Mapping[str, Flow]) -> str:
    """The code for a card that names a flow that has no file, or no phase of its flow; empty for neither."""
    if project.fault:
        return ""
    if project.flow not in flows:
        return "REF001"
    return "" if project.phase in flows[project.flow].phases else "REF002"


def converted(before: State, old: Project, new: Project, *, is_still: bool) -> Iterator[str]:
    """A project changes its flow where nothing moves, to one that the base has and that knows its phase."""
    if old.flow != new.flow and not new.fault:
        known = before.flows[new.flow].phases if new.flow in before.flows else ()
        if not is_still or new.phase not in known:
            yield "MOV007"
