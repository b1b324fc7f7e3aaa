"""What a notebook's cell gave: one harmless picture of it, text or HTML, and what was left out said in words."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from ledger.site.text.clean import clean_foreign
from ledger.site.text.maths import mathml

MOST_TEXT: Final = 12_000
MOST_LINES: Final = 200
_MOST_HTML: Final = 120_000
_MOST_IMAGE: Final = 4 * 1024 * 1024
# What an image must start with to be the kind that it says it is.
_IMAGES: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n", "png"),
    "image/jpeg": (b"\xff\xd8\xff", "jpg"),
    "image/gif": (b"GIF8", "gif"),
    "image/webp": (b"RIFF", "webp"),
}
_WIDGET: Final = "application/vnd.jupyter.widget-view+json"
_LEFT_OUT: Final = {
    _WIDGET: "A widget, which needs the running notebook, is not shown.",
    "application/javascript": "A script is not shown.",
    "image/svg+xml": "A drawing in SVG, which may hold scripts, is not shown.",
    "text/html": "HTML without text, such as an interactive chart, is not shown.",
}
_TEX: Final = re.compile(r"\s*(?:\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\])\s*", re.DOTALL)
_EMPTY_HEAD: Final = re.compile(r"<th\b[^>]*>\s*</th>")  # the corner of a data frame, which heads nothing
_TAG: Final = re.compile(r"<[^>]*>")

Keep = Callable[[bytes, str], str]
Markdown = Callable[[str], str]


def text_of(value: Any) -> str:
    """The text of a field of a notebook, which may be one string or a list of lines."""
    return "".join(str(line) for line in value) if isinstance(value, list) else str(value)


def cut(text: str) -> tuple[str, str]:
    """A text of bearable length, and what was left out of it in words."""
    lines = text.splitlines(keepends=True)
    kept = "".join(lines[:MOST_LINES])[:MOST_TEXT]
    if len(kept) == len(text):
        return text, ""
    return kept, note(f"The output is cut here: it has {len(lines):,} lines and {len(text):,} characters.")


def note(words: str) -> str:
    """What is said in place of something that is not shown."""
    return f'<p class="pl-cut">{escape(words)}</p>'


def image_of(encoded: str, kind: str, keep: Keep) -> str | None:
    """The address of an image given in base64, put aside by `keep`; None for what is no image of that kind."""
    start, ending = _IMAGES[kind]
    if len(encoded) > _MOST_IMAGE * 4 // 3:
        return None
    try:
        raw = b64decode("".join(encoded.split()), validate=True)
    except (Error, ValueError):
        return None
    return keep(raw, ending) if raw.startswith(start) else None


def attachment(attached: Any, name: str, keep: Keep) -> str | None:
    """The address of an image that a cell of text carries with it."""
    bundle = attached.get(name) if isinstance(attached, Mapping) else None
    if not isinstance(bundle, Mapping):
        return None
    found = (image_of(text_of(bundle[kind]), kind, keep) for kind in _IMAGES if kind in bundle)
    return next((one for one in found if one), None)


def shown(data: Mapping[str, Any], alt: str, *, keep: Keep, markdown: Markdown) -> dict[str, str]:
    """One form of what a cell gave, by its MIME type: HTML made here, or plain text to be escaped."""
    if _WIDGET in data:
        return {"text/html": note(_LEFT_OUT[_WIDGET])}
    if html := _rich(data, alt, keep, markdown):
        return {"text/html": html}
    if "text/plain" in data and not data.keys() & {"application/javascript", "image/svg+xml"}:
        return {"text/plain": text_of(data["text/plain"])}
    words = (said for kind, said in _LEFT_OUT.items() if kind in data)
    return {"text/html": note(next(words, "An output of a kind that no page shows is left out."))}


def _rich(data: Mapping[str, Any], alt: str, keep: Keep, markdown: Markdown) -> str:
    """The best form that is more than plain text, as HTML; empty where there is none."""
    if "text/html" in data and (html := _html(text_of(data["text/html"]))):
        return html
    for kind in _IMAGES:
        if kind in data and (address := image_of(text_of(data[kind]), kind, keep)):
            return f'<img src="{escape(address)}" alt="{escape(alt)}" loading="lazy">'
    if "text/markdown" in data:
        return markdown(cut(text_of(data["text/markdown"]))[0])
    found = _TEX.fullmatch(text_of(data.get("text/latex", "")))
    tex = next(filter(None, found.groups()), "") if found else ""
    return f'<div class="pl-formula">{mathml(tex, display=True)}</div>' if tex else ""


def _html(html: str) -> str:
    """Foreign HTML that still says something when it is cleaned; empty for none."""
    if len(html) > _MOST_HTML:
        return note(f"A table or text of {len(html):,} characters of HTML is not shown.")
    cleaned = _EMPTY_HEAD.sub("<td></td>", clean_foreign(html))
    if not _TAG.sub("", cleaned).strip():
        return ""
    return f'<div class="pl-scroll" tabindex="0" role="group" aria-label="Output">{cleaned}</div>'
