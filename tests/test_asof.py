"""The day as of which a ledger is told: never one before its last commit, unless the past itself is asked for."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner, Result

from ledger import span
from ledger.assemble import load
from ledger.cli.app import app
from ledger.views import events_json, status_rows
from tests.build import Builder, advanced, card, document

TELLING: Final = (("status",), ("report",), ("export", "--format", "json"), ("site", "build"))


def ran(root: Path, now: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["-C", str(root), "--now", now, *arguments])


@pytest.mark.parametrize("command", TELLING, ids=" ".join)
def test_nothing_is_told_as_of_a_day_before_the_last_commit(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = advanced(tmp_path / "ledger").root
    done = ran(root, "2026-01-30", *command)
    assert str(done.exception) == (
        "the ledger cannot be told as of 2026-01-30, since its last commit landed on 2026-02-01: "
        "name a later day (--now, SOURCE_DATE_EPOCH), or read it as it was (--at, an older commit)"
    )
    assert done.stdout == ""
    assert not (root / "site").exists()


@pytest.mark.parametrize("command", TELLING[:3], ids=" ".join)
def test_the_past_is_told_to_whom_asks_for_it(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = advanced(tmp_path / "ledger").root
    told = ran(root, "2026-01-30", *command, "--at", "2026-01-30")
    assert told.stdout == ran(root, "2026-02-10", *command, "--at", "2026-01-30").stdout
    assert "churn" in told.stdout
    assert "advanced" not in told.stdout


@pytest.mark.parametrize("command", TELLING[:3], ids=" ".join)
def test_nothing_is_told_of_a_day_to_come(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = ran(advanced(tmp_path / "ledger").root, "2026-03-01", *command, "--at", "2062-03-01")
    assert str(done.exception) == "2062-03-01 has yet to come, today is 2026-03-01: name an earlier day with --at"
    assert done.stdout == ""


@pytest.mark.parametrize("command", TELLING[:3], ids=" ".join)
def test_clocks_that_differ_at_midnight_are_no_past(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = advanced(tmp_path / "ledger").root
    assert ran(root, "2026-01-31", *command).stdout == ran(root, "2026-02-01", *command).stdout


@pytest.mark.parametrize("command", TELLING[:3], ids=" ".join)
def test_a_last_commit_of_the_future_keeps_nobody_from_reading(tmp_path: Path, command: tuple[str, ...]) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2099-06-30")
    assert ran(tmp_path, str(datetime.now(UTC).date()), *command).exception is None


def test_the_log_tells_a_commit_of_the_future_as_all_others_do(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2099-06-30")
    now = datetime.now(UTC).date()
    (event,) = json.loads(ran(tmp_path, str(now), "log", "--json").stdout)["events"]
    assert event["time"] == events_json(load(tmp_path, today=now).events)["events"][0]["time"] == f"{now}T23:59:59Z"
    past = ran(tmp_path, "2026-01-01", "log", "--json")
    assert json.loads(past.stdout)["events"][0]["time"] == "2099-06-30T12:00:00Z"


def test_a_report_as_of_a_day_tells_of_no_later_one(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project("churn").project("ads")
    place.commit("Start", date="2026-01-01")
    for slug, day in (("churn", "2026-01-20"), ("ads", "2026-01-12")):
        place.project(slug, README=card(slug, phase="build"), build=document("build")).commit(date=day)
    now = date(2026, 2, 1)
    ledger, told = span.read(place.root, since="2026-01-10", at="2026-01-15", today=now)
    assert [(one.project, f"{one.time:%m-%d}") for one in told.events] == [("churn", "01-15"), ("ads", "01-12")]
    assert [(row.slug, row.phase, row.days) for row in status_rows(ledger)] == [
        ("ads", "build", 3),
        ("churn", "build", 0),
    ]
    _, later = span.read(place.root, since="2026-01-10", at=None, today=now)
    assert [(one.project, f"{one.time:%m-%d}") for one in later.events] == [("churn", "01-20"), ("ads", "01-12")]
