"""Anybody's text as a piece of Markdown in which nothing is markup, a link, a mention or a reference.

What could be nothing but a letter of a sentence stays as it is: a report is also read, and pasted, as the plain text.
"""

import re
from typing import Final
from urllib.parse import quote

_MARKUP: Final = re.compile(
    r"[\\`*_{}\[\]#|~@<>&$^]"
    r"|\.(?=[^\s\d])|(?<!\d)\.(?=\d)|[:!](?=\S)|=(?==)"  # of an address, a reference, an image, a heading
    r"|%(?=\d)"
)
_LIST: Final = re.compile(r"(\d+[.)]|[-+=]+)(?=\s|$)")
_REFERENCES: Final = frozenset("@#")  # a forge looks for them in the rendered text, where an escape is gone
_NUMBERED: Final = frozenset("!$%&~")  # those of GitLab: `!12`
_ISSUE: Final = re.compile(r"(?i)\b(gh-)(?=\d)")
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_ADDRESS: Final = ":/?#&=%~+,;@!$-._"


def inline(text: str) -> str:
    """A text as one line of Markdown, fit for a cell of a table, an item of a list and the words of a link."""
    line = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in " ".join(text.split()))
    found = _LIST.match(line)
    mark = found[0] if found else ""
    escaped = _MARKUP.sub(_escaped, line[len(mark) :])
    return "".join(map(_entity, mark)) + _ISSUE.sub(rf"\1{_BREAK}", escaped)


def _escaped(found: re.Match[str]) -> str:
    sign, following = found[0], found.string[found.end() : found.end() + 1]
    is_reference = sign in _REFERENCES or (sign in _NUMBERED and following.isdigit())
    is_address = sign == ":" and following == "/"  # GitLab looks for it likewise
    return f"{_entity(sign)}{_BREAK}" if is_reference or is_address else _entity(sign)


def _entity(sign: str) -> str:
    return f"&#{ord(sign)};"


def link(words: str, address: str) -> str:
    """Words that are Markdown already and lead somewhere, or the words alone where there is nowhere to go."""
    return f"[{words}]({quote(address, safe=_ADDRESS)})" if address else words


def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table of cells that are Markdown already; ended by an empty line."""
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"
