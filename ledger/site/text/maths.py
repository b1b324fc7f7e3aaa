"""Formulas in TeX to MathML, which browsers draw themselves: no script, no font and no request."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

TAGS: Final = frozenset(
    [
        *("math", "menclose", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
        *("mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd"),
        *("mtext", "mtr", "munder", "munderover", "none"),
    ]
)
_LENGTHS: Final = ("width", "height", "depth", "lspace", "rspace", "voffset", "linethickness")
_WORDS: Final = (
    *("accent", "accentunder", "close", "columnalign", "columnlines", "displaystyle", "fence", "form", "largeop"),
    *("mathvariant", "maxsize", "minsize", "movablelimits", "notation", "open", "rowlines", "scriptlevel", "separator"),
    *("separators", "stretchy", "symmetric"),
)
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    tag: frozenset({"display", "alttext"} if tag == "math" else {*_LENGTHS, *_WORDS}) for tag in TAGS
}

_LONGEST: Final = 2_000
_DEEPEST: Final = 60
# Macros could name themselves twice over and over, and grow without an end.
_REFUSED: Final = re.compile(
    r"\\(?:def|gdef|edef|xdef|let|(?:re|provide)?newcommand|renewcommand|require|DeclareMath\w*)\b"
)
_LENGTH: Final = re.compile(r"-?(?:\d{1,2}(?:\.\d{1,4})?|\.\d{1,4})(?:em|ex|px|pt|mu|%)?")
_WORD: Final = re.compile(r"[\w .,|(){}\[\]⟨⟩⌈⌉⌊⌋‖+-]{0,40}")
_ALIGNED: Final = re.compile(r"\\(begin|end)\{(?:aligned|split|gathered)\}")


def mathml(tex: str, *, display: bool) -> str:
    """A formula as MathML with its source as the alternative text; the source as code where it cannot be read."""
    element = _element(tex, "block" if display else "inline")
    if element is None:
        return f'<code class="pl-tex">{escape(tex)}</code>'
    element.set("alttext", " ".join(tex.split()))
    return tostring(element, encoding="unicode", short_empty_elements=False)


def _element(tex: str, display: str) -> Element | None:
    """The formula's tree, rebuilt from what is known to be harmless; None for what cannot be read."""
    if not tex.strip() or len(tex) > _LONGEST or _REFUSED.search(tex):
        return None
    try:
        found = convert_to_element(_ALIGNED.sub(r"\\\1{align*}", tex), display=display)
    except Exception:  # noqa: BLE001 - the converter raises whatever it stumbles over; the reader then sees the source
        return None
    return _clean(found, depth=0)


def _clean(element: Element, *, depth: int) -> Element | None:
    """A copy of known elements with known attributes; text is text, whatever the converter took for mark-up."""
    tag = str(element.tag)
    if tag not in TAGS or depth > _DEEPEST:
        return None
    copy = Element(tag, {name: value for name, value in element.attrib.items() if _is_harmless(tag, name, value)})
    copy.text = unescape(element.text or "")
    for child in element:
        below = _clean(child, depth=depth + 1)
        if below is None:
            return None
        copy.append(below)
    return copy


def _is_harmless(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES[tag]:
        return False
    return (_LENGTH if name in _LENGTHS else _WORD).fullmatch(value) is not None
