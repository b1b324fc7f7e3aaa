"""Nouns and verbs in the number that a count asks for, and words in a row."""

from collections.abc import Sequence


def inflected(number: float, one: str, many: str | None = None) -> str:
    """The word that goes with a number; `many` is `one` with an s unless it is given."""
    return one if number == 1 else many or f"{one}s"


def counted(number: float, one: str, many: str | None = None, *, style: str = "") -> str:
    """A number with its noun: `1 day`, `2 days`; `style` is the number's format, a comma parts its thousands."""
    return f"{number:{style}} {inflected(number, one, many)}"


def is_or_are(number: int) -> str:
    """The verb after a count."""
    return inflected(number, "is", "are")


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`; nothing for none."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def either(words: Sequence[str]) -> str:
    """Words of which one is meant: `a`, `a or b`, `a, b or c`."""
    return listed(words, "or")
