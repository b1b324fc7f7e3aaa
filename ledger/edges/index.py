"""What earlier runs worked out, in one SQLite file below the git directory: a cache that nothing depends on.

Every entry is sealed with a hash over what it is, so that damage reads as absence. Whatever stands in the way (a lock,
a full disk, a file system that only reads, something else in its place) costs the time that it would have saved.
"""

import contextlib
import hashlib
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "LEDGER_INDEX"  # `0` in the environment: nothing is remembered, nothing is looked up
MAX_BYTES: Final = 256 * 1024 * 1024
_FOLDER: Final = "ledger"
_FILE: Final = "index.sqlite3"
PAGES: Final = "pages.sqlite3"  # the pages of the site as an earlier build drew them
_SCHEMA: Final = 1
_PATIENCE: Final = 0.5  # seconds to wait for another run; reading a history anew costs about as much
_TABLE: Final = (
    "CREATE TABLE remembered (kind TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, seal BLOB NOT NULL,"
    " PRIMARY KEY (kind, key)) WITHOUT ROWID"
)
# A cache needs no journal on disk: one that a killed run left behind could be taken for that of its successor.
_PRAGMAS: Final = (
    "PRAGMA journal_mode = MEMORY",
    "PRAGMA synchronous = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
# ValueError: sqlite3 words some errors with the damaged file's own text, which may not be UTF-8 any more.
_TROUBLE: Final = (sqlite3.Error, OSError, MemoryError, ValueError, OverflowError)


def place_of(git_dir: Path, name: str = _FILE) -> Path:
    """Where an index of a repository is; `git_dir` is the one that all its work trees share."""
    return git_dir / _FOLDER / name


def is_off() -> bool:
    """Whether the environment switches the index off."""
    return os.environ.get(VARIABLE) == "0"


class Index:
    """The entries of one repository by kind and key; what is added lands in one transaction when it is saved."""

    def __init__(self, git_dir: Path | None, name: str = _FILE) -> None:
        """Remember below a git directory in a file of that name, or nothing at all when the directory is None."""
        self._place = place_of(git_dir, name) if git_dir else None
        self._fresh: dict[tuple[str, bytes], bytes] = {}
        self._used: dict[tuple[str, bytes], bytes] = {}
        self._is_damaged = False

    def read(self, kind: str) -> Mapping[bytes, bytes]:
        """Every sound entry of a kind; empty where nothing can be read."""
        if self._place is None or not _is_plain(self._place):
            return {}
        try:
            with contextlib.closing(_connected(self._place, "ro")) as file:
                if _schema(file) != _SCHEMA:
                    return {}
                rows = file.execute("SELECT key, value, seal FROM remembered WHERE kind = ?", (kind,)).fetchall()
        except _TROUBLE as trouble:
            if _is_passing(trouble):
                self._place = None  # it would be in the way again, and waiting takes time
            self._is_damaged = True
            return {}
        found = {key: value for key, value, seal in rows if _is_sound(kind, key, value, seal)}
        self._is_damaged |= len(found) < len(rows)
        return found

    def use(self, kind: str, key: bytes, value: bytes) -> None:
        """Note that a run needed an entry that it read: it is kept when the index has grown too large."""
        self._used[kind, key] = value

    def add(self, kind: str, key: bytes, value: bytes) -> None:
        """Note an entry for the next run."""
        self._fresh[kind, key] = value

    def save(self, kinds: Iterable[str]) -> None:
        """Write what was added, and drop what is of none of these kinds; never fails."""
        if self._place is None or not (self._fresh or self._is_damaged):
            return
        try:
            _made_ready(self._place)
            if not self._is_damaged:
                _write(self._place, _sealed(self._fresh), sorted(kinds))
            if self._is_damaged or self._place.stat().st_size > MAX_BYTES:
                self._renew(self._place)
        except _TROUBLE as trouble:
            if not _is_passing(trouble):
                with contextlib.suppress(*_TROUBLE):
                    self._renew(self._place)
        self._fresh.clear()

    def _renew(self, place: Path) -> None:
        """Put a new file with what this run needed in the place of one that is damaged, foreign or too large."""
        place.unlink(missing_ok=True)
        _write(place, _sealed(self._used | self._fresh), [])


def state_of(place: Path) -> tuple[int | None, bool]:
    """How many bytes an index has, None where there is none, and whether it can be written."""
    if not _is_plain(place, missing=True):
        return None, False
    nearest = next(path for path in (place, *place.parents) if path.exists())
    return place.stat().st_size if nearest == place else None, os.access(nearest, os.W_OK)


def _is_plain(place: Path, *, missing: bool = False) -> bool:
    """Whether a folder and a file are what they must be: a link could lead out of the git directory."""
    try:
        if not stat.S_ISDIR(place.parent.lstat().st_mode):
            return False
        return stat.S_ISREG(place.lstat().st_mode)
    except OSError:
        return missing and not os.path.lexists(place)


def _made_ready(place: Path) -> None:
    with contextlib.suppress(FileExistsError):
        place.parent.mkdir()
    if not _is_plain(place, missing=True):
        raise FileExistsError(place)


def _connected(place: Path, mode: str) -> sqlite3.Connection:
    """A connection without a transaction of its own: 'ro' never creates or changes anything."""
    file = sqlite3.connect(
        f"{place.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None
    )
    try:
        for pragma in _PRAGMAS:
            file.execute(pragma)
    except BaseException:
        file.close()
        raise
    return file


def _schema(file: sqlite3.Connection) -> int:
    return int(file.execute("PRAGMA user_version").fetchone()[0])  # 0 is a file that nobody has filled yet


def _write(place: Path, rows: Iterable[tuple[str, bytes, bytes, bytes]], kinds: list[str]) -> None:
    with contextlib.closing(_connected(place, "rwc")) as file:
        file.execute("BEGIN IMMEDIATE")
        if (schema := _schema(file)) == 0:
            file.execute(_TABLE)
            file.execute(f"PRAGMA user_version = {_SCHEMA}")
        elif schema != _SCHEMA:
            raise sqlite3.DatabaseError("another program's file")
        marks = ", ".join("?" * len(kinds))
        file.execute(f"DELETE FROM remembered WHERE kind NOT IN ({marks})", kinds)  # noqa: S608 - question marks
        file.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?)", rows)
        file.execute("COMMIT")


def _is_passing(trouble: Exception) -> bool:
    """Whether the trouble is not the file's own: another run writes it, the disk is full, nothing may be written."""
    if not isinstance(trouble, sqlite3.Error):
        return isinstance(trouble, (OSError, MemoryError))
    return getattr(trouble, "sqlite_errorcode", 0) & 0xFF in {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
    }


def _sealed(entries: Mapping[tuple[str, bytes], bytes]) -> Iterator[tuple[str, bytes, bytes, bytes]]:
    for (kind, key), value in sorted(entries.items()):  # in the order of the table, which fills pages one by one
        yield kind, key, value, _seal(kind, key, value)


def _is_sound(kind: str, key: object, value: object, seal: object) -> bool:
    return isinstance(key, bytes) and isinstance(value, bytes) and seal == _seal(kind, key, value)


def _seal(kind: str, key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(b"%b\0%d\0%b%b" % (kind.encode(), len(key), key, value), digest_size=16).digest()
