"""Work shared out to other processes: the same as by one, whatever happens to a worker."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.workers import WORTHWHILE, each

ITEMS = range(2 * WORTHWHILE)
_AFTER_A_CHART = """
import os
from ledger.site.charts.vega import Chart, Room, draw
from ledger.workers import WORTHWHILE, each
plot = Room(width=9, height=9, left=0, right=0)
chart = Chart(layers=[{"mark": "point", "data": {"values": [{}]}}], room=plot, prefix="p", title="t", desc="d")
draw(chart)
assert set(each(lambda _: draw(chart) and os.getpid(), range(2 * WORTHWHILE))) == {os.getpid()}
"""
_WITH_FEW_FILES = """
import os, resource
from multiprocessing import active_children
from ledger.workers import WORTHWHILE, each
os.sched_getaffinity = lambda _: {0, 1}
items = range(2 * WORTHWHILE)
assert os.getpid() not in set(each(lambda _: os.getpid(), items))
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
for files in range(4, 24):
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    assert list(each(lambda item: item, items)) == list(items), files
    assert not active_children(), files
"""


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process without threads; whoever runs tests side by side may run some that do nothing here."""
    monkeypatch.setattr("ledger.workers._has_threads", lambda: False)


@pytest.mark.usefixtures("alone")
def test_everything_is_made_once_and_in_order() -> None:
    made = list(each(lambda item: (item * item, os.getpid()), ITEMS))
    assert [square for square, _ in made] == [item * item for item in ITEMS]
    processors = min(len(os.sched_getaffinity(0)), 8)
    assert (os.getpid() in {maker for _, maker in made}) == (processors == 1)


def test_few_items_stay_here() -> None:
    assert set(each(lambda _: os.getpid(), range(WORTHWHILE - 1))) == {os.getpid()}


def test_a_process_with_threads_is_not_copied() -> None:
    release = threading.Event()
    other = threading.Thread(target=release.wait)
    other.start()
    try:
        assert set(each(lambda _: os.getpid(), ITEMS)) == {os.getpid()}
    finally:
        release.set()
        other.join()


def test_a_process_in_which_a_library_runs_threads_is_not_copied() -> None:
    subprocess.run([sys.executable, "-c", _AFTER_A_CHART], check=True, timeout=60)


@pytest.mark.usefixtures("alone")
def test_a_worker_that_is_killed_leaves_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    here = os.getpid()

    def make(item: int) -> int:
        if item == WORTHWHILE and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert list(each(make, ITEMS)) == list(ITEMS)


def test_a_system_that_gives_no_more_files_has_the_work_done_here() -> None:
    subprocess.run([sys.executable, "-c", _WITH_FEW_FILES], check=True, timeout=60)


@pytest.mark.usefixtures("alone")
def test_what_a_worker_raises_is_raised_here(tmp_path: Path) -> None:
    def make(item: int) -> int:
        if item == WORTHWHILE:
            raise LedgerError(f"{tmp_path} cannot be read")
        return item

    with pytest.raises(LedgerError, match="cannot be read"):
        list(each(make, ITEMS))
