"""What somebody of the team waives in one commit, drawn by lot, beforehand or not: each gives the author."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from tests.chance.desk import Desk
from tests.chance.waiving import Wrong
from tests.chance.world import Waiver

_USUAL: Final = ("APR001", "APR001", "MOV001", "MOV004", "MOV005", "DOC018", "KPI004", "KPI005", "MOV008", "MOV006")
_DAYS: Final = (0, 1, 4, 30, 30, 300, 300, -1)


def waives(desk: Desk, key: str = "", *, code: str = "") -> str:
    """What was refused lately is accepted for a while, or what often is; mostly for the project in question."""
    lot, project = desk.lot, desk.project(key)
    wrong = Wrong(code or lot.choice(_USUAL), project.key)
    if desk.refused and not code and lot.random() < 0.7:
        wrong = lot.choice(sorted(desk.refused))
    named = desk.state.projects.get(wrong.key) or desk.known.projects.get(wrong.key)
    slug = named.slug if named and lot.random() < 0.85 else ""
    slug = lot.choice(list(desk.state.projects.values())).key if lot.random() < 0.03 else slug
    desk.state.waivers += (Waiver(code=wrong.code, until=_end(desk), reason=desk.note(), project=slug),)
    return lot.choice((project.owner, "dana", "erin"))


def prolongs(desk: Desk, key: str = "") -> str:
    """A waiver gets another end, earlier or later, or is for the project by its present name."""
    lot = desk.lot
    if desk.state.waivers:
        place = lot.randrange(len(desk.state.waivers))
        one = desk.state.waivers[place]
        named = desk.state.projects.get(one.meant)
        new = replace(one, until=_end(desk), project=named.slug if one.project and named else one.project, meant="")
        desk.state.waivers = (*desk.state.waivers[:place], new, *desk.state.waivers[place + 1 :])
    return desk.project(key).owner


def withdraws(desk: Desk, key: str = "") -> str:
    """A waiver is taken out, mostly one that has ended or is for nobody."""
    names = {"", *(one.slug for one in desk.state.projects.values())}
    held = desk.state.waivers
    found = [one for one in held if one.until < desk.today or one.project not in names] or list(held)
    if found:
        out = desk.lot.choice(found)
        desk.state.waivers = tuple(one for one in desk.state.waivers if one is not out)
    return desk.project(key).owner


def _end(desk: Desk) -> str:
    return (date.fromisoformat(desk.today) + timedelta(days=desk.lot.choice(_DAYS))).isoformat()
