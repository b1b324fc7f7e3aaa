"""The moves of a flow's projects, counted: from where to where, how often, why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.site.drawings.svg import element
from ledger.site.drawings.timeline import reason_words
from ledger.site.words import counted, times_words
from ledger.views import crossings, is_drawn, is_own
from ledger.words import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A phase; `count` is how many projects have been in it, `href` leads to them."""

    id: str
    title: str
    position: int | None
    count: int
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Moves from one phase to another, with their reasons, the most frequent first; `href` leads to them."""

    origin: str
    target: str
    count: int
    reasons: tuple[tuple[str, int], ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """The moves of a flow's projects; `iterations` lead from a phase to itself.

    `has_more_back` says that there are ways back besides, which the drawing has no place for.
    """

    title: str
    nodes: tuple[Node, ...]
    forward: tuple[Way, ...]
    backward: tuple[Way, ...]
    iterations: tuple[Way, ...]
    has_more_back: bool = False


def from_projects(flow: Flow, projects: Iterable[Project]) -> Arcs:
    """Count the moves that the projects that follow a flow made under it, by what their events said.

    Left out are those that the present phases and their order have no place for (`views.is_drawn`).
    """
    been: Counter[str] = Counter()
    moves: dict[tuple[str, str], Counter[str]] = {}
    own = [project for project in projects if project.flow is not None and project.flow.id == flow.id]
    for project in own:
        been.update({visit.phase for visit in project.visits if is_own(project, visit)})
    has_more_back = False
    for crossing in crossings(flow, own):
        if is_drawn(flow, crossing):
            way = crossing.visit.phase, crossing.after.phase
            moves.setdefault(way, Counter())[crossing.visit.because or ""] += 1
        else:
            has_more_back |= crossing.visit.ended_by is EventKind.BACKTRACKED
    order = {phase.id: place for place, phase in enumerate(flow.phases)}
    ways = [_way(*pair, because) for pair, because in sorted(moves.items(), key=lambda one: _places(order, one[0]))]
    return Arcs(
        title=flow.title,
        nodes=tuple(
            Node(id=phase.id, title=phase.title, position=place, count=been[phase.id])
            for place, phase in enumerate(flow.phases)
        ),
        forward=tuple(way for way in ways if order[way.origin] < order[way.target]),
        backward=tuple(way for way in ways if order[way.origin] > order[way.target]),
        iterations=tuple(way for way in ways if way.origin == way.target),
        has_more_back=has_more_back,
    )


def _places(order: dict[str, int], pair: tuple[str, str]) -> tuple[int, int]:
    return order[pair[0]], order[pair[1]]


def _way(origin: str, target: str, because: Counter[str]) -> Way:
    reasons = sorted(((why, count) for why, count in because.items() if why), key=lambda one: (-one[1], one[0]))
    return Way(origin=origin, target=target, count=because.total(), reasons=tuple(reasons))


def why_words(way: Way) -> str:
    """Reasons with their counts; a single one needs no count of its own."""
    if len(way.reasons) == 1 and way.reasons[0][1] == way.count:
        return reason_words(way.reasons[0][0])
    return ", ".join(f"{reason_words(why)} {count:,}" for why, count in way.reasons)


def back_words(arcs: Arcs, way: Way) -> str:
    """A way back in a line: between which phases, how often, why."""
    names = {node.id: node.title for node in arcs.nodes}
    return f"{names[way.origin]} back to {names[way.target]}, {way.count:,}: {why_words(way) or 'no reason given'}"


def onward_words(arcs: Arcs, way: Way) -> str:
    """A way onward in a line: between which phases, how often."""
    names = {node.id: node.title for node in arcs.nodes}
    return f"{names[way.origin]} on to {names[way.target]}, {way.count:,}"


def node_words(node: Node) -> str:
    """What a phase counts."""
    return f"{node.title}: {counted(node.count, 'project')} ever in it"


def linked(drawn: str, href: str, words: str, *, around: tuple[float, float] | None = None) -> str:
    """What is drawn, as a link where it has an address; letters get `around` them enough to be hit with a finger."""
    if not href:
        return drawn
    ground = element("rect", class_="hit", x=around[0] - 12, y=around[1] - 12, width=24, height=24) if around else ""
    return element("a", ground, drawn, href=href, aria_label=words)


def story(arcs: Arcs) -> str:
    """Every way in a sentence."""
    names = {node.id: node.title for node in arcs.nodes}
    parts = [f"{arcs.title}: " + ", ".join(f"{node.count:,} in {node.title}" for node in arcs.nodes) + "."]
    parts += [f"{way.count:,} went on from {names[way.origin]} to {names[way.target]}." for way in arcs.forward]
    if not arcs.backward and not arcs.has_more_back:
        parts.append("None went back.")
    for way in arcs.backward:
        why = f" ({why_words(way)})" if way.reasons else ""
        parts.append(f"{way.count:,} went back from {names[way.origin]} to {names[way.target]}{why}.")
    for way in arcs.iterations:
        why = f" ({why_words(way)})" if way.reasons else ""
        parts.append(f"{names[way.origin]} began again {times_words(way.count)}{why}.")
    return " ".join(parts)
