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
    """All phases together: what nobody estimated counts as taken, and against no plan.

    A project that has ended is held against the plans of the phases that it began: in the others it saved nothing.
    """
    is_open = any(row.is_open for row in rows)
    planned = [row for row in rows if row.weeks is not None]
    begun = planned if is_open else [row for row in planned if row.visits]
    days, held = sum(row.days for row in rows), sum(row.days for row in begun)
    beside = ["planned"] if days != held else []
    beside += ["begun"] if len(begun) < len(planned) else []
    over = _over(held, sum(row.weeks or 0 for row in begun)) if begun else None
    return Line(
        name="In all",
        visits=1,
        planned=number_words(sum(row.weeks or 0 for row in planned)),
        taken=number_words(round(days / _WEEK, 1)),
        against=_against(over, is_open=is_open) + (f", where {' and '.join(beside)}" if beside and begun else ""),
        is_over=over is not None and over > 0,
    )


def _line(row: Estimate) -> Line:
    over = _over(row.days, row.weeks) if row.weeks is not None and row.visits else None
    return Line(
        name=row.title,
        visits=row.visits,
        planned=number_words(row.weeks) if row.weeks is not None else "",
        taken=number_words(round(row.days / _WEEK, 1)) if row.visits else "",
        against=_against(over, is_open=row.is_open),
        is_over=over is not None and over > 0,
    )


def _over(days: int, weeks: float) -> float:
    return round(days / _WEEK - weeks, 1)


def _against(over: float | None, *, is_open: bool) -> str:
    if over is None:
        return ""
    if not over and not is_open:
        return "as planned"
    how = "over" if over > 0 else "left" if is_open else "under"
    return f"{number_words(abs(over))} {inflected(abs(over), 'week')} {how}"
