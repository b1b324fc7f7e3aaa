"""A project is started: its files, where nothing of that name is."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.edges.gitrepo import Repository, main_branch, open_repository, run
from ledger.edit.desk import held
from ledger.edit.landing import current_ref
from ledger.scaffold.ground import ground_of, is_committed
from ledger.scaffold.project import Wish, project_files
from ledger.scaffold.writing import Written, write_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The files of a new project, not committed yet, and where a commit would put them.

    `has_ledger` says that the ledger itself is committed, `is_apart` that a branch beside the main one is checked out.
    """

    files: Written
    has_ledger: bool
    is_apart: bool


def start(directory: Path, wish: Wish, *, today: date) -> Started:
    """Write a new project's files; nothing is committed. Raises LedgerError for a wish that cannot be met."""
    repository = open_repository(directory)
    with held(repository) as recovered:
        ground = ground_of(directory)
        files = project_files(wish, ground, today=today)
        written = write_new(ground.root, files, git_dir=repository.git_dir, recovered=recovered)
        return Started(files=written, has_ledger=is_committed(repository), is_apart=_is_apart(repository))


def _is_apart(repository: Repository) -> bool:
    """Whether a branch is checked out that is not the one that others land in, as far as that is known."""
    here, onto = current_ref(repository), main_branch(repository)
    if here is None or onto is None:
        return False
    code, target = run(repository.home, "symbolic-ref", "--quiet", onto, accept=(0, 1))
    main = target.decode("utf-8", "surrogateescape").strip() if code == 0 else onto
    return here.removeprefix("refs/heads/") != main.removeprefix("refs/heads/").removeprefix("refs/remotes/origin/")
