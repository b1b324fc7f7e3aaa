"""Who may approve and what is accepted: the records of `ledger.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.words import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who owns, sponsors or approves; `handle` is the key in `ledger.yml`."""

    handle: str
    name: str
    emails: tuple[str, ...]
    roles: tuple[str, ...]
    github: str | None = None
    gitlab: str | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that is accepted until the end of a day, with the reason; `index` is its place in the list.

    `now` is what the project is called by now that `project` named when the waiver landed, where the history tells.
    """

    code: str
    reason: str
    until: date | None
    project: str | None
    index: int
    now: str | None = None

    @property
    def target(self) -> str | None:
        """The project that it is for, by its present name; None for every project."""
        return self.now or self.project


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What `ledger.yml` says; `witnesses` are the public keys of machines that see reviews."""

    title: str
    default_flow: str | None
    grade: Grade
    self_approval: bool
    people: Mapping[str, Person]
    waivers: tuple[Waiver, ...]
    witnesses: tuple[str, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """The names of people by their handles."""
        return {handle: person.name for handle, person in self.people.items()}

    @property
    def roles(self) -> frozenset[str]:
        """Every role that somebody holds."""
        return frozenset(role for person in self.people.values() for role in person.roles)
