"""What was written, and what to do next, in words for the terminal."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.scaffold.begin import Beginning
from ledger.scaffold.hosting import Forge
from ledger.scaffold.start import Started
from ledger.scaffold.writing import Written
from ledger.words import LEDGER_FILE

_THEN: Final = "  3. ledger check, then open a pull request"


def of_project(slug: str, started: Started) -> str:
    """What `ledger new` says."""
    files, branch = started.files, "" if started.is_apart else f"git switch -c {slug} && "
    folder, _, document = files.written[-1].rpartition("/")
    return "\n".join(
        (
            *([files.recovered] if files.recovered else []),
            *_files(files),
            "",
            "next:",
            f"  1. answer the questions in {folder}/{document} and in the card beside it",
            *(
                (f"  2. {branch}git add {folder} && git commit -m 'Start {slug}'", _THEN)
                if started.has_ledger
                else ("  2. git add . && git commit -m 'Start the ledger', which is not committed yet",)
            ),
        )
    )


def of_plan(beginning: Beginning, files: Written) -> str:
    """What `ledger init --dry-run` says."""
    made = [f"would start a git repository in {beginning.root}"] if beginning.is_new_repository else []
    fresh = [f"would write {path}" for path in files.written]
    return "\n".join((*made, *fresh, *(f"would keep  {path}, which is there" for path in files.kept)))


def of_ledger(beginning: Beginning, files: Written) -> str:
    """What `ledger init` says."""
    started = [f"started a git repository in {beginning.root}"] if beginning.is_new_repository else []
    steps = "\n".join(f"  {number}. {step}" for number, step in enumerate(_steps(beginning, files), 1))
    recovered = [files.recovered] if files.recovered else []
    return "\n".join((*recovered, *started, *_files(files), "", "next:", steps))


def _steps(beginning: Beginning, files: Written) -> Iterator[str]:
    at = "" if beginning.root == Path() else f" -C {shlex.quote(str(beginning.root))}"
    first = beginning.people[0]
    several = f"look at the people, {', '.join(one.name for one in beginning.people)}, and their roles"
    person = f"add people beside {first.handle}" if len(beginning.people) == 1 else several
    if LEDGER_FILE in files.kept:
        yield f"open {LEDGER_FILE} and look at the people and their roles"
    else:
        yield f"open {LEDGER_FILE} and {'put the people in: Sam is an example' if first.is_example else person}"
    if ".gitignore" in files.kept and not beginning.ignores_site:
        yield "see to it that .gitignore holds a line /site/"
    yield f"git{at} add . && git{at} commit -m 'Start the ledger'"
    if beginning.forge is Forge.NONE:
        yield "on the server that receives your pushes: ledger hook install REPOSITORY"
    if beginning.project is None:
        yield f"ledger{at} new my-first-project"
    else:
        yield f"ledger{at} why {beginning.project}"


def _files(files: Written) -> Iterator[str]:
    yield from (f"wrote {path}" for path in files.written)
    yield from (f"kept  {path}, which was there before" for path in files.kept)
