"""What a project should have decided by now: its due dates that have passed, the budgets that are spent."""

from dataclasses import dataclass
from datetime import date

from ledger.plurals import counted
from ledger.records.budgets import Share, overspent_of
from ledger.records.duedates import days_overdue, deadline_of, rethink_due, review_due, timebox_due
from ledger.records.model import Project
from ledger.words import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Something that should have been decided: by `due`, so many days ago, or when a budget was spent, `over` of it."""

    what: str
    due: date | None = None
    days: int = 0
    over: str = ""

    @property
    def amount(self) -> str:
        """How far it is over, as in `12 days` or `500 EUR`."""
        return self.over or counted(self.days, "day")

    @property
    def words(self) -> str:
        """As in `time box 12 days over`."""
        return f"{self.what} {self.amount} over"


def due_dates(project: Project) -> tuple[tuple[str, date], ...]:
    """What an active project must do or decide by when: time box, aim, deadline, another look at its business case."""
    if project.status is not Status.ACTIVE:
        return ()
    found = (
        ("time box", timebox_due(project)),
        ("time for the aim", rethink_due(project)),
        ("deadline", deadline_of(project)),
        ("business case", review_due(project, project.flow)),
    )
    return tuple((what, due) for what, due in found if due)


def overdue_of(project: Project, today: date) -> tuple[Overdue, ...]:
    """The due dates of a project that have passed, then what is spent beyond its budgets."""
    late = (
        Overdue(what=what, due=due, days=days_overdue(due, today)) for what, due in due_dates(project) if due < today
    )
    return (*late, *(Overdue(what=one.what, over=one.beyond) for one in overspent(project)))


def overspent(project: Project) -> tuple[Share, ...]:
    """The budgets of an active project's phase that are spent and more."""
    return overspent_of(project) if project.status is Status.ACTIVE else ()
