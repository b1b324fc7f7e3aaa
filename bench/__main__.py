"""The command `python -m bench`: every ratio, measured in one run."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import checking, generated, past, portal, startup
from bench.measure import Line


def main() -> None:
    """Measure and print."""
    about = "What the ledger costs, as ratios measured in one run."
    parser = argparse.ArgumentParser(prog="python -m bench", description=about)
    parser.add_argument("--projects", type=int, default=500, help="projects of the generated ledger (500)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which the median counts (5)")
    parser.add_argument("--repo", type=Path, help="measure on this ledger instead of a generated one")
    parser.add_argument("--only", choices=("startup", "history", "check", "site"), help="measure one subject")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = asked.repo.resolve() if asked.repo else generated.create(Path(scratch) / "ledger", asked.projects)
        name = asked.repo or f"{asked.projects} generated projects"
        print(f"{name}; median of {asked.rounds} rounds, taken in turn")
        for line in _lines(place, Path(scratch), asked.rounds, asked.only):
            print(line, flush=True)


def _lines(place: Path, scratch: Path, rounds: int, only: str | None) -> Iterator[Line]:
    if only in {None, "startup"}:
        yield from startup.lines(scratch, rounds)
    if only in {None, "history"}:
        yield from past.lines(place, rounds)
    if only in {None, "check"}:
        yield from checking.lines(place, rounds)
    if only in {None, "site"}:
        yield from portal.lines(place, scratch, rounds)


if __name__ == "__main__":
    main()
