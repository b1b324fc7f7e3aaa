"""The whole ledger as JSON, CSV, SQLite and Parquet: read back by others, the same bytes again, nothing lost."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final, get_args

import duckdb
import pytest
from arro3.io import read_parquet
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.cli.export import Form, Name
from ledger.demo.make import make
from ledger.export.kinds import Kind, kind_of
from ledger.export.run import Format
from ledger.export.sheets import COLUMNS
from tests.build import Builder, card
from tests.exports import exported, table
from tests.exports import small as small  # noqa: PLC0414 - a fixture of that file
from tests.test_cli import ledger

NOW: Final = ("--now", "2026-11-20")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger; nobody writes into it."""
    root = tmp_path_factory.mktemp("export") / "demo"
    make(root)
    return root


@pytest.fixture(scope="module")
def made(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export of the demonstration in every format, each named after it; nobody writes into it."""
    place = tmp_path_factory.mktemp("made")
    for form in Format:
        exported(demo, form, place / form.value)
    return place


def said(root: Path, *arguments: str) -> str:
    """What the command prints; it runs in this process, which is quicker than in one of its own."""
    done = CliRunner().invoke(app, ["-C", str(root), *NOW, *arguments])
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def told(root: Path, *arguments: str) -> Any:
    return json.loads(said(root, *arguments))


@pytest.fixture(scope="module")
def logged(demo: Path) -> Any:
    """The events as `ledger log --json` has them."""
    return told(demo, "log", "--json")["events"]


@pytest.fixture(scope="module")
def stood(demo: Path) -> Any:
    """What `ledger status --json` says."""
    return told(demo, "status", "--json")


def test_json_holds_what_log_and_status_say(demo: Path, logged: Any, stood: Any) -> None:
    whole = told(demo, "export")
    assert whole["events"] == logged
    assert [{key: one[key] for key in one if key != "stays"} for one in whole["projects"]] == stood["projects"]
    assert (whole["version"], whole["commit"], whole["today"]) == (1, stood["commit"], "2026-11-20")
    assert {one["state"] for one in whole["approvals"]} >= {"counts", "lapsed"}
    assert all(whole[name] for name in ("flows", "phases", "tasks", "kpis", "people"))


def test_a_database_holds_every_event_and_project(demo: Path, logged: Any, stood: Any, tmp_path: Path) -> None:
    done = ledger(demo, *NOW, "export", "--out", str(tmp_path / "l.sqlite"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"14 projects, 197 events, 56 approvals in {tmp_path / 'l.sqlite'}\n"
    wanted = [{**one, "time": one["time"].replace("T", " ").removesuffix("Z")} for one in logged]
    rows = [dict(zip(COLUMNS["events"], row, strict=True)) for row in table(tmp_path / "l.sqlite", "events")]
    assert [{key: value for key, value in row.items() if value is not None} for row in rows] == wanted
    phases = {one["project"]: one["phase"] for one in stood["projects"]}
    assert {row[0]: row[5] for row in table(tmp_path / "l.sqlite", "projects")} == phases


def test_a_database_is_sound_and_explains_every_column(made: Path) -> None:
    with closing(sqlite3.connect(made / "sqlite")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        found = [
            (sheet, name, kind)
            for (sheet,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for _, name, kind, *_ in database.execute(f"PRAGMA table_info({sheet})")
        ]
        keys = {name: _key(database, name) for name in COLUMNS}
        ((row,),) = database.execute("SELECT count(*) FROM projects WHERE delivered < date('now')").fetchall()
    types = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "DATE", "timestamp": "TIMESTAMP"}
    listed = [(sheet, name, types[kind]) for sheet, name, kind, words in table(made / "sqlite", "columns") if words]
    assert found == listed
    assert (keys["projects"], keys["approvals"]) == (["project"], ["project", "decision_page"])
    assert row > 0


def _key(database: sqlite3.Connection, sheet: str) -> list[str]:
    return [name for _, name, _, _, _, place in database.execute(f"PRAGMA table_info({sheet})") if place]


def test_the_kinds_of_columns_are_those_of_their_values(demo: Path, tmp_path: Path) -> None:
    types: dict[Kind, tuple[type, ...]] = {Kind.INTEGER: (int,), Kind.NUMBER: (int, float)}
    for sheet in exported(demo, Format.CSV, tmp_path / "csv").sheets:
        for place, column in enumerate(sheet.columns):
            values = [row[place] for row in sheet.rows if row[place] is not None]
            assert all(isinstance(value, types.get(kind_of(column), (str,))) for value in values), (sheet.name, column)


def test_csv_is_a_file_a_sheet(demo: Path, tmp_path: Path) -> None:
    done = exported(demo, Format.CSV, tmp_path / "new" / "csv")
    assert {path.name for path in (tmp_path / "new").rglob("*") if path.is_file()} == {f"{n}.csv" for n in COLUMNS}
    for sheet in done.sheets:
        text = (tmp_path / "new" / "csv" / f"{sheet.name}.csv").read_bytes().decode()
        head, *rows = csv.reader(StringIO(text, newline=""))
        assert (head, len(rows)) == (list(sheet.columns), len(sheet.rows))
    assert said(demo, "export", "--sheet", "stays").splitlines()[0] == ",".join(COLUMNS["stays"])


def test_parquet_has_types_and_explanations(made: Path, logged: Any) -> None:
    types = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
    with duckdb.connect() as database:
        for sheet, columns in COLUMNS.items():
            rows = database.execute("SELECT * FROM read_parquet(?)", [str(made / "parquet" / f"{sheet}.parquet")])
            wanted = [types.get(kind_of(name), "TIMESTAMP WITH TIME ZONE") for name in columns]
            assert [(name, str(kind)) for name, kind, *_ in rows.description or ()] == [
                *zip(columns, wanted, strict=True)
            ]
        path = str(made / "parquet" / "events.parquet")
        asked = "SELECT project, event, epoch_us(time) // 1000000, iteration, because FROM read_parquet(?)"
        found = database.execute(asked, [path]).fetchall()
    keys = ("project", "event", "iteration", "because")
    assert [(one[0], one[1], *one[3:]) for one in found] == [tuple(map(one.get, keys)) for one in logged]
    schema = read_parquet(BytesIO((made / "parquet" / "events.parquet").read_bytes())).schema
    words = [schema.field(name).metadata_str for name in COLUMNS["events"]]
    assert words == [{"description": text} for text in COLUMNS["events"].values()]


def test_moments_are_in_utc_and_days_are_days(small: Builder, tmp_path: Path) -> None:
    exported(small.root, Format.PARQUET, tmp_path)
    with duckdb.connect() as database:
        asked = "SELECT phase, epoch_us(entered), until FROM read_parquet(?)"
        found = database.execute(asked, [str(tmp_path / "stays.parquet")]).fetchall()
    moment = 1767614400 * 1_000_000  # noon of 2026-01-05
    assert found[0] == ("idea", moment, date(2026, 2, 1))
    exported(small.root, Format.SQLITE, tmp_path / "l.sqlite")
    first, second = table(tmp_path / "l.sqlite", "stays")
    assert first[:7] == ("churn", 1, "idea", 0, 1, "2026-01-05 12:00:00", "2026-02-01")
    assert (second[2], second[6]) == ("build", "2026-11-20")


def test_a_ledger_without_projects_has_all_columns_with_their_types(tmp_path: Path) -> None:
    empty = Builder(tmp_path / "ledger")
    empty.commit()
    exported(empty.root, Format.PARQUET, tmp_path / "pq")
    exported(empty.root, Format.SQLITE, tmp_path / "l.sqlite")
    assert table(tmp_path / "l.sqlite", "events") == []
    with duckdb.connect() as database:
        rows = database.execute("SELECT * FROM read_parquet(?)", [str(tmp_path / "pq/projects.parquet")])
        assert {name: str(kind) for name, kind, *_ in rows.description or ()}["started"] == "DATE"
    assert said(empty.root, "export", "--sheet", "events").strip() == ",".join(COLUMNS["events"])


@pytest.mark.parametrize("form", list(Format))
def test_the_same_commit_and_day_give_the_same_bytes(demo: Path, made: Path, tmp_path: Path, form: Format) -> None:
    exported(demo, form, tmp_path / form)
    names = [""] if form.is_whole else [f"{name}.{form}" for name in COLUMNS]
    for name in names:
        assert (tmp_path / form / name).read_bytes() == (made / form / name).read_bytes()


def test_another_process_elsewhere_writes_the_same_bytes(demo: Path, made: Path, tmp_path: Path) -> None:
    far = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    out = str(tmp_path / "there")
    assert ledger(demo / "projects", *NOW, "export", "--format", "sqlite", "--out", out, **far).returncode == 0
    assert (made / "sqlite").read_bytes() == (tmp_path / "there").read_bytes()


def test_it_can_be_exported_as_it_was_and_says_what_is_not_committed(small: Builder) -> None:
    whole = told(small.root, "export", "--at", "2026-01-20")
    assert (whole["today"], whole["projects"][0]["phase"], len(whole["events"])) == ("2026-01-20", "idea", 1)
    assert not whole["uncommitted"]
    small.write({"projects/churn/README.md": card(phase="run")})
    done = said(small.root / "projects", "export", "--format", "csv", "--out", "../../out")
    assert done == "1 project, 2 events, 0 approvals, with changes that are not committed in ../../out\n"
    head, row = csv.reader(StringIO((small.root.parent / "out" / "projects.csv").read_text("utf-8")))
    assert dict(zip(head, row, strict=True))["phase"] == "run"


def test_a_bare_repository_and_a_name_that_is_no_utf8_will_do(small: Builder, tmp_path: Path) -> None:
    small.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    assert told(tmp_path / "bare.git", "export", "--at", "HEAD~1")["projects"][0]["phase"] == "idea"
    out = os.fsdecode(bytes(tmp_path) + b"/caf\xe9.json")
    assert said(tmp_path / "bare.git", "export", "--out", out).endswith("/caf\\xdce9.json\n")
    assert Path(out).is_file()


def test_a_person_sees_no_sign_that_moves_the_cursor(small: Builder) -> None:
    small.project("other").commit(author="e\x1b[2jve", date="2026-02-03")
    far, near = os.openpty()
    command = [sys.executable, "-m", "ledger.cli", "-C", str(small.root), "export", "--sheet", "events"]
    with subprocess.Popen(command, stdout=near, stderr=subprocess.DEVNULL) as running:
        os.close(near)
        shown = b""
        with suppress(OSError):  # how the end of a terminal is told
            while more := os.read(far, 1 << 16):
                shown += more
        os.close(far)
    assert running.returncode == 0
    assert b"other,created" in shown
    assert b"E\\x1b[2jve" in shown
    assert b"\x1b" not in shown


def test_the_sheets_of_the_command_are_those_there_are() -> None:
    assert get_args(Name) == tuple(COLUMNS)
    assert get_args(Form) == tuple(form.value for form in Format)


def test_the_queries_of_the_guide_give_the_same_in_sqlite_and_duckdb(made: Path) -> None:
    guide = (Path(__file__).parent.parent / "docs/how-to/export.md").read_text("utf-8")
    queries = [one.partition("```")[0] for one in guide.split("```sql\n")[1:]]
    with closing(sqlite3.connect(made / "sqlite")) as lite, duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'UTC'")
        for name, columns in COLUMNS.items():
            moments = [f"CAST({one} AS TIMESTAMP) AS {one}" for one in columns if kind_of(one) is Kind.MOMENT]
            moved = f"* REPLACE ({', '.join(moments)})" if moments else "*"
            duck.execute(f"CREATE VIEW {name} AS SELECT {moved} FROM '{made / 'parquet' / name}.parquet'")  # noqa: S608 - ours
        for query in queries:
            rows = [tuple(map(str, row)) for row in lite.execute(query)]
            assert rows
            assert [tuple(map(str, row)) for row in duck.execute(query).fetchall()] == rows
