"""Comments of HTML within a paragraph of Markdown, which no page shows."""

import re
from typing import Final

_TICKS: Final = re.compile(r"`+")
_TICKS_OR_COMMENT: Final = re.compile(r"`+|<!--")


def without_comments(text: str) -> str:
    """The text of a paragraph without its comments; what looks like one in a span of code is none."""
    if "<!--" not in text:
        return text
    ends = _ends_of_spans(text)
    kept, at, seen = [], 0, 0
    for mark in _TICKS_OR_COMMENT.finditer(text):
        if mark.start() < seen:
            continue
        if mark[0] != "<!--":
            seen = ends.get(mark.start(), seen)
        elif (closed := text.find("-->", mark.end())) < 0:
            break  # nor is any comment behind it closed
        else:
            kept.append(text[at : mark.start()])
            at = seen = closed + len("-->")
    return "".join((*kept, text[at:]))


def _ends_of_spans(text: str) -> dict[int, int]:
    """Where the span of code ends that a run of ticks would open: behind the next run of as many."""
    following: dict[str, int] = {}
    ends: dict[int, int] = {}
    for mark in reversed(tuple(_TICKS.finditer(text))):
        if mark[0] in following:
            ends[mark.start()] = following[mark[0]]
        following[mark[0]] = mark.end()
    return ends
