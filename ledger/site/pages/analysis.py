"""What the flow analysis page shows: how long things take here, and where they wait."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from markupsafe import Markup

from ledger.insight import (
    Age,
    FlowInsight,
    Lead,
    Period,
    PhaseStay,
    RoleWait,
    Shares,
    Standing,
    flow_insights,
    throughput,
)
from ledger.records.model import Ledger
from ledger.site.charts import vega
from ledger.site.charts.ageing import ageing_chart
from ledger.site.charts.cumulative import Band, bands_of, cumulative_chart, thinned
from ledger.site.charts.periods import period_words, periods_chart
from ledger.site.charts.phase_time import phase_time_chart
from ledger.site.charts.shares import share_rows, shares_chart
from ledger.site.charts.vega import Chart
from ledger.site.drawings import paths
from ledger.site.drawings.timeline import from_project
from ledger.site.linked import projects
from ledger.site.page import Page
from ledger.site.pages.analysis_words import answer, flow_answer, waiting_projects
from ledger.site.render import safe
from ledger.views import gone_from, stays_of, visits_until_delivery
from ledger.words import Status

Draw = Callable[[Chart], str]

_WAYS: Final = 24  # delivered projects whose ways are drawn, the latest
_ROWS: Final = 1000  # rows of a table of projects; data/ledger.json has all
_PERIODS: Final = ((1, 36), (3, 36), (12, 200))  # months of a period, and how many of those a chart has room for
_DAYS: Final = 26  # standings in the table


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRow:
    """A delivered project with its way drawn."""

    lead: Lead
    title: str
    drawing: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysRow:
    """The days of one project: its stays by phase, those it was halted, and what its time before delivery was."""

    slug: str
    stays: tuple[tuple[PhaseStay, ...], ...]
    halted: int
    age: int
    shares: Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What all figures count: one row a project, the oldest first; `left_out` rows are not shown."""

    rows: tuple[DaysRow, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart as it is drawn for a desk and for a telephone."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The drawings of one flow; None where there is nothing to draw."""

    phases: Picture | None
    ageing: Picture | None
    periods: Picture | None
    cumulative: Picture | None
    shares: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One flow's part of the page; `titles` name its projects by slug, `here` counts them by phase and status."""

    insight: FlowInsight
    answer: Markup
    charts: Charts
    titles: Mapping[str, str]
    phase_titles: Mapping[str, str]
    positions: Mapping[str, int]
    here: Mapping[tuple[str, Status], int]
    matrix: Matrix
    periods: tuple[tuple[str, Period], ...]
    bands: tuple[Band, ...]
    standings: tuple[Standing, ...]
    shares: tuple[tuple[str, int, str], ...]
    ways: tuple[WayRow, ...]
    ways_axis: Markup

    @property
    def ages(self) -> tuple[Age, ...]:
        """The work in progress, first what has stood longest beyond the usual."""
        return tuple(sorted(self.insight.ages, key=lambda age: (not age.is_beyond, -age.days, age.slug))[:_ROWS])

    @property
    def waits(self) -> tuple[RoleWait, ...]:
        """The roles that were or are waited for."""
        return tuple(wait for wait in self.insight.waits if wait.landed or wait.open or wait.at_once)

    @property
    def beyond(self) -> int:
        """How many projects have stood in their phase longer than usual."""
        return sum(age.is_beyond for age in self.insight.ages)

    @property
    def waiting(self) -> int:
        """How many projects have everything written and wait for votes."""
        return waiting_projects(self.insight)


def _matrix(insight: FlowInsight, today: date) -> Matrix:
    by_slug: list[dict[str, list[PhaseStay]]] = [{} for _ in insight.phases]
    for found, time in zip(by_slug, insight.phases, strict=True):
        for stay in time.stays:
            found.setdefault(stay.slug, []).append(stay)
    rows = []
    for project in insight.projects:
        stays = [tuple(found.get(project.slug, ())) for found in by_slug]
        halted = sum(stay.halted for several in stays for stay in several)
        rows.append(
            DaysRow(
                slug=project.slug,
                stays=tuple(stays),
                halted=halted,
                age=sum(stay.days for stay in stays_of(project, today)),
                shares=insight.each[project.slug],
            )
        )
    rows.sort(key=lambda row: (-row.age, row.slug))
    return Matrix(rows=tuple(rows[:_ROWS]), left_out=max(0, len(rows) - _ROWS))


def _periods(insight: FlowInsight, ledger: Ledger) -> tuple[int, tuple[Period, ...]]:
    """The finest periods of which a chart has room for all."""
    for months, room in _PERIODS:
        if (found := throughput(insight.projects, ledger.today, months=months)) and len(found) <= room:
            return months, found
    return 1, ()


def _ways(insight: FlowInsight, prefix: str) -> tuple[tuple[WayRow, ...], Markup]:
    latest = sorted(insight.leads, key=lambda lead: (lead.delivered, lead.slug))[-_WAYS:]
    shown = sorted(latest, key=lambda lead: (lead.days, lead.slug))
    by_slug = {project.slug: project for project in insight.projects}
    longest = max((lead.span for lead in shown), default=0)
    rows = []
    for lead in shown:
        project = by_slug[lead.slug]
        way = from_project(replace(project, visits=visits_until_delivery(project)), lead.delivered)
        past = paths.until_delivery(way, lead.delivered)
        drawn = paths.draw(paths.Way(past=past, days=lead.span), longest, prefix=prefix)
        rows.append(WayRow(lead=lead, title=project.title, drawing=safe(drawn)))
    return tuple(rows), safe(paths.axis(longest, prefix=prefix) if rows else "")


def _section(ledger: Ledger, insight: FlowInsight, place: int, draw: Draw) -> Section:
    name = f"flow{place}"
    titles = {project.slug: project.title for project in insight.projects}
    phase_titles = {time.phase: time.title for time in insight.phases}
    positions = {time.phase: time.position for time in insight.phases if time.position is not None}
    bands = bands_of(insight.cumulative, phase_titles, positions)
    months, periods = _periods(insight, ledger)
    ways, axis = _ways(insight, f"{name}-ways")

    def picture(chart: Callable[..., Chart], prefix: str) -> Picture:
        wide, narrow = chart(prefix=prefix), chart(prefix=f"{prefix}-narrow", narrow=True)
        return Picture(wide=safe(draw(wide)), narrow=safe(draw(narrow)))

    delivering = {phase.id for phase in insight.flow.phases if phase.delivers}
    before = [time for time in insight.phases if time.phase not in delivering]
    charts = Charts(
        phases=picture(partial(phase_time_chart, insight.phases), f"{name}-phases"),
        ageing=picture(partial(ageing_chart, insight.ages, before, titles), f"{name}-ageing") if insight.ages else None,
        periods=picture(partial(periods_chart, periods, months), f"{name}-periods") if periods else None,
        cumulative=picture(partial(cumulative_chart, insight.cumulative, bands), f"{name}-fill") if bands else None,
        shares=picture(partial(shares_chart, insight.shares), f"{name}-shares") if insight.shares.days else None,
    )
    return Section(
        insight=insight,
        answer=flow_answer(insight, titles),
        charts=charts,
        titles=titles,
        phase_titles=phase_titles,
        positions=positions,
        here=Counter((project.phase or "", project.status) for project in insight.projects),
        matrix=_matrix(insight, ledger.today),
        periods=tuple((period_words(one, months), one) for one in reversed(periods) if one.is_busy),
        bands=tuple(reversed(bands)),
        standings=tuple(reversed(thinned(insight.cumulative.standings, _DAYS))),
        shares=tuple(share_rows(insight.shares)),
        ways=ways,
        ways_axis=axis,
    )


def analysis_page(ledger: Ledger, *, draw: Draw = vega.draw) -> Page:
    """The figures of all flows, each on its own; `draw` makes SVG of charts."""
    found = flow_insights(ledger)
    sections = tuple(_section(ledger, insight, place, draw) for place, insight in enumerate(found, 1))
    said = answer(found, len(gone_from(ledger)))
    return Page(
        path="analysis.md",
        title="Flow analysis",
        description=said.striptags(),
        template="analysis.html.j2",
        values={
            "ledger": ledger,
            "answer": said,
            "sections": sections,
            "projects": projects,
            "most": _ROWS,
        },
    )
