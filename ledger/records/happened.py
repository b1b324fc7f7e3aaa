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
        return ".".join(step for step in self.path if isinstance(step, str))

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

    def concerns(self, need: str) -> bool:
        """Whether a needed field is not borne out by this day."""
        beside, name = self.field.rpartition(".")[::2]
        if need == self.field or self.field.startswith(f"{need}."):
            return True
        within = need.removeprefix(f"{beside}.") if beside and need.startswith(f"{beside}.") else ""
        return bool(within) and within.split(".")[0] not in {name, *self.apart}


def misdated(project: Project, document: PhaseDocument, today: date) -> tuple[Misdated, ...]:
    """What a document says that days, read on the day `today`, do not bear out, by the flow of its project."""
    if project.flow is None:
        return ()
    again = entered_again(project, document.phase)
    return tuple(_in_mapping(project.flow.fields, document.fields, (), today, again))


def borne_out(fields: Mapping[str, Any], found: tuple[Misdated, ...]) -> Mapping[str, Any]:
    """The fields of a document without what its days do not bear out; lists keep their length."""
    for one in found:
        fields = _without(fields, one.path, one.apart)
    return fields


def told_each_visit(project: Project, document: PhaseDocument) -> tuple[str, ...]:
    """The dotted names of the days in a document that are to be told in each visit of its phase."""
    found = _days(project.flow.fields, document.fields, ()) if project.flow else ()
    return tuple(dict.fromkeys(found))


def _in_mapping(
    schemas: Mapping[str, Any], values: Mapping[str, Any], path: Path, today: date, again: date | None
) -> Iterator[Misdated]:
    known = {name: schema for name in values if isinstance(schema := schemas.get(name), Mapping)}
    apart = frozenset(name for name, schema in known.items() if any(mark in schema for mark in _OF_DAYS))
    for name, schema in known.items():
        for inner, value, way in _inside(schema, values[name], (*path, name)):
            yield from _in_mapping(inner, value, way, today, again)
        wrong = _wrong(name, schema, values, today, again) if name in apart else None
        if wrong:
            others = (apart if path else frozenset(values)) - {name}
            kind, found, bound = wrong
            is_end = WEEKS_SINCE in schema
            yield Misdated(path=(*path, name), wrong=kind, found=found, bound=bound, apart=others, is_end=is_end)


def _inside(schema: Mapping[str, Any], value: Any, path: Path) -> Iterator[tuple[Mapping[str, Any], Any, Path]]:
    """The mappings in a value that its schema describes, with the schemas of their members, also those of lists."""
    if isinstance(value, list) and isinstance(items := schema.get("items"), Mapping):
        for place, item in enumerate(value):
            yield from _inside(items, item, (*path, place))
    if isinstance(value, Mapping) and isinstance(inner := schema.get("properties"), Mapping):
        yield inner, value, path


def _wrong(
    name: str, schema: Mapping[str, Any], beside: Mapping[str, Any], today: date, again: date | None
) -> tuple[Misdating, date, date] | None:
    if WEEKS_SINCE in schema:
        start, weeks = _beside(schema, WEEKS_SINCE, beside), number(beside, name)
        end = after_weeks(start, weeks) if start and weeks is not None else None
        return (Misdating.AHEAD, end, today) if end and end > today else None
    found, first = day(beside, name), _beside(schema, NOT_BEFORE, beside)
    if found is None:
        return None
    if HAPPENED in schema and found > today:
        return Misdating.AHEAD, found, today
    if first and found < first:
        return Misdating.REVERSED, found, first
    if schema.get(HAPPENED) == Happened.EACH_VISIT and again and found < again:
        return Misdating.OLD, found, again
    return None


def _beside(schema: Mapping[str, Any], mark: str, beside: Mapping[str, Any]) -> date | None:
    """The day beside a value that a word of its schema names."""
    name = schema.get(mark)
    return day(beside, name) if isinstance(name, str) else None


def _without(node: Any, path: Path, apart: frozenset[str]) -> Any:
    step, *rest = path
    if not rest:
        return {name: value for name, value in node.items() if name in apart}
    if isinstance(node, list):
        return [_without(item, tuple(rest), apart) if place == step else item for place, item in enumerate(node)]
    inner = node.get(step)  # gone where a day beside it has taken it away
    return {**node, step: _without(inner, tuple(rest), apart)} if isinstance(inner, (dict, list)) else node


def _days(schemas: Mapping[str, Any], values: Mapping[str, Any], path: Path) -> Iterator[str]:
    for name, value in values.items():
        schema = schemas.get(name)
        if isinstance(schema, Mapping):
            if schema.get(HAPPENED) == Happened.EACH_VISIT and day(values, name):
                yield ".".join(str(step) for step in (*path, name) if isinstance(step, str))
            for inner, held, way in _inside(schema, value, (*path, name)):
                yield from _days(inner, held, way)
