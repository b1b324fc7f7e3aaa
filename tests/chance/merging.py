"""What git makes of two sides that changed different files of a ledger."""

from copy import deepcopy
from typing import Any

from tests.chance.world import METRICS, Project, State

Parts = dict[tuple[str, str], Any]  # by project and file: what the file is written from


def merged(base: State, ours: State, theirs: State) -> State | None:
    """Both changes together; None where both changed one file, which git may or may not be able to merge."""
    before, mine, other = _parts(base), _parts(ours), _parts(theirs)
    changed = {key for key in before.keys() | other.keys() if before.get(key) != other.get(key)}
    if any(before.get(key) != mine.get(key) for key in changed):
        return None
    gone = {key for key, _ in changed if key and key not in theirs.projects}
    if any(key in gone for key, _ in mine.keys() - before.keys()):
        return None  # what was added to a project meanwhile stays behind where that is removed
    found = deepcopy(ours)
    for key, name in sorted(changed):
        if not key:
            _take_rule(found, theirs, name)
        elif key in theirs.projects:
            _take_part(found.projects.setdefault(key, deepcopy(theirs.projects[key])), theirs.projects[key], name)
        else:
            found.projects.pop(key, None)
    return found


def _take_rule(found: State, theirs: State, name: str) -> None:
    if name == "people":
        found.roles, found.signers, found.fault = dict(theirs.roles), theirs.signers, theirs.fault
    elif name in theirs.flows:
        found.flows[name] = theirs.flows[name]
    else:
        del found.flows[name]


def _take_part(kept: Project, project: Project, name: str) -> None:
    if name == "README":
        for fact in ("slug", "owner", "group", "flow", "phase", "status", "move", "fault", "has_card"):
            setattr(kept, fact, getattr(project, fact))
    elif name == METRICS:
        kept.metrics = dict(project.metrics)
    elif name in project.papers:
        kept.papers[name] = deepcopy(project.papers[name])
    else:
        kept.papers.pop(name, None)


def _parts(state: State) -> Parts:
    """Of a project that lies in another folder every file is another one."""
    found: Parts = {
        ("", "people"): (state.roles, state.signers, state.fault),
        **{("", name): flow for name, flow in state.flows.items()},
    }
    for key, project in state.projects.items():
        card = (
            project.owner,
            project.flow,
            project.phase,
            project.status,
            project.move,
            project.fault,
            project.has_card,
        )
        found[key, "README"] = (project.folder, card)
        if project.metrics:
            found[key, METRICS] = (project.folder, project.metrics)
        for phase, paper in project.papers.items():
            found[key, phase] = (project.folder, paper)
    return found
