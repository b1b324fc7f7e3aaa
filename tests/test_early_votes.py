"""The day that a vote bears lies in the time of its project: what was voted on did not exist before."""

from pathlib import Path

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Severity
from tests.build import Builder, card, document
from tests.gated import CARD, GATED, IDEA, PEOPLE, TODAY, audited, branch, changed, land, started, voted


def told(place: Builder) -> list[str]:
    """What is told of the change, which must be told again when it has landed."""
    found = changed(place)
    land(place)
    assert audited(place) == found
    return found


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("0001-01-01", ["APR013"]),
        ("2025-01-09", ["APR013"]),  # the year of last year, as people type it in January
        ("2025-12-04", ["APR013"]),
        ("2025-12-05", []),  # agreed upon before work began
        ("2026-01-04", []),
        ("2026-01-05", []),
    ],
)
def test_a_vote_from_long_before_its_project_is_told_where_it_lands(
    tmp_path: Path, on: str, expected: list[str]
) -> None:
    place = branch(started(tmp_path))
    place.write({IDEA: voted(document(), "dana", on=on)}).commit("Yes", author="dana")
    assert told(place) == expected


@pytest.mark.parametrize("decision", ["changes-requested", "rejected"])
def test_so_is_a_veto_which_blocks_all_the_same(tmp_path: Path, decision: str) -> None:
    place = branch(started(tmp_path))
    place.write({IDEA: voted(document(), "dana", decision, on="0001-01-01")}).commit("No", author="dana")
    assert changed(place) == ["APR008", "APR013"]


def test_the_finding_says_which_day_is_meant(tmp_path: Path) -> None:
    place = branch(started(tmp_path))
    place.write({IDEA: voted(document(), "dana", on="2025-01-09")}).commit("Yes", author="dana")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (one,) = [one for one in rules.judge(change.after, change) if one.code == "APR013"]
    assert (one.severity, one.location.path, one.project) == (Severity.ERROR, IDEA, "churn")
    assert one.message == (
        "a vote must not be dated more than a month before its project began, 2026-01-05, found dana on 2025-01-09"
    )


def test_a_project_that_is_to_start_later_may_be_voted_on_since_it_landed(tmp_path: Path) -> None:
    place = started(tmp_path)
    later = card().replace("2026-01-05", "2026-08-01")
    place.write({CARD: later}).commit("In summer")
    branch(place).write({IDEA: voted(document(), "dana")}).commit("Yes", author="dana")
    assert changed(place) == []
    place.write({IDEA: voted(document(), "dana", on="2025-11-01")}).commit("Yes", author="dana")
    assert changed(place) == ["APR013"]


def test_a_past_that_began_before_the_ledger_may_have_votes_since_then(tmp_path: Path) -> None:
    place = branch(started(tmp_path))
    rush = {"projects/rush/README.md": card("rush").replace("2026-01-05", "2024-03-01")}
    place.write(rush | {"projects/rush/idea.md": voted(document(), "dana", on="2024-03-09")})
    place.commit("A project that was led elsewhere", author="dana")
    assert told(place) == []


def test_a_project_without_a_first_day_began_when_it_landed(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({CARD: card().replace("started: 2026-01-05\n", "")}).commit("Nobody knows")
    branch(place).write({IDEA: voted(document(), "dana", on="2025-12-05")}).commit("Yes", author="dana")
    assert changed(place) == []
    place.write({IDEA: voted(document(), "dana", on="2025-12-04")}).commit("Yes", author="dana")
    assert changed(place) == ["APR013"]


def test_a_clock_that_ran_ahead_when_the_project_came_makes_no_vote_early(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.commit("Start")
    place.project(README=card().replace("started: 2026-01-05\n", "")).commit("Begin", date="2026-06-01")
    branch(place).write({IDEA: voted(document(), "dana", on=f"{TODAY}")}).commit("Yes", date=f"{TODAY}", author="dana")
    assert changed(place) == []
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "-m", "Land", "work", date=f"{TODAY}")
    assert audited(place) == []


def test_a_first_day_that_is_put_later_in_the_same_change_makes_no_landed_vote_early(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({IDEA: voted(document(), "dana")}).commit("Yes", author="dana")
    branch(place).write({CARD: card().replace("2026-01-05", "2026-08-01")}).commit("In summer")
    assert told(place) == ["MOV015"]


@pytest.mark.parametrize(("first", "expected"), [("", []), ("2026-01-05", ["APR013"]), ("2026-08-01", ["APR013"])])
def test_a_project_that_a_ledger_begins_with_is_as_old_as_it_says(
    tmp_path: Path, first: str, expected: list[str]
) -> None:
    place = Builder(tmp_path / "ledger", ledger="").write({"notes.txt": "Before there was a ledger."})
    place.commit("Notes")
    begun = card().replace("started: 2026-01-05\n", f"started: {first}\n" if first else "")
    branch(place).write({"ledger.yml": PEOPLE, "schema/flows/small.yml": GATED})
    place.project(README=begun, idea=voted(document(), "dana", on="2025-01-09")).commit("A ledger", date="2026-03-01")
    assert told(place) == expected
