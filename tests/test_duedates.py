"""When a time box ends and a business case is due: part days, far dates, and entries that lack a word."""

from datetime import date
from pathlib import Path

import pytest

from ledger import assemble
from ledger.records.duedates import after_weeks, days_overdue, review_due, timebox_end
from ledger.records.papers import TimeBox
from tests.build import FLOW, Builder, card

START = date(2026, 1, 12)
RHYTHM = FLOW.replace("title: A small flow\n", "title: A small flow\nreview_business_case_weeks: 8\n")


@pytest.mark.parametrize(
    ("weeks", "day"),
    [
        (2, date(2026, 1, 26)),
        (0.5, date(2026, 1, 16)),
        (0, START),
        (5200, date(2125, 9, 10)),
        (5201, None),
        (-1, None),
        (float("nan"), None),
        (10**400, None),
    ],
)
def test_a_span_ends_on_the_day_that_it_reaches_into(weeks: float, day: date | None) -> None:
    assert after_weeks(START, weeks) == day


def test_a_span_that_leaves_the_calendar_ends_on_no_day() -> None:
    assert after_weeks(date(9999, 12, 24), 1) == date(9999, 12, 31)
    assert after_weeks(date(9999, 12, 25), 1) is None


@pytest.mark.parametrize(
    ("start", "weeks", "end"),
    [(START, 2, date(2026, 1, 26)), (None, 2, None), (START, None, None), (None, None, None)],
)
def test_a_box_ends_when_it_has_a_start_and_a_length(start: date | None, weeks: float | None, end: date | None) -> None:
    assert timebox_end(TimeBox(start=start, weeks=weeks, stop_if=None)) == end


def test_no_box_has_no_end() -> None:
    assert timebox_end(None) is None


@pytest.mark.parametrize(
    ("flow", "started", "case", "due"),
    [
        (RHYTHM, "2026-01-05", "{need: N, reviewed: 2026-02-02}", date(2026, 3, 30)),
        (RHYTHM, "2026-01-05", "{need: N}", date(2026, 3, 2)),
        (RHYTHM, "soon", "{need: N, reviewed: 2026-02-02}", date(2026, 3, 30)),
        (RHYTHM, "soon", "{need: N}", None),
        (RHYTHM, "2026-01-05", "none yet", None),
        (FLOW, "2026-01-05", "{need: N}", None),
    ],
)
def test_a_case_is_due_after_its_last_look_or_the_start(
    tmp_path: Path, flow: str, started: str, case: str, due: date | None
) -> None:
    stated = card(more=f"business_case: {case}\n").replace("started: 2026-01-05", f"started: {started}")
    place = Builder(tmp_path / "ledger", flow=flow).project(README=stated)
    place.commit("Start")
    project = assemble.load(place.root, today=START).projects["churn"]
    assert review_due(project, project.flow) == due
    assert review_due(project, None) is None


def test_days_are_counted_from_the_day_after() -> None:
    assert [days_overdue(due, START) for due in (date(2026, 1, 10), START, date(2026, 1, 13), None)] == [2, 0, 0, 0]
