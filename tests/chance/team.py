"""What a team does on a branch, drawn by lot: anything, or all that a move takes with something put in or left out."""

from collections.abc import Callable, Sequence
from functools import partial

from tests.chance import acts, excuses, handles, losses, names, reverts, rulings
from tests.chance.desk import Desk
from tests.chance.flows import Asked
from tests.chance.reading import unreadable
from tests.chance.waiving import Wrong
from tests.chance.world import Project

Action = Callable[..., str]  # from the desk and the name of a project to the author of the commit


def plan(desk: Desk) -> Sequence[Action]:
    """What is done on the branch."""
    lot = desk.lot
    if lot.random() < 0.3:
        return [lot.choice(ACTIONS) for _ in range(lot.randint(1, 3))]
    meant = [one.meant for one in desk.state.waivers if one.meant]
    project = desk.project(lot.choice(meant) if meant and lot.random() < 0.4 else "")
    if found := _repair(desk, project):
        return found
    found = [*_mending(desk, project), *_campaign(desk, project)]
    if lot.random() < 0.5:
        others = (*_OTHERS, lot.choice(ACTIONS))
        found.insert(lot.randint(0, len(found)), lot.choice(others))
    if lot.random() < (0.6 if project.key in meant else 0.2):
        del found[lot.randrange(len(found))]
    return [partial(act, key=project.key) for act in found]


def _repair(desk: Desk, project: Project) -> list[Action]:
    """What the team does first of all: it undoes or excuses what went wrong, or brings back what is gone."""
    lot = desk.lot
    if any(one.went for one in desk.past.values()) and lot.random() < 0.3:
        return [losses.revives]
    if not project.papers:
        return [losses.finds, acts.begins]
    if _is_lost(desk, project) and lot.random() < 0.5:
        return [partial(lot.choice((rulings.repairs, rulings.recalls)), key=project.key)]
    if lot.random() < 0.15:
        return [lot.choice((reverts.reverts, reverts.picks, reverts.picks))]
    if desk.refused and lot.random() < 0.25:
        return [excuses.waives]
    return []


def _mending(desk: Desk, project: Project) -> list[Action]:
    """What is mended on the way."""
    lot = desk.lot
    found: list[Action] = []
    if unreadable(project) and lot.random() < 0.9:
        found.append(acts.mends)
    if desk.state.fault and lot.random() < 0.3:
        found.append(rulings.clears)
    if Wrong("POL007") in desk.refused and lot.random() < 0.7:
        found.append(excuses.withdraws)
    return found


def _is_lost(desk: Desk, project: Project) -> bool:
    """Whether nobody can read what the project follows."""
    flow = desk.state.flows.get(project.flow)
    return flow is None or bool(flow.fault) or project.phase not in flow.phases


def _campaign(desk: Desk, project: Project) -> list[Action]:
    """All that a move of the project takes, and the move."""
    flow, lot = desk.flow(project), desk.lot
    if project.status != "active":
        return [acts.halts]
    ends = [ends for ends in flow.back if ends[0] == project.phase]
    match lot.choice(("on", "on", "on", "on", "back", "back", "halt", "anew", "convert")):
        case "back" if ends:
            way = lot.choice(ends)
            return [*_agreed("backtrack", flow.back[way][1]), partial(acts.returns, to=way[1])]
        case "halt":
            status = lot.choice(("paused", "cancelled", "completed"))
            asked = flow.cancel[1] if status == "cancelled" else {}
            return [*_agreed("cancel", asked), partial(acts.halts, status=status)]
        case "anew":
            phase = lot.choice(flow.phases[: max(0, desk.place(project)) + 1])
            return [partial(acts.promises, phase=phase), *_votes(desk, project, phase)]
        case "convert":
            return [rulings.converts if len(desk.state.flows) > 1 else rulings.founds]
    is_last = project.phase == flow.phases[-1]
    move = partial(acts.halts, status="completed") if is_last else acts.advances
    goal = {"scope": [acts.promises], "study": []}.get(project.phase, [acts.measures])
    return [acts.completes_text, *goal, *_votes(desk, project, project.phase), move]


def _votes(desk: Desk, project: Project, phase: str) -> list[Action]:
    gates = desk.flow(project).gates.get(phase, {})
    return [act for gate, asked in gates.items() for act in _agreed(gate, asked, phase)]


def _agreed(gate: str, asked: Asked, phase: str = "") -> list[Action]:
    """As many approvals of different people as are asked for."""
    return [
        partial(acts.agrees, gate=gate, role=role, nth=nth, phase=phase)
        for role, needed in asked.items()
        for nth in range(needed)
    ]


_OTHERS: tuple[Action, ...] = (
    *(acts.objects, acts.votes, acts.promises, acts.copies),
    *(rulings.amends, rulings.converts, excuses.waives, reverts.reverts, acts.renames, names.succeeds),
    *(handles.recalled, handles.doubles, handles.regates, handles.reroles, handles.votes_again, handles.votes_again),
)
ACTIONS: tuple[Action, ...] = (
    *(acts.rewrites, acts.restores, acts.completes_text, acts.empties, acts.works, acts.forges),
    *(
        acts.begins,
        acts.appoints,
        acts.renames,
        names.succeeds,
        handles.recalled,
        acts.hands_over,
        acts.moves_away,
        acts.registers,
        acts.copies,
    ),
    *(
        acts.breaks,
        acts.breaks,
        acts.mends,
        acts.mends,
        rulings.amends,
        rulings.amends,
        rulings.founds,
        rulings.converts,
    ),
    *(rulings.drops, rulings.drops, rulings.calls, rulings.recalls, rulings.discards, rulings.garbles, rulings.blots),
    *(rulings.repairs, rulings.repairs, rulings.clears),
    *(excuses.waives, excuses.waives, excuses.prolongs, excuses.withdraws, reverts.reverts, reverts.picks),
    *(losses.loses, losses.finds, losses.finds, losses.uncovers, losses.removes, losses.revives, losses.revives),
    *(*(acts.votes,) * 3, *(acts.agrees,) * 2, *(acts.promises,) * 2, acts.measures, acts.reports, acts.forgets),
    *(acts.advances, acts.returns, acts.halts, acts.halts),
)
