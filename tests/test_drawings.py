"""The drawings: to scale, nothing on top of anything, everything escaped, the same story in words."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.records.flow import Flow, Phase
from ledger.records.model import Halt, Project, Visit
from ledger.site.drawings import arcs, staircase, stepper, strip, turned
from ledger.site.drawings.lettering import width
from ledger.site.drawings.marks import placed_marks
from ledger.site.drawings.placing import along
from ledger.site.drawings.plan import LEAST_BAR
from ledger.site.drawings.signs import diamond
from ledger.site.drawings.svg import plain
from ledger.site.drawings.timeline import Box, Mark, PhaseRow, Span, Staircase, StairVisit, reason_words, stays
from ledger.words import EventKind, Status
from tests.pictures import REASONS, calm, parsed, words_of

START = date(2025, 1, 6)
HOSTILE = '</title><script>alert("1")</script>&amp; <img src=x onerror=alert(1)> \x00\ud800 \u202eabc \' ]]>'


def rows(count: int = 5) -> tuple[PhaseRow, ...]:
    return tuple(PhaseRow(id=f"p{place}", title=f"Phase {place}", position=place) for place in range(count))


def past(
    moves: Iterable[tuple[int, int, str | None]], *, phases: int = 5, extra: int = 0, boxes: bool = False
) -> Staircase:
    """A past of (phase, days, reason for leaving); the last visit is still open, `extra` days before today."""
    visits: list[StairVisit] = []
    day, told = START, list(moves)
    for place, (phase, days, because) in enumerate(told):
        following = told[place + 1][0] if place + 1 < len(told) else None
        visits.append(
            StairVisit(
                phase=f"p{phase}",
                iteration=sum(before.phase == f"p{phase}" for before in visits) + 1,
                entered=day,
                left=None if following is None else day + timedelta(days=days),
                ended_by=None if following is None else kind(phase, following),
                because=because if following is not None and following <= phase else None,
                timebox=Box(start=day, weeks=3) if boxes else None,
            )
        )
        day += timedelta(days=days)
    return Staircase(title="Rush hours", phases=rows(phases), visits=tuple(visits), today=day + timedelta(days=extra))


def kind(phase: int, following: int) -> EventKind:
    if following == phase:
        return EventKind.ITERATED
    return EventKind.ADVANCED if following > phase else EventKind.BACKTRACKED


CLASSIC = past([(0, 21, None), (1, 49, None), (2, 84, "approach-failure"), (1, 42, None), (2, 30, None)])
moves = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 400), st.sampled_from(REASONS)), min_size=0, max_size=34)
pasts = st.builds(past, moves, boxes=st.booleans())


# The staircase


@calm
@given(pasts)
def test_bars_are_to_scale_above_the_least_width(drawn: Staircase) -> None:
    bars = staircase.laid_out(drawn).plan.bars
    free = [bar for bar in bars if bar.area.width > LEAST_BAR + 0.01]
    for one, other in pairwise(free):
        assert one.area.width * other.stay.days == pytest.approx(other.area.width * one.stay.days, rel=1e-6)
    assert all(bar.area.width >= LEAST_BAR - 0.01 for bar in bars)
    assert all(after.area.x >= before.end - 0.01 for before, after in pairwise(bars))


@calm
@given(pasts)
def test_no_label_touches_a_label_a_bar_or_an_arc(drawn: Staircase) -> None:
    layout = staircase.laid_out(drawn)
    labels, plan = layout.words.labels, layout.plan
    assert not any(one.area.meets(other.area) for one, other in combinations(labels, 2))
    curves = [area for join in plan.joins if join.curve for area in along(*join.curve)]
    for label in labels:
        touched = [bar for bar in plan.bars if label.area.meets(bar.area)]
        assert not touched or label.class_ == "on-bar"
        assert len(touched) <= 1
        assert not any(label.area.meets(curve) for curve in curves)
        assert plan.frame.holds(label.area) or label.class_ == "on-bar"


@calm
@given(pasts)
def test_every_backtrack_is_told_in_the_drawing_and_in_words(drawn: Staircase) -> None:
    backs = [visit for visit in drawn.visits if visit.ended_by is EventKind.BACKTRACKED]
    markup = staircase.draw(drawn, prefix="p")
    shown = words_of(markup)
    assert staircase.story(drawn).count(" went back to ") == len(backs)
    assert markup.count('class="join-back"') == 2 * len(backs) + bool(backs)  # in both pictures, and in the legend
    assert all(reason_words(visit.because) in shown for visit in backs)


@calm
@given(pasts)
def test_a_drawing_is_the_same_every_time(drawn: Staircase) -> None:
    assert staircase.draw(drawn, prefix="p") == staircase.draw(drawn, prefix="p")


def test_bars_name_days_and_iteration() -> None:
    shown = words_of(staircase.draw(CLASSIC, prefix="p"))
    for words in ("84 d", "42 d · \N{MULTIPLICATION SIGN}2", "approach failure", "Phase 4"):
        assert words in plain(shown), words


def test_the_picture_has_a_name_and_points_to_its_story() -> None:
    root = parsed(staircase.draw(CLASSIC, prefix="my project"))
    picture = next(one for one in root.iter("svg") if one.get("role") == "img")
    told = next(one for one in root.iter() if one.get("id") == picture.get("aria-describedby"))
    assert picture.get("aria-label") == "Timeline of Rush hours"
    assert "".join(told.itertext()) == staircase.story(CLASSIC)


def test_pauses_ends_deliveries_and_votes_have_their_signs() -> None:
    halts = (
        Span(status=Status.PAUSED, began=START + timedelta(days=30), ended=START + timedelta(days=40)),
        Span(status=Status.CANCELLED, began=START + timedelta(days=210), ended=None, because="no-data"),
    )
    votes = (
        Mark(phase="p0", on=START + timedelta(days=20), kind="approved", label="product: dana"),
        Mark(phase="p1", on=START + timedelta(days=50), kind="lapsed", label="product: dana"),
    )
    told = Staircase(
        title=CLASSIC.title,
        phases=CLASSIC.phases,
        visits=CLASSIC.visits,
        today=CLASSIC.today,
        halts=halts,
        marks=votes,
        delivered=START + timedelta(days=21),
    )
    markup = staircase.draw(told, prefix="p")
    for sign in ("sign-cancelled", "sign-approved", "sign-lapsed", "sign-delivered", "url(#p-hatch-phase-2)"):
        assert sign in markup, sign
    assert "cancelled: no data" in words_of(markup)
    assert "line-today" not in markup


@calm
@given(pasts)
def test_the_turned_staircase_fits_a_telephone_and_each_visit_its_words(drawn: Staircase) -> None:
    here = turned.turned(staircase.laid_out(drawn).plan)
    for bar, lines in zip(here.plan.bars, here.texts, strict=True):
        top, low = here.ends(bar)
        assert low - top >= turned.LINE * len(lines) - 0.01
        sizes = [turned.NAME if line.class_.startswith("name") else turned.SIZE for line in lines]
        assert all(
            here.words_x + width(line.words, size) <= turned.WIDTH for line, size in zip(lines, sizes, strict=True)
        )
        assert here.column(bar) + turned.BAR < here.words_x
    assert list(here.down) == sorted(here.down)
    longest = [bar for bar in here.plan.bars if here.ends(bar)[1] - here.ends(bar)[0] > 120]
    for one, other in pairwise(longest):
        ratios = [(bar.stay.days, here.ends(bar)[1] - here.ends(bar)[0]) for bar in (one, other)]
        assert ratios[0][1] * ratios[1][0] == pytest.approx(ratios[1][1] * ratios[0][0], rel=1e-6)


def test_the_turned_staircase_tells_pauses_boxes_ends_and_votes_too() -> None:
    halts = (
        Span(status=Status.PAUSED, began=START + timedelta(days=30), ended=START + timedelta(days=40)),
        Span(status=Status.CANCELLED, began=START + timedelta(days=210), ended=None, because="no-data"),
    )
    votes = tuple(
        Mark(phase="p0", on=START + timedelta(days=day), kind="approved", label="product: dana") for day in (3, 20)
    )
    told = replace(CLASSIC, halts=halts, marks=votes, delivered=START + timedelta(days=21))
    plan = staircase.laid_out(told)
    picture = turned.draw(plan.plan, plan.words.marks, prefix="p")
    for sign in ("sign-cancelled", "sign-approved", "sign-delivered", "url(#p-turned-phase-2)", "join-back"):
        assert sign in picture, sign
    assert "cancelled: no data" in plain(words_of(picture))
    assert "line-today" not in picture


AWAY = past([(0, 30, None), (1, 300, None), (2, 30, None)])
DAY_OF_AWAY = START + timedelta(days=200)  # the project has left its first phase long before


def test_a_mark_stands_on_its_day_though_the_project_has_left_the_phase() -> None:
    lapse = Mark(phase="p0", on=DAY_OF_AWAY, kind="lapsed", label="product: dana")
    layout = staircase.laid_out(replace(AWAY, marks=(lapse,)))
    (placed,) = layout.words.marks
    assert placed.x == pytest.approx(layout.plan.scale.place(DAY_OF_AWAY))
    assert placed.y == layout.plan.bars[0].middle


def test_a_turned_mark_stands_on_its_day_though_the_project_has_left_the_phase() -> None:
    lapse = Mark(phase="p0", on=DAY_OF_AWAY, kind="lapsed", label="product: dana")
    plan = staircase.laid_out(AWAY).plan
    markup = turned.draw(plan, placed_marks(replace(plan, past=replace(AWAY, marks=(lapse,)))), prefix="p")
    here = turned.turned(plan)
    x, y = here.column(plan.bars[0]), here.height(plan.scale.place(DAY_OF_AWAY))
    assert y > here.ends(plan.bars[0])[1] + 20
    assert diamond(x, y, "lapsed") in markup


def test_a_closed_project_is_drawn_until_its_last_lapse() -> None:
    cancelled = Span(status=Status.CANCELLED, began=START + timedelta(days=360), ended=None)
    lapse = Mark(phase="p2", on=START + timedelta(days=400), kind="lapsed", label="dana")
    closed = replace(AWAY, halts=(cancelled,), today=START + timedelta(days=500))
    assert staircase.laid_out(replace(closed, marks=(lapse,))).plan.end == lapse.on
    assert staircase.laid_out(replace(closed, marks=(replace(lapse, move="its cancellation"),))).plan.end < lapse.on


def test_marks_that_became_one_tell_each_its_own_day() -> None:
    said = [(10, "ravi"), (10, "omar"), (12, "dana")]
    votes = tuple(
        Mark(phase="p1", on=START + timedelta(days=30 + day), kind="approved", label=who) for day, who in said
    )
    markup = staircase.draw(replace(AWAY, marks=votes), prefix="p")
    assert "approved 15 Feb 2025: ravi; omar; 17 Feb 2025: dana" in markup


def test_a_project_that_entered_nothing_is_still_drawn() -> None:
    empty = Staircase(title="New", phases=rows(), visits=(), today=START)
    assert "no phase entered yet" in words_of(staircase.draw(empty, prefix="p"))
    assert staircase.story(empty) == "New has not entered a phase yet."
    parsed(strip.draw(empty, start=START, end=START, prefix="p"))
    parsed(staircase.draw(Staircase(title="", phases=(), visits=(), today=START), prefix=""))


def test_clocks_that_ran_backwards_do_not_bend_the_drawing() -> None:
    visits = (
        StairVisit(phase="p0", iteration=1, entered=START, left=START - timedelta(days=9)),
        StairVisit(phase="unknown", iteration=1, entered=START - timedelta(days=9), left=None),
    )
    drawn = Staircase(title="Skewed", phases=rows(2), visits=visits, today=START - timedelta(days=3))
    assert [stay.days for stay in stays(drawn)] == [0, 0]
    parsed(staircase.draw(drawn, prefix="p"))


def test_only_what_was_overrun_is_late() -> None:
    markup = staircase.draw(past([(0, 14, None), (1, 40, None)], boxes=True), prefix="p")
    assert "sign-timebox" in markup
    assert "time box 3 wk, 19 d over" in words_of(markup)


# The strip and the stepper


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.PAUSED])
def test_days_on_which_a_project_rested_do_not_count(status: Status) -> None:
    began, ended = START + timedelta(days=10), START + timedelta(days=40)
    told = past([(0, 50, None), (1, 5, None)])
    drawn = replace(told, halts=(Span(status=status, began=began, ended=ended),))
    bar = staircase.laid_out(drawn).plan.bars[0]
    assert bar.days == 20
    wide, share = (bar.solid, 0.4) if status is Status.CANCELLED else (bar.paused, 0.6)  # a pause lies over its bar
    assert sum(one.end - one.x for one in wide) == pytest.approx(bar.area.width * share)
    assert "entered Phase 0 (20 days active)" in staircase.story(drawn)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.COMPLETED])
def test_a_stay_in_a_closed_project_is_drawn_empty_and_counts_no_days(status: Status) -> None:
    ended = START + timedelta(days=70)
    halt = Span(status=status, began=START + timedelta(days=20), ended=ended)
    drawn = replace(past([(0, 20, None), (1, 50, None), (2, 5, None)]), halts=(halt,))
    layout = staircase.laid_out(drawn)
    solid = [bool(bar.solid) for bar in layout.plan.bars]
    assert (solid, [bar.closed for bar in layout.plan.bars]) == ([True, False, True], [None, status, None])
    markup = staircase.draw(drawn, prefix="p")
    said = words_of(markup)
    assert markup.count('class="bar-closed"') == 3  # wide, narrow, legend
    assert ("<1 d" in said, "closed all the time" in said) == (False, True)
    assert f": 26 Jan 2025 to 17 Mar 2025, {status} all the time" in said
    assert f"Phase 1 ({status} all the time)" in staircase.story(drawn)


def test_a_project_closed_on_the_day_on_which_it_entered_a_phase_was_open_in_it() -> None:
    halt = Span(status=Status.COMPLETED, began=START + timedelta(days=20), ended=None)
    drawn = replace(past([(0, 20, None), (1, 5, None)]), halts=(halt,))
    last = staircase.laid_out(drawn).plan.bars[-1]
    assert (last.closed, len(last.solid)) == (None, 1)


@calm
@given(pasts, st.integers(-900, 900), st.integers(0, 3000))
def test_a_strip_shows_what_lies_in_its_time(drawn: Staircase, shift: int, span: int) -> None:
    begin = START + timedelta(days=shift)
    end = begin + timedelta(days=span)
    root = parsed(strip.draw(drawn, start=begin, end=end, prefix="p"))
    bars = [one for one in root.iter("rect") if (one.get("class") or "").startswith("bar ")]
    assert len(bars) == sum(stay.end >= begin and stay.start <= end for stay in stays(drawn))
    assert all(float(bar.get("width", "0")) >= 3 for bar in bars)
    assert all(0 <= float(bar.get("x", "-1")) <= strip.WIDE for bar in bars)
    parsed(strip.axis(begin, end, prefix="p"))


def test_a_strip_is_short_and_says_its_line_in_words() -> None:
    drawn = past([(0, 14, None), (2, 40, "goal-change"), (0, 9, None), (1, 20, None)])
    markup = strip.draw(drawn, start=START, end=START + timedelta(days=90), prefix="p")
    assert len(markup) < 700
    assert words_of(markup) == strip.brief(drawn)
    assert "back to (goal change) Phase 0 9 d" in strip.brief(drawn)


def project() -> Project:
    phases = tuple(Phase(id=f"p{place}", title=f"Phase {place}", delivers=place == 2) for place in range(4))
    days = [datetime(2026, month, 5, 9, tzinfo=UTC) for month in range(1, 7)]
    told = [
        ("p0", 1, EventKind.ADVANCED, None),
        ("p1", 1, EventKind.ADVANCED, None),
        ("p2", 1, EventKind.BACKTRACKED, "x-y"),
    ]
    visits = [
        Visit(
            phase=phase,
            iteration=count,
            entered=days[at],
            left=days[at + 1],
            ended_by=ended,
            because=because,
            delivered_by="small" if phase == "p2" else None,
        )
        for at, (phase, count, ended, because) in enumerate(told)
    ]
    return Project(
        slug="churn",
        folder="projects/churn",
        card=None,
        card_source=None,
        flow=Flow(id="small", title="Small", phases=phases),
        documents={},
        files=frozenset(),
        visits=(*visits, Visit(phase="p1", iteration=2, entered=days[3], left=None)),
        halts=(Halt(status=Status.PAUSED, began=days[4], ended=days[5], because="holidays"),),
    )


def test_drawings_are_made_from_the_ledgers_own_records() -> None:
    drawn = staircase.from_project(project(), date(2026, 6, 30))
    assert drawn.delivered == date(2026, 3, 5)
    said = "On 5 Apr 2026 it went back to Phase 1, iteration 2 because of x y (55 days active)."
    assert said in staircase.story(drawn)
    counted = arcs.from_projects(Flow(id="small", title="Small", phases=project().flow.phases), [project(), project()])  # type: ignore[union-attr]
    assert [node.count for node in counted.nodes] == [2, 2, 2, 0]
    assert [(way.origin, way.target, way.count, way.reasons) for way in counted.backward] == [
        ("p2", "p1", 2, (("x-y", 2),))
    ]
    assert "2 went back from Phase 2 to Phase 1 (x y)." in arcs.story(counted)


def test_the_stepper_says_in_words_where_the_project_is() -> None:
    states: tuple[tuple[stepper.State, int], ...] = (
        ("done", 2),
        ("skipped", 0),
        ("current", 3),
        ("before", 1),
        ("ahead", 0),
    )
    steps = tuple(
        stepper.Step(
            title=f"Phase {place}", position=place, state=state, iterations=count, delivers=place == 3, went_back=True
        )
        for place, (state, count) in enumerate(states)
    )
    drawn = stepper.Stepper(title="Rush", steps=steps, status=Status.PAUSED, delivered=START)
    shown = words_of(stepper.draw(drawn))
    for words in (
        "done, entered twice",
        "not entered",
        "paused, iteration 3",
        "went back, delivered 6 Jan 2025",
        "ahead",
    ):
        assert words in shown
        assert words in stepper.story(drawn)
    assert stepper.draw(drawn).count('aria-current="step"') == 1


# Hostile text


def test_hostile_titles_stay_text() -> None:
    row = PhaseRow(id=HOSTILE, title=HOSTILE, position=0)
    visits = tuple(
        StairVisit(
            phase=HOSTILE, iteration=nth, entered=START, left=START, ended_by=EventKind.ITERATED, because=HOSTILE
        )
        for nth in (1, 2, 3)
    )
    mark = Mark(phase=HOSTILE, on=START, kind="lapsed", label=HOSTILE)
    drawn = Staircase(title=HOSTILE, phases=(row,), visits=visits, today=START, marks=(mark,))
    step = stepper.Step(title=HOSTILE, position=0, state="current", iterations=1)
    node = arcs.Node(id="a", title=HOSTILE, position=0, count=1)
    way = arcs.Way(origin="a", target="a", count=2, reasons=((HOSTILE, 2),))
    for markup in (
        staircase.draw(drawn, prefix=HOSTILE),
        strip.draw(drawn, start=START, end=START, prefix=HOSTILE),
        stepper.draw(stepper.Stepper(title=HOSTILE, steps=(step,), status=Status.CANCELLED)),
        arcs.draw(arcs.Arcs(title=HOSTILE, nodes=(node,), forward=(), backward=(), iterations=(way,)), prefix=HOSTILE),
    ):
        found = list(parsed(markup).iter())
        assert not {one.tag for one in found} & {"script", "img", "a", "foreignObject", "image", "use"}
        assert not [name for one in found for name in one.keys() if name.startswith("on")]  # noqa: SIM118  an element
        assert "\u202e" not in markup
        assert "href" not in markup
