"""Elements of SVG and HTML as text; nothing that a user wrote gets in unescaped."""

import re
from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape, quoteattr

_SIMPLE = re.compile("[!#-%(-;=?-~]+(?: [!#-%(-;=?-~]+)*")  # plain ASCII words that need no escape
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTION_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FIRST_STRONG, _POP = "\u2068", "\u2069"


def plain(value: object) -> str:
    """One line of what XML may hold: control characters gone, white space single, directions left to the caller."""
    return " ".join(_DIRECTION_CONTROLS.sub("", _NOT_XML.sub("", str(value))).split())


def text(value: object) -> str:
    """A value as escaped character data."""
    shown = str(value)
    return shown if _SIMPLE.fullmatch(shown) else escape(plain(shown))


def isolated(value: object) -> str:
    """A name as escaped character data that keeps its own direction and does not disturb its neighbours'."""
    return f"{_FIRST_STRONG}{text(value)}{_POP}"


def number(value: float) -> str:
    """A coordinate with at most one decimal: the same bytes everywhere."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def element(name: str, *content: str, **attributes: object) -> str:
    """An element around ready markup; None leaves an attribute out, `class_` is class, underscores are hyphens."""
    opened = f"<{name}"
    for key, value in attributes.items():
        if value is not None:
            opened += f" {_name(key)}={_quoted(value)}"
    if not content and name in _EMPTY:
        return f"{opened}/>"
    return f"{opened}>{''.join(content)}</{name}>"


def picture(drawn: Iterable[str], named: Iterable[str], **attributes: object) -> str:
    """An SVG of drawn parts and of `named` ones above them, which may be links.

    A picture must not hold links, so one that does is a group whose drawn part is left to the words beside it.
    """
    below, above = "".join(drawn), "".join(named)
    is_linked = "<a " in above
    ground = element("g", below, aria_hidden="true") if is_linked else below
    return element("svg", ground, above, role="group" if is_linked else "img", **attributes)


_EMPTY = frozenset({"rect", "line", "path", "circle", "use"})


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _quoted(value: object) -> str:
    """A value between quotes; most are numbers and names of classes, for which three searches would be a waste."""
    if isinstance(value, int | float):
        return f'"{number(value)}"'
    shown = str(value)
    return f'"{shown}"' if _SIMPLE.fullmatch(shown) else quoteattr(plain(shown))


def points(*commands: str | float) -> str:
    """Path data: letters and numbers joined by spaces."""
    return " ".join(part if isinstance(part, str) else number(part) for part in commands)


def letters(x: float, y: float, words: str, **attributes: object) -> str:
    """A line of text whose middle stands at height `y`, independent of a browser's baseline rules."""
    size = float(str(attributes.get("font_size", 12)))
    return element("text", isolated(words), x=x, y=y + size * 0.35, **attributes)


def identifier(prefix: str) -> str:
    """A prefix as a valid start of ids."""
    cleaned = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"-{ord(found[0]):x}-", prefix)
    return cleaned if cleaned[:1].isalpha() else f"d{cleaned}"
