"""Who must look at which file, from people, roles and projects: the text of a CODEOWNERS file.

The last pattern that matches a file wins, so general lines come first.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.gates import gates_at
from ledger.model import Ledger, Project
from ledger.policy import Person, Policy

PATH: Final = ".github/CODEOWNERS"
KEEPERS: Final = ("maintainer", "management")
_RULES: Final = ("/ledger.yml", "/schema/", "/.github/")
_HEAD: Final = (
    "# Written by 'ledger codeowners --write' from ledger.yml and the projects. Do not edit it by hand.\n"
    "# The last line that matches a file says who is asked to review it.\n"
)


def codeowners(ledger: Ledger) -> str:
    """The whole file: the rules of the ledger, then every project with its documents.

    Rules are for those who keep them: who holds `maintainer`, else `management`, else everybody. A project is its
    owner's; a phase document also of those who hold a role that a gate of the phase asks for. Who has no account at
    the forge cannot be named, and a file that nobody can be named for has no line.
    """
    policy = ledger.policy
    lines = [*_lines(_RULES, _accounts(keepers(policy)))]
    for _, project in sorted(ledger.projects.items(), key=lambda item: item[1].folder):
        lines.extend(_of_project(project, policy))
    return _HEAD + "".join(f"{line}\n" for line in lines)


def keepers(policy: Policy) -> tuple[Person, ...]:
    """Who keeps the rules of a ledger, of those who have an account."""
    named = [person for person in policy.people.values() if person.github]
    for role in KEEPERS:
        if found := tuple(person for person in named if role in person.roles):
            return found
    return tuple(named)


def _of_project(project: Project, policy: Policy) -> Iterator[str]:
    owner = policy.people.get((project.card.owner if project.card else None) or "")
    own = (owner,) if owner else ()
    yield from _lines([f"/{project.folder}/"], _accounts(own))
    for phase in project.flow.phases if project.flow else ():
        roles = (
            {role for gate in gates_at(project.flow, phase.id) for role in gate.approvals} if project.flow else set()
        )
        asked = (*own, *_holders(policy, roles))
        yield from _lines([f"/{project.folder}/{phase.id}.md"], _accounts(asked))


def _holders(policy: Policy, roles: Iterable[str]) -> tuple[Person, ...]:
    wanted = frozenset(roles)
    return tuple(person for person in policy.people.values() if wanted & frozenset(person.roles))


def _accounts(people: Iterable[Person]) -> tuple[str, ...]:
    """The accounts of people in the order of their names, each once."""
    found = {f"@{person.github}" for person in people if person.github and _is_account(person.github)}
    return tuple(sorted(found, key=str.lower))


def _is_account(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace("_", "").replace(".", "").isalnum()


def _lines(paths: Iterable[str], accounts: tuple[str, ...]) -> Iterator[str]:
    if accounts:
        yield from (f"{pattern(path)} {' '.join(accounts)}" for path in paths)


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
