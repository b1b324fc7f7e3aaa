"""Times and days as people and programs write them."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_DAYS: Final = ("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%Y.%m.%d")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = datetime(2100, 1, 1, tzinfo=UTC)


def moment_of(text: str, form: str | None, zone: str | None) -> datetime | None:
    """The moment that a text names, in the form of strptime or else as ISO 8601; None for one that nobody can read.

    A time without a zone of its own is one of `zone`, or else of UTC. What lies before 1970 or after 2100 is misread.
    """
    try:
        found = datetime.strptime(text.strip(), form) if form else datetime.fromisoformat(text.strip())  # noqa: DTZ007 - the zone is added below
        found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone or "UTC"))
    except (ValueError, OverflowError):
        return None
    return found if _EPOCH <= found < _END else None


def day_of(text: str, form: str | None = None) -> str | None:
    """The day that a text names as YYYY-MM-DD, without moving it between time zones; None for what is no day."""
    written = text.strip()
    for one in (form, None, *_DAYS):
        try:
            if one is None:
                return datetime.fromisoformat(written).date().isoformat()
            return datetime.strptime(written, one).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def zone_of(moment: datetime) -> str:
    """A moment's distance from UTC as git writes it."""
    return f"{moment:%z}"[:5] or "+0000"


def utc_day(seconds: int) -> date:
    """The day of a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).date()
