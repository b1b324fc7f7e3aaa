"""Where every project stood at the end of a day, by its turns: what the time slider of the site must show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.views import days_between
from ledger.views.turns import Turn
from ledger.words import CLOSED, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a project stood at the end of a day; `days` is the length of its stay in the phase until then."""

    project: str
    phase: str
    status: Status
    iteration: int
    backtracks: int
    days: int


def standings_at(turns: Iterable[Turn], day: date) -> dict[str, Standing]:
    """Where every project that was there stood at the end of a day, by slug; `turns` are those of `turns_of`."""
    latest: dict[str, Turn] = {}
    entered: dict[str, date] = {}
    for turn in turns:
        if turn.day > day:
            break
        before = latest.get(turn.project)
        if before is None or before.status is None or (before.phase, before.iteration) != (turn.phase, turn.iteration):
            entered[turn.project] = turn.day
        latest[turn.project] = turn
    return {
        slug: Standing(
            project=slug,
            phase=turn.phase,
            status=turn.status,
            iteration=turn.iteration,
            backtracks=turn.backtracks,
            days=days_between(entered[slug], turn.day if turn.status in CLOSED else day),
        )
        for slug, turn in sorted(latest.items())
        if turn.status is not None
    }
