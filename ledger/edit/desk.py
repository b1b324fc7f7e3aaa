"""A repository that may be written to now: one command at a time, in no other undertaking of git, by somebody."""

import os
import sys
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, open_repository, resolve, run
from ledger.edges.stage import appear
from ledger.edges.tracked import folder_without_commit
from ledger.edit.landing import current_ref, recover
from ledger.words import CARD_NAME, PROJECTS_DIR

_LOCK: Final = "ledger-lock"
_UNDERTAKINGS: Final = (
    ("MERGE_HEAD", "a merge"),
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("BISECT_LOG", "a bisection"),
)
_HEADS: Final = "refs/heads/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A repository held for writing; `recovered` says what a killed command had left, `branch` what is checked out."""

    repository: Repository
    recovered: str | None
    branch: str | None


@contextmanager
def desk_at(directory: Path, *, commits: bool = True, may_detach: bool = False) -> Iterator[Desk]:
    """Hold the repository of a directory for one command that writes; without `commits` it only writes files.

    With `may_detach` a commit may stand on no branch. Raises LedgerError when nothing can be written, or
    committed, as things are.
    """
    repository = open_repository(directory)
    with held(repository) as recovered:
        resolve(repository, "HEAD")
        ref = current_ref(repository)
        if commits:
            _refuse_detached(ref, may_detach=may_detach)
            _refuse_nobody(repository)
        yield Desk(repository=repository, recovered=recovered, branch=ref and ref.removeprefix(_HEADS))


def from_root(directory: Path, path: str) -> str:
    """A path from the root of the ledger that holds `directory`, where it is absolute and leads into it; else as it is.

    Raises LedgerError when there is no repository.
    """
    if not Path(path).is_absolute() or (root := open_repository(directory).root) is None:
        return path
    for home in (root, root.resolve()):
        if path.startswith(f"{home.as_posix()}/"):
            return path.removeprefix(f"{home.as_posix()}/")
    real, home = Path(path).parent.resolve() / Path(path).name, root.resolve()
    return real.relative_to(home).as_posix() if real.is_relative_to(home) else path


@contextmanager
def held(repository: Repository) -> Iterator[str | None]:
    """Hold a repository for one command that writes; what a killed command had left is put right, and told of.

    Raises LedgerError when nothing can be written as things are.
    """
    if repository.root is None:
        raise LedgerError("a bare repository has no files to write: run this in a clone of it")
    if not os.access(repository.git_dir, os.W_OK):
        raise LedgerError(f"'{repository.git_dir}' cannot be written: run this as its owner, on a disk that may be")
    with _alone(repository.git_dir / _LOCK):
        _refuse_undertaking(repository)
        recovered = recover(repository) or _appeared(repository.git_dir, repository.root)
        try:
            yield recovered
        except LedgerError as error:
            if recovered is None:
                raise
            raise LedgerError(f"{error} ({recovered})") from error


def _appeared(git_dir: Path, root: Path) -> str | None:
    """Let the files appear that a killed command had made ready, and say which."""
    try:
        made = appear(git_dir, root)
    except OSError as error:
        raise LedgerError(f"'{root}' cannot be written to ({error.strerror}): make it writable") from error
    return f"finished what an interrupted command had begun: {', '.join(made)}" if made else None


if sys.platform == "win32":

    @contextmanager
    def _alone(lock: Path) -> Iterator[None]:
        del lock  # Windows itself refuses to replace a file that another process holds open
        yield
else:
    import fcntl

    @contextmanager
    def _alone(lock: Path) -> Iterator[None]:
        """Hold a lock that ends with the process, however it ends."""
        with lock.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise LedgerError("another ledger command is writing here: wait until it is done") from None
            yield


def _refuse_undertaking(repository: Repository) -> None:
    for name, what in _UNDERTAKINGS:
        if (repository.git_dir / name).exists():
            raise LedgerError(f"git is in the middle of {what}: finish or abort it first ('git status' says how)")
    if (repository.git_dir / "index.lock").exists():
        raise LedgerError("another git command is at work here (index.lock): wait for it, or remove a lock left behind")


def _refuse_detached(ref: str | None, *, may_detach: bool) -> None:
    if ref is None and not may_detach:
        raise LedgerError(
            "HEAD is detached, so a commit would be lost: switch to a branch first (a move makes one with --branch)"
        )


def refuse_branch(repository: Repository, name: str) -> None:
    """Raise LedgerError when no new branch can have that name."""
    code, _ = run(repository.home, "check-ref-format", f"{_HEADS}{name}", accept=(0, 1))
    if code or name.startswith("-"):
        raise LedgerError(f"'{name}' cannot be the name of a branch: choose one like 'advance-churn'")
    code, _ = run(repository.home, "show-ref", "--verify", "--quiet", f"{_HEADS}{name}", accept=(0, 1))
    if code == 0:
        raise LedgerError(f"there is a branch '{name}' already: name another with --branch-name")


def _refuse_nobody(repository: Repository) -> None:
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        code, _ = run(repository.home, "-c", "user.useConfigOnly=true", "var", who, accept=(0, 1, 128))
        if code:
            raise LedgerError(
                "git does not know who you are: run 'git config --global user.name NAME' "
                "and 'git config --global user.email ADDRESS'"
            )


def refuse_new(repository: Repository, slug: str, known: Container[str]) -> None:
    """Raise LedgerError for a project that is not among those `known` because its card is not committed yet."""
    if slug in known:
        return
    if (folder := folder_without_commit(repository, PROJECTS_DIR, slug, CARD_NAME)) is not None:
        raise LedgerError(f"'{folder}' is not committed yet: first run git add {quote(folder)} && git commit")


def refuse_unsaved(repository: Repository, *paths: str) -> None:
    """Raise LedgerError when something below the paths is not committed: it would be judged, but not be there."""
    if not paths:
        return
    literal = [f":(top,literal){path}" for path in paths]
    _, output = run(
        repository.home, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *literal
    )
    rows = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    if rows:
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        raise LedgerError(
            f"'{rows[0][3:]}'{more} has changes that are not committed: commit them first, or take them back"
        )
