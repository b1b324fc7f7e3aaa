"""Findings: what is wrong, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

_LONGEST_WORD: Final = 100  # no name that anybody mistyped is longer, and comparing takes its length times all names

_MOST_LISTED: Final = 12


class LedgerError(Exception):
    """The program cannot run; its text is one sentence that says what to do."""


class Severity(StrEnum):
    """How much a finding weighs: only an unwaived error fails a check."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in a file; `path` is relative to the ledger's root, `line` and `column` count from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding; `message` says what must be and what was found, `hint` how to mend it.

    `waived` holds the reason of the waiver that covers the finding, or None.
    """

    code: str
    severity: Severity
    location: Location
    message: str
    hint: str | None = None
    project: str | None = None
    waived: str | None = None

    @property
    def fails(self) -> bool:
        """Whether it fails a check: an error that no waiver covers."""
        return self.severity is Severity.ERROR and self.waived is None

    def moved(self, path: str) -> "Diagnostic":
        """The same finding about the same content at another path."""
        return self if path == self.location.path else replace(self, location=replace(self.location, path=path))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely meant, or None when none is close.

    A prefix counts as close (`dev` means `development`); otherwise difflib's ratio of at least 0.6.
    """
    if len(word) > _LONGEST_WORD:
        return None
    choices = sorted(set(known))
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return folded[close[0]]
    starts = [choice for choice in choices if len(word) > 1 and choice.startswith(word.casefold())]
    return starts[0] if starts else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or else those that there are to choose from."""
    choices = sorted(set(known))
    close = nearest(word, choices)
    if close:
        return f"did you mean '{close}'?"
    if len(choices) < 2:  # noqa: PLR2004 - nothing to choose from
        return f"the only one is '{choices[0]}'" if choices else "there is none here"
    more = f" and {len(choices) - _MOST_LISTED} more" if len(choices) > _MOST_LISTED else ""
    return f"choose one of {', '.join(choices[:_MOST_LISTED])}{more}"


def in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by place, then code, then message, each once."""
    return tuple(
        sorted(set(findings), key=lambda one: (one.location, one.code, one.message, one.hint or "", one.project or ""))
    )
