"""All figures of each flow; projects of different flows are never mixed, because their phases mean different things."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.insight.ageing import Age, ages
from ledger.insight.cumulative import CumulativeFlow, cumulative_flow
from ledger.insight.delivery import Lead, Period, leads, throughput
from ledger.insight.phases import PhaseTime, phase_times
from ledger.insight.shares import Shares, shares
from ledger.insight.spread import Spread, spread
from ledger.insight.waiting import RoleWait, landed_waits, open_waits, role_waits
from ledger.records.flow import Flow
from ledger.records.model import Ledger, Project
from ledger.views import is_own


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowInsight:
    """One flow's figures as of the ledger's day; `projects` are by slug.

    `shares` are those of all projects together, `each` those of every one by its slug.
    """

    flow: Flow
    projects: tuple[Project, ...]
    phases: tuple[PhaseTime, ...]
    leads: tuple[Lead, ...]
    months: tuple[Period, ...]
    cumulative: CumulativeFlow
    ages: tuple[Age, ...]
    waits: tuple[RoleWait, ...]
    shares: Shares
    each: Mapping[str, Shares]

    @property
    def former(self) -> int:
        """How many stays are left out, since the projects followed another flow."""
        return sum(not is_own(project, visit) for project in self.projects for visit in project.visits)

    @property
    def lead(self) -> Spread | None:
        """The spread of the lead times in days, or None when nothing was delivered."""
        return spread(lead.days for lead in self.leads)


def flow_insights(ledger: Ledger) -> tuple[FlowInsight, ...]:
    """The figures of every flow that some project follows, the flow with the most projects first."""
    by_flow: dict[str, list[Project]] = {}
    for _, project in sorted(ledger.projects.items()):
        if project.flow:
            by_flow.setdefault(project.flow.id, []).append(project)
    order = sorted(by_flow, key=lambda name: (-len(by_flow[name]), name))
    return tuple(_insight(ledger, by_flow[name]) for name in order)


def _insight(ledger: Ledger, projects: Sequence[Project]) -> FlowInsight:
    flow, today = projects[0].flow, ledger.today
    assert flow is not None  # noqa: S101 - projects were sorted by their flow
    times = phase_times(flow, projects, today)
    landed = {project.slug: landed_waits(ledger, project) for project in projects}
    each = {project.slug: shares(project, landed[project.slug], today) for project in projects}
    still = [wait for project in projects for wait in open_waits(ledger, project)]
    return FlowInsight(
        flow=flow,
        projects=tuple(projects),
        phases=times,
        leads=leads(projects, today),
        months=throughput(projects, today),
        cumulative=cumulative_flow(flow, projects, today),
        ages=ages(flow, projects, times, today),
        waits=role_waits((*(wait for found in landed.values() for wait in found), *still)),
        shares=_together(each.values()),
        each=each,
    )


def _together(parts: Iterable[Shares]) -> Shares:
    found = tuple(parts)
    roles: Counter[str] = Counter()
    for part in found:
        roles.update(dict(part.roles))
    return Shares(
        working=sum(part.working for part in found),
        waiting=sum(part.waiting for part in found),
        halted=sum(part.halted for part in found),
        roles=tuple(sorted(roles.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
