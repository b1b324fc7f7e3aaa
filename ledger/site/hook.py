"""A MkDocs hook that only saves time: drawn pages are one block of HTML, which Markdown would pass through unchanged.

MkDocs loads this file by its path. An engine that ignores hooks builds the same pages, more slowly: Markdown takes a
third of the time, and the search plugin, which reads each page a second time tag by tag, most of the rest. So search is
shown what it looks for alone: headings, and the text that no `data-search-exclude` takes out.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from mkdocs.plugins import CombinedEvent, event_priority

# Of these the search plugin keeps the tag, or counts how deep a heading stands; all other tags it drops.
_SEEN: Final = "h[1-6]|p|code|pre|li|ol|ul|sub|sup|script|style|object|div|section|article|details|summary"
_OFF: Final = re.compile(r"<([\w-]+)\b[^>]*\sdata-search-exclude\b[^>]*>")
_UNSEEN: Final = re.compile(rf"""<(?!/?(?:{_SEEN})\b)/?[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>""")

_blocks: dict[str, str] = {}


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Sets the block of a drawn page aside, so that Python-Markdown has nothing to parse."""
    if page.meta.pop("drawn", None) is not True:
        return markdown
    _blocks[page.file.src_uri] = markdown.strip()
    return ""


@event_priority(100)  # before every plugin
def on_page_content(html: str, *, page: Any, **_: Any) -> str:
    """Puts the block back."""
    return _blocks.get(page.file.src_uri, html)


@event_priority(100)  # before the search plugin
def _shorten(context: Any, /, *, page: Any, **_: Any) -> Any:
    if page.file.src_uri in _blocks:
        _blocks[page.file.src_uri] = page.content
        page.content = searched(page.content)
    return context


@event_priority(-100)  # after every plugin
def _restore(context: Any, /, *, page: Any, **_: Any) -> Any:
    page.content = _blocks.pop(page.file.src_uri, page.content)
    return context


on_page_context = CombinedEvent(_shorten, _restore)


def searched(html: str) -> str:
    """What of a drawn page can be found: sections with their text, without what is excluded and what is mere form."""
    return _UNSEEN.sub("", "".join(_included(html)))


def _included(html: str) -> Iterator[str]:
    at = 0
    while off := _OFF.search(html, at):
        yield html[at : off.start()]
        at = _end_of(off[1], html, off.end())
    yield html[at:]


def _end_of(tag: str, html: str, at: int) -> int:
    """Where the element ends whose content begins at `at`; the end of the page when it never does."""
    depth = 1
    for found in _tags(tag).finditer(html, at):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end()
    return len(html)


@cache
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}\b[^>]*>")
