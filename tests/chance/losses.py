"""What somebody of the team deletes in one commit, or brings back, drawn by lot: each gives the author."""

from copy import deepcopy
from dataclasses import replace

from tests.chance.desk import Desk
from tests.chance.world import Paper


def loses(desk: Desk, key: str = "") -> str:
    """A document goes."""
    project = desk.project(key)
    project.papers.pop(desk.paper(project).phase, None)
    return project.owner


def finds(desk: Desk, key: str = "") -> str:
    """A document that was deleted comes back, mostly as it was."""
    project, lot = desk.project(key), desk.lot
    for phase, paper in desk.landed(project).gone.items():
        if phase not in project.papers:
            project.papers[phase] = _altered(desk, deepcopy(paper))
    return lot.choice((project.owner, "dana", "erin"))


def _altered(desk: Desk, paper: Paper) -> Paper:
    lot = desk.lot
    if lot.random() < 0.2:
        paper.words += 1
    if lot.random() < 0.1:
        paper.votes = paper.votes[:-1]
    if lot.random() < 0.1:
        paper.iteration += 1
    return paper


def uncovers(desk: Desk, key: str = "") -> str:
    """A project's card goes, its documents stay."""
    project = desk.project(key)
    if desk.may_go(project) and not desk.has_begun:
        project.has_card = False
        desk.removed.add(project.key)
    return project.owner


def removes(desk: Desk, key: str = "") -> str:
    """A project goes as a whole."""
    project = desk.project(key)
    if desk.may_go(project) and not desk.has_begun and len(desk.state.projects) > 1:
        del desk.state.projects[project.key]
        desk.removed.add(project.key)
    return project.owner


def revives(desk: Desk, key: str = "") -> str:
    """A project that was removed comes back, as it was mostly, or begins anew at the start."""
    lot = desk.lot
    borne = {one.slug: key for key, one in desk.state.projects.items()}
    gone = [one.went for one in desk.past.values() if one.went and one.went.key not in desk.known.projects]
    found = [one for one in gone if borne.get(one.slug, one.key) == one.key]
    if not found:
        return desk.project(key).owner
    went = lot.choice(found)
    stands = desk.state.projects.get(went.key)
    if stands and stands.has_card:
        return went.owner
    back = replace(deepcopy(went), fault="")
    if stands:
        back.papers = stands.papers
    phases = desk.flow(back).phases
    if lot.random() < 0.4:
        back.phase, back.status, back.move = phases[0] if lot.random() < 0.9 else lot.choice(phases), "active", None
        if back.phase != went.phase:
            desk.enter(back, back.phase)
    desk.state.projects[went.key] = back
    return went.owner
