"""Signs that leave no mark on a page: they neither fill in a text nor part two names."""

import re
from typing import Final

# What a class of a regular expression holds: all signs of the Unicode category of formats (some of which are drawn
# around digits, and alone say nothing either), variants, joiners, the fillers of scripts, the blank of Braille, tags.
UNSEEN: Final = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN: Final = re.compile(f"[{UNSEEN}]+")


def without_unseen(text: str) -> str:
    """The text as people see it."""
    return _UNSEEN.sub("", text)
