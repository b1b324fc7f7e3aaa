"""Anybody's text as a piece of Markdown in which nothing is markup, a link, a mention or a reference."""

from typing import Final

_MARKUP: Final = frozenset("\\`*_{}[]()#+!|~@:<>&\"$^=.'")
_REFERENCES: Final = frozenset("@#")  # a forge looks for them in the rendered text, where an escape is gone
_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def inline(text: str) -> str:
    """A text as one line of Markdown, fit for a cell of a table."""
    line = " ".join(text.split())
    return "".join(_sign(sign) for sign in line)


def _sign(sign: str) -> str:
    if not sign.isprintable():
        return "\N{REPLACEMENT CHARACTER}"
    escaped = f"&#{ord(sign)};" if sign in _MARKUP else sign
    return f"{escaped}{_BREAK}" if sign in _REFERENCES else escaped


def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table of cells that are Markdown already; ended by an empty line."""
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"
