"""What measures must itself go on working: it runs on a small ledger, and prints ratios of things that happened."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import generated, portal
from ledger.site.remembered import Remembered

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("subject", ["check", "history", "portfolio"])
def test_every_subject_is_measured(subject: str) -> None:
    program = [sys.executable, "-m", "bench", "--only", subject, "--projects", "3", "--rounds", "1"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _, *lines = done.stdout.splitlines()
    assert len(lines) >= 2
    for line in lines:
        found = re.match(r" *(\d+\.\d+)(x| MB| ms)  \S", line)
        assert found, line


def test_drawing_again_after_one_change_draws_one_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = portal.Source(generated.create(tmp_path / "ledger", 6))
    after = portal.Source(portal.with_one_change(before.place, tmp_path / "changed"))
    (index := tmp_path / "index").mkdir()
    before.drawn(index)
    kept: list[bytes] = []
    monkeypatch.setattr(Remembered, "keep", lambda *noted: kept.append(noted[-1]))
    again = after.drawn(index)
    assert after.ledger.today == before.ledger.today
    assert len(kept) == 1
    assert again == after.drawn()
