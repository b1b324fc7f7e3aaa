"""Who may approve and what is accepted: the records of `ledger.yml`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.words import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who owns, sponsors or approves; `handle` is the key in `ledger.yml`, `formerly` the keys they had."""

    handle: str
    name: str
    emails: tuple[str, ...]
    roles: tuple[str, ...]
    github: str | None = None
    gitlab: str | None = None
    keys: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()


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
    _former: Mapping[str, Person] = field(init=False, repr=False, compare=False)
    _names: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        claims = [(handle, person) for person in self.people.values() for handle in person.formerly]
        count = Counter(handle for handle, _ in claims)
        alone = {handle: one for handle, one in claims if count[handle] == 1 and handle not in self.people}
        object.__setattr__(self, "_former", alone)
        bearing = Counter(person.name for person in self.people.values())
        told = {
            one.handle: f"{one.name} ({one.handle})" if bearing[one.name] > 1 else one.name
            for one in self.people.values()
        }
        object.__setattr__(self, "_names", told)

    def person(self, handle: str | None) -> Person | None:
        """Who has a handle, or had it formerly: nobody where two say so."""
        return self.people.get(handle or "") or self._former.get(handle or "")

    def is_former(self, handle: str | None) -> bool:
        """Whether somebody had a handle who has another one now."""
        return handle in self._former

    def handle(self, written: str | None) -> str | None:
        """The handle that its person has now; as it is written, where it is nobody's."""
        person = self.person(written)
        return person.handle if person else written

    @property
    def names(self) -> Mapping[str, str]:
        """What people are called where they are read, by their handles; where two bear one name, with the handle."""
        return self._names

    def called(self, written: str | None) -> str:
        """What somebody is called where they are read, by a handle that they have or had; else as it is written."""
        handle = self.handle(written) or ""
        return self._names.get(handle, handle)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that somebody holds."""
        return frozenset(role for person in self.people.values() for role in person.roles)
