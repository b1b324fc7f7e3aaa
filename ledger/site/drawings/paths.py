"""Small multiples: the way of every delivered project as a strip from its first day, all on one scale of days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ledger.site.drawings import strip
from ledger.site.drawings.lettering import width
from ledger.site.drawings.scale import linear
from ledger.site.drawings.signs import hatch
from ledger.site.drawings.svg import element, identifier, letters, number, points
from ledger.site.drawings.timeline import Staircase

_ORIGIN = date(2000, 1, 1)  # any day: the axis counts days
_STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A project's past until it was delivered, and how many days that took."""

    past: Staircase
    days: int


def until_delivery(past: Staircase, delivered: date) -> Staircase:
    """A past whose visits end with the delivery as it was on that day, which ends the drawing."""
    halts = tuple(
        replace(halt, ended=min(halt.ended or delivered, delivered)) for halt in past.halts if halt.began < delivered
    )
    return replace(past, halts=halts, today=delivered, delivered=delivered)


def draw(way: Way, longest: int, *, prefix: str) -> str:
    """The strip of one way; `longest` is the number of days that the whole width stands for."""
    first = way.past.visits[0].entered if way.past.visits else way.past.today
    return strip.draw(way.past, start=first, end=first + timedelta(days=max(longest, 1)), prefix=prefix)


def axis(longest: int, *, prefix: str) -> str:
    """The scale of days above the strips, with the hatch that their pauses use."""
    scale = linear(_ORIGIN, _ORIGIN + timedelta(days=max(longest, 1)), strip.LEFT, strip.RIGHT)
    step = next((step for step in _STEPS if longest / step <= 4), _STEPS[-1])  # noqa: PLR2004 - names that have room
    parts = [element("defs", hatch(f"{identifier(prefix)}-hatch", "phase-0")), *_names(longest, step, scale.place)]
    view = f"0 0 {number(strip.WIDE)} {number(strip.HIGH)}"
    label = f"Days since the start, from 0 to {longest:,}"
    return element("svg", *parts, class_="ledger-strip ledger-axis", viewBox=view, role="img", aria_label=label)


def _names(longest: int, step: int, place: Callable[[date], float]) -> Iterator[str]:
    for days in range(0, longest + 1, step):
        x, words = place(_ORIGIN + timedelta(days=days)), f"{days:,} d"
        half = width(words, strip.TICK) / 2
        at = min(max(x, half), strip.WIDE - half)
        yield letters(at, 7, words, class_="tick", font_size=strip.TICK, text_anchor="middle")
        yield element("path", class_="line-tick", d=points("M", x, 15, "V", strip.HIGH))
