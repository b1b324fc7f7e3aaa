"""A day of the calendar as people write it, in the one form that every file, option and schema takes."""

import re
from datetime import date
from typing import Final

A_DAY: Final = "a day of the calendar, written YYYY-MM-DD"
_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(text: str) -> date | None:
    """The day that a text names as YYYY-MM-DD, or None; `date.fromisoformat` alone takes weeks and bare digits too."""
    if not is_like_a_day(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_like_a_day(text: str) -> bool:
    """Whether a text has the form YYYY-MM-DD, whatever the calendar says of it."""
    return _FORM.fullmatch(text) is not None
