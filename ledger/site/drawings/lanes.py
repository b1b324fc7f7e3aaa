"""Where the ways of the arcs run: each in a lane below or above the phases, its words in that lane."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ledger.site.drawings.lettering import width, wrap

SIZE, LINE = 12.0, 15.0
NEAR = 10.0
NEAR_ROOM = 120.0  # for a few words around the middle of a way
MOST_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A way between two places in the row; `thick` is its line's width, `words` its label."""

    left: int
    right: int
    thick: float
    count: str
    words: str
    key: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A run that has its place: legs at `x` and `end`, flat at `depth` beyond the phases.

    `lines` are its words from `text_x` (their middle); empty when they have no room and stand in a note.
    """

    run: Run
    x: float
    end: float
    depth: float
    text_x: float
    text_room: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """A run with its lane and the places of its two legs."""

    run: Run
    lane: int
    x: float
    end: float


def lanes_of(runs: Iterable[Run]) -> dict[Run, int]:
    """The first lane in which a run meets no other; short runs lie nearest to the phases."""
    out: dict[Run, int] = {}
    for run in sorted(runs, key=lambda one: (one.right - one.left, one.left, -one.thick)):
        inner = [lane for other, lane in out.items() if other.left < run.right and run.left < other.right]
        out[run] = max(inner, default=-1) + 1
    return out


def with_legs(runs: Iterable[Run], middles: tuple[float, ...], half: float, inner: float) -> tuple[Legs, ...]:
    """Legs spread along each phase: those to the left on its left half, shallow ones outside, so that none cross.

    `inner` is the share of the half phase, from its middle, that stays free.
    """
    lanes = lanes_of(runs)
    starts: dict[Run, float] = {}
    ends: dict[Run, float] = {}
    for place, middle in enumerate(middles):
        leftward = sorted((run for run in lanes if run.right == place), key=lambda run: lanes[run])
        rightward = sorted((run for run in lanes if run.left == place), key=lambda run: lanes[run])
        for nth, run in enumerate(leftward):
            ends[run] = middle - half * _share(nth, len(leftward), inner)
        for nth, run in enumerate(rightward):
            starts[run] = middle + half * _share(nth, len(rightward), inner)
    return tuple(Legs(run=run, lane=lane, x=starts[run], end=ends[run]) for run, lane in lanes.items())


def _share(nth: int, count: int, inner: float) -> float:
    """From near the edge inwards."""
    outer = 0.86
    return (outer + inner) / 2 if count == 1 else outer - (outer - inner) * nth / (count - 1)


def placed(legs: tuple[Legs, ...], first: float, edges: tuple[float, float]) -> tuple[Way, ...]:
    """Lanes as deep as their words need; words stand beyond their flat, clear of the legs of deeper lanes."""
    out: list[Way] = []
    depth = first
    for lane in range(max((one.lane for one in legs), default=-1) + 1):
        here = [one for one in legs if one.lane == lane]
        depth += max(one.run.thick for one in here) / 2
        written = [_written(one, legs, edges) for one in here]
        for one, (middle, room, lines) in zip(here, written, strict=True):
            out.append(
                Way(
                    run=one.run,
                    x=one.x,
                    end=one.end,
                    depth=depth,
                    text_x=middle,
                    text_room=room,
                    lines=lines,
                )
            )
        tallest = max(
            one.run.thick / 2 + LINE * max(1, len(lines)) for one, (_, _, lines) in zip(here, written, strict=True)
        )
        depth += tallest + NEAR
    return tuple(out)


def _written(one: Legs, legs: tuple[Legs, ...], edges: tuple[float, float]) -> tuple[float, float, tuple[str, ...]]:
    """The middle of the words, their room, and the words as lines: count and reasons, or nothing without room."""
    begin, end = _clear(one, legs, edges)
    room = end - begin
    lines = _lines(one.run, room)
    half = max((width(line, SIZE, bold=True) for line in lines), default=0.0) / 2
    own = (one.x + one.end) / 2
    middle = (begin + end) / 2 if 2 * half > room else min(max(own, begin + half), end - half)
    return middle, room, lines


def _lines(run: Run, room: float) -> tuple[str, ...]:
    head = f"{run.count} "
    if width(head + run.words, SIZE, bold=True) <= room:
        return (f"{head}{run.words}".strip(),)
    lines = wrap(head + run.words, room, SIZE * 1.05, lines=MOST_LINES)
    if lines and not any(line.endswith("…") for line in lines):
        return lines
    return (head.strip(),) if width(head, SIZE, bold=True) <= room else ()


def _clear(one: Legs, legs: tuple[Legs, ...], edges: tuple[float, float]) -> tuple[float, float]:
    """The widest gap between what runs through this lane's words, or the one in which its middle lies."""
    through = [x for other in legs if other.lane > one.lane for x in (other.x, other.end)]
    reach = [
        bound
        for other in legs
        if other.lane == one.lane and other is not one
        for bound in ((other.end + one.x) / 2 if other.end <= one.x else (other.x + one.end) / 2,)
    ]
    low = max([edges[0], *(bound for bound in reach if bound <= one.x)])
    high = min([edges[1], *(bound for bound in reach if bound >= one.end)])
    stops = sorted({low, high, *(x for x in through if low < x < high)})
    own = (one.x + one.end) / 2
    gaps = [(begin + 9, end - 9) for begin, end in pairwise(stops) if end > one.x and begin < one.end]
    begin, end = max(gaps, key=lambda gap: (_seen(one, gap), -abs((gap[0] + gap[1]) / 2 - own)), default=(own, own))
    half = min(own - begin, end - own)
    return (own - half, own + half) if half >= NEAR_ROOM / 2 else (begin, max(begin, end))


def _seen(one: Legs, gap: tuple[float, float]) -> float:
    """How much of a gap lies along the way itself, as far as that matters to words."""
    return min(min(gap[1], one.end) - max(gap[0], one.x), 200.0)
