"""Which handles are one person: those that share an e-mail address, an account or a signing key."""

from collections.abc import Iterator, Mapping

from ledger.model import Person


def identities(people: Mapping[str, Person]) -> dict[str, str]:
    """The first handle, in alphabetical order, of the person behind each handle; sharing is passed on."""
    first: dict[tuple[str, str], str] = {}
    together = {handle: {handle} for handle in people}
    for handle, person in people.items():
        for mark in _marks(person):
            other = first.setdefault(mark, handle)
            if together[other] is not together[handle]:
                joined = together[other] | together[handle]
                together.update(dict.fromkeys(joined, joined))
    return {handle: min(joined) for handle, joined in together.items()}


def _marks(person: Person) -> Iterator[tuple[str, str]]:
    yield from (("address", address.casefold()) for address in person.emails)
    yield from (("key", " ".join(key.split()[:2])) for key in person.keys)
    for forge, account in (("github", person.github), ("gitlab", person.gitlab)):
        if account:
            yield forge, account.casefold()
