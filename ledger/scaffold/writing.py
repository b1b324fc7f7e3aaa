"""Files to disk, never over one that is there, and each whole or not at all.

Everything is written beside its place first. A folder that is not there yet appears in one step with all that is
in it, so a project is there or not, whenever the program is stopped.
"""

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ledger.diagnostics import LedgerError

_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Paths from the root: what was written, and what was there before and stayed as it was."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def parted(root: Path, files: Mapping[str, str]) -> Written:
    """What would be written and what would stay. Raises LedgerError for a place that leads out of the root."""
    kept = [path for path in files if (root / path).exists() or (root / path).is_symlink()]
    fresh = [path for path in files if path not in kept]
    for path in fresh:
        _refuse_outside(root, path)
    return Written(written=tuple(fresh), kept=tuple(kept))


def write_new(root: Path, files: Mapping[str, str]) -> Written:
    """Write the files that are not there yet. Raises LedgerError for a place that leads out of the root."""
    found = parted(root, files)
    try:
        with tempfile.TemporaryDirectory(prefix="ledger-start-", dir=_beside(root)) as scratch:
            stage = Path(scratch)
            for path in found.written:
                _stage(stage / path, files[path])
            for path in _roots_of(root, found.written):
                _appear(stage / path, root / path)
    except OSError as error:
        raise LedgerError(f"'{root}' cannot be written to ({error.strerror}): make it writable") from error
    return found


def _refuse_outside(root: Path, path: str) -> None:
    if not (root / path).resolve().is_relative_to(root.resolve()):
        raise LedgerError(f"'{path}' leads out of the repository: replace the symbolic link on its way by a folder")


def _beside(root: Path) -> Path:
    """A folder on the same disk that git does not look into, when there is one."""
    inside = root / ".git"
    return inside if inside.is_dir() and inside.stat().st_dev == root.stat().st_dev else root


def _stage(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8", newline="\n")


def _roots_of(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """For each path the highest part of it that is not there yet, each once."""
    tops: dict[str, None] = {}
    for path in map(PurePosixPath, paths):
        ways = (*reversed(path.parents[:-1]), path)
        tops[next(str(way) for way in ways if not (root / way).exists())] = None
    return tuple(tops)


def _appear(staged: Path, place: Path) -> None:
    """Put a staged folder or file to its place, where nothing is."""
    if staged.is_dir():
        staged.rename(place)
        return
    try:
        os.link(staged, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with place.open("xb") as file:
            file.write(staged.read_bytes())
