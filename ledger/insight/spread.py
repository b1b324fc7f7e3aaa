"""How days are spread: the middle, the 85th percentile and the longest of several durations."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

_SHARE = 85  # per cent, the share that forecasts of flow usually promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Durations in days: how many there are, their median, 85th percentile and largest."""

    count: int
    median: float
    p85: int
    longest: int


def spread(days: Iterable[int]) -> Spread | None:
    """The spread of durations, or None when there is none.

    The median of an even number is the mean of the two in the middle. The 85th percentile is the nearest rank: the
    smallest duration that at least 85 % do not exceed, so it is always one that really happened.
    """
    ordered = sorted(days)
    if not ordered:
        return None
    rank = (_SHARE * len(ordered) + 99) // 100
    return Spread(count=len(ordered), median=median(ordered), p85=ordered[rank - 1], longest=ordered[-1])
