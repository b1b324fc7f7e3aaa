"""A project inside another one: it is told as that, and not as one that was removed."""

from pathlib import Path

import pytest

from ledger import assemble, audit, rules
from tests.build import Builder, card, document
from tests.gated import GATED, PEOPLE, TODAY, branch, land

WAIVER = "waivers:\n  - {code: REF013, project: rush, until: 2026-12-31, reason: agreed}\n"


def told(place: Builder) -> list[tuple[str, str | None]]:
    """The errors of a change that no waiver covers, by code and project."""
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return [
        (one.code, one.project)
        for one in rules.judge(change.after, change)
        if one.severity == "error" and not one.waived
    ]


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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: Rush\ntitle: Hours\n---\n", "DOC005"),
        ("Rush hours.\n", "DOC001"),
        (card("rush", phase="scoping"), "REF002"),
    ],
)
def test_who_is_put_there_with_a_card_that_cannot_be_read_is_not_told_to_be_gone(
    tmp_path: Path, text: str, code: str
) -> None:
    place = two(tmp_path)
    place.git("mv", "projects/rush", "projects/churn/rush")
    place.write({"projects/churn/rush/README.md": text}).commit("Inside, and broken")
    assert sorted(told(place)) == [(code, "rush"), ("REF013", "rush")]
    land(place)
    assert {one.code for one in audit.read(place.root, today=TODAY).then} <= {"GIT001"}
    assert "rush" in assemble.load(place.root, today=TODAY).projects


def test_who_stands_in_a_group_that_becomes_a_project_is_told_of_that_alone(tmp_path: Path) -> None:
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


def test_where_a_waiver_accepts_one_inside_another_it_stays_a_project(tmp_path: Path) -> None:
    place = two(tmp_path, PEOPLE + WAIVER)
    place.git("mv", "projects/rush", "projects/churn/rush")
    place.commit("Inside")
    assert told(place) == []
    moved = assemble.load(place.root, today=TODAY).projects["rush"]
    assert (moved.folder, len(moved.visits)) == ("projects/churn/rush", 1)
    place.write({"projects/churn/rush/README.md": card("rush", phase="run")}).commit("And on")
    assert ("MOV001", "rush") in told(place)


def test_who_was_forced_inside_another_is_listed_and_not_removed_in_silence(tmp_path: Path) -> None:
    place = two(tmp_path)
    place.project("inner", group="churn").commit("Inside")
    land(place)
    listed = assemble.load(place.root, today=TODAY).projects
    assert {slug: len(project.events) for slug, project in listed.items()} == dict.fromkeys(
        ("churn", "deep", "inner", "rush"), 1
    )
    assert not {name for name in listed["churn"].files if name.startswith("inner/")}
    branch(place, "out").git("rm", "-q", "-r", "projects/churn/inner")
    place.commit("Out")
    assert told(place) == [("MOV008", "inner")]
    land(place, "out")
    assert [one.code for one in audit.read(place.root, today=TODAY).then] == ["MOV008"]


def test_who_is_taken_out_of_another_keeps_its_past(tmp_path: Path) -> None:
    place = two(tmp_path)
    place.git("mv", "projects/rush", "projects/churn/rush")
    place.commit("Inside")
    land(place)
    branch(place, "out").git("mv", "projects/churn/rush", "projects/hours")
    place.commit("Out")
    assert told(place) == []
    land(place, "out")
    assert audit.read(place.root, today=TODAY).then == ()


def test_front_matter_that_tells_of_no_project_is_told_inside_another_as_that_alone(tmp_path: Path) -> None:
    place = two(tmp_path)
    place.write({"projects/churn/reports/README.md": "---\ntitle: Reports\n---\n\nAll of them.\n"}).commit("Reports")
    assert told(place) == [("REF013", "reports")]
    land(place)
    assert "reports" not in assemble.load(place.root, today=TODAY).projects
    branch(place, "out").write({"projects/churn/reports/README.md": "All of them.\n"}).commit("Plain")
    assert told(place) == []
