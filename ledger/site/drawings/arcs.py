"""The arcs: a flow's phases in a row, how many went on above, how many came back below and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.site.drawings import lanes, upright
from ledger.site.drawings.lanes import LINE, SIZE, Run, placed, with_legs
from ledger.site.drawings.lettering import width, wrap
from ledger.site.drawings.moves import (
    Arcs,
    Node,
    Way,
    back_words,
    from_projects,
    linked,
    node_words,
    onward_words,
    story,
    why_words,
)
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.signs import TIMES, head
from ledger.site.drawings.style import roomy
from ledger.site.drawings.svg import element, identifier, isolated, letters, number, picture, points, text

__all__ = ["Arcs", "Node", "Way", "draw", "from_projects", "laid_out", "story"]
TITLE, MARGIN, GAP = 12.5, 16.0, 66.0
LEAST_NODE, MOST_NODE, LEAST_WIDTH = 96.0, 180.0, 960.0
THIN, THICK = 1.5, 10.0
MOST_DRAWN = 24
_KEY = "In a phase: how many projects reached it. Grey: how often they moved on. Crimson: how often they went back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything placed: nodes in a row whose upper edge is `top`, ways back below, skips above."""

    arcs: Arcs
    width: float
    height: float
    top: float
    node_width: float
    node_height: float
    middles: tuple[float, ...]
    back: tuple[lanes.Way, ...]
    skips: tuple[lanes.Way, ...]
    notes: tuple[Way, ...]


def laid_out(arcs: Arcs) -> Layout:
    """Places for all parts; the ways with the most moves are drawn, all others become notes."""
    count = max(1, len(arcs.nodes))
    words = [width(word, TITLE, bold=True) + 18 for one in arcs.nodes for word in one.title.split()]
    least = min(MOST_NODE, max([LEAST_NODE, *words]))
    wide = max(LEAST_WIDTH, 2 * MARGIN + count * least + (count - 1) * GAP)
    node = min(MOST_NODE, (wide - 2 * MARGIN - (count - 1) * GAP) / count)
    step = (wide - 2 * MARGIN - node) / max(1, count - 1)
    middles = tuple(MARGIN + node / 2 + step * place for place in range(len(arcs.nodes)))
    rows = max((len(wrap(one.title, node - 16, TITLE, lines=3, bold=True)) for one in arcs.nodes), default=1)
    high = 34 + 16.0 * rows
    drawn = sorted(arcs.backward, key=lambda way: -way.count)[:MOST_DRAWN]
    places = {one.id: place for place, one in enumerate(arcs.nodes)}
    jumps = [way for way in arcs.forward if places[way.target] - places[way.origin] > 1]
    back = placed(with_legs(_runs(drawn, places, _most(arcs.backward)), middles, node / 2, 0.16), 26, (6, wide - 6))
    skips = placed(with_legs(_runs(jumps, places, _most(arcs.forward)), middles, node / 2, 0.7), 34, (6, wide - 6))
    top = max((_reach(way) for way in skips), default=30 if arcs.iterations else 12) + 4
    told = {way.run.key for way in back if _is_told(way)}
    return Layout(
        arcs=arcs,
        width=wide,
        height=top + high + max((_reach(way) for way in back), default=30) + 2,
        top=top,
        node_width=node,
        node_height=high,
        middles=middles,
        back=back,
        skips=skips,
        notes=tuple(way for way in arcs.backward if (way.origin, way.target) not in told),
    )


def _reach(way: lanes.Way) -> float:
    return way.depth + way.run.thick / 2 + LINE * max(1, len(way.lines)) + 6


def _is_told(way: lanes.Way) -> bool:
    return "".join(way.lines).replace(" ", "") == (way.run.count + way.run.words).replace(" ", "")


def _runs(ways: Iterable[Way], places: dict[str, int], most: int) -> list[Run]:
    return [
        Run(
            left=min(places[way.origin], places[way.target]),
            right=max(places[way.origin], places[way.target]),
            thick=_thickness(way.count, most),
            count=f"{way.count:,}",
            words=why_words(way),
            key=(way.origin, way.target),
        )
        for way in ways
    ]


def _most(ways: tuple[Way, ...]) -> int:
    return max((way.count for way in ways), default=1)


def _thickness(count: int, most: int) -> float:
    return THIN + (THICK - THIN) * count / max(most, 1) if most > 1 else THIN * 1.5


def draw(arcs: Arcs, *, prefix: str) -> str:
    """The whole figure: drawing, what had no room in it, and the same in words."""
    start, layout = identifier(prefix), laid_out(arcs)
    items = [element("li", text(back_words(arcs, way))) for way in layout.notes]
    told = element("p", text(story(arcs)), id=f"{start}-story")
    return element(
        "figure",
        element(
            "div",
            _picture(layout, start),
            class_="ledger-scroll ledger-wide",
            tabindex="0",
            role="group",
            aria_label=f"Moves of {arcs.title}, scrolls sideways",
        ),
        element("ul", *items, class_="ledger-notes ledger-wide") if items else "",
        upright.draw(arcs, prefix=start),
        element("p", text(_KEY), class_="ledger-key"),
        element("details", element("summary", "The same in words"), told, class_="ledger-words"),
        class_="ledger-drawing ledger-arcs",
    )


def _picture(layout: Layout, start: str) -> str:
    arcs, low = layout.arcs, layout.top + layout.node_height
    drawn = [
        *(part for way in reversed(layout.back) for part in _u_turn(way, low, 1, "back")),
        *(part for way in reversed(layout.skips) for part in _u_turn(way, layout.top, -1, "on")),
        *(part for way in arcs.forward for part in _onward(layout, way)),
        "" if arcs.backward or arcs.has_more_back else _none_back(layout),
    ]
    named = [
        *(_loop(layout, way) for way in arcs.iterations),
        *(_node(layout, place, node) for place, node in enumerate(arcs.nodes)),
        *(_back(layout, way, low) for way in layout.back),
        *(_skipped(layout, way) for way in layout.skips),
        *(_onward_count(layout, way) for way in arcs.forward),
    ]
    return picture(
        drawn,
        named,
        viewBox=f"0 0 {number(layout.width)} {number(layout.height)}",
        aria_label=f"Moves between the phases of {arcs.title}",
        aria_describedby=f"{start}-story",
        style=f"min-width:{number(layout.width * 0.8)}px",
        class_=roomy(layout.width),
    )


def _node(layout: Layout, place: int, node: Node) -> str:
    x, wide = layout.middles[place], layout.node_width
    box = element("rect", class_="node", x=x - wide / 2, y=layout.top, width=wide, height=layout.node_height, rx=9)
    lines = wrap(node.title, wide - 16, TITLE, lines=3, bold=True)
    names = [
        letters(x, layout.top + 16 + 16 * nth, line, class_="node-title", font_size=TITLE, text_anchor="middle")
        for nth, line in enumerate(lines)
    ]
    low = layout.top + layout.node_height - 15
    count = element("text", text(f"{node.count:,}"), class_="node-count", x=x, y=low + 5, text_anchor="middle")
    shown = linked("".join((element("title", text(node.title)), box, *names, count)), node.href, node_words(node))
    return element("g", shown, class_=phase_class(node.position))


def _onward(layout: Layout, way: Way) -> Iterator[str]:
    """A straight arrow to the next phase."""
    if (between := _between(layout, way)) is None:
        return
    (begin, end), thick = between, _thickness(way.count, _most(layout.arcs.forward))
    y = layout.top + layout.node_height / 2
    yield element("path", class_="way-on", stroke_width=thick, d=points("M", begin, y, "H", end - _head(thick) + 0.5))
    yield _arrow(end, y, 1, 0, thick, "on")


def _between(layout: Layout, way: Way) -> tuple[float, float] | None:
    """From where to where the arrow to the next phase reaches; None for a way that skips one."""
    places = {node.id: place for place, node in enumerate(layout.arcs.nodes)}
    left, right = places[way.origin], places[way.target]
    if right - left != 1:
        return None
    return layout.middles[left] + layout.node_width / 2 + 5, layout.middles[right] - layout.node_width / 2 - 5


def _onward_count(layout: Layout, way: Way) -> str:
    """The count above an arrow, which leads to its moves."""
    if (between := _between(layout, way)) is None:
        return ""
    x, thick = sum(between) / 2, _thickness(way.count, _most(layout.arcs.forward))
    y = layout.top + layout.node_height / 2 - thick / 2 - 11
    words = letters(x, y, f"{way.count:,}", class_="count", font_size=SIZE, text_anchor="middle")
    return linked(words, way.href, onward_words(layout.arcs, way), around=(x, y))


def _arrow(x: float, y: float, dx: float, dy: float, thick: float, kind: str) -> str:
    """An arrow head as wide as its line needs, its tip at (x, y)."""
    return head(x, y, dx, dy, kind, long=_head(thick), half=thick / 2 + 3.5)


def _head(thick: float) -> float:
    return max(8.0, thick * 0.9 + 2)


def _u_turn(way: lanes.Way, edge: float, side: int, kind: str) -> Iterator[str]:
    """Out of a phase, along the lane, into the other: back below to the left, on above to the right."""
    begin, end = (way.end, way.x) if kind == "back" else (way.x, way.end)
    flat, tip = edge + side * way.depth, edge + side * 4
    neck = 4 + _head(way.run.thick) - 0.5  # where the line meets the arrow head: no turn reaches beyond it
    turn = min(22.0, way.depth - neck, (way.end - way.x) / 2)
    into = turn if end > begin else -turn
    path = points(
        *("M", begin, edge + side * 2, "V", flat - side * turn, "Q", begin, flat, begin + into, flat),
        *("H", end - into, "Q", end, flat, end, flat - side * turn, "V", edge + side * neck),
    )
    yield element("path", class_="halo", stroke_width=way.run.thick + 4, d=path)
    yield element("path", class_=f"way-{kind}", stroke_width=way.run.thick, d=path)
    yield _arrow(end, tip, 0, -side, way.run.thick, kind)


def _loop(layout: Layout, way: Way) -> str:
    """Out of the phase's upper edge and back into it, with how often."""
    place, node = next((place, node) for place, node in enumerate(layout.arcs.nodes) if node.id == way.origin)
    x, room = layout.middles[place], layout.node_width * (0.6 if layout.skips else 0.9) - 24
    words, y = f"{way.count:,} again", layout.top
    words = words if width(words, SIZE, bold=True) <= room else f"{way.count:,}{TIMES}"
    left = x - (width(words, SIZE, bold=True) + 20) / 2
    d = points("M", left, y - 2, "C", left, y - 21, left + 15, y - 21, left + 15, y - 9)
    tip = element("title", text(why_words(way)))
    drawn = element("g", tip, element("path", class_="way-again", d=d), head(left + 15, y - 2, 0, 1, "again"))
    count = element("text", text(words), x=left + 23, y=y - 7, class_="count", font_size=SIZE)
    return linked(drawn + count, way.href, f"{node.title} began again, {way.count:,}: {why_words(way)}")


def _back(layout: Layout, way: lanes.Way, low: float) -> str:
    """Count and reasons of a way back, which lead to its moves."""
    found = next(one for one in layout.arcs.backward if (one.origin, one.target) == way.run.key)
    return linked("".join(_words(way, low, 1, "why-way")), found.href, back_words(layout.arcs, found))


def _skipped(layout: Layout, way: lanes.Way) -> str:
    """The count of a way over a phase, which leads to its moves."""
    found = next(one for one in layout.arcs.forward if (one.origin, one.target) == way.run.key)
    return linked("".join(_words(way, layout.top, -1, "count")), found.href, onward_words(layout.arcs, found))


def _words(way: lanes.Way, edge: float, side: int, class_: str) -> Iterator[str]:
    """Count and reasons beyond the flat of a way."""
    first = way.depth + way.run.thick / 2 + LINE / 2 + 2
    for nth, line in enumerate(way.lines if side > 0 else way.lines[::-1]):
        y = edge + side * (first + LINE * nth) + SIZE * 0.35
        is_first = line is way.lines[0]
        bold = f"{element('tspan', text(way.run.count))} " if is_first else ""
        rest = isolated(line.removeprefix(way.run.count) if is_first else line)
        yield element("text", bold, rest, class_=class_, x=way.text_x, y=y, font_size=SIZE, text_anchor="middle")


def _none_back(layout: Layout) -> str:
    y = layout.top + layout.node_height + 18
    return letters(layout.width / 2, y, "none went back", class_="none-back", font_size=SIZE, text_anchor="middle")
