"""The headings of a Markdown text and what stands below each, as the site shows them.

ATX (`## Title`) and setext (`Title` over `---`) headings count; what looks like one inside a code fence, an HTML
comment, a formula, a list or a quotation does not. Raw HTML is text, and a heading within it is one. The addresses of
links (`[a]: https://...`) and footnotes are not shown where they are written, so they are no text there; nor is the
title of a note that is drawn from its kind (`!!! note`, `> [!NOTE]`).
A scanner of lines reads most texts, because a full parse costs twenty times as much; where it is unsure what a line is,
the text is parsed as the site parses it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from ledger.text.comments import without_comments
from ledger.text.unseen import UNSEEN

STEP_LEVEL: Final = 2

_ATX: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_SETEXT: Final = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_COMMENT_START: Final = re.compile(r" {0,3}<!--")
_RULE: Final = r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$"
_CONTAINER: Final = re.compile(r" {0,3}(?:[-+*](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|>)")
_INDENTED: Final = re.compile(r"(?: {4}| {0,3}\t)[ \t]*\S")
_NO_PARAGRAPH: Final = re.compile(rf"{_CONTAINER.pattern}| {{0,3}}(?:{_RULE})| {{4}}| {{0,3}}\t")
_DOUBTFUL: Final = re.compile(r"(?: {1,3}|\t)#{1,6}(?:[ \t]|$)|[ \t]+(?:```|~~~|<!--)")
# Formulas, notes, definitions and footnotes, which are blocks of the dialect and none of CommonMark.
_OF_DIALECT: Final = re.compile(r" {0,3}(?:\$\$|!!!|\?\?\?|[:~][ \t]|\[\^)")
_EMPTY_NUMBER: Final = re.compile(
    r"[ \t]*(?:[-+*>][ \t]*)*\d{1,9}[.)](?:[ \t]*(?:[-+*>]|\d{1,9}[.)]|\[[ xX]?\]))*[ \t]*$"
)
_ADDRESS: Final = re.compile(r" {0,3}\[[^\s\[\]\\^][^\[\]\\]*\]:[ \t]+(?:https?://)?[\w./#?=&%+~-]+[ \t]*$")
_INTERRUPTS: Final = re.compile(rf" {{0,3}}(?:[-+*][ \t]+\S|1[.)][ \t]+\S|>|{_RULE})")
_BLANK: Final = " \t"
_FOOTNOTE: Final = frozenset({"footnote_reference_open", "footnote_reference_close"})
_TRACK: Final = re.compile(r"\s*\([^()]*\)$")
_TAG: Final = r"</?(?!img\b)[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>"  # a picture shows something
_REFERENCE: Final = re.compile(r"&(?:#\d+|#x[\da-f]+|[a-z]+);", re.IGNORECASE)
_NOTHING: Final = rf"[\s\-*_+>#|=`~$.:\[\]()\\{UNSEEN}]"
_SIGNS: Final = re.compile(f"{_NOTHING}*")
_EMPTY: Final = re.compile(rf"(?:{_NOTHING}|{_REFERENCE.pattern}|{_TAG})*", re.IGNORECASE)
_LINK: Final = re.compile(  # the page shows what stands in its brackets, and nothing where that is nothing
    r"""(?<![!\\])\[(?P<seen>[^\[\]]*)\]"""
    r"""\([ \t]*+(?:<[^<>\n]*>|[^\s()<>]*+)(?:[ \t]++(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*+\)"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with the text below it, up to the next heading of any level; `line` counts from 1 in the body."""

    title: str
    level: int
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is no markup around others: a heading, of code, or one that opens a block or goes on with it."""

    number: int
    text: str
    heading: tuple[int, str] | None = None
    code: bool = False
    opens: bool = True


def heading_key(title: str) -> str:
    """What two headings must share to be the same: case, white space and a trailing ` (track)` do not count."""
    return _TRACK.sub("", " ".join(title.strip("*_` \t").split())).casefold()


def sections(body: str) -> tuple[Section, ...]:
    """Every heading of a text in order, with the text directly below it, HTML comments left out."""
    found: list[Section] = []
    below: list[_Line] = []
    for line in (*_lines(body), _Line(0, "", (0, ""))):
        if line.heading is None:
            below.append(line)
            continue
        if found:
            last = found[-1]
            found[-1] = Section(title=last.title, level=last.level, line=last.line, text=_visible(below))
        level, title = line.heading
        found.append(Section(title=title, level=level, line=line.number, text=""))
        below = []
    return tuple(found[:-1])


@lru_cache(maxsize=1024)  # rules, needs and pages ask in turn
def texts_below(body: str) -> Mapping[str, str]:
    """The text below each `## heading` by its key, with that of deeper headings below it; equal headings are joined."""
    found: dict[str, str] = {}
    current: str | None = None
    for section in sections(body):
        if section.level <= STEP_LEVEL:
            current = heading_key(section.title) if section.level == STEP_LEVEL else None
        if current is not None:
            found[current] = "\n".join(part for part in (found.get(current, ""), section.text) if part)
    return MappingProxyType(found)


def heading_lines(body: str) -> Mapping[str, int]:
    """The line of the first `## heading` of each key, counted from 1 in the body."""
    return {heading_key(one.title): one.line for one in reversed(sections(body)) if one.level == STEP_LEVEL}


def is_empty(text: str) -> bool:
    """Whether a text says nothing: what is not seen, rules, tags, empty items and links, open check boxes."""
    if "](" in text:
        text = _LINK.sub(lambda link: link["seen"], text)
    if _EMPTY.fullmatch(text) is None:
        return False
    return "&" not in text or all(_SIGNS.fullmatch(unescape(one)) for one in _REFERENCE.findall(text))


def _visible(lines: list[_Line]) -> str:
    """The text of lines without inline comments, which end with their paragraph; code is kept as it stands."""
    parts: list[str] = []
    paragraph: list[str] = []
    for line in (*lines, _Line(0, "")):
        if line.opens or line.code:
            parts.append(without_comments("\n".join(paragraph)))
            paragraph = []
        if line.code:
            parts.append(line.text)
        else:
            paragraph.append(line.text)
    return "\n".join(part for part in parts if part.strip()).strip()


class _Scanner:
    """The state between two lines: an open fence or comment, the paragraph so far, a list or quotation that may go on.

    It is `unsure` once a line may be, or may not be, a heading, a fence or a comment of such a list or quotation.
    """

    def __init__(self) -> None:
        self.fence = ""
        self.comment = False
        self.contained = False
        self.after_blank = True
        self.unsure = False
        self.paragraph: list[_Line] = []

    def feed(self, number: int, text: str) -> Iterator[_Line]:
        """The lines that are settled once this one is read."""
        if self.fence:
            self.fence = "" if _closes(text, self.fence) else self.fence
            yield _Line(number, text if self.fence else "", code=bool(self.fence))
            return
        if not self.comment:
            self._look(text)
        if self.comment or _COMMENT_START.match(text):
            yield from self.flush()
            self.comment = "-->" not in text
            yield _Line(number, "" if self.comment else text.partition("-->")[2])
        elif start := _FENCE.match(text):
            yield from self.flush()
            self.fence = start[1]
            yield _Line(number, "")
        else:
            yield from self._block(number, text)

    def _look(self, text: str) -> None:
        """Notice lists and quotations, and what may belong to them."""
        self.unsure = _OF_DIALECT.match(text) is not None
        if self.after_blank and text[:1] not in {" ", "\t", ""}:
            self.contained = False  # whatever begins at the margin after a blank line belongs to nothing above it
        if self.contained:
            self.unsure |= bool(_DOUBTFUL.match(text) or (_SETEXT.match(text) and not self.after_blank))
        self.contained = self.contained or _CONTAINER.match(text) is not None
        is_marked = any(mark in text for mark in ("<!--", "]:", "[!"))
        self.unsure |= self.contained and (is_marked or _EMPTY_NUMBER.match(text) is not None)
        self.after_blank = not text.strip(_BLANK)

    def _block(self, number: int, text: str) -> Iterator[_Line]:
        if (rule := _SETEXT.match(text)) and self.paragraph:
            title = _title(part.text for part in self.paragraph)
            self.unsure |= title.startswith("[") or "|" in title  # an address, or a table, has no title
            yield _Line(self.paragraph[0].number, "", (1 if rule[1][0] == "=" else STEP_LEVEL, title))
            self.paragraph = []
        elif atx := _ATX.match(text):
            yield from self.flush()
            yield _Line(number, "", (len(atx[1]), _title([atx[2] or ""])))
        elif text.strip(_BLANK) and not (_INTERRUPTS if self.paragraph else _NO_PARAGRAPH).match(text):
            self.paragraph.append(_Line(number, text, opens=not self.paragraph))
        else:
            is_code = not self.paragraph and not self.contained and _INDENTED.match(text) is not None
            yield from self.flush()
            yield _Line(number, text, code=is_code)

    def flush(self) -> Iterator[_Line]:
        """The lines of the paragraph, which ends here; addresses are none."""
        if _may_be_addresses(self.paragraph):
            are_addresses = all(_ADDRESS.match(one.text) for one in self.paragraph)
            self.unsure |= self.contained or not are_addresses
            yield from (_Line(one.number, "") for one in self.paragraph)
        else:
            yield from self.paragraph
        self.paragraph = []


def _lines(body: str) -> Iterator[_Line]:
    """The lines outside HTML comments; an underlined title is one heading, at the line where its paragraph starts."""
    scanner, found = _Scanner(), list[_Line]()
    for number, text in enumerate(body.split("\n"), 1):
        found.extend(scanner.feed(number, text))
        if scanner.unsure:
            return _parsed(body)
    found.extend(scanner.flush())
    return _parsed(body) if scanner.unsure else iter(found)


def _parsed(body: str) -> Iterator[_Line]:
    """The same lines by a full parser; what no block shows where it is written is left blank."""
    from ledger.text.dialect import block_parser  # noqa: PLC0415 - costs 60 ms, which few texts need

    texts = body.split("\n")
    found = {number: _Line(number, "") for number in range(1, len(texts) + 1)}
    tokens = block_parser().parse(body)
    notes = (token for token in tokens if token.type == "admonition_open" and len(token.info.split()) == 1)
    untitled = {token.map[0] + 1 for token in notes if token.map}
    footnotes = 0
    for token, inside in pairwise((*tokens, *tokens[:1])):
        footnotes += token.nesting if token.type in _FOOTNOTE else 0
        if token.map is None or footnotes:
            continue
        start, end = token.map[0] + 1, max(token.map[1], token.map[0] + 1)
        match token.type:
            case "heading_open" if token.level == 0:
                found[start] = _Line(start, "", (int(token.tag[1:]), _title(inside.content.split("\n"))))
            case "inline" if found[start].heading is None and not _is_empty_item(texts[start - 1], token.content):
                found |= {
                    number: _Line(number, texts[number - 1], opens=number == start)
                    for number in _span(start, end)
                    if number not in untitled
                }
            case "fence":
                last = end - _closes(texts[end - 1].lstrip(" \t>"), token.markup)
                found |= {number: _Line(number, texts[number - 1], code=True) for number in _span(start + 1, last)}
            case "code_block":
                found |= {number: _Line(number, texts[number - 1], code=True) for number in _span(start, end)}
            case "math_block":
                found[start] = _Line(start, token.content, code=True)
            case "html_block":
                found[end] = _Line(end, token.content)
    yield from found.values()


def _title(lines: Iterable[str]) -> str:
    """What a page shows of the lines of a heading: not the comments within it."""
    return without_comments(" ".join(line.strip() for line in lines)).strip()


def _is_empty_item(line: str, content: str) -> bool:
    """Whether a line holds a number of a list with nothing behind it."""
    return _EMPTY_NUMBER.match(line) is not None and is_empty(content)


def _span(first: int, last: int) -> range:
    return range(first, last + 1)


def _may_be_addresses(lines: list[_Line]) -> bool:
    return bool(lines) and lines[0].text.lstrip(" ").startswith("[") and any("]:" in one.text for one in lines)


def _closes(line: str, fence: str) -> bool:
    mark = line.strip(" \t")
    return len(line) - len(line.lstrip(" ")) < 4 and len(mark) >= len(fence) and not mark.strip(fence[0])  # noqa: PLR2004 - four spaces make code
