"""The first people of a ledger, as somebody names them on the command line or git knows them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.diagnostics import LedgerError
from ledger.records.flow import Flow

_PERSON: Final = re.compile(r"\s*(?P<name>[^<>]*?)\s*<\s*(?P<email>[^<>]*?)\s*>\s*:?\s*(?P<roles>[^<>]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """One of the first people; `is_example` says that nobody real was known. Without roles, all of the flow's count."""

    name: str
    email: str
    roles: tuple[str, ...] = ()
    account: str | None = None
    is_example: bool = False

    @property
    def handle(self) -> str:
        """The first name in small letters, without what a handle cannot hold."""
        first = (self.name.split() or self.email.split("@"))[0].casefold()
        kept = "".join(sign for sign in first if sign.isalnum() or sign in "-_.").lstrip("-.")
        return kept or "founder"


NOBODY: Final = Founder(name="Sam", email="sam@example.com", is_example=True)


def founder_of(text: str) -> Founder:
    """A person as git writes one, with roles behind: `Dana <dana@example.com> product, sponsor`.

    Raises LedgerError for another form; what an address or a role may be is for the schema to say.
    """
    found = _PERSON.fullmatch(text)
    if found is None or not found["email"]:
        raise LedgerError(f"a person must be 'NAME <EMAIL> ROLE, ROLE', found '{text}'")
    return Founder(
        name=found["name"] or found["email"].split("@")[0], email=found["email"], roles=roles_in(found["roles"])
    )


def roles_in(text: str) -> tuple[str, ...]:
    """The roles of a text, parted by commas or blanks, each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def roles_of(flow: Flow) -> tuple[str, ...]:
    """Every role whose vote a flow asks for, in the order in which it first does."""
    counts = [gate.approvals for phase in flow.phases for gate in phase.gates]
    counts += [way.approvals for way in flow.backtracks] + [flow.cancel.approvals]
    return tuple(dict.fromkeys(role for votes in counts for role in votes))


def gathered(first: Founder | None, others: Iterable[Founder]) -> tuple[Founder, ...]:
    """Everybody once, by address; what `others` say of the first goes before. An example where there is nobody."""
    people = {one.email.casefold(): one for one in ([first] if first else [])}
    for one in others:
        known = people.get(one.email.casefold())
        people[one.email.casefold()] = replace(one, account=one.account or known.account) if known else one
    return tuple(people.values()) or (NOBODY,)


def as_entries(people: Sequence[Founder], flow: Flow, forge: str) -> Mapping[str, Any]:
    """The people of `ledger.yml`, by handles that differ."""
    entries: dict[str, Any] = {}
    for one in people:
        handle, number = one.handle, 2
        while handle in entries:
            handle, number = f"{one.handle}-{number}", number + 1
        account = {forge: one.account} if one.account else {}
        entries[handle] = {
            "name": one.name,
            "emails": [one.email],
            **account,
            "roles": list(one.roles or roles_of(flow)),
        }
    return entries
