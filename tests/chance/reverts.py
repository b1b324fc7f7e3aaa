"""What `git revert` and `git cherry-pick` make of another change, drawn by lot: each gives the author."""

from copy import deepcopy
from dataclasses import replace

from tests.chance.desk import Desk
from tests.chance.entries import adopt
from tests.chance.merging import merged
from tests.chance.world import Project, State


def reverts(desk: Desk, key: str = "") -> str:
    """One of the last changes is taken back, a revert as well, unless what came after it is in the way."""
    lot = desk.lot
    author = lot.choice((desk.project(key).owner, "dana", "erin"))
    if not desk.trail:
        return author
    before, after = lot.choice(desk.trail)
    back = merged(after, desk.state, before)
    if back is not None and back.files != desk.state.files and _is_followed(desk, back):
        for project in back.projects.values():
            _own(desk, project, author)
        desk.state = back
    return author


def picks(desk: Desk, key: str = "") -> str:
    """A commit of another branch comes to this one as well, by its author; that branch may land later, or has."""
    if not desk.elsewhere:
        return desk.project(key).owner
    step = desk.lot.choice(desk.elsewhere)
    picked = merged(step.before, desk.state, step.after)
    if picked is not None and picked.files != desk.state.files and _is_followed(desk, picked):
        adopt(picked, desk.state, {})
        desk.state = picked
    return step.author


def _is_followed(desk: Desk, back: State) -> bool:
    """Whether git does not take one project for another, and none gets another name while its card cannot be read."""
    here = desk.state.projects
    gone, come = here.keys() - back.projects.keys(), back.projects.keys() - here.keys()
    uncovered = {
        key for key, one in here.items() if one.has_card and key in back.projects and not back.projects[key].has_card
    }
    if (gone | uncovered and (come or desk.has_begun)) or (come and desk.removed):
        return False
    if not all(desk.may_go(here[key]) for key in gone | uncovered):
        return False
    if not back.projects:
        return False
    moved = [key for key in here.keys() & back.projects.keys() if here[key].folder != back.projects[key].folder]
    if moved and not (back.flows == desk.state.flows and all(desk.may_rename(here[key]) for key in moved)):
        return False
    desk.removed |= gone | uncovered
    desk.has_begun |= bool(come)
    return True


def _own(desk: Desk, project: Project, author: str) -> None:
    """Who brings back a vote that was taken out has typed it; one that went with its document is what it was."""
    here = desk.state.projects.get(project.key)
    past = desk.landed(project)
    for phase, paper in project.papers.items():
        stands = [
            here.papers.get(phase) if here else None,
            past.gone.get(phase),
            past.went and past.went.papers.get(phase),
        ]
        known = {_key(vote.entry): vote for one in stands if one for vote in one.votes}
        paper.votes = [
            deepcopy(known.get(_key(vote.entry))) or replace(vote, typed_by=author, proof="", is_used=False)
            for vote in paper.votes
        ]


def _key(entry: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(entry.items()))
