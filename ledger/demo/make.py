"""Writes the demonstration ledger to disk: one repository, its branches, its files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.demo.fast_import import entries_of
from ledger.demo.fold import MAIN, landings_of
from ledger.demo.story import told
from ledger.records.config import builtin_flows
from ledger.scaffold.hosting import Forge
from ledger.scaffold.people import NOBODY
from ledger.scaffold.repository import claim, make_repository
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
    claim(directory)
    starter = starter_files(title=story.title, flow=builtin_flows()[story.flow], forge=Forge.GITHUB, people=(NOBODY,))
    landings = landings_of(story, starter)
    make_repository(directory, entries_of(landings))
    commits = sum(landing.branch == MAIN for landing in landings)
    return Made(commits=commits, begins=story.begins, today=story.today)
