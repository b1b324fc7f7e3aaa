"""What somebody of the team does to the flows in one commit, drawn by lot: each gives the author."""

from copy import deepcopy
from dataclasses import replace

from tests.chance.desk import Desk
from tests.chance.flows import OTHER_NAMES, RULE_FAULTS, SPRINT, TOUR, Flow, altered, renamed, without
from tests.chance.reading import POLICY

_FIRST = {flow.name: flow for flow in (TOUR, SPRINT)}


def amends(desk: Desk, key: str = "") -> str:
    """A flow asks for something else from now on: for this change that of the base counts."""
    project = desk.project(key)
    _put(desk, altered(desk.flow(project), desk.lot))
    return project.owner


def drops(desk: Desk, key: str = "") -> str:
    """A flow loses a phase, whoever stands in it."""
    project, lot = desk.project(key), desk.lot
    flow = desk.flow(project)
    if len(flow.phases) > 2 and not desk.has_renamed:
        _put(desk, without(flow, lot.choice((project.phase, *flow.phases))))
    return project.owner


def calls(desk: Desk, key: str = "") -> str:
    """A phase of a flow gets another id; now and then the project in it is brought along, with its document."""
    project, lot = desk.project(key), desk.lot
    flow = desk.flow(project)
    phase = lot.choice([one for one in flow.phases if one in OTHER_NAMES] or [""])
    if phase and OTHER_NAMES[phase] not in flow.phases and not desk.has_renamed:
        _put(desk, renamed(flow, phase, OTHER_NAMES[phase]))
        if project.phase == phase and lot.random() < 0.4:
            project.phase = OTHER_NAMES[phase]
            if phase in project.papers and project.phase not in project.papers:
                paper = project.papers.pop(phase)
                votes = [replace(vote, typed_by=project.owner, proof="", is_used=False) for vote in paper.votes]
                project.papers[project.phase] = replace(paper, phase=project.phase, votes=votes)
    return project.owner


def recalls(desk: Desk, key: str = "") -> str:
    """A flow is again what it was on the first day, its file as well."""
    project = desk.project(key)
    if not desk.has_renamed:
        _put(desk, _FIRST[project.flow])
    return project.owner


def discards(desk: Desk, key: str = "") -> str:
    """The file of a flow goes, whoever follows it."""
    project = desk.project(key)
    if not desk.has_renamed:
        desk.state.flows.pop(project.flow, None)
    return project.owner


def garbles(desk: Desk, key: str = "") -> str:
    """A slip makes the file of a flow unreadable; now and then the flow asks for something else besides."""
    project, lot = desk.project(key), desk.lot
    flow = desk.flow(project)
    changed = altered(flow, lot) if lot.random() < 0.3 else flow
    _put(desk, replace(changed, fault=lot.choice(list(RULE_FAULTS))))
    return project.owner


def repairs(desk: Desk, key: str = "") -> str:
    """All flows that were ever known are there and can be read again."""
    project = desk.project(key)
    for flow in (desk.known.ever | desk.state.flows).values():
        _put(desk, replace(flow, fault=""))
    return project.owner


def blots(desk: Desk, key: str = "") -> str:
    """A slip makes `ledger.yml` unreadable."""
    desk.state.fault = desk.lot.choice(list(RULE_FAULTS))
    return desk.project(key).owner


def clears(desk: Desk, key: str = "") -> str:
    """`ledger.yml` can be read again, with what it said before mostly."""
    if desk.lot.random() < 0.7:
        for fact in POLICY:
            setattr(desk.state, fact, deepcopy(getattr(desk.known, fact)))
    desk.state.fault = ""
    return desk.project(key).owner


def founds(desk: Desk, key: str = "") -> str:
    """The team writes down another way of working."""
    desk.state.flows.setdefault(SPRINT.name, SPRINT)
    return desk.project(key).owner


def converts(desk: Desk, key: str = "") -> str:
    """A project follows the other flow, one that knows its phase mostly."""
    project = desk.project(key)
    other = desk.state.flows.get("sprint" if project.flow == "tour" else "tour")
    if other and (project.phase in other.phases or desk.lot.random() < 0.2 * (not desk.has_renamed)):
        project.flow = other.name
    return project.owner


def _put(desk: Desk, flow: Flow) -> None:
    desk.state.flows[flow.name] = flow
