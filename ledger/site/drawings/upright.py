"""The arcs upright, for a telephone: phases from top to bottom, ways back on the right, skips on the left."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.site.drawings.lanes import Legs, Run, with_legs
from ledger.site.drawings.lettering import width, wrap
from ledger.site.drawings.moves import Arcs, Node, Way, back_words, linked, node_words, onward_words
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.placing import Area, Room
from ledger.site.drawings.signs import head
from ledger.site.drawings.svg import element, isolated, letters, number, picture, points, text
from ledger.site.words import times_words

WIDTH, EDGE, GAP = 300.0, 4.0, 32.0
TITLE, COUNT, LINE = 13.0, 15.0, 16.0
LEAST_HALF, PER_LEG, LANE, LEAST_ROOM = 25.0, 11.0, 17.0, 84.0
THIN, THICK = 1.5, 6.0
MOST_DRAWN = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A way with its legs at `x` and `end` down the page, its flat at `depth` and its count at `middle`."""

    way: Way
    legs: Legs
    depth: float
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything placed; `left` and `right` are the edges of all phases, `half` is half of their height."""

    arcs: Arcs
    left: float
    right: float
    half: float
    middles: tuple[float, ...]
    titles: tuple[tuple[str, ...], ...]
    back: tuple[Spot, ...]
    skips: tuple[Spot, ...]
    notes: tuple[Way, ...]

    @property
    def height(self) -> float:
        """Down to the lower edge of the last phase."""
        return (self.middles[-1] if self.middles else 0.0) + self.half + EDGE


def laid_out(arcs: Arcs) -> Layout:
    """Places for all parts; the ways with the most moves are drawn, all others are told beneath."""
    places = {one.id: place for place, one in enumerate(arcs.nodes)}
    jumps = [way for way in arcs.forward if places[way.target] - places[way.origin] > 1]
    for most in range(MOST_DRAWN, 0, -1):
        skips, back = (sorted(ways, key=lambda way: -way.count)[:most] for ways in (jumps, arcs.backward))
        runs = [_runs(ways, places) for ways in (skips, back)]
        legs = max((_most_legs(one, len(arcs.nodes)) for one in runs), default=1)
        half = max(LEAST_HALF + 7 * bool(arcs.iterations), PER_LEG * legs)
        middles = tuple(EDGE + half + (2 * half + GAP) * place for place in range(len(arcs.nodes)))
        placed = [with_legs(one, middles, half, 0.1) for one in runs]
        left, right = (_reach(one) for one in placed)
        room = WIDTH - right - left - 12
        if room >= LEAST_ROOM:
            break
    return Layout(
        arcs=arcs,
        left=left,
        right=WIDTH - right,
        half=half,
        middles=middles,
        titles=tuple(wrap(one.title, room, TITLE, lines=2, bold=True) for one in arcs.nodes),
        back=_spots(back, placed[1], places),
        skips=_spots(skips, placed[0], places),
        notes=tuple(way for way in arcs.backward if way not in back),
    )


def _runs(ways: Iterable[Way], places: dict[str, int]) -> list[Run]:
    return [
        Run(
            left=min(places[way.origin], places[way.target]),
            right=max(places[way.origin], places[way.target]),
            thick=_thickness(way.count, max(one.count for one in ways)),
            count=f"{way.count:,}",
            words="",
            key=(way.origin, way.target),
        )
        for way in ways
    ]


def _thickness(count: int, most: int) -> float:
    return THIN + (THICK - THIN) * count / most if most > 1 else THIN * 1.2


def _most_legs(runs: Sequence[Run], count: int) -> int:
    """The most legs that stand on one half of a phase's side."""
    ends = [[run.left for run in runs], [run.right for run in runs]]
    return max((side.count(place) for side in ends for place in range(count)), default=1)


def _apart(legs: Sequence[Legs]) -> float:
    """How far lanes lie apart: enough for their counts."""
    wide = max((width(one.run.count, 12, bold=True) for one in legs), default=0.0)
    return max(LANE, wide / 2 + 8)


def _reach(legs: Sequence[Legs]) -> float:
    """The room beside the phases for all lanes and half of the outermost count."""
    if not legs:
        return EDGE
    wide = max(width(one.run.count, 12, bold=True) for one in legs)
    return 10 + _apart(legs) * (1 + max(one.lane for one in legs)) + wide / 2


def _spots(ways: Sequence[Way], legs: Sequence[Legs], places: dict[str, int]) -> tuple[Spot, ...]:
    """Each way with the place of its count: on its flat, clear of the legs of others and of other counts."""
    by_key = {(way.origin, way.target): way for way in ways}
    apart = _apart(legs)
    crossing = [
        Area(x=0, y=y - 5, width=10 + apart * (one.lane + 1), height=10) for one in legs for y in (one.x, one.end)
    ]
    room = Room(Area(x=-99, y=0, width=999, height=99999), crossing, gap=0)
    out = []
    for one in sorted(legs, key=lambda one: one.end - one.x):
        depth = 10 + apart * (one.lane + 0.6)
        wide, own = width(one.run.count, 12, bold=True), (one.x + one.end) / 2
        heights = sorted(range(int(one.x) + 9, int(one.end) - 8, 3), key=lambda y: abs(y - own)) or [int(own)]
        areas = (Area(x=depth - wide / 2, y=y - 8, width=wide, height=16) for y in heights)
        found = next((area for area in areas if room.take(area)), None)
        middle = found.y + 8 if found else own
        out.append(Spot(way=by_key[one.run.key], legs=one, depth=depth, middle=middle))
    return tuple(sorted(out, key=lambda spot: (places[spot.way.origin], places[spot.way.target])))


def draw(arcs: Arcs, *, prefix: str) -> str:
    """The picture, and what had no room in it."""
    layout = laid_out(arcs)
    drawn = [
        *(part for spot in reversed(layout.back) for part in _u_turn(spot, layout.right, 1)),
        *(part for spot in reversed(layout.skips) for part in _u_turn(spot, layout.left, -1)),
        *(part for way in arcs.forward for part in _onward(layout, way)),
        "" if arcs.backward or arcs.has_more_back or not arcs.nodes else _none_back(layout),
    ]
    named = [
        *(_node(layout, place, node) for place, node in enumerate(arcs.nodes)),
        *(_count(spot, layout.right, 1, arcs) for spot in layout.back),
        *(_count(spot, layout.left, -1, arcs) for spot in layout.skips),
        *(_onward_count(layout, way) for way in arcs.forward),
    ]
    shown = picture(
        drawn,
        named,
        class_="ledger-narrow",
        viewBox=f"0 0 {number(WIDTH)} {number(layout.height + (22 if not arcs.backward else 0))}",
        aria_label=f"Moves between the phases of {arcs.title}",
        aria_describedby=f"{prefix}-story",
    )
    items = [element("li", text(back_words(arcs, way))) for way in layout.notes]
    return shown + (element("ul", *items, class_="ledger-notes ledger-narrow") if items else "")


def _node(layout: Layout, place: int, node: Node) -> str:
    middle, y = (layout.left + layout.right) / 2, layout.middles[place]
    lines = layout.titles[place]
    again = [way for way in layout.arcs.iterations if way.origin == node.id]
    high = LINE * (len(lines) + 1 + bool(again))
    tops = [y - high / 2 + LINE * (nth + 0.5) for nth in range(len(lines) + 2)]
    box = element(
        "rect",
        class_="node",
        x=layout.left,
        y=y - layout.half,
        width=layout.right - layout.left,
        height=2 * layout.half,
        rx=9,
    )
    names = [
        letters(middle, tops[nth], line, class_="node-title", text_anchor="middle") for nth, line in enumerate(lines)
    ]
    count = _plain(middle, tops[len(lines)], f"{node.count:,}", "node-count")
    shown = linked(box + "".join(names) + count, node.href, node_words(node))
    anew = [
        linked(_plain(middle, tops[len(lines) + 1], f"{way.count:,} again", "node-again"), way.href, _again(node, way))
        for way in again
    ]
    return element("g", shown, *anew, class_=phase_class(node.position))


def _again(node: Node, way: Way) -> str:
    return f"{node.title} began again {times_words(way.count)}"


def _plain(x: float, y: float, words: str, class_: str) -> str:
    """Figures, which have no direction of their own to keep from others."""
    return element("text", text(words), x=x, y=y + 5, class_=class_, text_anchor="middle")


def _onward(layout: Layout, way: Way) -> Iterator[str]:
    """A straight arrow down to the next phase."""
    if (between := _between(layout, way)) is None:
        return
    (top, low), x = between, (layout.left + layout.right) / 2
    thick = _thickness(way.count, max(one.count for one in layout.arcs.forward))
    yield element("path", class_="way-on", stroke_width=thick, d=points("M", x, top, "V", low - _head(thick) + 0.5))
    yield _arrow(x, low, 0, 1, thick, "on")


def _between(layout: Layout, way: Way) -> tuple[float, float] | None:
    """From where to where the arrow to the next phase reaches; None for a way that skips one."""
    places = {node.id: place for place, node in enumerate(layout.arcs.nodes)}
    above, below = places[way.origin], places[way.target]
    if below - above != 1:
        return None
    return layout.middles[above] + layout.half + 3, layout.middles[below] - layout.half - 3


def _onward_count(layout: Layout, way: Way) -> str:
    """The count beside an arrow, which leads to its moves."""
    if (between := _between(layout, way)) is None:
        return ""
    thick = _thickness(way.count, max(one.count for one in layout.arcs.forward))
    x, y = (layout.left + layout.right) / 2 + thick / 2 + 9, sum(between) / 2
    words = element("text", text(f"{way.count:,}"), x=x, y=y + 4, class_="count")
    middle = x + width(f"{way.count:,}", 12, bold=True) / 2
    return linked(words, way.href, onward_words(layout.arcs, way), around=(middle, y))


def _head(thick: float) -> float:
    return thick * 0.9 + 5


def _arrow(x: float, y: float, dx: int, dy: int, thick: float, kind: str) -> str:
    return head(x, y, dx, dy, kind, long=_head(thick), half=thick / 2 + 3)


def _u_turn(spot: Spot, edge: float, side: int) -> Iterator[str]:
    """Out of a phase, along the lane, into the other: back up on the right, on down on the left."""
    kind, thick = ("back", spot.legs.run.thick) if side > 0 else ("on", spot.legs.run.thick)
    begin, end = (spot.legs.end, spot.legs.x) if side > 0 else (spot.legs.x, spot.legs.end)
    flat, tip = edge + side * spot.depth, edge + side * 2
    neck = 2 + _head(thick) - 0.5  # where the line meets the arrow head: no turn reaches beyond it
    turn = min(12.0, spot.depth - neck, abs(end - begin) / 2)
    into = turn if end > begin else -turn
    path = points(
        *("M", edge + side, begin, "H", flat - side * turn, "Q", flat, begin, flat, begin + into),
        *("V", end - into, "Q", flat, end, flat - side * turn, end, "H", edge + side * neck),
    )
    yield element("path", class_="halo", stroke_width=thick + 4, d=path)
    yield element("path", class_=f"way-{kind}", stroke_width=thick, d=path)
    yield _arrow(tip, end, -side, 0, thick, kind)


def _count(spot: Spot, edge: float, side: int, arcs: Arcs) -> str:
    """On the flat, with a ground of its own; it leads to those moves."""
    x = edge + side * spot.depth
    class_ = "why-way count" if side > 0 else "count"
    words = element("text", text(spot.legs.run.count), x=x, y=spot.middle + 4, class_=class_, text_anchor="middle")
    said = back_words(arcs, spot.way) if side > 0 else onward_words(arcs, spot.way)
    return linked(words, spot.way.href, said, around=(x, spot.middle))


def _none_back(layout: Layout) -> str:
    return element(
        "text",
        isolated("none went back"),
        x=(layout.left + layout.right) / 2,
        y=layout.height + 12,
        class_="none-back",
        text_anchor="middle",
    )
