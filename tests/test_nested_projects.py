"""A project inside another one: it is told as that, and not as one that was removed."""

from pathlib import Path

import pytest

from ledger import assemble, audit, rules
from tests.build import Builder, card, document
from tests.gated import GATED, PEOPLE, TODAY, branch, land

WAIVER = "waivers:\n  - {code: REF013, project: rush, until: 2026-12-31, reason: agreed}\n"


def told(place: Builder) -> list[tuple[str, str | None]]:
    """The errors of a change, by code and project."""
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return [(one.code, one.project) for one in rules.judge(change.after, change) if one.severity == "error"]


def two(root: Path, ledger: str = PEOPLE) -> Builder:
    place = Builder(root / "ledger", ledger=ledger, flow=GATED).project("churn").project("rush")
    place.project("deep", group="team").commit("Start")
    return branch(place)


@pytest.mark.parametrize("name", ["rush", "hours"])
def test_who_is_put_inside_another_is_told_of_that_alone(tmp_path: Path, name: str) -> None:
    place = two(tmp_path)
    place.git("mv", "projects/rush", f"projects/churn/{name}")
    place.commit("Inside")
    assert told(place) == [("REF013", name)]
    land(place)
    assert audit.read(place.root, today=TODAY).then == ()


def test_so_is_who_stands_in_a_group_that_becomes_a_project(tmp_path: Path) -> None:
    place = two(tmp_path)
    place.write({"projects/team/README.md": card("team")}).commit("A card on the group")
    assert told(place) == [("DOC018", "team"), ("REF013", "deep")]


def test_who_is_gone_is_told_beside_who_stands_inside(tmp_path: Path) -> None:
    place = two(tmp_path)
    words = "\n".join(f"Nobody else has said {number} of this." for number in range(40))
    place.project(
        "inner", group="churn", README=f"{card('inner')}\n{words}\n", idea=document(body=f"## Need\n\n{words}\n")
    )
    place.git("rm", "-q", "-r", "projects/rush")
    place.commit("One gone, one inside")
    assert told(place) == [("REF013", "inner"), ("MOV008", "rush")]


def test_a_waiver_for_one_inside_another_lets_none_vanish(tmp_path: Path) -> None:
    place = two(tmp_path, PEOPLE + WAIVER)
    place.git("mv", "projects/rush", "projects/churn/rush")
    place.commit("Inside")
    assert ("MOV008", "rush") in told(place)
