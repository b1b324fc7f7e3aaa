"""Sentences whose figures lead to what they count: HTML that escapes every word that is put into it."""

from collections.abc import Iterable
from urllib.parse import urlencode

from markupsafe import Markup, escape

from ledger.plurals import listed
from ledger.site.page import url
from ledger.site.words import counted


def linked(words: object, href: str) -> Markup:
    """Words that lead somewhere, or the words alone where there is nowhere to go."""
    return Markup('<a href="{}">{}</a>').format(href, words) if href else escape(words)


def named(words: object) -> Markup:
    """A name that somebody gave, apart: one in letters from right to left turns nothing around it."""
    return Markup("<bdi>{}</bdi>").format(words)


def figure(count: int, one: str, href: str, many: str | None = None) -> Markup:
    """A count with its noun that leads to what it counts; nothing leads nowhere."""
    return linked(counted(count, one, many), href if count else "")


def sentence(frame: str, *parts: object) -> Markup:
    """The parts in the places `{}` of a frame that is part of this program."""
    return Markup(frame).format(*parts)  # noqa: S704 - frames are written here, parts are escaped


def joined(parts: Iterable[object], between: str = " ") -> Markup:
    """Parts in a row."""
    return Markup(between).join(escape(part) for part in parts)  # noqa: S704 - likewise


def listing(parts: Iterable[object]) -> Markup:
    """Parts as people list them: `a, b and c`."""
    return Markup(listed([str(escape(part)) for part in parts]))  # noqa: S704 - escaped one by one


def projects(start: str = "", **asked: str) -> str:
    """The address of the portfolio's table, seen from a page, narrowed to what is asked."""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{url('index.md', start)}{query}#projects"
