"""The charts: the palette's colours, named and told, hostile names escaped, the same bytes every time."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.insight import CumulativeFlow, Period, Shares, Standing, ages, cumulative_flow, phase_times, throughput
from ledger.records.flow import Flow, Phase
from ledger.site.charts.ageing import ageing_chart
from ledger.site.charts.cumulative import POINTS, bands_of, cumulative_chart, thinned
from ledger.site.charts.periods import period_words, periods_chart
from ledger.site.charts.phase_time import phase_time_chart
from ledger.site.charts.shares import percent, shares_chart
from ledger.site.charts.vega import draw, steps
from ledger.site.drawings.palette import LIGHT, variables
from ledger.words import EventKind
from tests.test_insight import ALL, FLOW, START, told

TODAY = START + timedelta(days=100)
HOSTILE = '</title><script>alert("1")</script> {{ x }} & <b>'
TIMES = phase_times(FLOW, ALL, TODAY)
TITLES = {project.slug: f"Project {project.slug}" for project in ALL}


def all_charts() -> dict[str, str]:
    cumulative = cumulative_flow(FLOW, ALL, TODAY)
    bands = bands_of(cumulative, {}, {"idea": 0, "build": 1, "run": 2})
    found = Shares(working=80, waiting=15, halted=5, roles=(("data-engineering", 10), ("product", 9)))
    made = {
        "phases": phase_time_chart(TIMES, prefix="phases"),
        "ageing": ageing_chart(ages(FLOW, ALL, TIMES, TODAY), TIMES, TITLES, prefix="ageing"),
        "periods": periods_chart(throughput(ALL, TODAY), 1, prefix="periods"),
        "cumulative": cumulative_chart(cumulative, bands, prefix="cumulative"),
        "shares": shares_chart(found, prefix="shares"),
    }
    return {name: draw(chart) for name, chart in made.items()}


@pytest.fixture(scope="module")
def charts() -> dict[str, str]:
    return all_charts()


def words_of(markup: str) -> str:
    return " ".join(ET.fromstring(markup).itertext())  # noqa: S314  our own output


def test_every_chart_has_a_name_and_a_story(charts: dict[str, str]) -> None:
    for name, markup in charts.items():
        picture = ET.fromstring(markup)  # noqa: S314  our own output
        ids = [one.get("id") for one in picture.iter() if one.get("id")]
        assert picture.get("aria-labelledby") == " ".join(str(one) for one in ids) == f"{name}-title {name}-desc"
        assert picture.get("role") == "img"
        assert all(one.text for one in picture if one.tag in {"title", "desc"})


def test_colours_are_those_of_the_palette_and_no_font_is_named(charts: dict[str, str]) -> None:
    known = {f"var(--{name})" for name in variables(LIGHT)}
    for markup in charts.values():
        used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', markup)) - {"none"}
        assert used <= known
        assert "font-family" not in markup
        assert markup.count("role=") == 1, "a reader meets one picture, not a heap of marks"
        assert "href" not in markup.replace("xmlns:xlink", "")


def test_the_same_figures_give_the_same_bytes(charts: dict[str, str]) -> None:
    assert all_charts() == charts


def test_charts_show_their_figures_as_text(charts: dict[str, str]) -> None:
    assert "10 · 14 · 14 d" in words_of(charts["phases"])
    assert "Build: 2 stays, 20 days in the median, 85 % within 30, the longest 30." in words_of(charts["phases"])
    assert "Project young" in words_of(charts["ageing"])
    assert "Build: 1 project, the oldest for 35 days, 1 longer than usual" in words_of(charts["ageing"])
    assert "Mar 2026: 1 project delivered, 0 closed otherwise, 1 started." in words_of(charts["periods"])
    assert "On 15 Apr 2026 there were 3 projects: build 1, run 1 and cancelled 1." in words_of(charts["cumulative"])
    assert "data engineering: 10 days." in words_of(charts["shares"])


def test_hostile_and_long_names_stay_text() -> None:
    flow = Flow(id="f", title="F", phases=(Phase(id="idea", title=HOSTILE), Phase(id="build", title="W" * 300)))
    times = phase_times(flow, ALL, TODAY)
    for chart in (
        phase_time_chart(times, prefix=HOSTILE),
        ageing_chart(ages(flow, ALL, times, TODAY), times, dict.fromkeys(TITLES, HOSTILE), prefix="a"),
    ):
        assert "<script" not in draw(chart)
        assert "alert" in words_of(draw(chart))


def test_nothing_and_thirty_phases_can_be_drawn() -> None:
    many = Flow(id="m", title="M", phases=tuple(Phase(id=f"p{at}", title=f"Phase {at}") for at in range(30)))
    moves = [(at * 3, EventKind.ADVANCED if at else EventKind.CREATED, f"p{at}") for at in range(30)]
    times = phase_times(many, [told("long", moves, many)], TODAY)
    assert words_of(draw(phase_time_chart(times, prefix="p"))).count("3 · 3 · 3 d") == 29
    assert "no stay has ended" in words_of(draw(phase_time_chart(phase_times(FLOW, [], TODAY), prefix="p")))
    empty = Period(first=START, started=(), delivered=(), cancelled=(), completed=())
    words_of(draw(periods_chart([empty], 1, prefix="p")))
    words_of(draw(shares_chart(Shares(working=0, waiting=0, halted=0, roles=()), prefix="p")))


def test_a_day_old_ledger_has_a_cumulative_flow() -> None:
    flow = cumulative_flow(FLOW, [told("new", [(0, EventKind.CREATED, "idea")])], START)
    markup = draw(cumulative_chart(flow, bands_of(flow, {}, {}), prefix="c"))
    assert "1 project" in words_of(markup)
    assert '<path d="M0,230L510,230L510,0L0,0Z"' in markup, "the area of a single day is as wide as the plot"


def test_a_long_history_is_thinned_and_keeps_its_last_day() -> None:
    days = [START + timedelta(weeks=at) for at in range(POINTS * 3 + 1)]
    standings = tuple(
        Standing(day=day, phases=(at,), cancelled=0, completed=0, elsewhere=0) for at, day in enumerate(days)
    )
    shown = thinned(standings, POINTS)
    assert (len(shown) <= POINTS, shown[-1]) == (True, standings[-1])
    flow = CumulativeFlow(phases=("idea",), standings=standings)
    assert len(draw(cumulative_chart(flow, bands_of(flow, {}, {}), prefix="c"))) < 12_000


def test_periods_are_named_by_their_length() -> None:
    period = Period(first=date(2026, 4, 1), started=(), delivered=(), cancelled=(), completed=())
    assert [period_words(period, months) for months in (1, 3, 12)] == ["Apr 2026", "Q2 2026", "2026"]


@given(st.integers(1, 10**6), st.integers(3, 8))
def test_steps_are_few_even_and_round(most: int, count: int) -> None:
    found = steps(most, count=count)
    assert 2 <= len(found) <= count + 1
    assert found[0] == 0 <= most - found[-1] < found[1]
    assert str(found[1]).rstrip("0") in {"1", "2", "5"}


def test_shares_are_whole_per_cents() -> None:
    assert [percent(*pair) for pair in ((0, 9), (1, 300), (1, 3), (3, 3), (0, 0))] == [
        "0 %",
        "< 1 %",
        "33 %",
        "100 %",
        "0 %",
    ]
