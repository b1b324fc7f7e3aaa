"""The CODEOWNERS file of a working tree: written anew, or compared with what it should be."""

from pathlib import Path

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import open_repository
from ledger.edges.journal import replace_file
from ledger.forge.codeowners import PATHS, Host, differing


def write(directory: Path, text: str, host: Host = "github") -> str:
    """Write the file and say so. Raises LedgerError when it cannot be written."""
    name = PATHS[host]
    place = _place(directory, name)
    if _read(place) == text:
        return f"{name} is up to date"
    git_dir = open_repository(directory).git_dir
    try:
        place.parent.mkdir(exist_ok=True)
        same = git_dir.stat().st_dev == place.parent.stat().st_dev
        replace_file(place, text.encode(), fresh=git_dir / "ledger-codeowners-new" if same else None)
    except OSError as error:
        raise LedgerError(f"{name} cannot be written ({error.strerror}): make it writable") from error
    return f"wrote {name}: commit it"


def problem(directory: Path, text: str, host: Host = "github") -> str | None:
    """What is wrong with the file, with its place and what to do, or None when it is as it should be."""
    name = PATHS[host]
    there = _read(_place(directory, name))
    again = "ledger codeowners --write" if host == "github" else f"ledger codeowners --forge {host} --write"
    if there is None:
        return f"{name}:1:1: there must be a CODEOWNERS file, found none\n    hint: run '{again}'"
    line = differing(there, text)
    if line == 0:
        return None
    message = "it must say what people, roles and projects say now, found another line"
    return f"{name}:{line}:1: {message}\n    hint: run '{again}'"


def _read(place: Path) -> str | None:
    try:
        return place.read_text(encoding="utf-8", errors="replace") if place.is_file() else None
    except OSError as error:
        raise LedgerError(f"{place.name} cannot be read ({error.strerror}): make it readable") from error


def _place(directory: Path, name: str) -> Path:
    root = open_repository(directory).root
    if root is None:
        raise LedgerError("a bare repository has no files: run this in a clone of it")
    place = root / name
    if place.is_symlink() or not place.resolve().is_relative_to(root.resolve()):
        raise LedgerError(f"{name} is a symbolic link or leads out of the repository: replace it by a file")
    return place
