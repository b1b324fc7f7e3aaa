"""How deep the brackets of a JSON text are nested.

Every Python gives up at a depth of its own, which the calls around it lower: no finding may depend on that.
"""

import re
from typing import Final

MAX_JSON_DEPTH: Final = 100  # levels; far beyond any file of figures, far below what any Python can read

_TOKENS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)


def is_too_deep(text: str, most: int = MAX_JSON_DEPTH) -> bool:
    """Whether arrays and objects stand inside each other at more than `most` levels; brackets in strings are none."""
    if text.count("[") + text.count("{") <= most:
        return False
    depth = 0
    for found in _TOKENS.finditer(text):
        match found[0]:
            case "[" | "{":
                depth += 1
                if depth > most:
                    return True
            case "]" | "}":
                depth -= 1
    return False
