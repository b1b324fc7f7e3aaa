"""Where an export is written: what is replaced, what is kept, and what cannot be."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.export.run import Format
from ledger.export.sheets import COLUMNS
from tests.build import Builder
from tests.exports import exported, table
from tests.exports import small as small  # noqa: PLC0414 - a fixture of that file


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
    command = f"ulimit -f 1; exec {sys.executable} -B -m ledger.cli -C {small.root} export --out {tmp_path / 'l.json'}"
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
