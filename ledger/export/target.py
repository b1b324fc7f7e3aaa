"""Where an export goes: whether it may be written there, and writing it as a whole or not at all."""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.export.parquet import CREATOR
from ledger.export.sqlite import APPLICATION

# By its content, whatever its name: what an export begins or ends with.
_JSON: Final = re.compile(rb'\{\n"version": \d+,\n"program": "ledger ')
_SQLITE: Final = re.compile(rb"SQLite format 3\0.{52}" + re.escape(APPLICATION.to_bytes(4, "big")), re.DOTALL)
_ENDS: Final = 1 << 20  # bytes of a file at each end that are looked at


def check(paths: Iterable[Path], *, force: bool, headers: Collection[str]) -> None:
    """Raises LedgerError when one of the files cannot be written, or something else than an export would be lost.

    A CSV file is an export when its first line is one of `headers`.
    """
    try:
        for path in paths:
            _check(path, force=force, headers=headers)
    except OSError as error:
        raise LedgerError(f"the export cannot be written there: {error.strerror}") from error


def _check(path: Path, *, force: bool, headers: Collection[str]) -> None:
    above = next(one for one in path.absolute().parents if one.exists())
    if not above.is_dir():
        raise LedgerError(f"'{above}' is a file and no folder, so '{path.name}' cannot be in it: name another --out")
    if path.is_dir():
        raise LedgerError(f"'{path}' is a folder: name a file in it with --out")
    if path.exists() and not path.is_file():
        raise LedgerError(f"'{path}' is no file that could be replaced: name another --out")
    if _is_in_use(path):
        raise LedgerError(f"'{path}' is open in another program: close it there, or name another --out")
    if not force and (path.exists() or path.is_symlink()) and not _is_export(path, headers):
        raise LedgerError(
            f"'{path}' was not written by 'ledger export': name another --out, or replace it with --force"
        )


def _is_export(path: Path, headers: Collection[str]) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(_ENDS)
        file.seek(max(0, path.stat().st_size - _ENDS))
        end = file.read()
    if not start:
        return True  # nothing is lost
    is_parquet = start.startswith(b"PAR1") and end.endswith(b"PAR1") and CREATOR.encode() in end
    is_csv = start.partition(b"\r\n")[0] in {header.encode() for header in headers}
    return is_parquet or is_csv or bool(_JSON.match(start) or _SQLITE.match(start))


def _is_in_use(path: Path) -> bool:
    """Whether changes of a database wait beside it: SQLite would put them into whatever file stands there next."""
    beside = (path.with_name(f"{path.name}{end}") for end in ("-wal", "-journal"))
    return any(one.is_file() and one.stat().st_size > 0 for one in beside)


def write(contents: Mapping[Path, bytes]) -> None:
    """Writes the files, missing folders included: all of them beside their place first, so that none is ever half.

    Raises LedgerError when that fails.
    """
    first = next(iter(contents))
    near = next(above for above in first.absolute().parents if above.is_dir())
    try:
        with TemporaryDirectory(dir=near, prefix=".ledger-export-") as folder:
            staged = [(Path(folder) / path.name, path) for path in contents]
            for fresh, path in staged:
                fresh.write_bytes(contents[path])
            for fresh, path in staged:
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh.replace(path)
    except OSError as error:
        raise LedgerError(f"the export cannot be written to '{first.parent}': {error.strerror}") from error
