"""What a field that a phase needs is called, and what belongs into it, in the words of its flow or of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ledger.records.flow import Flow
from ledger.schema import builtin_schema
from ledger.words import CARD_PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A needed field: its path as it is written, its titles from the outermost on, and what it is for.

    It stands in the phase's document or, where `in_card` says so, in the project card.
    """

    path: str
    in_card: bool
    title: str
    about: str


def asked_of(flow: Flow | None, need: str) -> Asked:
    """The field that a need of a flow names; where nobody gave it a title, it is called by its path."""
    path = need.removeprefix(CARD_PREFIX)
    own = flow.fields if flow else {}
    in_card = path != need
    known = _builtin("project") if in_card else {**_builtin("phase"), **own}
    titles: list[str] = []
    schema: object = {"properties": known}
    for name in path.split("."):
        schema = _part(_part(_entry(schema), "properties"), name)
        title = _part(schema, "title")
        titles.append(title if isinstance(title, str) and title else name)
    about = _part(schema, "description")
    return Asked(path=path, in_card=in_card, title=" · ".join(titles), about=about if isinstance(about, str) else "")


@cache
def _builtin(kind: str) -> Mapping[str, object]:
    """The fields that every flow has; the values are shared, so nobody changes them."""
    fields: Mapping[str, object] = builtin_schema(kind)["properties"]
    return fields


def _entry(schema: object) -> object:
    """The schema of a list's entries, which is where a need leads; any other schema as it is."""
    return _part(schema, "items") if _part(schema, "type") == "array" else schema


def _part(schema: object, name: str) -> object:
    return schema.get(name) if isinstance(schema, Mapping) else None
