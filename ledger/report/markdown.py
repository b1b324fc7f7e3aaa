"""Anybody's text as a piece of Markdown in which nothing is markup, a link, a mention or a reference.

What could be nothing but a letter of a sentence stays as it is: a report is also read, and pasted, as the plain text.
"""

import re
from typing import Final
from urllib.parse import quote

_MARKUP: Final = frozenset("\\`*_{}[]#|~@<>&$^=")
_INSIDE: Final = frozenset(".:!")  # of an address, a reference or an image, never at the end of a word
_REFERENCES: Final = frozenset("@#")  # a forge looks for them in the rendered text, where an escape is gone
_NUMBERED: Final = frozenset("!$%&~")  # those of GitLab: `!12`
_LIST: Final = re.compile(r"(\d+[.)]|[-+]+)(?=\s|$)")
_ISSUE: Final = re.compile(r"(?i)\b(gh-)(?=\d)")
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_ADDRESS: Final = ":/?#&=%~+,;@!$-._"


def inline(text: str) -> str:
    """A text as one line of Markdown, fit for a cell of a table, an item of a list and the words of a link."""
    line = " ".join(text.split())
    mark = _LIST.match(line)
    begun = mark.end() if mark else 0
    signs = (_sign(sign, line[place + 1 : place + 2], place < begun) for place, sign in enumerate(line))
    return _ISSUE.sub(rf"\1{_BREAK}", "".join(signs))


def _sign(sign: str, following: str, is_mark: bool) -> str:
    if not sign.isprintable():
        return "\N{REPLACEMENT CHARACTER}"
    if sign.isalnum():
        return sign
    is_escaped = sign in _MARKUP or is_mark or (sign in _INSIDE and following.strip())
    escaped = f"&#{ord(sign)};" if is_escaped else sign
    is_reference = sign in _REFERENCES or (sign in _NUMBERED and following.isdigit())
    return f"{escaped}{_BREAK}" if is_reference else escaped


def link(words: str, address: str) -> str:
    """Words that are Markdown already and lead somewhere, or the words alone where there is nowhere to go."""
    return f"[{words}]({quote(address, safe=_ADDRESS)})" if address else words


def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table of cells that are Markdown already; ended by an empty line."""
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"
