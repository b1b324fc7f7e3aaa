"""The command `python -m bench`: every ratio, measured in one run."""

import argparse
import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import checking, filtering, generated, past, portal, startup
from bench.measure import Line
from ledger.cli import COLLECT_RARELY

SITE_SHARE: Final = 5  # building pages takes long, and each page takes the same


def main() -> None:
    """Measure and print."""
    about = "What the ledger costs, as ratios measured in one run."
    parser = argparse.ArgumentParser(prog="python -m bench", description=about)
    parser.add_argument("--projects", type=int, default=500, help="projects of the generated ledger (500)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which the median counts (5)")
    parser.add_argument("--repo", type=Path, help="measure on this ledger instead of a generated one")
    subjects = ("startup", "history", "check", "site", "portfolio")
    parser.add_argument("--only", choices=subjects, help="measure one subject")
    asked = parser.parse_args()
    gc.set_threshold(*COLLECT_RARELY)  # what is measured in this process runs as the command does
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        place = small = asked.repo and asked.repo.resolve()
        if place is None:
            place = generated.create(scratch / "ledger", asked.projects)
            share = 1 if asked.only == "site" else SITE_SHARE
            small = generated.create(scratch / "small", max(1, asked.projects // share))
        name = asked.repo or f"{asked.projects} generated projects, a fifth of them for the site beside other subjects"
        print(f"{name}; median of {asked.rounds} rounds, taken in turn")
        for line in _lines(place, small, scratch, asked.rounds, asked.only):
            print(line, flush=True)


def _lines(place: Path, small: Path, scratch: Path, rounds: int, only: str | None) -> Iterator[Line | str]:
    if only in {None, "startup"}:
        yield from startup.lines(scratch, rounds)
    if only in {None, "history"}:
        yield from past.lines(place, rounds)
    if only in {None, "check"}:
        yield from checking.lines(place, rounds)
    if only in {None, "site"}:
        yield from portal.lines(small, scratch, rounds)
    if only in {None, "portfolio"}:
        yield from filtering.lines(place, scratch, rounds)


if __name__ == "__main__":
    main()
