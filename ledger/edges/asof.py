"""As of which day a ledger is read: as it is, never on a day before its last commit, or as it was at one."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from ledger.days import A_DAY, is_like_a_day, parse_day
from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, commit_at, commit_time, resolve

_MEANT: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{8}|\d{4}-?W\d{2}(-?\d)?")  # a day, in another form
_SKEW: Final = timedelta(days=1)  # clocks that differ by minutes differ by a day at midnight


def day_named(text: str) -> date | None:
    """The day that a text names as YYYY-MM-DD, None for a revision. Raises LedgerError for no day of the calendar."""
    day = parse_day(text)
    if day is None and is_like_a_day(text):
        raise LedgerError(f"'{text}' is not {A_DAY}")
    return day


def revision_named(repository: Repository, text: str) -> str:
    """The commit that a text names where a day could stand as well. Raises LedgerError like `resolve`."""
    try:
        return resolve(repository, text)
    except LedgerError:
        if _MEANT.fullmatch(text):
            raise LedgerError(f"'{text}' is no revision here, and a day is written YYYY-MM-DD") from None
        raise


def as_it_is(repository: Repository, today: date) -> tuple[str, date]:
    """HEAD's commit, and today, or the day of that commit where clocks differ.

    A day that nobody named is kept: then the clock of the last commit ran ahead, and nobody could wait for its day.
    Raises LedgerError for an earlier day: what is there would be told as if it had been there then.
    """
    tip = resolve(repository, "HEAD")
    landed = commit_day(repository, tip)
    if landed - today <= _SKEW:
        return tip, max(today, landed)
    if today >= datetime.now(UTC).date():
        return tip, today
    message = f"the ledger cannot be told as of {today}, since its last commit landed on {landed}"
    mend = "name a later day (--now, SOURCE_DATE_EPOCH), or read it as it was (--at, an older commit)"
    raise LedgerError(f"{message}: {mend}")


def last_day(repository: Repository, today: date) -> date:
    """The day after which the history is told of nothing: as in `as_it_is`, but for an earlier one it is told whole."""
    try:
        return as_it_is(repository, today)[1]
    except LedgerError:
        return date.max


def as_it_was(repository: Repository, at: str, today: date) -> tuple[str, date]:
    """The commit that a day or a revision means, and the day as of which it is read: the end of it, or its commit's.

    Raises LedgerError for no such day or revision, for a day to come, and for one before the first commit.
    """
    if (day := day_named(at)) is None:
        tip = revision_named(repository, at)
        return tip, commit_day(repository, tip)
    if day - today > _SKEW:
        raise LedgerError(f"{day} has yet to come, today is {today}: name an earlier day with --at")
    end = datetime.combine(day, time(23, 59, 59), UTC)
    landed = commit_at(repository, resolve(repository, "HEAD"), int(end.timestamp()))
    if landed is None:
        raise LedgerError(f"the ledger has no commit on or before {at}")
    return landed, day


def commit_day(repository: Repository, commit: str) -> date:
    """The day of a commit, in UTC."""
    return datetime.fromtimestamp(commit_time(repository, commit), UTC).date()
