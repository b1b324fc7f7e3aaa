"""What the time taken in each phase is against the weeks that were planned, and in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.plurals import inflected
from ledger.records.model import Project
from ledger.site.words import number_words
from ledger.views.estimates import Estimate, estimates_of

_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A phase, or all of them, with its weeks in words; empty where there are none."""

    name: str
    visits: int
    planned: str
    taken: str
    against: str
    is_over: bool


def lines_of(project: Project, today: date) -> tuple[Line, ...]:
    """A line for each phase and one for all; empty where nothing was estimated."""
    rows = estimates_of(project, today)
    return (*(_line(row) for row in rows), _total(rows)) if rows else ()


def _total(rows: Sequence[Estimate]) -> Line:
    """All phases together: what nobody estimated counts as taken, and against no plan."""
    weeks = sum(row.weeks or 0 for row in rows)
    within = sum(row.days for row in rows if row.weeks is not None)
    return _said("In all", 1, weeks, (sum(row.days for row in rows), within), is_open=any(row.is_open for row in rows))


def _line(row: Estimate) -> Line:
    return _said(row.title, row.visits, row.weeks, (row.days, row.days), is_open=row.is_open)


def _said(name: str, visits: int, weeks: float | None, days: tuple[int, int], *, is_open: bool) -> Line:
    """A line of so many `days`, all of them and those of what was planned."""
    over = round(days[1] / _WEEK - weeks, 1) if weeks is not None and visits else None
    beside = "" if days[0] == days[1] else ", where planned"
    return Line(
        name=name,
        visits=visits,
        planned=number_words(weeks) if weeks is not None else "",
        taken=number_words(round(days[0] / _WEEK, 1)) if visits else "",
        against=_against(over, is_open=is_open) + beside if over is not None else "",
        is_over=over is not None and over > 0,
    )


def _against(over: float, *, is_open: bool) -> str:
    if not over and not is_open:
        return "as planned"
    how = "over" if over > 0 else "left" if is_open else "under"
    return f"{number_words(abs(over))} {inflected(abs(over), 'week')} {how}"
