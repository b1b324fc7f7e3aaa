"""The CODEOWNERS file of a working tree: written anew, or compared with what it should be."""

from pathlib import Path

from ledger.diagnostics import LedgerError
from ledger.forge.codeowners import PATH, differing
from ledger.gitrepo import open_repository


def write(directory: Path, text: str) -> str:
    """Write the file and say so. Raises LedgerError when it cannot be written."""
    place = _place(directory)
    if _read(place) == text:
        return f"{PATH} is up to date"
    try:
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise LedgerError(f"{PATH} cannot be written ({error.strerror}): make it writable") from error
    return f"wrote {PATH}: commit it"


def problem(directory: Path, text: str) -> str | None:
    """What is wrong with the file, with its place and what to do, or None when it is as it should be."""
    there = _read(_place(directory))
    if there is None:
        return f"{PATH}:1:1: there must be a CODEOWNERS file, found none\n    hint: run 'ledger codeowners --write'"
    line = differing(there, text)
    if line == 0:
        return None
    message = "it must say what people, roles and projects say now, found another line"
    return f"{PATH}:{line}:1: {message}\n    hint: run 'ledger codeowners --write'"


def _read(place: Path) -> str | None:
    try:
        return place.read_text(encoding="utf-8", errors="replace") if place.is_file() else None
    except OSError as error:
        raise LedgerError(f"{PATH} cannot be read ({error.strerror}): make it readable") from error


def _place(directory: Path) -> Path:
    root = open_repository(directory).root
    if root is None:
        raise LedgerError("a bare repository has no files: run this in a clone of it")
    place = root / PATH
    if place.is_symlink() or not place.resolve().is_relative_to(root.resolve()):
        raise LedgerError(f"{PATH} is a symbolic link or leads out of the repository: replace it by a file")
    return place
