"""What the fields of a phase document say that a flow asks for, in the flow's own words for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.records.flow import Flow
from ledger.records.papers import PhaseDocument

# Each has a place of its own wherever a project is shown.
_SHOWN: Final = frozenset({"phase", "iteration", "timebox", "budget", "kpis", "deliverables", "tasks", "approvals"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value with the titles that lead to it, outermost first; entries of a list are counted from 1."""

    names: tuple[str, ...]
    value: str | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of mappings with the titles that lead to it and those of its keys; None stands for no value."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...]


def recorded_in(document: PhaseDocument, flow: Flow | None) -> tuple[Fact | Listing, ...]:
    """The facts and lists in the order in which they are written; what is empty says nothing."""
    known = flow.fields if flow else {}
    return tuple(
        fact
        for name, value in document.fields.items()
        if name not in _SHOWN
        for fact in _facts(value, known.get(name), (_title(known.get(name), name),))
    )


def _facts(value: Any, schema: object, names: tuple[str, ...]) -> Iterator[Fact | Listing]:
    match value:
        case _ if value in (None, "", [], {}):
            return
        case dict():
            for name, inner in value.items():
                part = _part(_part(schema, "properties"), str(name))
                yield from _facts(inner, part, (*names, _title(part, str(name))))
        case list() if all(isinstance(one, dict) for one in value):
            yield from _listing(value, _part(schema, "items"), names)
        case list() if any(isinstance(one, dict | list) for one in value):
            for number, inner in enumerate(value, 1):
                yield from _facts(inner, _part(schema, "items"), (*names[:-1], f"{names[-1]} {number}"))
        case list():
            yield Fact(names=names, value=", ".join(str(_said(one)) for one in value if one is not None))
        case _:
            yield Fact(names=names, value=_said(value))


def _listing(entries: list[dict[str, Any]], schema: object, names: tuple[str, ...]) -> Iterator[Listing]:
    """A list as a table; a key that no entry gives a value to says nothing."""
    cells = [{str(key): _cell(inner, _entry(schema, str(key))) for key, inner in entry.items()} for entry in entries]
    keys = [
        key
        for key in dict.fromkeys(key for row in cells for key in row)
        if any(row.get(key) is not None for row in cells)
    ]
    if keys:
        yield Listing(
            names=names,
            columns=tuple(_title(_entry(schema, key), key) for key in keys),
            rows=tuple(tuple(row.get(key) for key in keys) for row in cells),
        )


def _entry(schema: object, key: str) -> object:
    return _part(_part(schema, "properties"), key)


def _cell(value: Any, schema: object) -> str | float | None:
    """One value of an entry; several in it stand beside their titles."""
    told = tuple(_facts(value, schema, ("",)))
    match told:
        case ():
            return None
        case (Fact(names=("",), value=alone),):
            return alone
        case _:
            return "; ".join(_in_words(one) for one in told)


def _in_words(one: Fact | Listing) -> str:
    """A fact or a list within an entry, in one line."""
    lead = " · ".join(filter(None, one.names))
    if isinstance(one, Fact):
        return f"{lead}: {one.value}" if lead else f"{one.value}"
    rows = (
        ", ".join(f"{name} {cell}" for name, cell in zip(one.columns, row, strict=True) if cell is not None)
        for row in one.rows
    )
    return f"{lead}: {' / '.join(rows)}" if lead else " / ".join(rows)


def _said(value: Any) -> str | float:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case _:
            return str(value)


def _part(schema: object, name: str) -> object:
    return schema.get(name) if isinstance(schema, Mapping) else None


def _title(schema: object, name: str) -> str:
    """What a field is called; its name where no flow gives it a title."""
    title = _part(schema, "title")
    return title if isinstance(title, str) and title else name
