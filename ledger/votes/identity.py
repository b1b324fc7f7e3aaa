"""Which handles are one person: former ones, and those that share an address, an account or a key; who is meant."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.records.policy import Person, Policy

HANDLE: Final = "handle"


class Mark(NamedTuple):
    """What tells a person from others: its kind (address, key, github, gitlab, handle), one spelling, as it is written.

    `path` is its place among the person's facts.
    """

    kind: str
    spelling: str
    written: str
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _People:
    """The people of one policy as a key: a policy never changes, so the same mapping gives the same answer."""

    people: Mapping[str, Person]

    def __hash__(self) -> int:
        return id(self.people)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _People) and self.people is other.people


def identities(people: Mapping[str, Person]) -> Mapping[str, str]:
    """The first handle, in alphabetical order, of the person behind each handle, former ones too; sharing is passed on.

    Who claims another one's handle is one with them: whatever was voted under it, nobody gains a second voice by it.
    """
    return _identities(_People(people))


def with_own_handles(handles: frozenset[str], known: Policy, told: Policy) -> frozenset[str]:
    """Handles with those that `known` has of the same people, where only `told` has theirs.

    Who gets another handle, or a second one, is nobody new to those who know them by the first.
    """
    fresh = [handle for handle in handles if known.person(handle) is None]
    if not fresh:
        return handles
    persons = identities({**known.people, **told.people})
    meant = {persons.get(handle) for handle in fresh}
    return handles | {handle for handle in known.people if persons[handle] in meant}


@lru_cache(maxsize=4)  # an audit asks at every vote, and the people seldom change
def _identities(of: _People) -> Mapping[str, str]:
    people = of.people
    first: dict[tuple[str, str], str] = {}
    together = {handle: {handle} for handle in people}
    for handle, person in people.items():
        for mark in marks_of(person):
            other = first.setdefault((mark.kind, mark.spelling), handle)
            if together[other] is not together[handle]:
                joined = together[other] | together[handle]
                together.update(dict.fromkeys(joined, joined))
    known = {spelling: handle for (kind, spelling), handle in first.items() if kind == HANDLE}
    return {handle: min(together[holder]) for handle, holder in known.items()}


def marks_of(person: Person) -> Iterator[Mark]:
    """All that no two people share, the handles first."""
    yield Mark(HANDLE, person.handle, person.handle, ())
    for index, handle in enumerate(person.formerly):
        yield Mark(HANDLE, handle, handle, ("formerly", index))
    for index, address in enumerate(person.emails):
        yield Mark("address", address.casefold(), address, ("emails", index))
    for index, key in enumerate(person.keys):
        yield Mark("key", key_of(key), key, ("keys", index))
    for forge, account in (("github", person.github), ("gitlab", person.gitlab)):
        if account:
            yield Mark(forge, account.casefold(), account, (forge,))


def key_of(line: str) -> str:
    """A public key in one spelling, without its comment; what is no key stays as it is."""
    words = line.split()
    try:
        return base64.b64decode(words[1], validate=True).hex()
    except (IndexError, ValueError):
        return " ".join(words[:2])


def witnesses_of(policy: Policy) -> tuple[str, ...]:
    """The keys of witnesses; one that a person has as well is none, or that person could attest their own votes."""
    personal = {key_of(key) for person in policy.people.values() for key in person.keys}
    return tuple(key for key in policy.witnesses if key_of(key) not in personal)


def person_of(policy: Policy, handle: str) -> Person:
    """The person who has that handle, or had it formerly. Raises LedgerError for an unknown one."""
    person = policy.person(handle)
    if person is None:
        raise LedgerError(f"ledger.yml knows no person '{handle}': {did_you_mean(handle, policy.people)}")
    return person


def person_with(policy: Policy, email: str | None) -> Person:
    """The person who commits with an address. Raises LedgerError when there is none, or more than one."""
    if email is None:
        raise LedgerError("git does not know who you are: set user.email, or name yourself with --by")
    found = [one for one in policy.people.values() if email.casefold() in {mail.casefold() for mail in one.emails}]
    if len(found) != 1:
        whose = "of nobody" if not found else f"of {' and '.join(sorted(one.handle for one in found))}"
        raise LedgerError(f"the address {email} is {whose} in ledger.yml: name yourself with --by")
    return found[0]
