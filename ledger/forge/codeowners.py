"""Who must look at which file, from people, roles and projects: the text of a CODEOWNERS file.

The last pattern that matches a file wins, so general lines come first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ledger.records.flow import Flow
from ledger.records.model import Ledger
from ledger.records.policy import Person, Policy
from ledger.votes.gates import gates_at

Host: TypeAlias = Literal["github", "gitlab"]

PATHS: Final[Mapping[Host, str]] = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}
KEEPERS: Final = ("maintainer", "management")
_RULES: Final[Mapping[Host, tuple[str, ...]]] = {
    "github": ("/ledger.yml", "/schema/", "/.github/"),
    "gitlab": ("/ledger.yml", "/schema/", "/.gitlab/", "/.gitlab-ci.yml"),
}
_HEAD: Final = (
    "# Written by 'ledger codeowners --write' from ledger.yml and the projects. Do not edit it by hand.\n"
    "# The last line that matches a file says who is asked to review it.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A project as far as it decides who is asked: its folder, who leads it, the flow that it follows."""

    folder: str
    owner: str | None
    flow: Flow | None


def codeowners(ledger: Ledger, host: Host = "github") -> str:
    """The whole file of a ledger, as `owners_text` has it."""
    places = [
        Place(folder=project.folder, owner=project.card.owner if project.card else None, flow=project.flow)
        for project in ledger.projects.values()
    ]
    return owners_text(ledger.policy, places, host)


def owners_text(policy: Policy, places: Iterable[Place], host: Host) -> str:
    """The whole file: the rules of the ledger, then every project with its documents, by folder.

    Rules are for those who keep them: who holds `maintainer`, else `management`, else everybody. A project is its
    owner's; a phase document also of those who hold a role that a gate of the phase asks for. Who has no account at
    the forge cannot be named, and a file that nobody can be named for has no line.
    """
    asked: list[tuple[str, Iterable[Person]]] = [(path, keepers(policy, host)) for path in _RULES[host]]
    for place in sorted(places, key=lambda one: one.folder):
        asked += _of_project(place, policy)
    lines = ((path, _accounts(people, host)) for path, people in asked)
    return _HEAD + "".join(f"{pattern(path)} {' '.join(accounts)}\n" for path, accounts in lines if accounts)


def keepers(policy: Policy, host: Host) -> tuple[Person, ...]:
    """Who keeps the rules of a ledger, of those who have an account."""
    named = [person for person in policy.people.values() if _account(person, host)]
    for role in KEEPERS:
        if found := tuple(person for person in named if role in person.roles):
            return found
    return tuple(named)


def _of_project(place: Place, policy: Policy) -> Iterator[tuple[str, tuple[Person, ...]]]:
    owner = policy.person(place.owner)
    own = (owner,) if owner else ()
    yield f"/{place.folder}/", own
    if place.flow:
        for phase in place.flow.phases:
            roles = {role for gate in gates_at(place.flow, phase.id) for role in gate.approvals}
            yield f"/{place.folder}/{phase.id}.md", (*own, *_holders(policy, roles))


def _holders(policy: Policy, roles: Iterable[str]) -> tuple[Person, ...]:
    wanted = frozenset(roles)
    return tuple(person for person in policy.people.values() if wanted & frozenset(person.roles))


def _account(person: Person, host: Host) -> str | None:
    return person.github if host == "github" else person.gitlab


def _accounts(people: Iterable[Person], host: Host) -> tuple[str, ...]:
    """The accounts of people in the order of their names, each once."""
    found = {f"@{account}" for person in people if (account := _account(person, host)) and _is_account(account)}
    return tuple(sorted(found, key=str.lower))


def _is_account(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace("_", "").replace(".", "").isalnum()


def pattern(path: str) -> str:
    """A path as a pattern: a space is escaped, and a sign with a meaning of its own stands as `?`, any one sign."""
    return "".join(_sign(sign) for sign in path)


def _sign(sign: str) -> str:
    if sign == " ":
        return "\\ "
    return "?" if sign in "*?[]!#\\@" or not sign.isprintable() or sign.isspace() else sign


def differing(there: str, wanted: str) -> int:
    """The first line, counted from 1, in which two texts differ; 0 when they are the same but for line ends."""
    old, new = there.splitlines(), wanted.splitlines()
    if old == new:
        return 0
    shared = zip(old, new, strict=False)
    return next((at for at, (left, right) in enumerate(shared, 1) if left != right), min(len(old), len(new)) + 1)
