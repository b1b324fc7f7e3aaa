"""Writes the demonstration ledger to disk: one repository, its branches, its files."""

import os
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.config import builtin_flows
from ledger.demo.fast_import import stream_of
from ledger.demo.fold import MAIN, landings_of
from ledger.demo.story import told
from ledger.diagnostics import LedgerError
from ledger.gitrepo import environment
from ledger.scaffold.hosting import Forge
from ledger.scaffold.people import NOBODY
from ledger.scaffold.starter import starter_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: main has `commits` commits from the day `begins` until `today`, the day it stands still on."""

    commits: int
    begins: date
    today: date


def make(directory: Path) -> Made:
    """Make the demonstration ledger in a directory that is absent or empty. Raises LedgerError for any other."""
    story = told()
    _claim(directory)
    starter = starter_files(title=story.title, flow=builtin_flows()[story.flow], forge=Forge.GITHUB, people=(NOBODY,))
    landings = landings_of(story, starter)
    _git(directory, "init", "-q", "--template=", "--object-format=sha1", f"--initial-branch={MAIN}")
    _git(directory, "fast-import", "--quiet", "--date-format=raw", stdin=stream_of(landings))
    _git(directory, "reset", "-q", "--hard", MAIN)
    commits = sum(landing.branch == MAIN for landing in landings)
    return Made(commits=commits, begins=story.begins, today=story.today)


def _claim(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        is_empty = not any(directory.iterdir())
    except FileExistsError:
        is_empty = False
    except OSError as error:
        raise LedgerError(f"'{directory}' cannot be made ({error.strerror}): name another directory") from None
    if not is_empty:
        raise LedgerError(f"'{directory}' is there and not empty: name a new directory, or remove it first")


def _git(home: Path, *arguments: str, stdin: bytes = b"") -> None:
    """One git command that nobody's configuration can bend: the same story gives the same bytes everywhere."""
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(  # noqa: S603 - an argument list, never a shell
        ["git", *arguments],  # noqa: S607 - the git of the path, as everywhere
        cwd=home,
        env=environment() | nobody,
        input=stdin,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip() or "it gave no reason"
        raise LedgerError(f"git {arguments[0]} failed: {said.splitlines()[0]}")
