"""A ledger of any size with a history, the same bytes on every run, written through `git fast-import`."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.measure import environment

PER_GROUP: Final = 50
START: Final = 1_700_000_000
HOUR: Final = 3600
_SPAN: Final = 2 * 365 * 24 * HOUR  # seconds
PHASES: Final = ("scope", "explore", "build", "trial", "run")
STEPS: Final = ("Question", "Approach", "Findings")
SENTENCE: Final = (
    "The counts of the second quarter were compared with those of the first, gate by gate and hour by hour. "
)

_FLOW: Final = (
    """flow: bench
title: Five phases
limits: {task_days: 5, tasks_in_progress: 2}
phases:
"""
    + "".join(
        f"  - id: {phase}\n    title: {phase.title()}\n    kind: scientific\n    steps:\n"
        + "".join(f"      - {{title: {step}}}\n" for step in STEPS)
        for phase in PHASES
    )
    + "backtracks:\n  - {from: build, to: explore, because: [approach-failure]}\n"
)

_POLICY: Final = """title: A generated portfolio
flow: bench
people:
""" + "".join(f"  p{number}: {{emails: [p{number}@example.com], roles: [product]}}\n" for number in range(20))


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a project looks like after a commit: the phase's position, and how often the document was edited."""

    phase: int
    edits: int
    iterations: tuple[int, ...]
    went_back: bool = False


def create(directory: Path, projects: int) -> Path:
    """Make the ledger with its work tree and return its directory."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(directory)], check=True, env=environment())
    git = ["git", "-C", str(directory)]
    stream = "".join(_stream(projects)).encode()
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True, env=environment())
    subprocess.run([*git, "checkout", "-q", "main"], check=True, env=environment())
    return directory


def _stream(projects: int) -> Iterator[str]:
    clock = START
    yield _commit("start the ledger", clock, {"ledger.yml": _POLICY, "schema/flows/bench.yml": _FLOW})
    stories = [list(_story(number)) for number in range(projects)]
    pause = min(HOUR, _SPAN // sum(map(len, stories)))  # however many commits: none of them after the day of the report
    for step in range(max(map(len, stories))):
        for number, story in enumerate(stories):
            if step < len(story):
                clock += pause
                subject, state = story[step]
                yield _commit(f"{_slug(number)}: {subject}", clock, _files(number, state, is_edit=subject == "edit"))


def _story(number: int) -> Iterator[tuple[str, State]]:
    """What happens to one project: edits in each phase, some go back once, some never arrive."""
    iterations = [1, *(0 for _ in PHASES[1:])]
    edits = phase = 0
    went_back = False
    yield "create", State(phase=0, edits=0, iterations=tuple(iterations))
    for _ in range(8 + number % 8):
        edits += 1
        if edits % 3:
            yield "edit", State(phase=phase, edits=edits, iterations=tuple(iterations), went_back=went_back)
            continue
        back = phase == 2 and number % 3 == 0 and iterations[1] == 1  # noqa: PLR2004 - the third phase may go back
        phase = 1 if back else min(phase + 1, len(PHASES) - 1)
        iterations[phase] += 1 if back or iterations[phase] == 0 or went_back else 0
        went_back = back
        yield "move", State(phase=phase, edits=edits, iterations=tuple(iterations), went_back=went_back)


def _slug(number: int) -> str:
    return f"project-{number:05d}"


def _files(number: int, state: State, *, is_edit: bool) -> dict[str, str]:
    folder = f"projects/group-{number // PER_GROUP:03d}/{_slug(number)}"
    phase = PHASES[state.phase]
    files = {f"{folder}/{phase}.md": _document(number, phase, state)}
    if not is_edit:
        files[f"{folder}/README.md"] = _card(number, phase, went_back=state.went_back)
    return files


def _card(number: int, phase: str, *, went_back: bool) -> str:
    move = "move: {to: explore, because: approach-failure, note: The holdout disagreed.}\n" if went_back else ""
    value = f"{{amount: {1000 * (number + 1)}, currency: EUR, per: year}}"
    return f"""---
title: Question {number}
owner: p{number % 20}
team: team-{number % 9}
flow: bench
phase: {phase}
status: active
started: 2023-11-14
summary: What do the counts of gate {number} say about the hours to come?
business_case:
  need: Gates are staffed by habit.
  value: {value}
  effort_weeks: 8
  sponsor: p{(number + 1) % 20}
tags: [counts, gate-{number % 30}]
{move}---

# Question {number}
"""


def _document(number: int, phase: str, state: State) -> str:
    tasks = "".join(
        f"  - {{id: t{task}, title: Step {task}, status: {'done' if task < state.edits % 3 else 'todo'}, days: 3}}\n"
        for task in range(4)
    )
    body = "".join(f"## {step}\n\nGate {number}: {SENTENCE * (3 + state.edits % 4)}\n\n" for step in STEPS)
    return (
        f"---\nphase: {phase}\niteration: {state.iterations[state.phase]}\n"
        "kpis:\n  - {id: within, product: Hours are within bounds, metric: share of hours within bounds, "
        f'target: ">= 0.80", measured: 0.{70 + state.edits}}}\ntasks:\n{tasks}---\n\n{body}'
    )


def _commit(subject: str, clock: int, files: dict[str, str]) -> str:
    people = f"Bench <bench@example.com> {clock} +0000"
    parts = [f"commit refs/heads/main\nauthor {people}\ncommitter {people}\ndata {len(subject)}\n{subject}\n"]
    parts += [f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n" for path, text in files.items()]
    return "".join(parts) + "\n"
