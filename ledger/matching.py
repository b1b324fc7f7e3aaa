"""Whether two texts can be compared part by part in a moment: difflib looks at every pair of equal parts many times."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

_PARTS: Final = 2_000  # of a side


def may_match(before: Sequence[str], after: Sequence[str], *, pairs: int) -> bool:
    """Whether neither side is too long, and at most so many pairs of a part with an equal one of the other side are."""
    if max(len(before), len(after)) > _PARTS:
        return False
    others = Counter(after)
    return sum(count * others[part] for part, count in Counter(before).items()) <= pairs
