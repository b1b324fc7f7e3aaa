"""Files to disk, never over one that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.diagnostics import LedgerError


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
    for path in found.written:
        _write(root / path, files[path])
    return found


def _refuse_outside(root: Path, path: str) -> None:
    if not (root / path).resolve().is_relative_to(root.resolve()):
        raise LedgerError(f"'{path}' leads out of the repository: replace the symbolic link on its way by a folder")


def _write(place: Path, text: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise LedgerError(f"'{place}' cannot be written ({error.strerror}): make its folder writable") from error
