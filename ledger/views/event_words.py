"""What happened in one event, in a few words: the one place that says it, for pages, the feed and reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final, TypeAlias

from ledger.views.moves import MoveRow
from ledger.words import EventKind


class Tone(StrEnum):
    """What a reader should notice."""

    PLAIN = ""
    BACK = "back"
    PROVEN = "proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of what is said; a name was written by somebody else, so that it is escaped and set apart."""

    text: str
    is_name: bool = False
    tone: Tone = Tone.PLAIN


Pieces: TypeAlias = tuple[Piece, ...]


def event_pieces(row: MoveRow, *, proof: bool = True) -> Pieces:
    """The event of a row, without its reason; of a vote also how well it is proven, where `proof` is wanted."""
    return _SAID.get(row.kind, _else)(row if proof else replace(row, grade=""))


def reason_pieces(row: MoveRow) -> Pieces:
    """Why it happened; nothing where no reason was given."""
    return (_words("because of "), _name(row.because.replace("-", " "))) if row.because else ()


def plain_words(pieces: Pieces) -> str:
    """The pieces as plain text."""
    return "".join(piece.text for piece in pieces)


@cache  # a few words say all that ever happens
def _words(text: str, tone: Tone = Tone.PLAIN) -> Piece:
    return Piece(text=text, tone=tone)


def _name(text: str) -> Piece:
    return Piece(text=text, is_name=True)


def _way(row: MoveRow) -> Pieces:
    return _words(" from "), _name(row.origin), _words(" to "), _name(row.target)


def _voter(row: MoveRow) -> Pieces:
    return _words(": "), _name(row.gate), _words(", "), _name(row.by), _words(" as "), _name(row.role)


def _vote(row: MoveRow) -> Pieces:
    return (*_voter(row), _words(f" ({row.grade})")) if row.grade else _voter(row)


def _started(row: MoveRow) -> Pieces:
    return (_words("started in "), _name(row.target)) if row.target else (_words("started"),)


def _cast(row: MoveRow) -> Pieces:
    """A vote; one for another content than the document held when it landed is never said to have proven anything."""
    said = row.kind.replace("-", " ")
    if row.of_other_content:
        return (_words(f"{said}, for other content"), *_vote(row))
    return (_words(said, Tone.PROVEN if row.kind is EventKind.APPROVED else Tone.PLAIN), *_vote(row))


def _else(row: MoveRow) -> Pieces:
    return _cast(row) if row.gate else (_words(row.kind.value),)


_SAID: Final[Mapping[EventKind, Callable[[MoveRow], Pieces]]] = {
    EventKind.CREATED: _started,
    EventKind.ADVANCED: lambda row: (_words("advanced"), *_way(row)),
    EventKind.BACKTRACKED: lambda row: (_words("went back", Tone.BACK), *_way(row)),
    EventKind.ITERATED: lambda row: (
        _words("started anew", Tone.BACK),
        _words(" in "),
        _name(row.target or row.origin),
    ),
    EventKind.RENAMED: lambda row: (_words("moved"), *_way(row)),
    EventKind.TASK_STARTED: lambda row: (_words("task started: "), _name(row.task)),
    EventKind.TASK_DONE: lambda row: (_words("task done: "), _name(row.task)),
    EventKind.APPROVED: _cast,
    EventKind.LAPSED: lambda row: (_words("approval lapsed", Tone.BACK), *_voter(row)),
}
