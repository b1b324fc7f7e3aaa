"""Each test's git commands and ledgers, kept when it runs on the unchanged code and played back when it runs again.

A test spends nearly all of its time in git. What is played back is exact: a test that reads a ledger through the
changed function runs without its tape, and one that asks for something else than before runs again without it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final

from ledger import assemble
from tests.build import Builder
from tests.mutation.hook import called

_READERS: Final = ("load", "load_at", "load_change", "load_events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One call: what it gave or raised, and the functions that it called on its way."""

    asked: tuple[Any, ...]
    given: Any
    raised: Exception | None
    through: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Tape:
    """The calls of one test in their order; `at` is where the playing back is."""

    takes: list[Take] = field(default_factory=list)
    at: int = 0
    is_playing: bool = False
    is_off: bool = False  # the test asked for something else than before

    def fits(self, function: str) -> bool:
        """Whether none of the ledgers was read through a function."""
        return all(function not in take.through for take in self.takes)


_current: list[Tape] = []  # none: calls are what they are
_depth: list[None] = []  # within a call that is kept or made anew


class OffTapeError(Exception):
    """The test asks for something that is not on its tape."""


def use(tape: Tape | None) -> None:
    """Keep calls on a tape, or play it back from its start; without one calls are what they are."""
    _current[:] = [] if tape is None else [tape]
    _depth.clear()
    if tape is not None:
        tape.at, tape.is_off = 0, False


def install() -> None:
    """Wrap what reads ledgers and what runs git; to be called before a test imports either by its name."""
    for name in _READERS:
        setattr(assemble, name, _taped(getattr(assemble, name)))
    Builder.git = _taped(Builder.git)  # type: ignore[method-assign]  # a test's own git


def _taped(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        if not _current or _depth:
            return function(*given, **named)
        tape, asked = _current[0], (function.__name__, *sorted(map(repr, named.values())))
        if tape.is_playing:
            return _played(tape, asked)
        return _kept(tape, asked, lambda: function(*given, **named))

    return call


def _played(tape: Tape, asked: tuple[Any, ...]) -> Any:
    take = tape.takes[tape.at] if tape.at < len(tape.takes) else None
    if take is None or take.asked != asked:
        tape.is_off = True
        raise OffTapeError
    tape.at += 1
    if take.raised is not None:
        raise take.raised
    return take.given


def _kept(tape: Tape, asked: tuple[Any, ...], made: Callable[[], Any]) -> Any:
    before = set(called)
    called.clear()
    _depth.append(None)
    given, raised = None, None
    try:
        given = made()
    except Exception as error:
        raised = error
        raise
    finally:
        _depth.pop()
        tape.takes.append(Take(asked=asked, given=given, raised=raised, through=frozenset(called)))
        called.update(before)
    return given
