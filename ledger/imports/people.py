"""Who is who: the many ways in which a source writes a person, to one handle."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.imports.mapping import Known
from ledger.imports.picking import name_of, text_of
from ledger.scaffold.repository import Stamp

NOWHERE: Final = "import.invalid"  # a name that never leads anywhere (RFC 2606)
_ADDRESS: Final = re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+")
_AT: Final = re.compile(r"(?<![\w.])@([\w][\w-]*)")
_HIDDEN: Final = re.compile(r"<([^\s<>@]+) at ([^\s<>@]+\.[^\s<>@]+)>")  # kept from those who gather addresses
_NO_REPLY: Final = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.[^@]+")


class People:
    """The people of a ledger that is being written: the mapping's first, then each as they turn up."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._names: dict[str, str] = {}
        self._emails: defaultdict[str, list[str]] = defaultdict(list)
        self._handles: dict[str, str] = {}
        self._roles: dict[str, list[str]] = {}
        for one in known:
            self._add(one.handle, one.name or one.handle)
            for email in one.emails:
                self._own(one.handle, email)
            self._roles[one.handle] += one.roles
            for name in (one.name, *one.also):
                self._handles.setdefault((name or one.handle).casefold(), one.handle)

    def _add(self, handle: str, name: str) -> None:
        self._names[handle] = name
        self._roles.setdefault(handle, [])
        self._handles.setdefault(handle.casefold(), handle)

    def _own(self, handle: str, email: str) -> None:
        folded = email.casefold()
        is_theirs = _ADDRESS.fullmatch(folded) and self._handles.setdefault(folded, handle) == handle
        if is_theirs and folded not in self._emails[handle]:
            self._emails[handle].append(folded)

    def handle(self, value: Any) -> str | None:
        """The handle of the person that a value names, who is added when new; None when it names nobody."""
        name, email, account = _said(value)
        for said in (account, email, name):
            known = self._handles.get(said.casefold()) if said else None
            if known is not None and (said is not name or self._may_be(known, email)):
                return self._met(known, email, name)
        wish = name_of(account or name or email.partition("@")[0])
        if not wish:
            return None
        known = self._handles.get(wish)
        if known is None or not self._may_be(known, email):
            known = self._free(wish)
            self._add(known, name or account or known)
        return self._met(known, email, name)

    def _may_be(self, handle: str, email: str) -> bool:
        """Whether an address does not speak against somebody: a name alone is no proof of who it is."""
        return not email or not self._emails[handle] or email.casefold() in self._emails[handle]

    def _free(self, wish: str) -> str:
        number, handle = 1, wish
        while handle in self._names:
            number += 1
            handle = f"{wish}-{number}"
        return handle

    def _met(self, handle: str, email: str, name: str) -> str:
        if email:
            self._own(handle, email)
        if name:
            self._handles.setdefault(name.casefold(), handle)
        return handle

    def hold(self, handle: str, role: str) -> None:
        """Let a person hold a role in which they voted."""
        if role not in self._roles[handle]:
            self._roles[handle].append(role)

    def meet_authors(self, stamps: Iterable[Stamp]) -> None:
        """Learn the addresses of people who are known by name or account already from what they committed with."""
        for stamp in stamps:
            account = found[1] if (found := _NO_REPLY.fullmatch(stamp.email)) else ""
            for said in (account, stamp.name):
                handle = self._handles.get(said.casefold()) if said else None
                if handle is not None and (said == account or self._may_be(handle, stamp.email)):
                    self._own(handle, stamp.email)
                    break

    def without_address(self) -> tuple[str, ...]:
        """Handles of those of whom no e-mail address is known."""
        return tuple(handle for handle in sorted(self._names) if not self._emails[handle])

    def facts(self, *, addressed: bool) -> Mapping[str, Any]:
        """The `people` of a `ledger.yml`; while not `addressed`, nobody's commits can prove a vote."""
        return {
            handle: {
                "name": self._names[handle],
                "emails": (addressed and self._emails[handle]) or [f"{handle}@{NOWHERE}"],
                "roles": self._roles[handle],
            }
            for handle in sorted(self._names)
        }


def _said(value: Any) -> tuple[str, str, str]:
    """Name, e-mail address and account in a value: a user of Jira, or text such as `Sam (@sam) <sam@example.com>`."""
    if isinstance(value, dict):
        email = text_of(value.get("emailAddress") or value.get("email") or "")
        account = text_of(value.get("name") or "") if "displayName" in value else ""
        return text_of(value.get("displayName") or value.get("name") or ""), email, account
    text = _HIDDEN.sub(r"<\1@\2>", text_of(value)[:200])
    address, at = _ADDRESS.search(text), _AT.search(text)
    name = _AT.sub("", _ADDRESS.sub("", text))
    return (
        " ".join(re.sub(r"[<>()\[\]\"]", " ", name).split()),
        address[0] if address else "",
        at[1] if at else "",
    )
