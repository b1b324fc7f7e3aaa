"""The bytes of one streamed `git log` to commits: a pure parser of a machine format."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ledger.diagnostics import LedgerError

_CO_AUTHORS: Final = "%(trailers:key=Co-authored-by,valueonly=true,unfold=true,separator=%x1f)"
FORMAT: Final = f"%x02%H%x00%P%x00%ct%x00%an%x00%ae%x00%s%x00{_CO_AUTHORS}"
_HEADER_FIELDS: Final = 7
_ADDRESS: Final = re.compile(r"<([^<>\s]+)>\s*$")
ABSENT: Final = "000000"
SUBMODULE: Final = "160000"
_NO_FILE: Final = frozenset({ABSENT, SUBMODULE})  # another repository's commit is no content of ours
_LAST: Final = 253_402_300_799  # the last second of the year 9999, after which there is no date


@dataclass(frozen=True, slots=True)
class FileChange:
    """One path of one commit against its first parent.

    `blob` is the new content, `old_blob` the old one; empty where there is no file, or another repository in its place.
    """

    path: str
    mode: str
    blob: str
    old_blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit; `time` is the committer's, in seconds since 1970.

    `emails` are the addresses of its author and co-authors (`Co-authored-by` trailers), in lower case.
    """

    id: str
    parents: tuple[str, ...]
    time: int
    author: str
    emails: tuple[str, ...]
    subject: str
    changes: tuple[FileChange, ...]

    @property
    def is_merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1

    @property
    def moment(self) -> datetime:
        """Its time, in UTC."""
        return datetime.fromtimestamp(self.time, UTC)


def parse_log(chunks: Iterable[bytes]) -> Iterator[Commit]:
    """The commits of a log in `FORMAT` with raw, NUL-separated changes, in the order of the log."""
    header: list[str] = []
    changes: list[FileChange] = []
    meta: list[str] | None = None
    for token in _tokens(chunks):
        if meta is not None:
            old, new = (blob if mode not in _NO_FILE else "" for mode, blob in zip(meta[:2], meta[2:4], strict=True))
            changes.append(FileChange(token, meta[1], new, old))
            meta = None
        elif len(header) == _HEADER_FIELDS and token.lstrip("\n").startswith(":"):
            meta = token.lstrip("\n")[1:].split(" ")
        elif token.startswith("\x02") and len(header) in {0, _HEADER_FIELDS}:
            if header:
                yield _commit(header, changes)
            header, changes = [token[1:]], []
        elif len(header) < _HEADER_FIELDS:
            header.append(token)
    if header:
        yield _commit(header, changes)


def _tokens(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield token.decode("utf-8", "surrogateescape")
    if rest.strip():
        yield rest.decode("utf-8", "surrogateescape")


def seconds(text: str, commit: str) -> int:
    """The seconds since 1970 that git gives as a commit's time, at most those of the last date. Raises LedgerError."""
    if not text.isdecimal():
        raise LedgerError(
            f"the commit {commit} has no time that git can read: rewrite it, or leave it out of the history"
        )
    return min(int(text), _LAST)


def _commit(header: list[str], changes: list[FileChange]) -> Commit:
    commit, parents, time, author, email, subject, co_authors = header
    return Commit(
        id=commit,
        parents=tuple(parents.split()),
        time=seconds(time, commit),
        author=author,
        emails=tuple(dict.fromkeys(address.casefold() for address in (email, *_addresses(co_authors)))),
        subject=subject,
        changes=tuple(changes),
    )


def _addresses(trailers: str) -> Iterator[str]:
    for value in trailers.split("\x1f"):
        if match := _ADDRESS.search(value):
            yield match[1]
