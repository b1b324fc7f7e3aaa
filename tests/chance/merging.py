"""What git makes of two sides that changed different files of a ledger."""

from copy import deepcopy
from typing import Any

from tests.chance.world import METRICS, State

Parts = dict[tuple[str, str], Any]  # by project and file: what the file is written from


def merged(base: State, ours: State, theirs: State) -> State | None:
    """Both changes together; None where both changed one file, which git may or may not be able to merge."""
    before, mine, other = _parts(base), _parts(ours), _parts(theirs)
    changed = {key for key in before.keys() | other.keys() if before.get(key) != other.get(key)}
    if any(before.get(key) != mine.get(key) for key in changed):
        return None
    found = deepcopy(ours)
    for key, name in sorted(changed):
        if not key:
            if name == "people":
                found.roles, found.signers, found.fault = dict(theirs.roles), theirs.signers, theirs.fault
            elif name in theirs.flows:
                found.flows[name] = theirs.flows[name]
            else:
                del found.flows[name]
            continue
        project = theirs.projects[key]
        kept = found.projects.setdefault(key, deepcopy(project))
        if name == "README":
            for fact in ("slug", "owner", "group", "flow", "phase", "status", "move", "fault"):
                setattr(kept, fact, getattr(project, fact))
        elif name == METRICS:
            kept.metrics = dict(project.metrics)
        elif name in project.papers:
            kept.papers[name] = deepcopy(project.papers[name])
        else:
            kept.papers.pop(name, None)
    return found


def _parts(state: State) -> Parts:
    """Of a project that lies in another folder every file is another one."""
    found: Parts = {
        ("", "people"): (state.roles, state.signers, state.fault),
        **{("", name): flow for name, flow in state.flows.items()},
    }
    for key, project in state.projects.items():
        card = (project.owner, project.flow, project.phase, project.status, project.move, project.fault)
        found[key, "README"] = (project.folder, card)
        if project.metrics:
            found[key, METRICS] = (project.folder, project.metrics)
        for phase, paper in project.papers.items():
            found[key, phase] = (project.folder, paper)
    return found
