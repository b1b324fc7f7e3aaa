"""The Markdown of projects to clean HTML: no raw HTML, no script, no link that leads nowhere."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from posixpath import normpath
from typing import Final
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from ledger.site.text.clean import OUTSIDE, REL, clean
from ledger.site.text.dialect import parser
from ledger.site.text.notes import dress

IMAGE_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif")

_LOWEST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands on its page.

    `prefix` starts the ids of its headings, `level` is the level that a `#` heading gets. `documents` maps the names
    of other documents to their anchors on the page; `image` gives the URL of a project's image, `file` that of the page
    of a file and `attachment` that of an image that the text carries with it, or None.
    """

    prefix: str
    level: int
    documents: Mapping[str, str] = field(default_factory=dict)
    image: Callable[[str], str | None] = lambda _: None
    file: Callable[[str], str | None] = lambda _: None
    attachment: Callable[[str], str | None] = lambda _: None


def anchor(text: str) -> str:
    """The words of a heading as a forge makes an anchor of them: lower case, hyphens, no punctuation."""
    plain = unicodedata.normalize("NFC", text).strip().casefold()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def to_html(body: str, place: Place) -> str:
    """Clean HTML of a text: headings shifted, links and images resolved or turned into plain text."""
    markdown = parser()
    # The footnotes' ids start with it.
    env = {"docId": escape(place.prefix)}
    tokens = markdown.parse(body, env)
    anchors = _shift_headings(tokens, place)
    dress(tokens)
    for token in tokens:
        if token.children:
            token.children = _resolve(token.children, place, anchors)
    html = markdown.renderer.render(tokens, markdown.options, env)
    # Quotes in texts are escaped by now, so these are the renderer's own.
    return clean(html.replace(' class="footnote-backref"', ' class="footnote-backref" aria-label="back to the text"'))


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in {"text", "code_inline"})


def _shift_headings(tokens: Sequence[Token], place: Place) -> dict[str, str]:
    """Gives every heading its level and id on the page; returns the ids by the anchor a forge would give."""
    anchors: dict[str, str] = {}
    seen: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        token.tag = f"h{min(_LOWEST, int(token.tag[1:]) + place.level - 1)}"
        if token.type == "heading_open":
            name = anchor(_plain(tokens[index + 1].children or ()))
            base = name
            while name in anchors:
                seen[base] = seen.get(base, 0) + 1
                name = f"{base}-{seen[base]}"
            anchors[name] = f"{place.prefix}.{name}"
            token.attrSet("id", anchors[name])
    return anchors


def _resolve(tokens: Sequence[Token], place: Place, anchors: Mapping[str, str]) -> list[Token]:
    """Inline tokens with every link resolved; one that leads nowhere becomes its text with the path."""
    found: list[Token] = []
    dropped: list[str | None] = []
    for token in tokens:
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            target = _href(href, place, anchors)
            dropped.append(None if target else href)
            if target:
                token.attrSet("href", target)
                if _scheme(target) is not None:
                    token.attrSet("rel", REL)
                found.append(token)
        elif token.type == "link_close":
            href_gone = dropped.pop() if dropped else None
            found.extend([token] if href_gone is None else _path_note(href_gone))
        elif token.type == "image":
            found.extend(_image(token, place))
        else:
            found.append(token)
    return found


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _path_note(href: str) -> list[Token]:
    """The path of a link that is no link any more; nothing for an anchor or a scheme that is refused."""
    path = unquote(href)
    return [] if path.startswith("#") or _scheme(href) is not None else [_text(f" ({path})")]


def _scheme(href: str) -> str | None:
    """The scheme of an address in lower case, empty for `//host`, None for a path."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return parts.scheme or ("" if parts.netloc or href.startswith(("/", "\\")) else None)


def _href(href: str, place: Place, anchors: Mapping[str, str]) -> str | None:
    scheme = _scheme(href)
    if scheme is not None:
        return href if scheme in OUTSIDE else None
    path, _, fragment = href.partition("#")
    if not path:
        found = anchors.get(unquote(fragment).casefold())
        return f"#{found}" if found else None
    name = normpath(unquote(path).partition("?")[0])
    if name in place.documents:
        return f"#{place.documents[name]}"
    return place.file(name) or place.image(name)


def _image(token: Token, place: Place) -> list[Token]:
    """An image of the project; one from elsewhere becomes a link, so that reading the page loads nothing."""
    source = str(token.attrGet("src") or "")
    words = _plain(token.children or ()) or "image"
    scheme = _scheme(source)
    if scheme in OUTSIDE:
        return [
            Token("link_open", "a", 1, attrs={"href": source, "rel": REL}),
            _text(words),
            Token("link_close", "a", -1),
        ]
    name = unquote(source)
    found = place.attachment(name.partition(":")[2]) if scheme == "attachment" else None
    found = place.image(normpath(name.partition("?")[0].partition("#")[0])) if scheme is None else found
    if found is None:
        return [_text(words), *_path_note(source)]
    token.attrSet("src", found)
    token.attrSet("loading", "lazy")
    return [token]
