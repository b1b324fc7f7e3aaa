"""A process that is killed at one of its steps: the n-th time that it is about to touch the disk or to start git.

The steps are Python's own audit events, so nothing is replaced by anything: files opened for writing, renamed, linked,
removed, processes started; and, between opening a file and its end, each write and each sync. They are counted from the
moment that a file of a given name is opened: what comes before only reads.

A kill leaves what is on the disk at that moment and nothing else. So where many runs would be slow, the work is done
once, and what is on the disk is copied before every step: such a photograph is what a kill at that step leaves.
"""

import hashlib
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_EVENTS: Final = frozenset(
    {"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "subprocess.Popen"}
)
_CALLS: Final = frozenset({"write", "fsync"})
_WRITING: Final = os.O_WRONLY | os.O_RDWR


def killed_at(step: int, work: Callable[[], object], *, since: str) -> bool:
    """Do some work in a process that is killed just before its n-th step (from 1); whether it came that far.

    The first step is the opening of a file for writing that has `since` in its name.
    """
    left = step

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    code = _apart(lambda: _stepping(work, count, since))
    assert code in {0, -signal.SIGKILL}, code
    return code != 0


def photographed(work: Callable[[], object], place: Path, album: Path, *, since: str) -> tuple[int, list[Path]]:
    """Do some work in a process and copy a folder before each step, and at the end.

    How many steps there were, and the copies that differ from the one before, in order.
    """
    album.mkdir()
    assert _apart(lambda: _stepping(work, _camera(place, album), since, at_end=True)) == 0
    steps = int((album / "steps").read_text())
    return steps, sorted(path for path in album.iterdir() if path.is_dir())


def _camera(place: Path, album: Path) -> Callable[[], None]:
    steps, last, is_busy = 0, "", False

    def shoot() -> None:
        nonlocal steps, last, is_busy
        if is_busy:
            return
        is_busy, steps = True, steps + 1
        if (now := _print_of(place)) != last:
            shutil.copytree(place, album / f"{steps:04}", symlinks=True)
            (album / "steps").write_text(str(steps))
        last, is_busy = now, False

    return shoot


def _print_of(place: Path) -> str:
    made = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.parent.name != "ledger" or path.parent.parent.name != ".git":  # the index, on which nothing depends
            made.update(f"{path}\0{path.lstat().st_mode}\0".encode())
            made.update(path.read_bytes() if path.is_file() else b"")
    return made.hexdigest()


def _apart(work: Callable[[], object]) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    return process.exitcode


def _stepping(work: Callable[[], object], step: Callable[[], None], since: str, *, at_end: bool = False) -> None:
    began = False

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal began
        is_open = event == "open" and _is_for_writing(arguments)
        began = began or (is_open and since in str(arguments[0]))
        if began and (is_open or event in _EVENTS):
            step()

    def trace(_frame: object, event: str, function: Any) -> None:
        if began and event == "c_call" and getattr(function, "__name__", "") in _CALLS:
            step()

    sys.addaudithook(hear)
    sys.setprofile(trace)
    work()
    sys.setprofile(None)
    if at_end:
        step()
    os._exit(0)


def _is_for_writing(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    return isinstance(flags, int) and bool(flags & _WRITING) and mode is not None
