"""One function over many items, by as many processes as there are processors.

A worker is a copy of this process, so that nothing has to be sent to it but the place of an item. Where a process
cannot be copied safely (it runs threads, or the system has no such call or nothing left for it), or it is not worth
while, it does the work.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any, Final, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

WORTHWHILE: Final = 8  # items; starting a worker takes as long as a few of them
_MOST: Final = 8
# A worker was killed, as by a system that runs out of memory; or there are no more files, processes or semaphores.
_WITHOUT: Final = (BrokenProcessPool, OSError, ImportError, NotImplementedError)
_task: list[Any] = []  # of a worker: the function, and all items


def each(make: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
    """What `make` makes of each item, in their order.

    It must be the same whatever else was made before, and fit to be pickled. Whoever makes gets later items later.
    """
    done = 0
    gc.freeze()  # what is there will not become garbage meanwhile, so nobody need look for it again and again
    try:
        if (count := _workers(len(items))) > 1:
            with suppress(*_WITHOUT):
                for made in _by_workers(make, items, count):
                    yield made
                    done += 1
        for item in items[done:]:
            yield make(item)
    finally:
        gc.unfreeze()


def _workers(items: int) -> int:
    if items < WORTHWHILE or sys.platform != "linux" or _has_threads():
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def _has_threads() -> bool:
    """Whether this process runs threads, also such as Python does not know: a library's own are not copied either."""
    try:
        return len(tuple(Path("/proc/self/task").iterdir())) > 1
    except OSError:  # nobody tells
        return True


def _by_workers(make: Callable[[Item], Made], items: Sequence[Item], count: int) -> Iterator[Made]:
    context, others = get_context("fork"), set(active_children())
    try:
        with ProcessPoolExecutor(count, mp_context=context, initializer=_start, initargs=(make, items)) as pool:
            yield from pool.map(_made, range(len(items)))
    finally:
        for left in set(active_children()) - others:  # of a pool that could not start them all
            left.terminate()
            left.join()


def _start(make: object, items: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is told to all of them; the first process ends the others
    _task[:] = [make, items]


def _made(place: int) -> Any:
    make, items = _task
    return make(items[place])
