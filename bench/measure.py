"""Seconds of ways to do the same work, measured in turn so that a slow minute falls on all of them."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed result: what was measured, against what, and the ratio of the two medians."""

    what: str
    against: str
    ratio: float
    detail: str = ""

    def __str__(self) -> str:
        """The line as it is printed."""
        detail = f"  ({self.detail})" if self.detail else ""
        return f"{self.ratio:8.2f}x  {self.what} / {self.against}{detail}"


def medians(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each way over so many rounds, A B A B, after one round that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, run in ways.items():
            start = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return {name: median(found) for name, found in seconds.items()}


def processor_seconds(command: Sequence[str]) -> float:
    """The processor time of one process, which other processes disturb less than its wall time."""
    before = getrusage(RUSAGE_CHILDREN)
    quiet(command)
    after = getrusage(RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def quiet(
    command: Sequence[str], *, home: Path | None = None, given: bytes = b"", accept: tuple[int, ...] = (0,)
) -> None:
    """Run a command and drop its output. Raises RuntimeError with its last words when it fails."""
    done = subprocess.run(
        command,
        cwd=home,
        input=given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        env=environment(),
    )
    if done.returncode not in accept:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.decode(errors='replace')[-2000:]}")


def last_day(repository: Path) -> date:
    """The UTC day of a ledger's last commit, as of which it is measured: figures do not change with the calendar."""
    asked = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(asked, cwd=repository, stdout=subprocess.PIPE, check=True, env=environment()).stdout
    return datetime.fromtimestamp(int(told), UTC).date()


def environment() -> dict[str, str]:
    """The environment of every measured process: compiled bytecode is kept, git's own variables are dropped."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("GIT_")}
    return kept | {"NO_MKDOCS_2_WARNING": "1"}
