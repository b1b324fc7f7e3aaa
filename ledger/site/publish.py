"""Files to disk: one loop that writes what changed and removes what is stale."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError

MARK: Final = "data/ledger.json"
_FRESH: Final = ".fresh"  # what is being written; one that was left behind is stale like any other


def check_target(out: Path, root: Path) -> None:
    """Raises LedgerError when a site must not be written to `out`, because other things would be lost."""
    target = out.resolve()
    if root.resolve().is_relative_to(target):
        raise LedgerError(f"the site cannot replace the ledger itself: choose another folder than '{out}' with --out")
    if target.exists() and not target.is_dir():
        raise LedgerError(f"'{out}' is a file: choose a folder for the site with --out")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise LedgerError(f"'{out}' holds other files than a site of this program: choose an empty folder with --out")


def files_below(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its relative path."""
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def write(folder: Path, contents: Mapping[str, bytes | Path]) -> int:
    """Makes a folder hold exactly these files; returns how many were written anew.

    The mark of a site comes first and every file at once as a whole, so that whoever stops this can begin again, and
    whoever reads meanwhile reads no half of a page.
    """
    _remove_stale(folder, contents)  # first, because a file may stand where a folder has to be now
    written = 0
    for name in sorted(contents, key=lambda name: name != MARK):
        content, target = contents[name], folder / name
        raw = content if isinstance(content, bytes) else content.read_bytes()
        if target.is_file() and not target.is_symlink() and target.read_bytes() == raw:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = folder / _FRESH
        fresh.write_bytes(raw)
        fresh.replace(target)
        written += 1
    return written


def _remove_stale(folder: Path, contents: Mapping[str, object]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in contents:
            path.unlink()
