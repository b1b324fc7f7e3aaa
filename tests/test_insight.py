"""The figures of flow: small cases counted by hand, and what must hold for every history."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger.insight import (
    Ending,
    Wait,
    ages,
    cumulative_flow,
    flow_insights,
    leads,
    month_of,
    phase_stays,
    phase_times,
    role_waits,
    shares,
    spread,
    throughput,
)
from ledger.insight.cumulative import state_on, week_ends
from ledger.insight.intervals import length, merged, within
from ledger.past.visits import halts_of, visits_of
from ledger.records.flow import Flow, Phase
from ledger.records.front_matter import card_of
from ledger.records.model import Event, Halt, Project, Visit
from ledger.text.document import Document
from ledger.words import EventKind, Status
from tests.portfolio import TODAY, portfolio, read

FLOW = Flow(
    id="small",
    title="Small",
    phases=(
        Phase(id="idea", title="Idea"),
        Phase(id="build", title="Build"),
        Phase(id="run", title="Run", delivers=True),
    ),
)
PLAIN = Flow(id="plain", title="Plain", phases=(Phase(id="idea", title="Idea"), Phase(id="build", title="Build")))
START = date(2026, 1, 5)  # a Monday
NAMES = [phase.id for phase in FLOW.phases]


def on(day: int) -> datetime:
    """Noon of a day counted from the start."""
    return datetime.combine(START, time(12), UTC) + timedelta(days=day)


def told(slug: str, moves: Iterable[tuple[int, EventKind, str | None]], flow: Flow = FLOW) -> Project:
    """A project whose past is a list of (day, what happened, phase entered)."""
    entered = Counter[str]()
    delivering = {phase.id for phase in flow.phases if phase.delivers}
    events = []
    for day, kind, target in moves:
        entered.update([target] if target else [])
        event = Event(project=slug, kind=kind, commit="c", time=on(day), author="sam", subject="", target=target)
        is_delivery = target in delivering or (kind is EventKind.COMPLETED and not delivering)
        event = replace(event, delivered_by=flow.id if is_delivery else None)
        events.append(replace(event, phase=target, iteration=entered[target] if target else None))
    visits, halts = visits_of(events), halts_of(events)
    status = halts[-1].status if halts and halts[-1].ended is None else Status.ACTIVE
    meta = {"phase": visits[-1].phase, "status": str(status)}
    card = card_of(Document(path="README.md", meta=meta, header="", header_line=1))
    return Project(
        slug=slug, folder=f"projects/{slug}", card=card, card_source=None, flow=flow, documents={}, files=frozenset(),
        events=tuple(events), visits=visits, halts=halts,
    )  # fmt: skip


BACK = told(
    "back",
    [
        (0, EventKind.CREATED, "idea"),
        (10, EventKind.ADVANCED, "build"),
        (20, EventKind.BACKTRACKED, "idea"),
        (24, EventKind.PAUSED, None),
        (30, EventKind.RESUMED, None),
        (40, EventKind.ADVANCED, "build"),
        (70, EventKind.ADVANCED, "run"),
    ],
)
STOPPED = told("stopped", [(5, EventKind.CREATED, "idea"), (25, EventKind.CANCELLED, None)])
YOUNG = told("young", [(60, EventKind.CREATED, "idea"), (65, EventKind.ADVANCED, "build")])
ALL = (BACK, STOPPED, YOUNG)


def test_the_middle_is_the_mean_of_two_and_the_85th_percentile_a_real_duration() -> None:
    found = spread([4, 1, 3, 2])
    assert found is not None
    assert (found.count, found.median, found.p85, found.longest) == (4, 2.5, 4, 4)
    assert spread(range(1, 101)) == spread(reversed(range(1, 101)))
    hundred = spread(range(1, 101))
    assert hundred is not None
    assert hundred.p85 == 85
    assert spread([]) is None


@given(st.lists(st.integers(0, 5000), min_size=1))
def test_85_per_cent_do_not_exceed_the_85th_percentile_and_fewer_do_not_exceed_less(days: list[int]) -> None:
    found = spread(days)
    assert found is not None
    assert found.p85 in days
    assert sum(day <= found.p85 for day in days) * 100 >= 85 * len(days)
    assert sum(day < found.p85 for day in days) * 100 < 85 * len(days)


def test_time_in_phase_is_that_of_finished_stays_with_returns_apart() -> None:
    idea, build, run = phase_times(FLOW, ALL, START + timedelta(days=100))
    assert idea.all == spread([10, 14, 5])
    assert (idea.first, idea.again) == (spread([10, 5]), spread([14]))
    assert (idea.open, idea.broken_off, idea.halted, idea.longest_in) == (0, 1, 6, "back")
    assert (build.all, build.open) == (spread([10, 30]), 1)
    assert (run.all, run.open, run.longest_in) == (None, 1, "")


def test_a_phase_that_the_flow_no_longer_has_comes_last() -> None:
    old = told("old", [(0, EventKind.CREATED, "gone"), (3, EventKind.ADVANCED, "idea")])
    times = phase_times(FLOW, [old], START + timedelta(days=4))
    assert [(one.phase, one.position, one.all) for one in times][-1] == ("gone", None, spread([3]))


def test_lead_time_runs_through_pauses_which_are_told() -> None:
    (lead,) = leads(ALL, START + timedelta(days=100))
    assert (lead.slug, lead.started, lead.days, lead.halted) == ("back", START, 70, 6)
    assert leads(ALL, START + timedelta(days=69)) == ()


def test_a_flow_without_a_delivering_phase_delivers_by_completing_once() -> None:
    done = [(0, EventKind.CREATED, "idea"), (31, EventKind.COMPLETED, None), (40, EventKind.REOPENED, None)]
    project = told("done", [*done, (60, EventKind.COMPLETED, None)], PLAIN)
    assert [lead.days for lead in leads([project], START + timedelta(days=90))] == [31]
    months = throughput([project], START + timedelta(days=90))
    assert [(one.first.month, one.delivered, one.completed) for one in months] == [
        (1, (), ()),
        (2, ("done",), ()),
        (3, (), ("done",)),
        (4, (), ()),
    ]


def test_throughput_counts_by_month_without_gaps() -> None:
    months = throughput(ALL, START + timedelta(days=100))
    assert [one.first.month for one in months] == [1, 2, 3, 4]
    assert [len(one.started) for one in months] == [2, 0, 1, 0]
    assert [one.cancelled for one in months] == [("stopped",), (), (), ()]
    assert [one.delivered for one in months] == [(), (), ("back",), ()]
    assert [one.first.month for one in throughput(ALL, START + timedelta(days=100), months=3)] == [1, 4]
    assert month_of(date(2026, 12, 31), 3) == date(2026, 10, 1)


def test_weeks_end_on_sunday_and_today() -> None:
    assert week_ends(START, date(2026, 1, 21)) == (date(2026, 1, 11), date(2026, 1, 18), date(2026, 1, 21))
    assert week_ends(START, date(2026, 1, 11)) == (date(2026, 1, 11),)


def test_cumulative_flow_counts_every_project_once_a_week() -> None:
    flow = cumulative_flow(FLOW, ALL, START + timedelta(days=27))
    assert [(one.day.day, one.phases, one.cancelled) for one in flow.standings] == [
        (11, (2, 0, 0), 0),
        (18, (1, 1, 0), 0),
        (25, (2, 0, 0), 0),
        (1, (1, 0, 0), 1),
    ]
    assert cumulative_flow(FLOW, [], TODAY).standings == ()


def test_a_phase_called_cancelled_is_no_cancellation() -> None:
    odd = Flow(id="odd", title="Odd", phases=(Phase(id="cancelled", title="Cancelled"),))
    flow = cumulative_flow(odd, [told("one", [(0, EventKind.CREATED, "cancelled")], odd)], START)
    assert (flow.standings[0].phases, flow.standings[0].cancelled) == ((1,), 0)


def test_work_in_progress_ages_against_finished_stays() -> None:
    today = START + timedelta(days=100)
    (age,) = ages(FLOW, ALL, phase_times(FLOW, ALL, today), today)
    assert (age.slug, age.phase, age.days, age.age, age.usual, age.is_beyond) == (
        "young", "build", 35, 40, spread([10, 30]), True
    )  # fmt: skip
    (yet,) = ages(FLOW, [YOUNG], phase_times(FLOW, [YOUNG], today), today)
    assert not yet.is_beyond


def wait(role: str, since: int, until: int, *, is_open: bool = False, is_at_once: bool = False) -> Wait:
    return Wait(
        slug="back",
        phase="idea",
        gate="g",
        role=role,
        by="dana",
        since=START + timedelta(days=since),
        until=START + timedelta(days=until),
        is_open=is_open,
        is_at_once=is_at_once,
    )


def test_days_before_delivery_are_worked_waited_or_halted() -> None:
    waits = [wait("product", 15, 26), wait("operations", 18, 22), wait("product", 68, 90)]
    found = shares(BACK, waits, START + timedelta(days=100))
    assert (found.days, found.working, found.waiting, found.halted) == (70, 53, 11, 6)
    assert found.roles == (("operations", 4), ("product", 11))


def test_roles_that_are_waited_for_longest_come_first() -> None:
    waits = [
        wait("quick", 0, 1),
        wait("slow", 0, 9),
        wait("slow", 0, 0, is_at_once=True),
        wait("slow", 3, 5, is_open=True),
    ]
    slow, quick = role_waits(waits)
    assert (slow.role, slow.landed, slow.at_once, [one.days for one in slow.open]) == ("slow", spread([9]), 1, [2])
    assert (quick.role, quick.landed, quick.open) == ("quick", spread([1]), ())


def test_figures_of_a_ledger_stand_by_flow(tmp_path: Path) -> None:
    ledger = read(portfolio(tmp_path).root)
    (found,) = flow_insights(ledger)
    assert (found.flow.id, len(found.projects), found.lead) == ("small", 3, None)
    assert [one.slug for one in found.ages] == ["evil & <co>", "churn"]
    assert found.cumulative.standings[-1].existing == 3
    assert found.shares.halted == 0


# What must hold for every history

_kinds = st.sampled_from(["move", "move", "pause", "cancel", "complete", "go on"])
_steps = st.lists(st.tuples(st.integers(0, 60), _kinds, st.sampled_from(NAMES)), max_size=12)
_NEXT = {"pause": EventKind.PAUSED, "cancel": EventKind.CANCELLED, "complete": EventKind.COMPLETED}


@st.composite
def pasts(draw: st.DrawFn) -> Project:
    """A project of some history that keeps the rules of time: moves while active, a halt ends before another."""
    day, phase, halted = draw(st.integers(0, 80)), draw(st.sampled_from(NAMES)), False
    moves: list[tuple[int, EventKind, str | None]] = [(day, EventKind.CREATED, phase)]
    for gap, what, target in draw(_steps):
        day += gap
        if what == "move" and not halted:
            kind = EventKind.ITERATED if target == phase else EventKind.ADVANCED
            if NAMES.index(target) < NAMES.index(phase):
                kind = EventKind.BACKTRACKED
            moves.append((day, kind, target))
            phase = target
        elif what in _NEXT and not halted:
            moves.append((day, _NEXT[what], None))
            halted = True
        elif what == "go on" and halted:
            moves.append((day, EventKind.RESUMED, None))
            halted = False
    return told(f"p{draw(st.integers(0, 999))}", moves)


def end_of(project: Project) -> date:
    return max(event.time for event in project.events).date()


@given(pasts(), st.integers(0, 90))
def test_time_in_phases_and_halted_time_make_up_the_age(project: Project, after: int) -> None:
    today = end_of(project) + timedelta(days=after)
    stays = phase_stays(project, today)
    last: Halt | None = project.halts[-1] if project.halts else None
    is_closed = last is not None and last.ended is None and last.status is not Status.PAUSED
    end = last.began.date() if last and is_closed else today
    assert sum(stay.days + stay.halted for stay in stays) == (end - project.visits[0].entered.date()).days
    assert all(stay.days >= 0 and stay.halted >= 0 for stay in stays)
    assert sum(stay.ending is not Ending.LEFT for stay in stays) == 1


@given(pasts(), st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 400), st.integers(0, 400)), max_size=6))
def test_working_waiting_and_halted_days_make_up_the_days_before_delivery(
    project: Project, spans: list[tuple[str, int, int]]
) -> None:
    today = end_of(project)
    found = shares(project, [wait(role, min(pair), max(pair)) for role, *pair in spans], today)
    first, stays = project.visits[0].entered.date(), phase_stays(project, today)
    delivered = next((visit.entered.date() for visit in project.visits if visit.phase == "run"), None)
    assert found.days == ((delivered - first).days if delivered else sum(stay.days + stay.halted for stay in stays))
    halts = [(halt.began.date(), halt.ended.date() if halt.ended else today) for halt in project.halts]
    days = [first + timedelta(days=count) for count in range(found.days)]
    assert found.halted == sum(any(began <= day < ended for began, ended in halts) for day in days)
    assert min(found.working, found.waiting) >= 0
    assert max((days for _, days in found.roles), default=0) <= found.waiting <= sum(days for _, days in found.roles)


@given(st.lists(pasts(), min_size=1, max_size=6), st.integers(0, 30))
def test_cumulative_flow_adds_up_to_the_projects_that_exist(projects: Sequence[Project], after: int) -> None:
    today = max(map(end_of, projects)) + timedelta(days=after)
    flow = cumulative_flow(FLOW, projects, today)
    for standing in flow.standings:
        there = [project for project in projects if project.visits[0].entered.date() <= standing.day]
        assert standing.existing == len(there)
        for place, phase in enumerate(flow.phases):
            assert standing.phases[place] == sum(state_on(project, standing.day) == (phase, None) for project in there)


@given(st.lists(pasts(), min_size=1, max_size=6), st.sampled_from([1, 3, 12]))
def test_throughput_loses_and_invents_nothing(projects: Sequence[Project], months: int) -> None:
    today = max(map(end_of, projects))
    periods = throughput(projects, today, months=months)
    assert sum(len(one.started) for one in periods) == len(projects)
    assert sum(len(one.delivered) for one in periods) == len(leads(projects, today))
    cancelled = sum(halt.status is Status.CANCELLED for project in projects for halt in project.halts)
    assert sum(len(one.cancelled) for one in periods) == cancelled
    assert periods[-1].first == month_of(today, months)


_days = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
    lambda pair: (START + timedelta(days=pair[0]), START + timedelta(days=pair[1]))
)


@given(st.lists(_days, max_size=8), st.lists(_days, max_size=8))
def test_intervals_are_sets_of_days(one: list[tuple[date, date]], other: list[tuple[date, date]]) -> None:
    def days(intervals: Iterable[tuple[date, date]]) -> set[date]:
        return {first + timedelta(days=day) for first, last in intervals for day in range((last - first).days)}

    assert days(merged(one)) == days(one)
    assert days(within(one, other)) == days(one) & days(other)
    assert length(one) == len(days(one))


def test_visits_that_were_removed_are_not_there() -> None:
    gone = Visit(phase="idea", iteration=1, entered=on(0), left=on(9), ended_by=EventKind.REMOVED)
    project = Project(
        slug="gone", folder="projects/gone", card=None, card_source=None, flow=FLOW, documents={}, files=frozenset(),
        visits=(gone,),
    )  # fmt: skip
    assert state_on(project, on(8).date()) == ("idea", None)
    assert state_on(project, on(9).date()) is None
    assert [stay.ending for stay in phase_stays(project, on(20).date())] == [Ending.BROKEN_OFF]
