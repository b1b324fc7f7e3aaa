"""Time to places on a line: the scale, and the ticks that name it."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.site.words import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Days to places; linear between its knots (day ordinal, place), which rise in both."""

    knots: tuple[tuple[int, float], ...]

    def place(self, day: date) -> float:
        """Where a day begins; days outside stay at the ends."""
        days = [knot[0] for knot in self.knots]
        after = bisect_right(days, day.toordinal())
        if after == 0:
            return self.knots[0][1]
        if after == len(days):
            return self.knots[-1][1]
        (day0, place0), (day1, place1) = self.knots[after - 1], self.knots[after]
        return place0 + (place1 - place0) * (day.toordinal() - day0) / (day1 - day0)


def linear(start: date, end: date, left: float, right: float) -> Scale:
    """One scale for all that is compared; it spans at least a day."""
    last = max(end.toordinal(), start.toordinal() + 1)
    return Scale(knots=((start.toordinal(), left), (last, right)))


def widths(lengths: Iterable[tuple[int, float]], room: float) -> tuple[float, ...]:
    """Spans (days, the least width in which each can be seen) as widths that fill the room.

    What has a least width is never narrower; all others are proportional to their days. When nothing has a length,
    all have their least.
    """
    spans = tuple(lengths)
    raised: set[int] = set()
    while True:
        free = sum(days for place, (days, _) in enumerate(spans) if place not in raised)
        each = max(0.0, room - sum(spans[place][1] for place in raised)) / free if free else 0.0
        low = {place for place, (days, least) in enumerate(spans) if days * each < least} - raised
        if not low:
            break
        raised |= low
    return tuple(least if place in raised else days * each for place, (days, least) in enumerate(spans))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A day to name on the axis."""

    day: date
    words: str


_YEAR = 12
_STEPS = ((1, 0), (7, 0), (0, 1), (0, 3), (0, 6), (0, 12), (0, 24), (0, 60), (0, 120), (0, 600))


def ticks(start: date, end: date, room: float, apart: float = 78) -> tuple[Tick, ...]:
    """Days, weeks, months, quarters or years: the finest step whose names have room."""
    days_each = max(1, (end - start).days) / max(room, 1) * apart
    fitting = (step for step in _STEPS if step[0] + step[1] * 30 >= days_each * (0.6 if step[1] >= _YEAR else 1))
    days, months = next(fitting, _STEPS[-1])
    return tuple(_months(start, end, months) if months else _days(start, end, days))


def _days(start: date, end: date, step: int) -> Iterable[Tick]:
    """Days of a year whose name the first of them bears."""
    first, year = start + timedelta(days=-start.weekday() % 7 if step > 1 else 0), 0
    for ordinal in range(first.toordinal(), end.toordinal() + 1, step):
        day = date.fromordinal(ordinal)
        words = f"{day.day} {MONTHS[day.month - 1]}"
        yield Tick(day=day, words=words if day.year == year else f"{words} {day.year}")
        year = day.year


def _months(start: date, end: date, step: int) -> Iterable[Tick]:
    first = start.year * 12 + start.month - (start.day == 1)
    for month in range(first + -first % step, min(end.year * 12 + end.month, 9999 * 12), step):
        day = date(month // 12, month % 12 + 1, 1)
        yield Tick(day=day, words=str(day.year) if step >= _YEAR else f"{MONTHS[day.month - 1]} {day.year}")
