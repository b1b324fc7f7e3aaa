"""What was written, and what to do next, in words for the terminal."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from ledger.scaffold.begin import Begun
from ledger.scaffold.writing import Written
from ledger.words import LEDGER_FILE


def of_project(slug: str, files: Written) -> str:
    """What `ledger new` says."""
    folder, _, document = files.written[-1].rpartition("/")
    return "\n".join(
        (
            *_files(files),
            "",
            "next:",
            f"  1. answer the questions in {folder}/{document} and in the card beside it",
            f"  2. git switch -c {slug} && git add {folder} && git commit -m 'Start {slug}'",
            "  3. ledger check, then open a pull request",
        )
    )


def of_ledger(begun: Begun) -> str:
    """What `ledger init` says."""
    at = "" if begun.root == Path() else f" -C {shlex.quote(str(begun.root))}"
    handle = begun.founder.handle
    person = "put the people in: Sam is an example" if begun.founder.is_example else f"add people beside {handle}"
    has_ignore = ".gitignore" in begun.files.written
    return "\n".join(
        (
            *([f"started a git repository in {begun.root}"] if begun.is_new_repository else []),
            *_files(begun.files),
            "",
            "next:",
            f"  1. open {LEDGER_FILE} and {person}",
            *([] if has_ignore else ["     and see to it that .gitignore holds a line /site/"]),
            f"  2. git{at} add . && git{at} commit -m 'Start the ledger'",
            f"  3. ledger{at} new my-first-project",
        )
    )


def _files(files: Written) -> Iterator[str]:
    yield from (f"wrote {path}" for path in files.written)
    yield from (f"kept  {path}, which was there before" for path in files.kept)
