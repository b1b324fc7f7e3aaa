"""A day has one form, YYYY-MM-DD, in files, in options, and where a revision could stand."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from ledger.cli.app import app
from ledger.days import parse_day
from ledger.records.front_matter import day
from ledger.schema.engine import is_date
from tests.build import Builder, advanced

# What the standard library takes as well: no dashes, weeks; and what only looks like a day.
ODD: Final = (
    "20261101",
    "2026-W47",
    "2026-W47-1",
    "2026W471",
    "2026-1-5",
    "2026-02-30",
    "\uff12\uff10\uff12\uff16-01-12",
    "2026-01-12 ",
)
COMMANDS: Final = (
    ("--now", "DAY", "log"),
    ("log", "--since", "DAY"),
    ("approve", "churn", "go", "--as", "product", "--date", "DAY"),
    ("import", "jira", "a.json", "--map", "b.yml", "--out", "c", "--waive-until", "DAY"),
    ("report", "--since", "DAY"),
    ("report", "--at", "DAY"),
    ("status", "--at", "DAY"),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    builder: Builder = advanced(tmp_path_factory.mktemp("days") / "ledger")
    return builder.root


def ran(root: Path, command: tuple[str, ...], written: str) -> Result:
    words = [written if word == "DAY" else word for word in command]
    return CliRunner().invoke(app, ["-C", str(root), *words], env={"COLUMNS": "300"})


@given(st.dates())
def test_a_day_in_its_form_is_read_back(one: date) -> None:
    assert parse_day(str(one)) == day({"at": str(one)}, "at") == one
    assert is_date(str(one))


@pytest.mark.parametrize("text", ODD)
def test_no_reader_takes_another_form(text: str) -> None:
    assert parse_day(text) is None
    assert day({"at": text}, "at") is None
    assert not is_date(text)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
def test_an_option_that_takes_a_day_takes_no_other_form(root: Path, command: tuple[str, ...], text: str) -> None:
    done = ran(root, command, text)
    assert done.exit_code == 2, (done.output, done.exception)
    assert f"'{text}' is not a day of the calendar, written YYYY-MM-DD" in done.output


@pytest.mark.parametrize("text", ["20261101", "2026-W47", "2026-W47-1", "2026W471", "2026-1-5", "2026-02-30"])
@pytest.mark.parametrize("command", COMMANDS[4:], ids=" ".join)
def test_where_a_revision_could_stand_the_form_is_named(root: Path, command: tuple[str, ...], text: str) -> None:
    said = str(ran(root, command, text).exception)
    assert f"'{text}' is " in said
    assert "written YYYY-MM-DD" in said
