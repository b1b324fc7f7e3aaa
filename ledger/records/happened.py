"""What the fields of a flow say of days on which something happened, and what such days do not bear out.

The schema of such a field may carry four words of the ledger's own, which JSON Schema leaves alone:

- `happened: once` of a date: it is no day to come. With `each-visit` it is none from before the phase was last entered
  either, so who comes back to a phase has to tell of it anew.
- `not_before: NAME` of a date: it does not lie before the date of that name beside it.
- `weeks_since: NAME` of a number: so many weeks from the date of that name beside it are over.
- `against: [VALUE, ...]` of a choice: a phase that needs it is not left with one of these (see `readiness`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from ledger.records.duedates import after_weeks, entered_again
from ledger.records.front_matter import day, number
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.text.strict_yaml import Path

HAPPENED: Final = "happened"
NOT_BEFORE: Final = "not_before"
WEEKS_SINCE: Final = "weeks_since"
AGAINST: Final = "against"
_OF_DAYS: Final = (HAPPENED, NOT_BEFORE, WEEKS_SINCE)


class Happened(StrEnum):
    """How often something happens: once for all, or in each visit of its phase."""

    ONCE = "once"
    EACH_VISIT = "each-visit"


class Misdating(StrEnum):
    """What is wrong with a day."""

    AHEAD = "ahead"
    REVERSED = "reversed"
    OLD = "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Misdated:
    """A value that its day does not bear out: at `path` of the front matter stands `found`, or weeks that end then.

    `bound` is the day that it must not pass (`ahead`) or not lie before. `apart` are the names beside it for which a
    day of their own speaks; all others beside it are as little borne out as it is.
    """

    path: Path
    wrong: Misdating
    found: date
    bound: date
    apart: frozenset[str]
    is_end: bool = False

    @property
    def field(self) -> str:
        """The dotted name of the field, the places in lists left out."""
        return _dotted(self.path)

    @property
    def said(self) -> str:
        """What is said, as in `2027-01-10` or `an end on 2027-01-10`."""
        return f"an end on {self.found}" if self.is_end else str(self.found)

    @property
    def words(self) -> str:
        """The same with what is wrong about it, as in `2027-01-10, which is still to come`."""
        if self.wrong is Misdating.AHEAD:
            return f"{self.said}, which is still to come"
        if self.wrong is Misdating.REVERSED:
            return f"{self.said}, which is before {self.bound}"
        return f"{self.said}, which is before the phase was entered again on {self.bound}"


def misdated(project: Project, document: PhaseDocument, today: date) -> tuple[Misdated, ...]:
    """What a document says that days, read on the day `today`, do not bear out, by the flow of its project."""
    again = entered_again(project, document.phase)
    found = []
    for one in _marked_fields(project, document):
        if wrong := _wrong(one, today, again):
            kind, day_of_it, bound = wrong
            is_end = WEEKS_SINCE in one.schema
            found.append(
                Misdated(path=one.path, wrong=kind, found=day_of_it, bound=bound, apart=one.apart, is_end=is_end)
            )
    return tuple(found)


def borne_out(fields: Mapping[str, Any], found: tuple[Misdated, ...]) -> Mapping[str, Any]:
    """The fields of a document without what its days do not bear out; lists keep their length."""
    for one in found:
        fields = _without(fields, one.path, one.apart)
    return fields


def told_each_visit(project: Project, document: PhaseDocument) -> tuple[str, ...]:
    """The dotted names of the days in a document that are to be told in each visit of its phase."""
    found = (one for one in _marked_fields(project, document) if one.schema.get(HAPPENED) == Happened.EACH_VISIT)
    return tuple(dict.fromkeys(_dotted(one.path) for one in found if day(one.beside, one.name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """A value of whose day its `schema` speaks, in the mapping `beside`; `apart` as in `Misdated`."""

    path: Path
    schema: Mapping[str, Any]
    beside: Mapping[str, Any]
    apart: frozenset[str]

    @property
    def name(self) -> str:
        return str(self.path[-1])


def _marked_fields(project: Project, document: PhaseDocument) -> Iterator[_Marked]:
    return _marked(project.flow.fields, document.fields, ()) if project.flow else iter(())


def _marked(schemas: Mapping[str, Any], values: Mapping[str, Any], path: Path) -> Iterator[_Marked]:
    known = {name: schema for name in values if isinstance(schema := schemas.get(name), Mapping)}
    marked = frozenset(name for name, schema in known.items() if any(mark in schema for mark in _OF_DAYS))
    for name, schema in known.items():
        for inner, value, way in _inside(schema, values[name], (*path, name)):
            yield from _marked(inner, value, way)
        if name in marked:
            apart = (marked if path else frozenset(values)) - {name}
            yield _Marked(path=(*path, name), schema=schema, beside=values, apart=apart)


def _inside(schema: Mapping[str, Any], value: Any, path: Path) -> Iterator[tuple[Mapping[str, Any], Any, Path]]:
    """The mappings in a value that its schema describes, with the schemas of their members, also those of lists."""
    if isinstance(value, list) and isinstance(items := schema.get("items"), Mapping):
        for place, item in enumerate(value):
            yield from _inside(items, item, (*path, place))
    if isinstance(value, Mapping) and isinstance(inner := schema.get("properties"), Mapping):
        yield inner, value, path


def _wrong(one: _Marked, today: date, again: date | None) -> tuple[Misdating, date, date] | None:
    if WEEKS_SINCE in one.schema:
        start, weeks = _named_day(one, WEEKS_SINCE), number(one.beside, one.name)
        end = after_weeks(start, weeks) if start and weeks is not None else None
        return (Misdating.AHEAD, end, today) if end and end > today else None
    found, first = day(one.beside, one.name), _named_day(one, NOT_BEFORE)
    if found is None:
        return None
    if HAPPENED in one.schema and found > today:
        return Misdating.AHEAD, found, today
    if first and found < first:
        return Misdating.REVERSED, found, first
    if one.schema.get(HAPPENED) == Happened.EACH_VISIT and again and found < again:
        return Misdating.OLD, found, again
    return None


def _named_day(one: _Marked, mark: str) -> date | None:
    """The day beside a value that a word of its schema names."""
    name = one.schema.get(mark)
    return day(one.beside, name) if isinstance(name, str) else None


def _without(node: Any, path: Path, apart: frozenset[str]) -> Any:
    step, *rest = path
    if not rest:
        return {name: value for name, value in node.items() if name in apart}
    if isinstance(node, list):
        return [_without(item, tuple(rest), apart) if place == step else item for place, item in enumerate(node)]
    inner = node.get(step)  # gone where a day beside it has taken it away
    return {**node, step: _without(inner, tuple(rest), apart)} if isinstance(inner, (dict, list)) else node


def _dotted(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))
