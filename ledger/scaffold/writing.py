"""Files to a ledger's work tree, never over one that is there, and all of them or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.diagnostics import LedgerError
from ledger.edges.stage import appear, gather


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Paths from the root: what was written, and what was there before and stayed as it was.

    `recovered` says what a killed command had left.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    recovered: str | None = None


def parted(root: Path, files: Iterable[str]) -> Written:
    """What would be written and what would stay. Raises LedgerError for a place that leads out of the root."""
    known = tuple(files)
    kept = [path for path in known if (root / path).exists() or (root / path).is_symlink()]
    fresh = [path for path in known if path not in kept]
    for path in fresh:
        _refuse_outside(root, path)
    return Written(written=tuple(fresh), kept=tuple(kept))


def write_new(root: Path, files: Mapping[str, str], *, git_dir: Path, recovered: str | None = None) -> Written:
    """Write the files that are not there yet. Raises LedgerError for a place that leads out of the root.

    A kill leaves none of them, or all of them in the git directory, where the next command that writes finds them.
    """
    found = parted(root, files)
    try:
        gather(git_dir, root, {path: files[path] for path in found.written})
        appear(git_dir, root)
    except OSError as error:
        raise LedgerError(f"'{root}' cannot be written to ({error.strerror}): make it writable") from error
    return Written(written=found.written, kept=found.kept, recovered=recovered)


def _refuse_outside(root: Path, path: str) -> None:
    if not (root / path).resolve().is_relative_to(root.resolve()):
        raise LedgerError(f"'{path}' leads out of the repository: replace the symbolic link on its way by a folder")
