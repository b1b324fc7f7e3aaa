"""Names that pass from one project to another, drawn by lot, and whose place another one takes then."""

from tests.chance.desk import Desk
from tests.chance.world import State


def succeeds(desk: Desk, key: str = "") -> str:
    """A project takes a name that is free, or now and then another one's, who gets its own or a new one at once."""
    project, lot = desk.project(key), desk.lot
    names, others = free(desk), [one for one in desk.state.projects.values() if one is not project and one.has_card]
    if names and lot.random() < 0.8 and desk.may_rename(project):
        project.slug = lot.choice(names)
    elif others and lot.random() < 0.3:
        other = lot.choice(others)
        if desk.may_rename(project) and desk.may_rename(other):
            new = project.slug if lot.random() < 0.5 else f"{other.key}-{next(desk.numbers)}"
            project.slug, other.slug = other.slug, new
    return project.owner


def free(desk: Desk, *, is_new: bool = False) -> list[str]:
    """The names that projects had and none has now; one that begins by that of a removed one would bring it back."""
    had = {name for one in desk.past.values() for name in one.names}
    borne = {one.slug for one in desk.state.projects.values()}
    gone = {one.slug for key, one in desk.known.projects.items() if key not in desk.state.projects}
    gone |= {one.went.slug for one in desk.past.values() if one.went} if is_new else set()
    return sorted(had - borne - gone)


def displaced(before: State, after: State) -> set[str]:
    """The projects, by key, that get another name in the change that gives theirs to another one."""
    bearers = {one.slug: key for key, one in after.projects.items() if one.has_card}
    there = {key: one for key, one in before.projects.items() if key in after.projects}
    return {key for key, one in there.items() if bearers.get(one.slug, key) != key}
