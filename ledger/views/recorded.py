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


def facts_of(document: PhaseDocument, flow: Flow | None) -> tuple[Fact, ...]:
    """The facts in the order in which they are written; what is empty says nothing."""
    known = flow.fields if flow else {}
    return tuple(
        fact
        for name, value in document.fields.items()
        if name not in _SHOWN
        for fact in _facts(value, known.get(name), (_title(known.get(name), name),))
    )


def _facts(value: Any, schema: object, names: tuple[str, ...]) -> Iterator[Fact]:
    match value:
        case _ if value in (None, "", [], {}):
            return
        case dict():
            for name, inner in value.items():
                part = _part(_part(schema, "properties"), str(name))
                yield from _facts(inner, part, (*names, _title(part, str(name))))
        case list() if any(isinstance(one, dict | list) for one in value):
            for number, inner in enumerate(value, 1):
                yield from _facts(inner, _part(schema, "items"), (*names[:-1], f"{names[-1]} {number}"))
        case list():
            yield Fact(names=names, value=", ".join(str(_said(one)) for one in value if one is not None))
        case _:
            yield Fact(names=names, value=_said(value))


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
