"""What a mapping says, frozen: where the facts of a source stand and what its values mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.records.flow import Flow
from ledger.words import Grade, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one fact stands: in a field, in the path (`template` with names in braces), or always the same `value`."""

    field: str | None = None
    template: str | None = None
    value: str | None = None


Pick = tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What one value says; None says nothing about that."""

    phase: str | None = None
    status: Status | None = None
    because: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A field that says where a project is; `values` go by their text in small letters."""

    field: str
    values: Mapping[str, Meaning]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What becomes a vote: who is listed in `field`, or who changed the first state from `origin` to `target`."""

    gate: str
    role: str
    phase: str
    field: str | None = None
    origin: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person whom the mapping names; `also` are other names that the source has for them."""

    handle: str
    name: str | None = None
    emails: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a table of changes."""

    at: str
    to: str
    origin: str | None = None
    author: str | None = None
    email: str | None = None
    created: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole mapping; `flow_text` is the file of a flow that the mapping writes out itself."""

    name: str
    title: str
    flow: Flow
    flow_text: str | None
    picks: Mapping[str, Pick]
    layers: tuple[Layer, ...]
    files: tuple[str, ...] = ()
    form: str = "front-matter"
    text: str | None = None
    columns: Columns | None = None
    encoding: str = "utf-8"
    dates: str | None = None
    zone: str | None = None
    back: Meaning = field(default_factory=Meaning)
    removed: Meaning = field(default_factory=Meaning)
    ballots: tuple[Ballot, ...] = ()
    rest: str = "card"
    sections: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[str, ...] | None = None
    people: tuple[Known, ...] = ()
    grade: Grade = Grade.AUTHORED
    self_approval: bool = False

    def used(self) -> frozenset[str]:
        """The fields that have a place of their own."""
        places = (place.field for pick in self.picks.values() for place in pick if place.field)
        named = (ballot.field for ballot in self.ballots if ballot.field)
        return frozenset((*places, *named, *self.column_names(), *(layer.field for layer in self.layers)))

    def column_names(self) -> tuple[str, ...]:
        """The columns of a table of changes that the mapping names."""
        one = self.columns
        return (
            tuple(name for name in (one.at, one.to, one.origin, one.author, one.email, one.created) if name)
            if one
            else ()
        )


Fields = Mapping[str, Any]
