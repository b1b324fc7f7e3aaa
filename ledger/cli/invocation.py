"""What holds for every command of one run: where, and which day is today."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from ledger.days import A_DAY, parse_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The directory that `-C` names, the day that counts as today, and the text of `--now` if it was given."""

    directory: Path
    today: date
    now: str | None


def today_of(text: str | None) -> date:
    """Today: `--now`, else the day of SOURCE_DATE_EPOCH (seconds since 1970), else the clock's day; all in UTC."""
    if (given := day_of(text, "--now")) is not None:
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise typer.BadParameter(
            f"'{epoch}' is not a number of seconds since 1970", param_hint="SOURCE_DATE_EPOCH"
        ) from None


def day_of(text: str | None, option: str) -> date | None:
    """The day that an option names, or None when it is not given."""
    if text is None:
        return None
    if (day := parse_day(text)) is None:
        raise typer.BadParameter(f"'{text}' is not {A_DAY}", param_hint=option)
    return day


def invocation_of(context: typer.Context) -> Invocation:
    """What the application's callback found for this run."""
    found = context.obj
    if not isinstance(found, Invocation):
        raise TypeError("a command ran without its application")
    return found
