"""What is in the way of an index, or locked, or full, or busy, stops no run."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.assemble import load_events
from ledger.views.as_json import events_json
from tests.build import Builder
from tests.indexes import answers, command, listed, place, without_index
from tests.indexes import repo as repo  # noqa: PLC0414 - a fixture of that file


def _a_folder(at: Path) -> None:
    at.mkdir(parents=True)


def _a_file_for_the_folder(at: Path) -> None:
    at.parent.write_text("mine")


def _a_link(at: Path) -> None:
    at.parent.mkdir()
    at.symlink_to(at.parents[2] / "elsewhere.sqlite3")


def _a_link_for_the_folder(at: Path) -> None:
    (at.parents[2] / "elsewhere").mkdir()
    at.parent.symlink_to(at.parents[2] / "elsewhere")


@pytest.mark.parametrize("put", [_a_folder, _a_file_for_the_folder, _a_link, _a_link_for_the_folder])
def test_what_is_no_file_of_ours_is_left_alone(repo: Builder, put: Callable[[Path], None]) -> None:
    expected = without_index(repo.root)
    put(place(repo))
    before = sorted((path, path.is_file() and path.read_bytes()) for path in listed(repo.root))
    assert answers(repo.root) == answers(repo.root) == expected
    assert sorted((path, path.is_file() and path.read_bytes()) for path in listed(repo.root)) == before


def test_a_locked_index_is_done_without(repo: Builder) -> None:
    expected = answers(repo.root)
    repo.project("fresh").commit(date="2026-02-01")
    with closing(sqlite3.connect(place(repo), isolation_level=None)) as file:
        file.execute("BEGIN EXCLUSIVE")
        assert answers(repo.root) == without_index(repo.root) != expected
        file.execute("ROLLBACK")
    assert answers(repo.root) == without_index(repo.root)


def test_a_git_directory_that_cannot_be_written_is_enough(repo: Builder) -> None:
    expected = without_index(repo.root)
    git_dir = repo.root / ".git"
    git_dir.chmod(0o555)
    try:
        assert answers(repo.root) == expected
        assert place(repo).exists() == os.access(git_dir, os.W_OK)  # to the superuser nothing is read-only
    finally:
        git_dir.chmod(0o755)


def test_a_full_disk_is_no_trouble(repo: Builder) -> None:
    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    arguments = [sys.executable, "-B", "-m", "ledger.cli", "-C", str(repo.root), "log", "--json"]
    full = subprocess.run(arguments, capture_output=True, check=True, preexec_fn=no_room)
    assert full.stderr == b""
    assert json.loads(full.stdout) == events_json(load_events(repo.root))
    assert answers(repo.root) == without_index(repo.root)


def test_runs_at_the_same_time_do_not_disturb_each_other(repo: Builder) -> None:
    expected = command(repo, "audit", "--json", LEDGER_INDEX="0").communicate()
    for _ in range(2):
        several = [command(repo, "audit", "--json") for _ in range(4)]
        assert [one.communicate() for one in several] == [expected] * 4
    with closing(sqlite3.connect(place(repo))) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
