"""What of the environment reaches git: its own variables say where to look, and no answer may depend on them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_WHO: Final = ("GIT_AUTHOR_", "GIT_COMMITTER_")  # git asks them for new commits only, never for an answer
# Where git keeps the objects of a push until its hook has agreed (git-receive-pack(1), "Quarantine Environment").
_QUARANTINE: Final = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
_PLACES: Final = ("GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY")
_PLAIN: Final = {
    "GIT_GRAFT_FILE": "",  # no file at all: of an empty one git warns
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_quarantine: ContextVar[frozenset[str]] = ContextVar("_quarantine", default=frozenset())


def environment() -> dict[str, str]:
    """The process environment without git's own variables, save those that say who commits and when.

    Replaced objects and grafted parents are never followed. Only inside `reading_a_push` do the variables of a push's
    quarantine pass.
    """
    kept = _quarantine.get()
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_WHO) or name in kept
    }
    return clean | _PLAIN


@contextmanager
def reading_a_push() -> Iterator[None]:
    """Let git see the objects of a push that a server has received and not yet accepted."""
    token = _quarantine.set(frozenset(_QUARANTINE))
    try:
        yield
    finally:
        _quarantine.reset(token)


@contextmanager
def hidden() -> Iterator[None]:
    """Hide the variables by which git is told where to look, from what reads them in this process."""
    told = {name: os.environ.pop(name) for name in _PLACES if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(told)
