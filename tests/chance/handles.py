"""Other names for people, gates and roles, and second handles of one person, drawn by lot: each gives the author."""

from dataclasses import replace
from typing import Final

from tests.chance.desk import Desk
from tests.chance.flows import OTHER_GATES, OTHER_ROLES, regated, reroled
from tests.chance.world import PEOPLE, human

_HALF: Final = 0.5


def recalled(desk: Desk, key: str = "") -> str:
    """Somebody is called otherwise from now on, by a new handle or a former one; mostly in their cards too."""
    state, lot = desk.state, desk.lot
    entry = lot.choice(sorted(state.roles))
    now, *former = state.handles.get(entry, (entry,))
    new = lot.choice(former) if former and lot.random() < _HALF else f"{entry}-{next(desk.numbers)}"
    state.handles[entry] = (new, *(one for one in (now, *former) if one != new))
    _write(desk, {now}, new)
    return lot.choice((desk.project(key).owner, "erin"))


def doubles(desk: Desk, key: str = "") -> str:
    """Somebody gets a second entry with the same address, or the two become one again."""
    state, lot = desk.state, desk.lot
    entry = lot.choice(list(PEOPLE))
    if (second := f"{entry}-b") in state.roles:
        del state.roles[second]
        extra = state.handles.pop(second, (second,))
        state.handles[entry] = (*state.handles.get(entry, (entry,)), *extra)
        _write(desk, set(extra), state.called(entry))
    else:
        state.roles[second] = state.roles[entry]
    return lot.choice((desk.project(key).owner, "erin"))


def _write(desk: Desk, old: set[str], new: str) -> None:
    for project in desk.state.projects.values():
        if project.owner in old and desk.lot.random() < 0.95:
            project.owner = new


def regates(desk: Desk, key: str = "") -> str:
    """A gate of a flow gets another id, whatever votes name it."""
    project = desk.project(key)
    flow = desk.flow(project)
    gates = [gate for several in flow.gates.values() for gate in several if gate in OTHER_GATES]
    if gates and not desk.has_renamed:
        desk.state.flows[flow.name] = regated(flow, desk.lot.choice(gates))
    return project.owner


def reroles(desk: Desk, key: str = "") -> str:
    """A role is called otherwise in a flow, and mostly in `ledger.yml` as well."""
    project, lot, state = desk.project(key), desk.lot, desk.state
    flow, role = desk.flow(project), lot.choice(list(OTHER_ROLES))
    if not desk.has_renamed:
        state.flows[flow.name] = reroled(flow, role)
        for entry, held in state.roles.items() if lot.random() < 0.8 else ():
            if role in held:
                state.roles[entry] = held - {role} | {OTHER_ROLES[role]}
    return project.owner


def votes_again(desk: Desk, key: str = "") -> str:
    """Who has voted says the same, or the contrary, under another handle of theirs."""
    project, lot = desk.project(key), desk.lot
    paper = desk.paper(project)
    if not paper.votes:
        return project.owner
    vote = lot.choice(paper.votes)
    entries = [entry for entry in desk.state.roles if human(entry) == human(vote.by)]
    handles = [one for entry in entries for one in desk.state.handles.get(entry, (entry,)) if one != vote.by]
    by = lot.choice(handles or [vote.by])
    decision = vote.decision if lot.random() < _HALF else lot.choice(("approved", "rejected"))
    again = replace(vote, by=by, decision=decision, date=desk.today, note=desk.note(), typed_by=human(by))
    paper.votes.append(
        replace(again, of=paper.digest, proof="", is_used=False, signature="", attestation="", review="")
    )
    return human(by)
