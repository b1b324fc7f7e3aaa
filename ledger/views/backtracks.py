"""Where projects go back, how often, why, and what it costs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from ledger.records.flow import Flow
from ledger.records.model import Ledger, Project
from ledger.views.durations import days_between, is_own
from ledger.views.onward import Crossing, crossings, is_drawn
from ledger.words import RETURNS, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktrackCount:
    """How often projects went from one phase back to another (the same one: iterated), with reasons by count.

    `costs` are the days of each return from the way back until the project stood in the phase it had left again;
    a project that never came back has no cost, so `costs` may hold less than `count`. An iteration has none.
    """

    origin: str
    target: str
    count: int
    projects: int
    reasons: tuple[tuple[str, int], ...]
    costs: tuple[int, ...]

    @property
    def median_cost(self) -> float | None:
        """The middle of the costs in days, or None when no project came back."""
        return median(self.costs) if self.costs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTraffic:
    """The moves of all projects of one flow: visits by phase, advances by (from, to), ways back.

    `reached` counts the projects that ever stood in a phase, `went_back` those of them that ever left it backwards.
    All that is of the time in which they followed this flow; `former` are ways back and advances before that. Of the
    others `strange` touch a phase that the flow does not know now, `turned` lead against the order that it has now.
    """

    flow: str
    title: str
    projects: int
    reached: tuple[tuple[str, int], ...]
    went_back: tuple[tuple[str, int], ...]
    forward: tuple[tuple[str, str, int], ...]
    backward: tuple[BacktrackCount, ...]
    former: tuple[BacktrackCount, ...]
    strange: tuple[Crossing, ...]
    turned: tuple[Crossing, ...]
    former_onward: int

    @property
    def backtracks(self) -> int:
        """Every way back, iterations not counted."""
        return sum(one.count for one in self.backward if one.origin != one.target)

    @property
    def all_backward(self) -> tuple[BacktrackCount, ...]:
        """The ways back of the present projects under whatever flow."""
        return (*self.backward, *self.former)

    @property
    def iterations(self) -> int:
        """How often a phase was entered again without leaving it."""
        return sum(one.count for one in self.backward if one.origin == one.target)


def _cost(project: Project, place: int) -> int | None:
    """Days from the end of the visit at `place` until its phase was entered again."""
    left = project.visits[place]
    if left.left is None:
        return None
    again = next((later for later in project.visits[place + 1 :] if later.phase == left.phase), None)
    return days_between(left.left, again.entered) if again else None


def return_costs(project: Project) -> tuple[int | None, ...]:
    """What each way back of a project cost, oldest first; None for those of which it never returned."""
    return tuple(
        _cost(project, place) for place, visit in enumerate(project.visits) if visit.ended_by is EventKind.BACKTRACKED
    )


def _backward(projects: Iterable[Project], flow: Flow, *, former: bool = False) -> tuple[BacktrackCount, ...]:
    reasons: dict[tuple[str, str], Counter[str]] = {}
    costs: dict[tuple[str, str], list[int]] = {}
    slugs: dict[tuple[str, str], set[str]] = {}
    for project in projects:
        for place, visit in enumerate(project.visits[:-1]):
            if visit.ended_by not in RETURNS or is_own(project, visit) is former:
                continue
            way = (visit.phase, project.visits[place + 1].phase)
            reasons.setdefault(way, Counter())[visit.because or ""] += 1
            slugs.setdefault(way, set()).add(project.slug)
            cost = _cost(project, place) if way[0] != way[1] else None
            costs.setdefault(way, []).extend([] if cost is None else [cost])
    order = {phase.id: place for place, phase in enumerate(flow.phases)}
    return tuple(
        BacktrackCount(
            origin=way[0],
            target=way[1],
            count=reasons[way].total(),
            projects=len(slugs[way]),
            reasons=tuple(sorted(reasons[way].items(), key=lambda pair: (-pair[1], pair[0]))),
            costs=tuple(sorted(costs[way])),
        )
        for way in sorted(
            reasons, key=lambda way: (-reasons[way].total(), order.get(way[0], 99), order.get(way[1], 99), way)
        )
    )


def _traffic(flow: Flow, projects: tuple[Project, ...]) -> FlowTraffic:
    reached: Counter[str] = Counter()
    went_back: Counter[str] = Counter()
    forward: Counter[tuple[str, str]] = Counter()
    for project in projects:
        own = [visit for visit in project.visits if is_own(project, visit)]
        reached.update({visit.phase for visit in own})
        went_back.update({visit.phase for visit in own if visit.ended_by is EventKind.BACKTRACKED})
    moves = tuple(crossings(flow, projects))
    forward.update((one.visit.phase, one.after.phase) for one in moves if one.visit.ended_by is EventKind.ADVANCED)
    undrawn = [one for one in moves if not is_drawn(flow, one)]
    former = crossings(flow, projects, former=True)
    names = [phase.id for phase in flow.phases]
    order = {name: place for place, name in enumerate(names)}
    ways = sorted(forward, key=lambda way: (order.get(way[0], 99), order.get(way[1], 99), way))
    return FlowTraffic(
        flow=flow.id,
        title=flow.title,
        projects=len(projects),
        reached=tuple((name, reached[name]) for name in names),
        went_back=tuple((name, went_back[name]) for name in names),
        forward=tuple((*way, forward[way]) for way in ways),
        backward=_backward(projects, flow),
        former=_backward(projects, flow, former=True),
        strange=tuple(one for one in undrawn if _strange(flow, one)),
        turned=tuple(one for one in undrawn if not _strange(flow, one)),
        former_onward=sum(one.visit.ended_by is EventKind.ADVANCED for one in former),
    )


def _strange(flow: Flow, crossing: Crossing) -> bool:
    """Whether a move touches a phase that the flow does not know now."""
    return not {crossing.visit.phase, crossing.after.phase} <= {phase.id for phase in flow.phases}


def backtrack_counts(ledger: Ledger) -> tuple[FlowTraffic, ...]:
    """The traffic of every flow that some project follows, the flow with the most projects first."""
    by_flow: dict[str, list[Project]] = {}
    flows: dict[str, Flow] = {}
    for slug in sorted(ledger.projects):
        project = ledger.projects[slug]
        if project.flow:
            by_flow.setdefault(project.flow.id, []).append(project)
            flows[project.flow.id] = project.flow
    order = sorted(by_flow, key=lambda name: (-len(by_flow[name]), name))
    return tuple(_traffic(flows[name], tuple(by_flow[name])) for name in order)
