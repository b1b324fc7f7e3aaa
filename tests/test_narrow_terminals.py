"""What commands print on a terminal: a table where it has room, else a list."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.build import Builder, advanced, card, document

NOW = ("--now", "2026-02-10")


def test_a_sentence_stays_one_line_in_a_pipe(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    words = [sys.executable, "-m", "ledger", "-C", str(place.root), *NOW, "audit"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert len(said.splitlines()[0]) > 160
    assert len(said.splitlines()) == 1


def shown(root: Path, columns: int, *arguments: str) -> str:
    """What a command prints on a terminal that is so many columns wide, without colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "ledger", "-C", str(root), *NOW, *arguments],
        stdout=theirs,
        stdin=theirs,
        env={**kept, "TERM": "xterm"},
    )
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 4096):
            parts.append(part)
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(ours)
    assert process.wait() == 0
    return re.sub("\x1b\\[[0-9;]*m", "", b"".join(parts).decode().replace("\r\n", "\n"))


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    made = advanced(tmp_path / "ledger")
    made.project("a-project-with-a-long-name", idea=document(body="## Need\n"))
    made.write({"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: dana")})
    made.commit("More", date="2026-02-02")
    return made


def test_a_narrow_terminal_gets_a_block_of_lines_for_each_project(place: Builder) -> None:
    lines = [" ".join(line.split()) for line in shown(place.root, 40, "status").splitlines()]
    assert lines == [
        "project a-project-with-a-long-name",
        "flow small",
        "phase idea",
        "visit 1",
        "status active",
        "days 8",
        "back 0",
        "owner sam",
        "waits for time box 22 days over",
        "text: Need",
        "decision on the time box",
        "",
        "project churn",
        "flow small",
        "phase build",
        "visit 1",
        "status active",
        "days 9",
        "back 0",
        "owner dana",
        "waits for time box 22 days over",
        "decision on the time box",
    ]


@pytest.mark.parametrize("arguments", [("status", "churn"), ("log",)])
def test_so_do_all_tables(place: Builder, arguments: tuple[str, ...]) -> None:
    lines = shown(place.root, 40, *arguments).splitlines()
    assert [line for line in lines if line.startswith("project ") and "churn" in line]
    assert "─" not in "".join(lines)
    assert max(map(len, lines)) <= 40


@pytest.mark.parametrize("columns", [72, 120])
def test_a_table_that_has_room_stays_one(place: Builder, columns: int) -> None:
    assert "─" * 40 in shown(place.root, columns, "status")
