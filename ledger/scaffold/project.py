"""The files of a new project, or one sentence that says why there can be none of that name."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.forms.sketch import one_line
from ledger.forms.template import card, phase_document
from ledger.records.flow import Flow
from ledger.scaffold.ground import Ground
from ledger.words import CARD_NAME, PROJECTS_DIR

LONGEST_NAME: Final = 80
_PROJECT: Final = "a project's name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody says about a project that is to be; what is None is found out."""

    slug: str
    title: str | None = None
    owner: str | None = None
    flow: str | None = None
    team: str | None = None
    group: str | None = None
    is_new_group: bool = False
    summary: str | None = None


def project_files(wish: Wish, ground: Ground, *, today: date) -> Mapping[str, str]:
    """Path to text of the card and the first phase's document. Raises LedgerError for a wish that cannot be met."""
    folder = folder_of(wish, ground)
    flow = _flow(wish, ground)
    facts = card(
        flow,
        title=one_line(wish.title or "") or _title(wish.slug),
        owner=owner_of(wish, ground),
        started=today,
        team=one_line(wish.team or "") or None,
        summary=one_line(wish.summary or "") or None,
    )
    first = flow.phases[0]
    return {f"{folder}/{CARD_NAME}": facts, f"{folder}/{first.id}.md": phase_document(flow, first, start=today)}


def _title(slug: str) -> str:
    words = slug.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def folder_of(wish: Wish, ground: Ground) -> str:
    """The folder of the project. Raises LedgerError for a name that is none or was used, and an unknown group."""
    slug = _slug(wish.slug)
    groups = [_name(part, "a group's name") for part in wish.group.strip("/").split("/")] if wish.group else []
    clash = next((known for known in ground.projects if _folded(known) == _folded(slug)), None)
    if clash is not None:
        raise LedgerError(f"there is a project '{clash}' in {ground.projects[clash]} already: choose another name")
    if _folded(slug) in {_folded(name) for name in ground.used}:
        raise LedgerError(f"there was a project '{slug}' in the history, and a name is used once: choose another one")
    for depth in range(1, len(groups) + 1):
        above = "/".join((PROJECTS_DIR, *groups[:depth]))
        if above in ground.projects.values():
            raise LedgerError(f"'{above}' is a project, so it cannot be a group: choose another group")
    above = "/".join((PROJECTS_DIR, *groups))
    if groups and not wish.is_new_group and not (ground.root / above).is_dir():
        known = _groups(ground)
        hint = did_you_mean("/".join(groups), known) if known else "no project is in a group yet"
        raise LedgerError(f"there is no group '{'/'.join(groups)}' ({hint.rstrip('?')}): add --new-group to start it")
    folder = f"{above}/{slug}"
    if (ground.root / folder).exists():
        raise LedgerError(f"'{folder}' is there already: choose another name, or remove it if it is not needed")
    return folder


def _groups(ground: Ground) -> frozenset[str]:
    """Every group that holds a project, and those above it."""
    found: set[str] = set()
    for folder in ground.projects.values():
        parts = folder.split("/")[1:-1]
        found |= {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return frozenset(found)


def _slug(name: str) -> str:
    """A project's name, which is an address: in small letters, so that case never parts two of them."""
    composed = _name(name, _PROJECT)
    if composed != composed.lower():
        raise LedgerError(f"a project's name must be in small letters: write '{composed.lower()}'")
    return composed


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _name(name: str, what: str) -> str:
    """A folder's name in Unicode's composed form. Raises LedgerError for one that is no good address."""
    composed = unicodedata.normalize("NFC", name)
    known = all(sign.isalnum() or sign in "-_." or unicodedata.category(sign).startswith("M") for sign in composed)
    if not composed or not known or not composed[0].isalnum() or composed.endswith("."):
        better = "-".join("".join(sign if sign.isalnum() else " " for sign in composed).split())
        instead = f": write '{better.lower()}'" if better and "/" not in name else ""
        instead = ": name its group with --group" if "/" in name and what == _PROJECT else instead
        must = "must be letters, digits, '-', '_' and '.', starting with a letter or digit"
        raise LedgerError(f"{what} {must}, found '{name}'{instead}")
    if len(composed) > LONGEST_NAME:
        raise LedgerError(f"{what} must have at most {LONGEST_NAME} characters, found {len(composed)}: shorten it")
    return composed


def _flow(wish: Wish, ground: Ground) -> Flow:
    name = wish.flow or ground.policy.default_flow
    if name is None:
        raise LedgerError(
            f"no flow is named and ledger.yml has no default: add --flow ({', '.join(sorted(ground.flows))})"
        )
    flow = ground.flows.get(name)
    if flow is None:
        raise LedgerError(f"there is no flow '{name}': {did_you_mean(name, ground.flows)}")
    if not flow.phases:
        raise LedgerError(f"the flow '{name}' has no phase to start in: add one to schema/flows/{name}.yml")
    return flow


def owner_of(wish: Wish, ground: Ground) -> str:
    """The handle of whoever leads it. Raises LedgerError for an unknown one, and where nobody can be assumed."""
    people = ground.policy.people
    if wish.owner is not None:
        if (person := ground.policy.person(wish.owner)) is None:
            raise LedgerError(
                f"there is no '{wish.owner}' among the people of ledger.yml: {did_you_mean(wish.owner, people)}"
            )
        return person.handle
    email = (ground.email or "").casefold()
    own = [handle for handle, person in people.items() if email in {one.casefold() for one in person.emails}]
    if len(own) == 1 or len(people) == 1:
        return (own or list(people))[0]
    raise LedgerError(
        f"it is not clear who leads the project: add --owner ({', '.join(people) or 'add people to ledger.yml first'})"
    )
