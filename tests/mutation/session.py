"""One pytest session that first runs every test on the unchanged code, then judges each variant in a forked process."""

import functools
import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from _pytest.runner import runtestprotocol

from ledger.edges.signature import VERDICTS
from tests.mutation import tape
from tests.mutation.example import Example, examples_on
from tests.mutation.hook import called, chosen, forget
from tests.mutation.tape import Tape

TESTS: Final = (
    *("findings", "neighbours", "passages", "identities", "moving", "changes", "unknown_voters", "entries", "wanting"),
    *("votes", "told_votes", "references", "paths", "waivers", "kpi_gates", "rules", "audit", "moves", "kpi"),
    *("lapses", "approvals", "why", "codeowners", "approve", "counting", "asked", "supposed", "duedates", "decisions"),
    *("begun_again", "budgets", "completing", "debt_of_leavers", "debts_kept", "early_votes", "end_user_groups"),
    *("first_days", "freed_names", "measured_value", "needs_of_entries", "restored", "steps_of_changed_flows"),
    *("taken_places", "unread_when_left", "unwritten_phases", "used_up_votes", "votes_kept", "waived_names"),
    *("former_handles", "hidden_targets", "pinned_files", "rules_of_the_base", "brought", "mended_files"),
    *("told_renames", "renames", "whereabouts", "former_folders", "what_is_read", "named_paths"),
    *("misnamed_files", "days", "decided_otherwise", "timeboxes", "thinking_again"),
)
_EXAMPLES: Final = "tests/test_findings.py::test_every"
_SECONDS: Final = 30  # a test that takes longer has noticed the variant: it does not end
_JOBS: Final = int(os.environ.get("LEDGER_MUTATION_JOBS", "1"))


class Judge:
    """The loop of the session."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.out = os.fdopen(os.dup(2), "w")
        self.tapes: dict[str, Tape] = {}
        self.hits: dict[str, frozenset[str]] = {}
        self.kills: Counter[str] = Counter()
        self.examples: list[Example] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Keep, rehearse, judge."""
        items = [item for item in session.items if self._keeps(item)]
        self._say(f"{len(items)} of {len(session.items)} tests kept")
        self.examples = [one for item in items for one in examples_on(item, self.tapes[item.nodeid])]
        for item in items:
            if not item.nodeid.startswith(_EXAMPLES):
                self._rehearse(item)
        self._say(f"{sum(one.is_playing for one in self.tapes.values())} of them play back")
        _forget()
        names = (self.home / "variants.txt").read_text(encoding="utf-8").split()
        workers = [pid for at in range(_JOBS) if (pid := self._started(names[at::_JOBS], at, items))]
        for pid in workers:
            os.waitpid(pid, 0)
        return True

    def _say(self, text: str) -> None:
        self.out.write(f"{text}\n")
        self.out.flush()

    def _keeps(self, item: pytest.Item) -> bool:
        """Run a test on the unchanged code; one that fails, because it reads the program's own text, has no say."""
        called.clear()
        kept = self.tapes[item.nodeid] = Tape()
        if not _passes(item, kept):
            self._say(f"without a say, it fails without any change: {item.nodeid}")
            return False
        self.hits[item.nodeid] = frozenset(called)
        return True

    def _rehearse(self, item: pytest.Item) -> None:
        """Whether a test can be played back, which one that draws its data or reads the disk itself cannot."""
        kept = self.tapes[item.nodeid]
        kept.is_playing = True
        draws = hasattr(getattr(item, "obj", None), "hypothesis")
        kept.is_playing = not draws and _passes(item, kept) and not kept.is_off
        if not kept.is_playing:
            _passes(item, None)

    def _started(self, names: Sequence[str], at: int, items: Sequence[pytest.Item]) -> int:
        """A worker of its own, which writes its verdicts into a file of its own."""
        if pid := os.fork():
            return pid
        with (self.home / f"verdicts-{at}.txt").open("w", encoding="utf-8") as verdicts:
            for name in names:
                module, function, variant = name.split(":")
                forget()
                by = self._by_examples(f"{module}.{function}", variant) or self._by_tests(name, items)
                self.kills[by] += 1
                verdicts.write(f"{name} {by}\n")
                verdicts.flush()
        os._exit(0)

    def _by_examples(self, function: str, variant: str) -> str:
        """The first example whose findings are not what they must be, or that cannot be judged any more."""
        touched = sorted(
            (one for one in self.examples if function in one.through), key=lambda one: -self.kills[one.name]
        )
        chosen[function] = variant
        try:
            return next((one.name for one in touched if not one.is_as_expected()), "")
        finally:
            chosen.clear()

    def _by_tests(self, name: str, items: Sequence[pytest.Item]) -> str:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            self._try(name, items, writer)
        os.close(writer)
        _, status = os.waitpid(pid, 0)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # the workers of a test that did not end
        with os.fdopen(reader) as told:
            return told.read() or ("survived" if status == 0 else "endless")

    def _try(self, name: str, items: Sequence[pytest.Item], writer: int) -> None:
        """In the forked process: run what calls the function until a test fails, quick tests and old killers first."""
        module, function, variant = name.split(":")
        name = f"{module}.{function}"
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.setpgid(0, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # nothing that a test does after its time may wait for anything
        chosen[name] = variant
        fit = {item: self.tapes[item.nodeid].fits(name) for item in items if name in self.hits[item.nodeid]}
        touched = [item for item, fits in fit.items() if not (fits and item.nodeid.startswith(_EXAMPLES))]
        plays = {item for item in touched if fit[item] and self.tapes[item.nodeid].is_playing}
        for item in sorted(touched, key=lambda item: (item not in plays, -self.kills[_said(item)])):
            kept = self.tapes[item.nodeid]
            signal.alarm(_SECONDS)
            passed = _passes(item, kept if item in plays else None)
            if not passed and item in plays and kept.is_off:
                passed = _passes(item, None)
            if not passed:
                os.write(writer, _said(item).encode())
                os._exit(1)
        os._exit(0)


def _said(item: pytest.Item) -> str:
    return item.nodeid.replace(" ", "_")


class _Following:
    """What pytest is told to run next: nothing but the session, whose fixtures stay."""

    def __init__(self, session: pytest.Session) -> None:
        self.listchain = lambda: [session]


def _passes(item: pytest.Item, kept: Tape | None) -> bool:
    """Run one test."""
    tape.use(kept)
    try:
        reports = runtestprotocol(item, log=False, nextitem=_Following(item.session))  # type: ignore[arg-type]  # only asked for its chain
    finally:
        tape.use(None)
    return not any(report.failed for report in reports)


def _forget() -> None:
    """Empty every cache, or it would answer for a changed function."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()
    VERDICTS.clear()
    gc.collect()
    gc.freeze()


def main(home: Path) -> int:
    """Run the session; its files are in the copy, which is the working directory."""
    tape.install()
    asked = os.environ.get("LEDGER_MUTATION_TESTS", "").split()
    files = [f"tests/test_{name}.py" for name in asked or TESTS]
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--capture=sys", f"--basetemp={home}/rooms"]
    return int(pytest.main([*options, *files], plugins=[Judge(home)]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
