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
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.cli.export import Form, Name
from ledger.demo.make import make
from ledger.diagnostics import LedgerError
from ledger.export import parquet
from ledger.export.kinds import Kind, kind_of
from ledger.export.run import Exported, Format, Wish, export
from ledger.export.sheets import COLUMNS
from ledger.export.sqlite import sqlite_of
from ledger.export.text import csv_of
from ledger.views.sheets import Sheet, Value
from tests.build import LEDGER, Builder, advanced, card, document
from tests.test_cli import ledger

DAY: Final = date(2026, 11, 20)
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


@pytest.fixture
def small(tmp_path: Path) -> Builder:
    return advanced(tmp_path / "ledger")


def exported(root: Path, form: Format, out: Path, **more: Any) -> Exported:
    return export(root, DAY, Wish(format=form, out=out, **more), lambda _: None)


def table(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f'SELECT * FROM "{sheet}" ORDER BY rowid').fetchall()  # noqa: S608 - a name of ours


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


VOTE: Final = "approvals:\n  - {gate: '=1+1', role: product, by: dana, date: soon, decision: approved}\n"
NASTY: Final = st.one_of(
    st.none(),
    st.text(st.characters(codec=None), max_size=12),
    st.sampled_from(
        ["=1+1", "\ud800x", "a\0b", "'); DROP TABLE projects; --", '"', "a\r\nb", "\N{RIGHT-TO-LEFT OVERRIDE}"]
    ),
)
NUMBERS: Final = st.one_of(st.none(), st.integers(), st.integers(2**62, 2**66), st.integers(-(2**66), -(2**62)))
REALS: Final = st.one_of(st.none(), st.integers(), st.just(10**400), st.floats(allow_nan=False, allow_infinity=False))


def sheet_of(rows: list[tuple[Value, ...]]) -> Sheet:
    columns = {"because": "a text", "days": "whole", "measured": "a number"}
    return Sheet(name="tasks", words="One row.", columns={"project": "which", **columns}, rows=tuple(rows))


def plain(row: tuple[Value, ...]) -> tuple[Value, ...]:
    """What typed formats carry of a row."""
    texts = [None if one is None else str(one).encode("utf-8", "replace").decode() for one in row[:2]]
    days = row[2] if isinstance(row[2], int) and -(2**63) <= row[2] < 2**63 else None
    measured = None if row[3] is None or row[3] == 10**400 else float(row[3])
    return *texts, days, measured


@settings(max_examples=30)
@given(st.lists(st.tuples(NASTY, NASTY, NUMBERS, REALS), max_size=4))
def test_no_value_breaks_a_format(rows: list[tuple[Value, ...]]) -> None:
    sheet = sheet_of(rows)
    others = [Sheet(name=name, words="", columns=COLUMNS[name], rows=()) for name in ("projects", "events", "kpis")]
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(sqlite_of((*others, sheet)))
        assert database.execute("SELECT * FROM tasks ORDER BY rowid").fetchall() == [plain(row) for row in rows]
    read = read_parquet(BytesIO(parquet.parquet_of(sheet, {}))).read_all()
    columns = [read.column(name).to_pylist() for name in sheet.columns]
    assert list(zip(*columns, strict=True)) == [plain(row) for row in rows]
    assert len(list(csv.reader(StringIO(csv_of(sheet).decode(), newline="")))) == len(rows) + 1


def test_a_hostile_ledger_is_exported_as_it_is(tmp_path: Path) -> None:
    title = "'); DROP TABLE projects; --"
    place = Builder(tmp_path / "ledger", ledger=LEDGER.replace("Data science portfolio", '"=cmd|calc"'))
    text = card().replace("Project churn\nowner", f'"{title}"\nowner')
    place.write({"projects/churn/README.md": text, "projects/churn/idea.md": document(iteration=2**53 - 1, more=VOTE)})
    place.write({'projects/x"; DROP TABLE events; --/README.md': card("x")})
    place.write(
        {os.fsdecode(b"projects/caf\xe9/README.md"): card("a"), os.fsdecode(b"projects/caf\xe8/README.md"): card("b")}
    )
    place.commit()
    for form in Format:
        exported(place.root, form, tmp_path / form.value)
    projects = table(tmp_path / "sqlite", "projects")
    assert len(projects) == 4
    assert title in {row[1] for row in projects}
    assert [row[3:5] for row in table(tmp_path / "sqlite", "approvals")] == [(2**53 - 1, "=1+1")]
    assert table(tmp_path / "sqlite", "ledger")[0][0] == "=cmd|calc"
    assert "'=cmd|calc" in (tmp_path / "csv/ledger.csv").read_text("utf-8")
    whole = json.loads((tmp_path / "json").read_bytes())
    assert (whole["title"], whole["approvals"][0]["gate"]) == ("=cmd|calc", "=1+1")


@pytest.mark.parametrize("form", list(Format))
def test_an_export_replaces_an_export_and_leaves_what_is_beside_it(
    small: Builder, tmp_path: Path, form: Format
) -> None:
    out = tmp_path / "out"
    place = out / "x" if form.is_whole else out
    exported(small.root, form, place)
    (out / "mine.txt").write_text("mine")
    small.write({"projects/churn/README.md": card(phase="build", more="team: other\n")}).commit(date="2026-02-03")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    exported(small.root, form, place)
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert before.keys() == after.keys()
    assert after["mine.txt"] == b"mine"
    assert before != after


@pytest.mark.parametrize("form", list(Format))
def test_what_export_did_not_write_is_kept_without_force(small: Builder, tmp_path: Path, form: Format) -> None:
    out = tmp_path / "out"
    mine = out if form.is_whole else out / f"kpis.{form}"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("title: mine\n")
    with pytest.raises(LedgerError, match=r"was not written by 'ledger export'.*--force"):
        exported(small.root, form, out)
    assert mine.read_text() == "title: mine\n"
    assert sorted(path.name for path in mine.parent.iterdir() if path.name.startswith(".")) == []
    exported(small.root, form, out, force=True)
    assert b"title: mine" not in mine.read_bytes()


def test_a_database_whose_changes_wait_beside_it_is_left_to_its_program(small: Builder, tmp_path: Path) -> None:
    exported(small.root, Format.SQLITE, tmp_path / "l.sqlite")
    with closing(sqlite3.connect(tmp_path / "l.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE mine (word TEXT)")
        with pytest.raises(LedgerError, match="is open in another program"):
            exported(small.root, Format.SQLITE, tmp_path / "l.sqlite", force=True)
    exported(small.root, Format.SQLITE, tmp_path / "l.sqlite")
    assert len(table(tmp_path / "l.sqlite", "events")) == 2


def test_a_link_in_the_folder_is_not_followed(small: Builder, tmp_path: Path) -> None:
    (tmp_path / "victim.csv").write_text(",".join(COLUMNS["kpis"]) + "\r\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kpis.csv").symlink_to(tmp_path / "victim.csv")
    with pytest.raises(LedgerError, match="was not written by"):
        exported(small.root, Format.CSV, tmp_path / "out")
    exported(small.root, Format.CSV, tmp_path / "out", force=True)
    assert (tmp_path / "victim.csv").read_text() == ",".join(COLUMNS["kpis"]) + "\n"


def test_a_link_that_is_named_is_followed_and_an_empty_file_filled(small: Builder, tmp_path: Path) -> None:
    (tmp_path / "real.json").touch()
    (tmp_path / "latest.json").symlink_to(tmp_path / "real.json")
    exported(small.root, Format.JSON, tmp_path / "latest.json")
    assert json.loads((tmp_path / "real.json").read_bytes())["version"] == 1
    assert (tmp_path / "latest.json").is_symlink()


@pytest.mark.parametrize("name", ["folder", "file/below", "loop", "pipe", "n" * 300])
def test_what_cannot_be_written_is_said_in_a_sentence(small: Builder, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for force in (False, name != "loop"):
        with pytest.raises(LedgerError):
            exported(small.root, Format.SQLITE, tmp_path / name, force=force)
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file", "loop", "pipe", "ledger"}


def test_a_disk_that_is_full_leaves_the_old_file(small: Builder, tmp_path: Path) -> None:
    exported(small.root, Format.JSON, tmp_path / "l.json")
    before = (tmp_path / "l.json").read_bytes()
    small.project("more").commit(date="2026-02-04")
    command = f"ulimit -f 1; exec {sys.executable} -m ledger.cli -C {small.root} export --out {tmp_path / 'l.json'}"
    environment = {**os.environ, "LEDGER_INDEX": "0"}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, "cannot be written" in done.stderr) == (3, True)
    assert (tmp_path / "l.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l.json", "ledger"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "csv"),
        ("--format", "sqlite"),
        ("--format", "parquet", "--sheet", "events"),
        ("--format", "json", "--sheet", "events"),
        ("--sheet", "evnets"),
        ("--out", "folder"),
        ("--out", "all.csv"),
        ("--format", "xlsx"),
    ],
)
def test_a_wrong_use_writes_nothing(small: Builder, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["-C", str(small.root), "export", *arguments])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error: Invalid value" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger"]


def test_without_what_writes_parquet_one_sentence_says_what_to_install(small: Builder, tmp_path: Path) -> None:
    lost = "import sys; sys.modules['arro3.io'] = None; from ledger.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        lost,
        "-C",
        str(small.root),
        "export",
        "--format",
        "parquet",
        "--out",
        str(tmp_path / "o"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("ledger: Parquet needs more than is installed: pip install 'project-ledger[parquet]'")
    assert not (tmp_path / "o").exists()


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
