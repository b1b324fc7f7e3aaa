"""A MkDocs hook that only saves time: drawn pages are one block of HTML, which Markdown would pass through unchanged.

MkDocs loads this file by its path. An engine that ignores hooks builds the same pages, more slowly.
"""

from typing import Any

_blocks: dict[str, str] = {}


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Sets the block of a drawn page aside, so that Python-Markdown has nothing to parse."""
    if page.meta.pop("drawn", None) is not True:
        return markdown
    _blocks[page.file.src_uri] = markdown.strip()
    return ""


def on_page_content(html: str, *, page: Any, **_: Any) -> str:
    """Puts the block back."""
    return _blocks.pop(page.file.src_uri, html)
