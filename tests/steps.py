"""A process that is killed at one of its steps: the n-th time that it is about to touch the disk or to start git.

The steps are Python's own audit events, so nothing is replaced by anything: files opened for writing, renamed, removed,
processes started; and, between opening a file and its end, each write and each sync. They are counted from the moment
that a file of a given name is opened: what comes before only reads.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

_EVENTS: Final = frozenset({"os.rename", "os.remove", "os.mkdir", "os.chmod", "subprocess.Popen"})
_CALLS: Final = frozenset({"write", "fsync"})
_WRITING: Final = os.O_WRONLY | os.O_RDWR


def killed_at(step: int, work: Callable[[], object], *, since: str) -> bool:
    """Do some work in a process that is killed just before its n-th step (from 1); whether it came that far.

    The first step is the opening of a file for writing that has `since` in its name.
    """
    process = multiprocessing.get_context("fork").Process(target=_run, args=(step, work, since))
    process.start()
    process.join()
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode != 0


def _run(step: int, work: Callable[[], object], since: str) -> None:
    left, began = step, False

    def count() -> None:
        nonlocal left
        left -= began
        if began and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal began
        began = began or (event == "open" and since in str(arguments[0]) and _is_for_writing(arguments))
        if event in _EVENTS or (event == "open" and _is_for_writing(arguments)):
            count()

    def trace(_frame: object, event: str, function: Any) -> None:
        if event == "c_call" and getattr(function, "__name__", "") in _CALLS:
            count()

    sys.addaudithook(hear)
    sys.setprofile(trace)
    work()
    sys.setprofile(None)
    os._exit(0)


def _is_for_writing(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    return isinstance(flags, int) and bool(flags & _WRITING) and mode is not None
