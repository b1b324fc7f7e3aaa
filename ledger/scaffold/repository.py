"""A new repository from commits that are already known: one stream to `git fast-import`, the same bytes everywhere."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import run
from ledger.edges.stage import GIT, appear, fresh_folder, gather_all, left_of

MAIN: Final = "main"
_FINISHED: Final = (
    "holds what an interrupted command had begun, and is finished now: look at it, or name a new directory"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who did something and when: `seconds` since 1970, `zone` as git writes it, such as +0200."""

    name: str
    email: str
    seconds: int
    zone: str = "+0000"

    def __str__(self) -> str:
        return f"{self.name} <{self.email}> {self.seconds} {self.zone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One commit: `changes` maps each changed path to its new text, or to None when it is gone."""

    branch: str = MAIN
    author: Stamp
    committer: Stamp
    message: str
    changes: Mapping[str, str | None]


def stream_of(entries: Iterable[Entry]) -> bytes:
    """The stream that makes all commits; a branch other than main starts at main's tip."""
    return b"".join(_parts(entries)) + b"done\n"


def _parts(entries: Iterable[Entry]) -> Iterator[bytes]:
    yield b"feature done\n"
    started = {MAIN}
    for entry in entries:
        yield f"commit refs/heads/{entry.branch}\nauthor {entry.author}\ncommitter {entry.committer}\n".encode()
        yield _data(entry.message)
        if entry.branch not in started:
            started.add(entry.branch)
            yield f"from refs/heads/{MAIN}\n".encode()
        for path, text in sorted(entry.changes.items()):
            yield f"D {_quoted(path)}\n".encode() if text is None else _file(path, text)
        yield b"\n"


def _file(path: str, text: str) -> bytes:
    return f"M 100644 inline {_quoted(path)}\n".encode() + _data(text)


def _quoted(path: str) -> str:
    # Between quotes a path may start with one and hold spaces; without them both mean something to fast-import.
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _data(text: str) -> bytes:
    raw = text.encode()
    return b"data %d\n" % len(raw) + raw + b"\n"


def claim(directory: Path) -> None:
    """Make a directory, or take one that is empty. Raises LedgerError for any other."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if (directory / GIT).is_dir() and appear(directory / GIT, directory):
            raise LedgerError(f"'{directory}' {_FINISHED}")
        is_empty = all(path == left_of(directory) for path in directory.iterdir())
    except FileExistsError:
        is_empty = False
    except OSError as error:
        raise LedgerError(f"'{directory}' cannot be made ({error.strerror}): name another directory") from None
    if not is_empty:
        raise LedgerError(f"'{directory}' is there and not empty: name a new directory, or remove it first")


def make_repository(directory: Path, entries: Iterable[Entry]) -> None:
    """Make a repository of these commits in an empty directory, main checked out. Raises LedgerError if git cannot.

    A kill leaves nothing of it but a hidden folder, or a repository in which the files only have to appear.
    """
    with fresh_folder(directory) as scratch:
        _git(scratch, "init", "-q", "--template=", "--object-format=sha1", f"--initial-branch={MAIN}")
        _git(scratch, "fast-import", "--quiet", "--date-format=raw", stdin=stream_of(entries))
        _git(scratch, "reset", "-q", "--hard", MAIN)
        gather_all(scratch / GIT, scratch)
        (scratch / GIT).rename(directory / GIT)
    appear(directory / GIT, directory)
    _git(directory, "update-index", "-q", "--refresh")


def _git(home: Path, *arguments: str, stdin: bytes = b"") -> None:
    """One git command that nobody's configuration can bend: the same entries give the same bytes everywhere."""
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    run(home, *arguments, given=stdin, variables=nobody)
