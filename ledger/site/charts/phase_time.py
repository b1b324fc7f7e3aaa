"""The chart of time in phase: the solid bar is the median, the pale one the 85th percentile, the line the longest."""

from collections.abc import Sequence

from ledger.insight import PhaseTime
from ledger.site.charts.rows import days_axis, names, room_of, row_axis, words
from ledger.site.charts.vega import SOFT, Chart, Spec, phase_colour
from ledger.site.drawings.palette import phase_class
from ledger.site.words import counted, days_words, number_words

_BEYOND = 1.3  # the scale ends that far beyond the largest 85th percentile; longer lines end in an arrow


def phase_time_chart(times: Sequence[PhaseTime], *, prefix: str, narrow: bool = False) -> Chart:
    """Bars by phase in the colours of their positions, in days."""
    room = room_of(len(times), right=142, narrow=narrow)
    most = _most(times)
    values = [
        {
            "row": row,
            "median": time.all.median,
            "p85": time.all.p85,
            "longest": min(time.all.longest, most),
            "colour": phase_colour(phase_class(time.position)),
        }
        for row, time in enumerate(times)
        if time.all
    ]
    cut = [value for value, time in zip(values, (one for one in times if one.all), strict=True) if _is_cut(time, most)]
    y, x, told_beside = row_axis(len(times), room), days_axis(most, room), [_figures(time) for time in times]
    colour = {"field": "colour", "type": "nominal", "scale": None}
    base = {"data": {"values": values}}
    layers: list[Spec] = [
        {
            **base,
            "mark": {"type": "rule", "color": SOFT},
            "encoding": {"y": y, "x": {"field": "p85", **x}, "x2": {"field": "longest"}},
        },
        {
            **base,
            "mark": {"type": "bar", "opacity": 0.38, "cornerRadiusEnd": 3},
            "encoding": {"y": y, "x": {"field": "p85", **x}, "color": colour},
        },
        {
            **base,
            "mark": {"type": "bar", "cornerRadiusEnd": 3},
            "encoding": {"y": y, "x": {"field": "median", **x}, "color": colour},
        },
        {
            **base,
            "mark": {"type": "tick", "color": SOFT, "thickness": 1.5, "size": 8},
            "encoding": {"y": y, "x": {"field": "longest", **x}},
        },
        {
            "data": {"values": cut},
            "mark": {
                "type": "point",
                "shape": "triangle-right",
                "filled": True,
                "color": SOFT,
                "size": 45,
                "opacity": 1,
            },
            "encoding": {"y": y, "x": {"field": "longest", **x}},
        },
        *names([time.title for time in times], room, told_beside),
        words(told_beside, room),
    ]
    return Chart(layers=layers, room=room, prefix=prefix, title="Days in each phase", desc=" ".join(map(told, times)))


def _most(times: Sequence[PhaseTime]) -> float:
    spreads = [time.all for time in times if time.all]
    longest = max((one.longest for one in spreads), default=1)
    return max(1.0, min(longest, max((one.p85 for one in spreads), default=1) * _BEYOND))


def _is_cut(time: PhaseTime, most: float) -> bool:
    return time.all is not None and time.all.longest > most


def _figures(time: PhaseTime) -> str:
    if time.all is None:
        return "no stay has ended"
    return f"{number_words(time.all.median)} · {number_words(time.all.p85)} · {number_words(time.all.longest)} d"


def told(time: PhaseTime) -> str:
    """One phase in a sentence."""
    if time.all is None:
        return f"{time.title}: no stay has ended yet."
    return (
        f"{time.title}: {counted(time.all.count, 'stay')}, {days_words(time.all.median)} in the median, "
        f"85 % within {number_words(time.all.p85)}, the longest {number_words(time.all.longest)}."
    )
