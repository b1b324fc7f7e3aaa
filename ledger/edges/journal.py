"""What a command is about to write, kept in the git directory until it is done: nothing stays half-written.

The journal is there before the first file changes and gone after the last one, so whoever finds one knows that a
command was killed in between, and has everything to finish its work or to take it back.
"""

import json
import os
import shutil
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository

_JOURNAL: Final = "ledger-journal.json"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A file before and after; `old` is None for one that is new."""

    old: bytes | None
    new: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A commit that is to be: `files` on the commit `head` of the branch `ref` (None when HEAD is detached).

    `branch` is the full name of a branch to make for it, or None. Without a `head` files are written and not committed.
    """

    message: str
    files: Mapping[str, Rewrite]
    head: str
    ref: str | None
    branch: str | None

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]


def begin(repository: Repository, intent: Intent) -> None:
    """Write the journal, on the disk when this returns, by its name too: before the first file changes."""
    facts = {
        "version": _VERSION,
        "message": intent.message,
        "head": intent.head,
        "ref": intent.ref,
        "branch": intent.branch,
        "files": {path: {"old": _packed(one.old), "new": _packed(one.new)} for path, one in intent.files.items()},
    }
    replace_file(repository.git_dir / _JOURNAL, json.dumps(facts).encode())
    _keep_names(repository.git_dir)


def _keep_names(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system lets it be opened."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def unfinished(repository: Repository) -> Intent | None:
    """The intent of a command that was killed, or None. Raises LedgerError for a journal that is no journal."""
    place = repository.git_dir / _JOURNAL
    try:
        return _intent(json.loads(place.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise LedgerError(f"'{place}' cannot be read: look at 'git status', then remove that file") from None


def end(repository: Repository) -> None:
    """Remove the journal: everything is as it was, or as it was meant to be."""
    place = repository.git_dir / _JOURNAL
    place.unlink(missing_ok=True)
    passing(place).unlink(missing_ok=True)


def replace_file(place: Path, raw: bytes, *, fresh: Path | None = None) -> None:
    """Replace a file, or make it, in one step: whoever reads it sees all of the old or all of the new content.

    The new content is gathered at `fresh`, which must be on the same disk, else beside the file.
    """
    fresh = fresh or passing(place)
    with fresh.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    if place.exists():
        shutil.copymode(place, fresh)
    fresh.replace(place)


def passing(place: Path) -> Path:
    """Where the new content of a file is gathered before it takes its place; a kill may leave it behind."""
    return place.with_name(f".{place.name}.ledger-new")


def _packed(raw: bytes | None) -> str | None:
    return None if raw is None else b64encode(raw).decode("ascii")


def _intent(facts: Any) -> Intent:
    if facts["version"] != _VERSION:
        raise ValueError(facts["version"])
    files = {
        path: Rewrite(old=None if one["old"] is None else b64decode(one["old"]), new=b64decode(one["new"]))
        for path, one in facts["files"].items()
    }
    return Intent(message=facts["message"], files=files, head=facts["head"], ref=facts["ref"], branch=facts["branch"])
