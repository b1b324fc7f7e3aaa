"""Days as half-open intervals: [first, last) holds `first` and not `last`, as between two dates of a calendar."""

from collections.abc import Iterable
from datetime import date

Interval = tuple[date, date]


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same days without overlap, in order; what holds no day is left out."""
    out: list[Interval] = []
    for first, last in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return tuple(out)


def within(intervals: Iterable[Interval], bounds: Iterable[Interval]) -> tuple[Interval, ...]:
    """The days of `intervals` that lie in `bounds`, without overlap, in order."""
    limits = merged(bounds)
    return merged((max(first, low), min(last, high)) for first, last in merged(intervals) for low, high in limits)


def length(intervals: Iterable[Interval]) -> int:
    """How many different days the intervals hold."""
    return sum((last - first).days for first, last in merged(intervals))
