"""Why an approval no longer covers a document: what is different from the content that was approved."""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from ledger.matching import may_match
from ledger.records.model import Lapse
from ledger.words import UNCOVERED

_PAIRS: Final = 100_000  # of equal lines; with more only those are counted that stand on one side alone


def lapse(old: Mapping[str, Any], old_body: str, new: Mapping[str, Any], new_body: str) -> Lapse:
    """The difference between the front matter and body that were approved and those that stand there now.

    A voided iteration is told apart: the project came back to the phase, and everything is approved anew.
    """
    fields = tuple(_differing(old, new, ""))
    return Lapse(fields=fields, lines=_changed_lines(old_body, new_body), is_new_iteration="iteration" in fields)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], above: str) -> Iterator[str]:
    """The dotted paths of the fields that differ, in the new order, then those that are gone."""
    for name in (*new, *(name for name in old if name not in new)):
        if not above and name in UNCOVERED:
            continue
        was, now = old.get(name), new.get(name)
        if name in old and name in new and _same(was, now):
            continue
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from _differing(was, now, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _same(was: Any, now: Any) -> bool:
    """Whether two values are written the same in JSON, which knows no difference between 1 and 1.0."""
    if isinstance(was, bool) or isinstance(now, bool):
        return was is now
    if isinstance(was, list) and isinstance(now, list):
        return len(was) == len(now) and all(map(_same, was, now))
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        return was.keys() == now.keys() and all(_same(was[name], now[name]) for name in was)
    return bool(was == now)


def _changed_lines(old: str, new: str) -> int:
    """How many lines were added, removed or written anew; one written anew counts once."""
    before, after = old.strip(" \t\n").split("\n"), new.strip(" \t\n").split("\n")
    if may_match(before, after, pairs=_PAIRS):
        steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        return sum(max(to - at, now_to - now) for kind, at, to, now, now_to in steps if kind != "equal")
    lines, others = Counter(before), Counter(after)
    return max((lines - others).total(), (others - lines).total())
