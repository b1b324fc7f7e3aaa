"""How long phases took against what was expected of them, where a flow asks for an estimate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.records.readiness import reach
from ledger.views.durations import stays_of
from ledger.words import UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The weeks expected of a phase, None for none, and the days that the project was active in it, in `visits` so far.

    `is_open` is the phase in which a project stands that is under way.
    """

    title: str
    weeks: float | None
    days: int
    visits: int
    is_open: bool


def estimates_of(project: Project, today: date) -> tuple[Estimate, ...]:
    """A row for each phase that was expected or entered, in their order; empty where nothing was estimated."""
    flow = project.flow
    planned = _planned(project, flow) if flow else {}
    if flow is None or not planned:
        return ()
    stays = stays_of(project, today)
    rows = (
        Estimate(
            title=phase.title,
            weeks=planned.get(phase.id),
            days=sum(stay.days - stay.idle_days for stay in stays if stay.phase == phase.id),
            visits=sum(stay.phase == phase.id for stay in stays),
            is_open=project.status in UNDER_WAY and phase.id == project.phase,
        )
        for phase in flow.phases
    )
    return tuple(row for row in rows if row.weeks is not None or row.visits)


def _planned(project: Project, flow: Flow) -> Mapping[str, float]:
    """The weeks that the documents state, by phase; of a phase that several speak of, what the last one says."""
    found: dict[str, float] = {}
    for document in project.documents.values():
        stated = reach(document.fields, flow.estimates) if flow.estimates else None
        for phase, weeks in stated.items() if isinstance(stated, Mapping) else ():
            if isinstance(weeks, int | float) and not isinstance(weeks, bool) and weeks >= 0:
                found[str(phase)] = weeks
    return found
