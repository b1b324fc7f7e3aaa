"""Two texts, or two front matters, to what is different between them: lines with the words that changed in each."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

import rfc8785

from ledger.matching import may_match
from ledger.words import UNCOVERED

_AROUND: Final = 3  # unchanged lines shown before and after a change
_PAIRS: Final = 100_000  # of equal lines; with more only the ends of a text are compared
_WORD_PAIRS: Final = 50_000  # of equal words of a line, of which there may be many
_ALIKE: Final = 0.5  # from which likeness on a line counts as written anew, not as another one
_PLAIN: Final = re.compile(r"[\w-]+")
_NUMBER: Final = re.compile(r"(-?\d+(\.\d+)?([eE][-+]?\d+)?)?")
_WORDS: Final = {"None": "nothing", "True": "yes", "False": "no", "[]": "an empty list", "{}": "an empty mapping"}
_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")


class Side(StrEnum):
    """Where a line stands: in both texts, only in the old, only in the new; a gap stands for equal lines left out."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a line; `is_changed` marks the words that the other text does not have there."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a comparison; `skipped` counts the equal lines that a gap stands for."""

    side: Side
    spans: tuple[Span, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of the front matter that differs; None where one side does not have it."""

    path: str
    old: tuple[Span, ...] | None
    new: tuple[Span, ...] | None


def line_changes(old: str, new: str) -> tuple[Line, ...]:
    """The lines that differ, each with some of its neighbours; empty when both texts are the same."""
    before, after = old.split("\n"), new.split("\n")
    steps = _steps(before, after, _PAIRS)
    if all(kind == "equal" for kind, *_ in steps):
        return ()
    found: list[Line] = []
    for place, (kind, start, end, new_start, new_end) in enumerate(steps):
        if kind == "equal":
            is_first, is_last = place == 0, place == len(steps) - 1
            found += _context(before[start:end], above=0 if is_first else _AROUND, below=0 if is_last else _AROUND)
        else:
            found += _replaced(before[start:end], after[new_start:new_end])
    return tuple(found)


def _steps(before: Sequence[str], after: Sequence[str], pairs: int) -> list[tuple[str, int, int, int, int]]:
    """The steps from one sequence to another; of long ones only the equal ends are told apart from the middle."""
    if may_match(before, after, pairs=pairs):
        return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = next((at for at in range(shorter - head) if before[-1 - at] != after[-1 - at]), shorter - head)
    steps = [
        ("equal", 0, head, 0, head),
        ("replace", head, len(before) - tail, head, len(after) - tail),
        ("equal", len(before) - tail, len(before), len(after) - tail, len(after)),
    ]
    return [step for step in steps if step[1] != step[2] or step[3] != step[4]]


def _context(lines: Sequence[str], *, above: int, below: int) -> Iterator[Line]:
    """Equal lines: the first ones belong to the change above, the last ones to the one below."""
    if len(lines) <= above + below + 1:
        kept = [_line(Side.BOTH, one) for one in lines]
        yield from kept
        return
    yield from (_line(Side.BOTH, one) for one in lines[:above])
    yield Line(side=Side.GAP, skipped=len(lines) - above - below)
    yield from (_line(Side.BOTH, one) for one in lines[len(lines) - below :])


def _line(side: Side, text: str) -> Line:
    return Line(side=side, spans=(Span(text=text),))


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Lines that were taken out and put in; one that was only written anew stands above what it became."""
    paired, begun = min(len(before), len(after)), 0
    for place in range(paired):
        old, new = word_changes(before[place], after[place])
        if any(span.is_changed for span in (*old, *new)):
            yield from _apart(before[begun:place], after[begun:place])
            yield Line(side=Side.OLD, spans=old)
            yield Line(side=Side.NEW, spans=new)
            begun = place + 1
    yield from _apart(before[begun:], after[begun:])


def _apart(before: Iterable[str], after: Iterable[str]) -> Iterator[Line]:
    yield from (_line(Side.OLD, one) for one in before)
    yield from (_line(Side.NEW, one) for one in after)


def word_changes(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both texts with the words that changed marked; nothing is marked where hardly a word is the same."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    steps = _steps(before, after, _WORD_PAIRS)
    same = sum(end - start for kind, start, end, *_ in steps if kind == "equal")
    if 2 * same < _ALIKE * (len(before) + len(after)):
        return (Span(text=old),), (Span(text=new),)
    was, now = [], []
    for kind, start, end, new_start, new_end in steps:
        was.append(Span(text="".join(before[start:end]), is_changed=kind != "equal"))
        now.append(Span(text="".join(after[new_start:new_end]), is_changed=kind != "equal"))
    return tuple(one for one in was if one.text), tuple(one for one in now if one.text)


def covered_fields(meta: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The front matter that a vote covers as dotted paths with their values, in order; entries go by their id."""
    return tuple(_flat({name: value for name, value in meta.items() if name not in UNCOVERED}, ""))


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict() if value:
            for name, inner in value.items():
                yield from _flat(inner, f"{path}.{_name(name)}" if path else _name(name))
        case list() if value:
            for name, inner in zip(_names(value), value, strict=True):
                yield from _flat(inner, f"{path}[{_name(name)}]")
        case _:
            yield path, _value(value)


def _names(entries: Sequence[Any]) -> list[str]:
    """What the entries of a list are called: by their ids where each has one of its own, else by their number."""
    ids = [one["id"] if isinstance(one, dict) and isinstance(one.get("id"), str) else "" for one in entries]
    return ids if all(ids) and len(set(ids)) == len(ids) else [str(number) for number in range(1, len(entries) + 1)]


def _name(name: object) -> str:
    """A name as part of a path; one that could be taken for several is quoted, so that no two paths are the same."""
    return str(name) if _PLAIN.fullmatch(str(name)) else json.dumps(str(name), ensure_ascii=False)


def _value(value: Any) -> str:
    """A value in words that no other value has: what could be taken for another kind is quoted."""
    match value:
        case None | bool() | list() | dict():
            return _WORDS[repr(value)]
        case str() if value in _WORDS.values() or value.startswith('"') or _NUMBER.fullmatch(value):
            return json.dumps(value, ensure_ascii=False)
        case str():
            return value
        case _:
            return rfc8785.dumps(value).decode()


def field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The covered fields that differ: in the order of the new front matter, then those that are gone."""
    before, after = dict(covered_fields(old)), dict(covered_fields(new))
    found = []
    for path in (*after, *(path for path in before if path not in after)):
        was, now = before.get(path), after.get(path)
        if was is None and now is not None:
            found.append(FieldChange(path=path, old=None, new=(Span(text=now),)))
        elif now is None and was is not None:
            found.append(FieldChange(path=path, old=(Span(text=was),), new=None))
        elif was is not None and now is not None and was != now:
            marked, marked_now = word_changes(was, now)
            found.append(FieldChange(path=path, old=marked, new=marked_now))
    return tuple(found)
