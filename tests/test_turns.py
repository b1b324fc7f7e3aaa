"""Where everything stood on any day: the same as `ledger status --at` says, and as short as it can be told."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from ledger.assemble import load, load_at
from ledger.records.model import Ledger
from ledger.views import status_rows, stays_of
from ledger.views.turns import past_json, turns_of
from ledger.words import Status
from tests.build import Builder, card, document
from tests.portfolio import TODAY, portfolio
from tests.standings import standings_at


def told(root: Path, day: date) -> dict[str, tuple[str, str, int, int, int]]:
    rows = status_rows(load_at(root, at=day.isoformat(), today=day))
    return {row.slug: (row.phase, row.status, row.iteration, row.backtracks, row.days) for row in rows}


def replayed(ledger: Ledger, day: date) -> dict[str, tuple[str, str, int, int, int]]:
    found = standings_at(turns_of(ledger), day)
    return {slug: (one.phase, one.status, one.iteration, one.backtracks, one.days) for slug, one in found.items()}


def test_days_of_the_demonstration_are_as_status_tells_them(demonstration: Path) -> None:
    ledger = load(demonstration, today=date(2026, 11, 20))
    days = [turn.day for turn in turns_of(ledger)]
    assert len(days) > 50
    for day in (*days[::9], days[-1] + timedelta(days=1)):
        assert replayed(ledger, day) == told(demonstration, day), day


def test_each_day_of_a_small_ledger_is_as_status_tells_it(tmp_path: Path) -> None:
    root = portfolio(tmp_path).root
    ledger = load(root, today=TODAY)
    day = date(2026, 1, 5)
    while day <= date(2026, 4, 2):
        assert replayed(ledger, day) == told(root, day), day
        day += timedelta(days=4)


def test_a_pause_a_return_and_a_removal_are_followed(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-01-05")
    builder.write({"projects/churn/README.md": card(status="paused")}).commit(date="2026-01-12")
    builder.write({"projects/churn/README.md": card()}).commit(date="2026-01-20")
    builder.write({"projects/churn/README.md": None, "projects/churn/idea.md": None}).commit(date="2026-02-01")
    ledger = load(tmp_path, today=date(2026, 3, 1))
    assert [turn.status for turn in turns_of(ledger)] == [Status.ACTIVE, Status.PAUSED, Status.ACTIVE, None]
    for day in (5, 12, 19, 20, 31):
        when = date(2026, 1, day)
        assert replayed(ledger, when) == told(tmp_path, when)
    assert replayed(ledger, date(2026, 2, 1)) == {}


def test_an_earlier_clock_in_one_project_changes_no_day_of_another(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-01-05")
    moved = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    builder.write(moved).commit(date="2026-01-20")
    builder.project("leads").commit(date="2026-01-10")
    ledger = load(tmp_path, today=date(2026, 3, 1))
    assert replayed(ledger, date(2026, 1, 19))["churn"] == ("idea", "active", 1, 0, 14)
    assert replayed(ledger, date(2026, 1, 21)) == {
        "churn": ("build", "active", 1, 0, 1),
        "leads": ("idea", "active", 1, 0, 11),
    }
    assert {row.slug: row.days for row in status_rows(ledger)} == {"churn": 40, "leads": 50}


def test_a_move_with_an_earlier_clock_takes_the_moves_before_it_along(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-02-10")
    moved = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    builder.write(moved).commit(date="2026-02-01")
    ledger = load(tmp_path, today=date(2026, 3, 1))
    assert replayed(ledger, date(2026, 2, 5)) == {"churn": ("build", "active", 1, 0, 4)}
    assert replayed(ledger, date(2026, 1, 31)) == {}
    assert [(stay.phase, stay.days) for stay in stays_of(ledger.projects["churn"], ledger.today)] == [
        ("idea", 0),
        ("build", 28),
    ]


def test_the_file_is_sorted_by_day_and_names_everything_once(tmp_path: Path) -> None:
    past = past_json(load(portfolio(tmp_path).root, today=TODAY))
    assert (past["first"], past["last"]) == ("2026-01-05", "2026-06-30")
    assert past["projects"] == ["churn", "evil & <co>", "leads"]
    assert all(before[0] <= after[0] for before, after in pairwise(past["turns"]))
    churn = [turn[0] for turn in past["turns"] if turn[1] == 0]
    assert churn == [0, 14, 35, 49]
    assert past["back"] == [[35, 0]]
    assert past["delivered"] == []
