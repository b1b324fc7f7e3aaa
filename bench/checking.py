"""What `ledger check` costs against reading the same files with PyYAML alone."""

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.measure import Line, last_day, medians, quiet
from bench.past import header
from ledger import assemble, rules


def lines(repository: Path, rounds: int) -> Iterator[Line]:
    """The command against the bare loader over the files on disk, then rules against reading within one process."""
    paths = sorted((repository / "projects").rglob("*.md"))
    today = last_day(repository)
    ledger = assemble.load(repository, today=today)

    def loader() -> None:
        for path in paths:
            text = header(path.read_bytes(), verify=False)
            if text:
                _tolerant(text)

    ways = {
        "loader": loader,
        "command": lambda: quiet(
            [sys.executable, "-m", "ledger.cli", "-C", str(repository), "--now", today.isoformat(), "check"],
            accept=(0, 1),
        ),
        "reading": lambda: assemble.load(repository, today=today),
        "rules": lambda: rules.judge(ledger, None),
    }
    took = medians(ways, rounds)
    detail = (
        f"{len(paths) / took['command']:.0f} and {len(paths) / took['loader']:.0f} documents a second, history included"
    )
    yield Line(
        what="ledger check",
        against="CSafeLoader on the same files",
        ratio=took["command"] / took["loader"],
        detail=detail,
    )
    detail = f"{took['rules']:.2f} s and {took['reading']:.2f} s for {len(ledger.projects)} projects"
    yield Line(what="judging all rules", against="reading", ratio=took["rules"] / took["reading"], detail=detail)


def _tolerant(text: str) -> None:
    try:
        yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return
