"""The chart of cumulative flow: one band a phase, the latest lowest, those that were closed below all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.insight import CumulativeFlow, Standing
from ledger.plurals import inflected, listed
from ledger.site.charts.rows import time_room
from ledger.site.charts.vega import SOFT, SURFACE, Chart, Room, Spec, phase_colour, steps
from ledger.site.drawings.palette import phase_class
from ledger.site.drawings.scale import ticks
from ledger.site.words import counted, day_words

POINTS = 160  # standings that are drawn at most: more than the eye parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band with its name, its colour and how opaque it is; `counts` are by standing.

    `asks` are the filters of the portfolio that show the projects which it counts.
    """

    name: str
    colour: str
    opacity: float
    counts: tuple[int, ...]
    asks: Mapping[str, str]


def thinned(standings: Sequence[Standing], most: int) -> tuple[Standing, ...]:
    """At most so many standings, evenly apart, the last among them."""
    each = max(1, -(-len(standings) // most))
    return tuple(reversed(standings[::-1][::each]))


def bands_of(flow: CumulativeFlow, titles: dict[str, str], positions: dict[str, int]) -> tuple[Band, ...]:
    """The bands from below, those that are empty all the time left out."""
    shown = thinned(flow.standings, POINTS)
    closed = (
        ("completed", 0.5, [one.completed for one in shown]),
        ("cancelled", 0.25, [one.cancelled for one in shown]),
    )
    found = [
        Band(name=name, colour=SOFT, opacity=pale, counts=tuple(counts), asks={"status": name})
        for name, pale, counts in closed
    ]
    for place, phase in reversed(tuple(enumerate(flow.phases))):
        colour = phase_colour(phase_class(positions.get(phase)))
        counts = tuple(one.phases[place] for one in shown)
        name = titles.get(phase, phase)
        asks = {"phase": name, "status": "under way"}
        found.append(Band(name=name, colour=colour, opacity=1, counts=counts, asks=asks))
    return tuple(band for band in found if any(band.counts))


def cumulative_chart(flow: CumulativeFlow, bands: Sequence[Band], *, prefix: str, narrow: bool = False) -> Chart:
    """Areas on one another over time; a single day is drawn as wide as the plot."""
    shown = thinned(flow.standings, POINTS)
    days = [one.day for one in shown]
    room = time_room(230, narrow=narrow)
    most = max((one.existing for one in shown), default=1)
    first, last = days[0], days[-1]
    x: dict[str, Any] = {
        "field": "day",
        "type": "quantitative",
        "scale": {
            "domain": [first.toordinal(), max(last.toordinal(), first.toordinal() + 1)],
            "nice": False,
            "zero": False,
        },
        "axis": None,
    }
    y: dict[str, Any] = {
        "type": "quantitative",
        "scale": {"domain": [0, max(most, 1)], "nice": False},
        "axis": {"values": steps(max(most, 1), count=4), "grid": True, "format": ",d"},
    }
    layers: list[Spec] = [*_areas(bands, days, x, y), _names(first, last, x, room)]
    desc = f"On {day_words(first)} {_told(bands, 0)}. On {day_words(last)} {_told(bands, -1)}."
    return Chart(layers=layers, room=room, prefix=prefix, title="Projects by phase over time", desc=desc)


def _areas(bands: Sequence[Band], days: Sequence[date], x: dict[str, Any], y: dict[str, Any]) -> list[Spec]:
    low = [0] * len(days)
    layers: list[Spec] = []
    for band in bands:
        high = [below + count for below, count in zip(low, band.counts, strict=True)]
        values = [
            {"day": day.toordinal(), "low": below, "high": above}
            for day, below, above in zip(days, low, high, strict=True)
        ]
        if len(days) == 1:
            values.append({**values[0], "day": days[0].toordinal() + 1})
        edge = {"stroke": SURFACE, "strokeWidth": 1}
        mark = {"type": "area", "color": band.colour, "fillOpacity": band.opacity, **edge}
        shape = {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}}
        layers.append({"data": {"values": values}, "mark": mark, "encoding": shape})
        low = high
    return layers


def _names(first: date, last: date, x: dict[str, Any], room: Room) -> Spec:
    named = [{"day": tick.day.toordinal(), "words": tick.words} for tick in ticks(first, last, room.width, apart=70)]
    return {
        "data": {"values": named},
        "mark": {"type": "text", "color": SOFT, "fontSize": 11},
        "encoding": {"x": x, "y": {"value": room.height + 15}, "text": {"field": "words"}},
    }


def _told(bands: Sequence[Band], at: int) -> str:
    some = [f"{band.name} {band.counts[at]}" for band in reversed(bands) if band.counts[at]]
    total = sum(band.counts[at] for band in bands)
    return f"there {inflected(total, 'was', 'were')} {counted(total, 'project')}{': ' if some else ''}{listed(some)}"
