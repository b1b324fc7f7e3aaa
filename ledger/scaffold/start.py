"""A project is started: its files, where nothing of that name is."""

from datetime import date
from pathlib import Path

from ledger.edges.gitrepo import open_repository
from ledger.edit.desk import held
from ledger.scaffold.ground import ground_of
from ledger.scaffold.project import Wish, project_files
from ledger.scaffold.writing import Written, write_new


def start(directory: Path, wish: Wish, *, today: date) -> Written:
    """Write a new project's files; nothing is committed. Raises LedgerError for a wish that cannot be met."""
    repository = open_repository(directory)
    with held(repository) as recovered:
        ground = ground_of(directory)
        files = project_files(wish, ground, today=today)
        return write_new(ground.root, files, git_dir=repository.git_dir, recovered=recovered)
