"""Which errors are excused, as the second judge reads waivers: by those of the base, for whom they named on landing."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from tests.chance.landed import Past
from tests.chance.world import State, Waiver

# What is found in a change, or when votes are counted: a waiver of it may outlast its project, for the audit.
_OF_CHANGES: Final = frozenset({"MOV001", "MOV002", "MOV007", "MOV008", "MOV011", "MOV012", "MOV014"})


class Wrong(NamedTuple):
    """An error: its code, and the key of the project that it is found in, empty for none."""

    code: str
    key: str = ""


def excused(found: Iterable[Wrong], waivers: Iterable[Waiver], names: Mapping[str, str], today: str) -> set[Wrong]:
    """The errors that waivers accept today; `names` are those of the projects where the waivers stand, by key."""
    held = [one for one in waivers if one.until >= today]
    return {wrong for wrong in found if any(_covers(one, wrong, names) for one in held)}


def _covers(waiver: Waiver, wrong: Wrong, names: Mapping[str, str]) -> bool:
    if waiver.code != wrong.code:
        return False
    if not waiver.project:
        return True
    return waiver.meant == wrong.key if waiver.meant else bool(wrong.key) and names.get(wrong.key) == waiver.project


def names_of(*states: State) -> dict[str, str]:
    """The names of projects by key, each as the first of the states has it."""
    return {key: one.slug for state in reversed(states) for key, one in state.projects.items()}


def misnamed(before: State, after: State) -> set[Wrong]:
    """A waiver names a project that is there, the one that it meant, or excuses what became of one that is gone."""
    meant = {tuple(one.entry.items()): one.meant for one in before.waivers}
    there = {key: one.slug for key, one in after.projects.items() if one.has_card}
    found = set()
    for one in after.waivers:
        mine = meant.get(tuple(one.entry.items()), "")
        is_past = mine not in {"", *there} and (one.code in _OF_CHANGES or one.code.startswith("APR"))
        if one.project and one.project not in there.values() and not is_past:
            found.add(Wrong("POL007"))
        elif one.project in there.values() and mine and there.get(mine) != one.project and not is_past:
            found.add(Wrong("POL013"))
    return found


def landed(waivers: Iterable[Waiver], old: State, known: State, past: Past) -> tuple[Waiver, ...]:
    """Waivers that have landed: each is for whom it was for already, else for whoever bears the name now."""
    meant = {tuple(one.entry.items()): one.meant for one in old.waivers}
    bearers = {one.went.slug: key for key, one in past.items() if one.went}
    bearers |= {one.slug: key for key, one in known.projects.items()}
    return tuple(
        replace(one, meant=meant.get(tuple(one.entry.items())) or bearers.get(one.project, "")) for one in waivers
    )
