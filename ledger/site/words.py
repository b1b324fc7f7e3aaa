"""Dates, numbers and counts as people read them."""

import re
from datetime import date, datetime
from typing import Final

from ledger import plurals
from ledger.days import parse_day
from ledger.views import day_of

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WRITTEN: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SMALL: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SIGNS: Final = {">=": "≥", "<=": "≤", "==": "="}
_TEEN_FIRST, _TEEN_LAST = 11, 13


def day_words(moment: date | datetime) -> str:
    """A day as in `30 Jun 2026`, in UTC."""
    day = day_of(moment)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def written_words(text: object) -> str:
    """A day that somebody wrote as YYYY-MM-DD, as in `30 Jun 2026`; anything else as it was written."""
    day = parse_day(str(text))
    return day_words(day) if day else str(text)


def dated_words(text: str) -> str:
    """A sentence with each day in it that is written as YYYY-MM-DD as in `30 Jun 2026`."""
    return _WRITTEN.sub(lambda found: written_words(found[0]), text)


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun in the right number: `1 day`, `2 days`, `1,204 events`."""
    return plurals.counted(count, one, many, style=",")


def times_words(count: int) -> str:
    """How often, as in `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def small_words(count: int) -> str:
    """A small number in words, a large one in figures."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def ordinal(number: int) -> str:
    """A place in order: `1st`, `2nd`, `11th`."""
    teen = _TEEN_FIRST <= number % 100 <= _TEEN_LAST
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def number_words(value: float) -> str:
    """A number with thousands parted, without needless decimals."""
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - beyond that a double has no decimals anyway
        return f"{int(value):,}"
    return f"{value:,.6g}" if abs(value) < 1e5 else f"{value:,.2f}"  # noqa: PLR2004 - from there on two decimals do


def target_words(text: str) -> str:
    """A KPI's target as people write it, as in `≥ 0.80`; what it asks in words stays as it is."""
    return next((text.replace(sign, read, 1) for sign, read in _SIGNS.items() if text.startswith(sign)), text)


def days_words(days: float) -> str:
    """A number of days that may have decimals, as in `1 day`, `31.5 days`."""
    return f"{number_words(days)} {plurals.inflected(days, 'day')}"


def month_words(month: str) -> str:
    """A month written YYYY-MM as in `Jun 2026`."""
    year, _, number = month.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}"
