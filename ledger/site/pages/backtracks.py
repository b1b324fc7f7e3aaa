"""What the backtracks page shows: where projects go back, how often, why, and what it costs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from ledger.flow import Flow
from ledger.model import Ledger
from ledger.site.drawings import arcs
from ledger.site.page import Page
from ledger.site.render import safe
from ledger.site.words import counted, number_words, times_words
from ledger.views import FlowTraffic, MoveRow, backtrack_counts, move_row
from ledger.words import EventKind

_BACK = frozenset({EventKind.BACKTRACKED, EventKind.ITERATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One flow's part of the page; `titles` and `positions` are by phase, `sentences` by reason."""

    traffic: FlowTraffic
    answer: str
    drawing: Markup
    titles: Mapping[str, str]
    positions: Mapping[str, int]
    sentences: Mapping[str, str]


def flow_answer(traffic: FlowTraffic, titles: Mapping[str, str]) -> str:
    """Where one flow's projects go back, in a sentence or two."""
    if not traffic.backtracks and not traffic.iterations:
        return f"{counted(traffic.projects, 'project')}, none of which ever went back."
    said = [f"{counted(traffic.backtracks, 'backtrack')} in {counted(traffic.projects, 'project')}."]
    reached, back = dict(traffic.reached), dict(traffic.went_back)
    worst = max(back, key=lambda phase: back[phase], default="")
    if worst and back[worst]:
        said.append(
            f"Most go back from {titles.get(worst, worst)}: {back[worst]} of the "
            f"{counted(reached[worst], 'project')} that reached it."
        )
    if costs := [cost for way in traffic.backward for cost in way.costs]:
        said.append(f"To stand again where it left costs a project {number_words(median(costs))} days in the median.")
    if traffic.iterations:
        said.append(f"A phase was started anew {times_words(traffic.iterations)}.")
    return " ".join(said)


def _section(ledger: Ledger, traffic: FlowTraffic, flow: Flow) -> Section:
    titles = {phase.id: phase.title for phase in flow.phases}
    drawn = arcs.draw(arcs.from_projects(flow, ledger.projects.values()), prefix=f"arcs-{flow.id}")
    return Section(
        traffic=traffic,
        answer=flow_answer(traffic, titles),
        drawing=safe(drawn),
        titles=titles,
        positions={phase.id: place for place, phase in enumerate(flow.phases)},
        sentences=flow.reasons,
    )


def answer(traffics: Sequence[FlowTraffic]) -> str:
    """How often, why and at what cost projects of all flows go back, in a sentence or two."""
    projects = sum(one.projects for one in traffics)
    if not projects:
        return "There is no project yet, so none went back."
    back, again = sum(one.backtracks for one in traffics), sum(one.iterations for one in traffics)
    if not back:
        return f"None of {counted(projects, 'project')} ever went back."
    ways = [way for one in traffics for way in one.backward if way.origin != way.target]
    said = [f"{counted(back, 'backtrack')} in {counted(projects, 'project')}"]
    if again:
        said.append(f", and {counted(again, 'phase')} started anew")
    reasons = Counter[str]()
    for way in ways:
        reasons.update({because: count for because, count in way.reasons if because})
    most = min(reasons.items(), key=lambda one: (-one[1], one[0]), default=None)
    if most and (most[1] > 1 or len(reasons) == 1):  # of many that were named once each, none is the usual one
        said.append(f". The reason named most often is {most[0].replace('-', ' ')} ({most[1]} of {back})")
    costs = [cost for way in ways for cost in way.costs]
    if costs:
        said.append(f". A return costs {number_words(median(costs))} days in the median")
    return "".join((*said, "."))


def _moves(ledger: Ledger) -> tuple[MoveRow, ...]:
    return tuple(move_row(ledger, event) for event in reversed(ledger.events) if event.kind in _BACK)


def backtracks_page(ledger: Ledger) -> Page:
    """The backtracks of all flows."""
    flows = {project.flow.id: project.flow for project in ledger.projects.values() if project.flow}
    traffics = sorted(backtrack_counts(ledger), key=lambda one: -one.backtracks)
    sections = tuple(_section(ledger, traffic, flows[traffic.flow]) for traffic in traffics)
    said = answer(traffics)
    return Page(
        path="backtracks.md",
        title="Where projects go back",
        description=said,
        template="backtracks.html.j2",
        values={"ledger": ledger, "answer": said, "sections": sections, "moves": _moves(ledger)},
    )
