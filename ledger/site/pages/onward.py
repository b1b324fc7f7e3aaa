"""What the page of moves onward shows: which projects went on from which phase to which, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ledger.records.flow import Flow
from ledger.records.model import Ledger
from ledger.site.page import Page, url
from ledger.views import Onward, crossings, onward_moves
from ledger.words import EventKind

_PATH: Final = "onward.md"
_MOST: Final = 1000  # moves of a way; data/events.json has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The newest moves from one phase on to another, of `count`; positions are those of the phases in their flow."""

    id: str
    titles: tuple[str, str]
    positions: tuple[int, int]
    count: int
    moves: tuple[Onward, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One flow's part of the page."""

    id: str
    title: str
    ways: tuple[Way, ...]


def onward_url(flow: Flow, origin: str, target: str) -> str:
    """The address of the moves from one phase of a flow on to another, seen from a page at the top of the site."""
    return f"{url(_PATH)}#{_id(flow, (origin, target))}"


def _id(flow: Flow, way: tuple[str, str]) -> str:
    places = {phase.id: place for place, phase in enumerate(flow.phases, 1)}
    return f"onward-{flow.id}-{places[way[0]]}-{places[way[1]]}"


def _ways(flow: Flow, found: Mapping[tuple[str, str], tuple[Onward, ...]]) -> Iterator[Way]:
    titles = {phase.id: phase.title for phase in flow.phases}
    places = {phase.id: place for place, phase in enumerate(flow.phases)}
    for (origin, target), moves in found.items():
        yield Way(
            id=_id(flow, (origin, target)),
            titles=(titles[origin], titles[target]),
            positions=(places[origin], places[target]),
            count=len(moves),
            moves=moves[:_MOST],
        )


def onward_page(ledger: Ledger) -> Page:
    """Every move onward, by flow and by the phases that it connects."""
    flows = {project.flow.id: project.flow for project in ledger.projects.values() if project.flow}
    sections, made = [], 0
    for flow in sorted(flows.values(), key=lambda flow: (flow.title, flow.id)):
        ways = tuple(_ways(flow, onward_moves(flow, ledger.projects.values())))
        moves = [*crossings(flow, ledger.projects.values()), *crossings(flow, ledger.projects.values(), former=True)]
        made += sum(one.visit.ended_by is EventKind.ADVANCED for one in moves)
        if ways:
            sections.append(Section(id=f"flow-{flow.id}", title=flow.title, ways=ways))
    total = sum(way.count for section in sections for way in section.ways)
    return Page(
        path=_PATH,
        title="Moves onward",
        description="Which projects went on from which phase to which, when, and after how many days.",
        template="onward.html.j2",
        values={"ledger": ledger, "sections": tuple(sections), "total": total, "left_out": made - total},
    )
