"""How wide a text will be, and how to make it fit; errs on the wide side, so that nothing ever overlaps."""

import unicodedata
from functools import cache

from ledger.site.drawings.svg import plain

_WIDTHS = {
    " !',./:;I[]ijl|fJ": 0.36,
    '"()-`rt{}': 0.44,
    "?ELTZcksvxyz*_^": 0.6,
    "abdeghnopqu0123456789$FPSY": 0.64,
    "ABKRVXCU": 0.73,
    "DGHNOQ&w+<=>~#": 0.84,
    "%@MWm": 1.0,
}
_ASCII = {letter: width for group, width in _WIDTHS.items() for letter in group}
_BOLD = 1.09
_USUAL = 0.95  # the table is that of the widest face; the usual ones are narrower


@cache
def _advance(letter: str) -> float:
    if letter in _ASCII:
        return _ASCII[letter]
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.1
    return 0.75 if unicodedata.category(letter).startswith("L") else 0.84


def width(words: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in a wide one of the usual sans-serif faces."""
    return sum(map(_advance, words)) * size * _USUAL * (_BOLD if bold else 1.0)


def fit(words: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or its beginning with an ellipsis; empty when not even that has room."""
    words = plain(words)
    if width(words, size, bold=bold) <= room:
        return words
    while words and width(f"{words}…", size, bold=bold) > room:
        words = words[:-1].rstrip()
    return f"{words}…" if words else ""


def wrap(words: str, room: float, size: float, *, lines: int, bold: bool = False) -> tuple[str, ...]:
    """The text on at most so many lines, broken between words; what is too long ends in an ellipsis."""
    rest = plain(words).split(" ")
    out: list[str] = []
    while rest and len(out) < lines:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size, bold=bold) <= room:
            taken += 1
        is_last = len(out) == lines - 1
        line, rest = (rest, []) if is_last else (rest[:taken], rest[taken:])
        out.append(fit(" ".join(line), room, size, bold=bold))
    return tuple(line for line in out if line)
