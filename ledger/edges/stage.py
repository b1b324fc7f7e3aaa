"""Files that appear together: gathered in one folder below the git directory, then moved up to their places.

The folder bears its name once all is in it, and is gone once all stands in its place. So whoever finds it knows that a
command was killed in between, and finishes its work. What is there already is never replaced.
"""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

GIT: Final = ".git"
_NAME: Final = "ledger-start"
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def left_of(root: Path) -> Path:
    """The hidden folder that a kill may leave where there was no git directory yet."""
    return _new(root / f".{_NAME}")


@contextmanager
def fresh_folder(root: Path) -> Iterator[Path]:
    """A hidden folder in `root` for a git directory that is in the making; it is gone at the end."""
    fresh = _emptied(root / f".{_NAME}")
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh)


def stage_of(git_dir: Path, root: Path) -> Path:
    """The folder of what is about to appear; it is on the disk of the work tree, or nothing could be moved."""
    same = git_dir.stat().st_dev == root.stat().st_dev
    return git_dir / _NAME if same else root / f".{_NAME}"


def is_left(git_dir: Path, root: Path) -> bool:
    """Whether a killed command has left files that were about to appear."""
    return stage_of(git_dir, root).is_dir()


def gather(git_dir: Path, root: Path, files: Mapping[str, str]) -> None:
    """Make files ready to appear, by path from the root: all of them when this returns, or none."""
    stage = stage_of(git_dir, root)
    fresh = _emptied(stage)
    for path, text in files.items():
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        (fresh / path).write_text(text, encoding="utf-8", newline="\n")
    fresh.rename(stage)


def gather_all(git_dir: Path, root: Path) -> None:
    """Make everything ready that stands beside a git directory, which then may move to `root`, too."""
    stage = stage_of(git_dir, root)
    fresh = _emptied(stage)
    for place in sorted(git_dir.parent.iterdir()):
        if place != git_dir:
            place.rename(fresh / place.name)
    fresh.rename(stage)


def appear(git_dir: Path, root: Path) -> tuple[str, ...]:
    """Move up what was made ready: the highest paths that were not there, in order; none when nothing waits."""
    stage = stage_of(git_dir, root)
    made: tuple[str, ...] = ()
    if stage.is_dir():
        made = tuple(_moved_up(stage, root, ""))
        stage.rename(_emptied(stage) / _NAME)
    for left in (_new(stage), left_of(root)):
        if left.is_dir():
            shutil.rmtree(left)
    return made


def put_new(ready: Path, place: Path) -> None:
    """Give a file that is ready its place in one step. Raises FileExistsError where something is."""
    try:
        os.link(ready, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(place):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from None
        ready.rename(place)
    ready.unlink(missing_ok=True)


def _new(stage: Path) -> Path:
    return stage.with_name(f"{stage.name}-new")


def _emptied(stage: Path) -> Path:
    """The folder in which a stage is gathered, without what a killed command had left there."""
    fresh = _new(stage)
    if fresh.is_dir():
        shutil.rmtree(fresh)
    fresh.mkdir()
    return fresh


def _moved_up(stage: Path, root: Path, above: str) -> Iterator[str]:
    for ready in sorted(stage.iterdir()):
        place, path = root / ready.name, f"{above}{ready.name}"
        if not os.path.lexists(place):
            if ready.is_dir():
                ready.rename(place)
            else:
                put_new(ready, place)
            yield path
        elif ready.is_dir() and place.is_dir() and not place.is_symlink():
            yield from _moved_up(ready, place, f"{path}/")
