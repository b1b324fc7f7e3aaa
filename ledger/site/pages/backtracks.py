"""What the backtracks page shows: where projects go back, how often, why, and what it costs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from ledger.plurals import inflected, is_or_are
from ledger.records.flow import Flow
from ledger.records.model import Ledger
from ledger.site.drawings import arcs
from ledger.site.linked import figure, joined, linked, listing, named, projects, sentence
from ledger.site.page import Page, url
from ledger.site.pages.onward import onward_url
from ledger.site.render import safe
from ledger.site.words import days_words, times_words
from ledger.views import Crossing, FlowTraffic, MoveRow, backtrack_counts, gone_from, is_own, move_row, return_costs
from ledger.words import RETURNS, EventKind

EVERY: Final = "all"  # the anchor of the list
_FEW = 3  # phases that a sentence can list

# The kind in the address of the list, and the words for one and for many.
_KINDS: Final = {
    EventKind.ADVANCED: ("", "move onward", "moves onward"),
    EventKind.BACKTRACKED: ("backtracked", "way back", "ways back"),
    EventKind.ITERATED: ("iterated", "phase started anew", "phases started anew"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One flow's part of the page; `titles` and `positions` are by phase, `sentences` by reason."""

    traffic: FlowTraffic
    answer: Markup
    drawing: Markup
    left_out: Markup
    titles: Mapping[str, str]
    positions: Mapping[str, int]
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """One way back as a row, what the address may ask of it, and the days until the project was there again."""

    row: MoveRow
    asked: Mapping[str, str]
    cost: int | None


def narrowed(**asked: str) -> str:
    """The address of those ways back, on their page, of which all of that holds."""
    return f"?{urlencode(asked)}#{EVERY}"


def flow_answer(traffic: FlowTraffic, titles: Mapping[str, str]) -> Markup:
    """Where one flow's projects go back, in a sentence or two."""
    everything = figure(traffic.projects, "project", projects(flow=traffic.flow))
    gone = narrowed(flow=traffic.flow, kind="backtracked")
    said = [sentence("{} in {}.", figure(traffic.backtracks, "backtrack", gone), everything)]
    if not traffic.backtracks:
        said = [
            sentence("{}, {} went back.", everything, inflected(traffic.projects, "which never", "none of which ever"))
        ]
    said += _where(traffic, titles)
    if costs := [cost for way in traffic.backward for cost in way.costs]:
        days = linked(days_words(median(costs)), gone)
        said.append(sentence("To stand again where it left costs a project {} in the median.", days))
    if traffic.iterations:
        times = linked(times_words(traffic.iterations), narrowed(flow=traffic.flow, kind="iterated"))
        said.append(sentence("A phase was started anew {}.", times))
    return joined(said)


def _where(traffic: FlowTraffic, titles: Mapping[str, str]) -> Iterator[Markup]:
    """The phase that most projects went back from, or all of them where none stands out; nothing without any."""
    reached, back = dict(traffic.reached), dict(traffic.went_back)
    most, places = max(back.values(), default=0), list(reached)
    if not most:
        return
    shares = []
    for place, phase in enumerate(places, 1):
        if back.get(phase) == most:
            gone = linked(f"{most:,}", narrowed(flow=traffic.flow, origin=phase, kind="backtracked"))
            there = _projects_of(traffic.flow, place)
            share = sentence("{} of the {}", gone, figure(reached[phase], "project", there))
            alone = linked("the one project", there)
            known = named(titles.get(phase, phase))
            shares.append(sentence("{} ({} that reached it)", known, share if reached[phase] > 1 else alone))
    if len(shares) > _FEW:
        yield Markup("No phase stands out.")
    elif len(shares) > 1:
        yield sentence("Equally many go back from {}.", listing(shares))
    elif sum(map(bool, back.values())) > 1:
        yield sentence("Most go back from {}.", shares[0])
    else:
        yield sentence("All went back from {}.", shares[0])


def _section(ledger: Ledger, traffic: FlowTraffic, flow: Flow) -> Section:
    titles = {phase.id: phase.title for phase in flow.phases}
    drawn = arcs.draw(_led(arcs.from_projects(flow, ledger.projects.values()), flow), prefix=f"arcs-{flow.id}")
    return Section(
        traffic=traffic,
        answer=flow_answer(traffic, titles),
        drawing=safe(drawn),
        left_out=left_out(traffic),
        titles=titles,
        positions={phase.id: place for place, phase in enumerate(flow.phases)},
        sentences=flow.reasons,
    )


def left_out(traffic: FlowTraffic) -> Markup:
    """Which moves the drawing does not have, with their counts; nothing where it has all."""
    said = []
    if traffic.strange:
        names = sorted({visit.phase for one in traffic.strange for visit in one[1:]} - dict(traffic.reached).keys())
        listed = listing(Markup("<bdi>{}</bdi>").format(name) for name in names)
        many = "phases that the flow does" if len(names) > 1 else "a phase that the flow does"
        said.append(sentence("Not drawn: {} from or to {} not have now, {}.", _kinds(traffic.strange), many, listed))
    if traffic.turned:
        said.append(sentence("Not drawn: {} against the order that the phases have now.", _kinds(traffic.turned)))
    again = sum(way.count for way in traffic.former if way.origin == way.target)
    counts = (traffic.former_onward, sum(way.count for way in traffic.former) - again, again)
    if any(counts):
        words = listing(
            figure(count, one, narrowed(now=traffic.flow, flow="", kind=kind) if kind else "", many)
            for count, (kind, one, many) in zip(counts, _KINDS.values(), strict=True)
            if count
        )
        said.append(sentence("From the time when its projects followed another flow, and counted apart: {}.", words))
    return joined(said)


def _kinds(moves: Sequence[Crossing]) -> Markup:
    """How many moves of each kind."""
    found = Counter(one.visit.ended_by for one in moves)
    return listing(figure(found[kind], one, "", many) for kind, (_, one, many) in _KINDS.items() if found[kind])


def _led(drawn: arcs.Arcs, flow: Flow) -> arcs.Arcs:
    """The arcs with the address of what each figure counts."""
    on = tuple(replace(way, href=onward_url(flow, way.origin, way.target)) for way in drawn.forward)
    back, again = (
        tuple(
            replace(way, href=narrowed(flow=flow.id, origin=way.origin, target=way.target, kind=kind)) for way in ways
        )
        for kind, ways in (("backtracked", drawn.backward), ("iterated", drawn.iterations))
    )
    nodes = tuple(
        replace(node, href=_projects_of(flow.id, place)) if node.count else node
        for place, node in enumerate(drawn.nodes, 1)
    )
    return replace(drawn, nodes=nodes, forward=on, backward=back, iterations=again)


def _projects_of(flow: str, place: int) -> str:
    """The address of the days that each project spent in a phase, counted from 1."""
    return f"{url('analysis.md')}#days-{flow}-{place}"


def answer(traffics: Sequence[FlowTraffic], asked: Mapping[str, str], lost: Counter[str]) -> Markup:
    """How often, why and at what cost projects of all flows go back, in a sentence or two.

    `asked` is what the address of every figure asks for besides, so that the list shows what was counted. `lost` are
    the ways back of each project that is no more, which no other figure counts.
    """
    total = sum(one.projects for one in traffics)
    if not total and not lost:
        return Markup("There is no project yet, so none went back.")
    every = [way for one in traffics for way in one.all_backward]
    again = sum(way.count for way in every if way.origin == way.target)
    back = sum(way.count for way in every) - again
    are = is_or_are(len(lost))
    apart = narrowed(kind="backtracked", counted="")
    anew = [sentence(", and {} started anew", figure(again, "phase", narrowed(**asked, kind="iterated")))] * bool(again)
    if not back:
        said = [_none(total), *anew]
        if lost:
            more, listed = figure(lost.total(), "backtrack", apart), is_or_are(lost.total())
            said.append(sentence("; {} in {:,} that {} no more {} listed below", more, len(lost), are, listed))
        return joined((*said, "."), "")
    gone = narrowed(**asked, kind="backtracked")
    ways = [way for way in every if way.origin != way.target]
    said = [sentence("{} in {}", figure(back, "backtrack", gone), figure(total, "project", projects()))]
    if lost:
        said.append(sentence(" and {} in {:,} that {} no more", linked(f"{lost.total():,}", apart), len(lost), are))
    said += anew
    reasons = Counter[str]()
    for way in ways:
        reasons.update({because: count for because, count in way.reasons if because})
    most = min(reasons.items(), key=lambda one: (-one[1], one[0]), default=None)
    if most and (most[1] > 1 or len(reasons) == 1):  # of many that were named once each, none is the usual one
        times = linked(f"{most[1]} of {back}", narrowed(**asked, kind="backtracked", because=most[0]))
        said.append(sentence(". The reason named most often is {} ({})", most[0].replace("-", " "), times))
    costs = [cost for way in ways for cost in way.costs]
    if costs:
        days = linked(days_words(median(costs)), gone)
        said.append(sentence(". A return costs {} in the median", days))
    return joined((*said, "."), "")


def _none(total: int) -> Markup:
    """That no project there is ever went back."""
    if not total:
        return Markup("There is no project now")
    if total == 1:
        return sentence("The {} never went back", linked("only project", projects()))
    return sentence("None of {} ever went back", figure(total, "project", projects()))


def _moves(ledger: Ledger) -> Iterator[Back]:
    """Every way back, the newest first."""
    costs = {slug: list(return_costs(project)) for slug, project in ledger.projects.items()}
    for event in reversed(ledger.events):
        if event.kind not in RETURNS:
            continue
        project = ledger.projects.get(event.project)
        flow = project.flow.id if project and project.flow else ""
        asked = {
            "flow": flow if project and is_own(project, event) else "",
            "now": flow,
            "kind": event.kind.value,
            "origin": event.origin or event.target or "",
            "target": event.target or event.origin or "",
            "because": event.because or "",
            "counted": "1" if project and project.flow else "",
        }
        cost = costs[event.project].pop() if project and event.kind is EventKind.BACKTRACKED else None
        yield Back(row=move_row(ledger, event), asked=asked, cost=cost)


def backtracks_page(ledger: Ledger) -> Page:
    """The backtracks of all flows."""
    flows = {project.flow.id: project.flow for project in ledger.projects.values() if project.flow}
    traffics = sorted(backtrack_counts(ledger), key=lambda one: -one.backtracks)
    sections = tuple(_section(ledger, traffic, flows[traffic.flow]) for traffic in traffics)
    moves = tuple(_moves(ledger))
    gone, lost = gone_from(ledger), Counter[str]()
    lost.update(one.row.slug for one in moves if one.row.slug in gone and one.row.kind is EventKind.BACKTRACKED)
    said = answer(traffics, {} if all(one.asked["counted"] for one in moves) else {"counted": "1"}, lost)
    return Page(
        path="backtracks.md",
        title="Where projects go back",
        description=said.striptags(),
        template="backtracks.html.j2",
        values={
            "ledger": ledger,
            "answer": said,
            "sections": sections,
            "moves": moves,
            "narrowed": narrowed,
            "every": EVERY,
        },
    )
