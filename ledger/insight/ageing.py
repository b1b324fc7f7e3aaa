"""Ageing work in progress: how long each unfinished project has stood in its phase, against what is usual there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.insight.phases import PhaseTime, phase_stays
from ledger.insight.spread import Spread
from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.words import UNDER_WAY, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """One project in progress: `days` it has been active in the stay that goes on, `age` in all its stays together.

    `usual` is the spread of the finished stays in that phase, of all projects of the flow; None when there is none.
    """

    slug: str
    phase: str
    iteration: int
    status: Status
    days: int
    age: int
    usual: Spread | None

    @property
    def is_beyond(self) -> bool:
        """Whether it has stood there longer than 85 % of the finished stays took."""
        return self.usual is not None and self.days > self.usual.p85


def ages(flow: Flow, projects: Iterable[Project], times: Sequence[PhaseTime], today: date) -> tuple[Age, ...]:
    """The work in progress by phase in the flow's order, within a phase the oldest first.

    In progress is a project that is active or paused in a phase that does not deliver: one in a delivering phase has
    been delivered. A move that is not committed yet has no days, so such a project is left out.
    """
    delivering = {phase.id for phase in flow.phases if phase.delivers}
    usual: Mapping[str, Spread | None] = {time.phase: time.all for time in times}
    order = {time.phase: place for place, time in enumerate(times)}
    found = []
    for project in projects:
        stays = phase_stays(project, today)
        if not stays or project.visits[-1].left is not None or project.phase != stays[-1].phase:
            continue
        if project.status in UNDER_WAY and stays[-1].phase not in delivering:
            last = stays[-1]
            found.append(
                Age(
                    slug=project.slug,
                    phase=last.phase,
                    iteration=last.iteration,
                    status=project.status,
                    days=last.days,
                    age=sum(stay.days for stay in stays),
                    usual=usual.get(last.phase),
                )
            )
    return tuple(sorted(found, key=lambda one: (order.get(one.phase, len(order)), -one.days, one.slug)))
