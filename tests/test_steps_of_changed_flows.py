"""The steps of a project whose flow has changed since: what it never did is not told of it."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load
from ledger.site.drawings import stepper
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 4, 1)
BUILD: Final = "  - {id: build, title: Build}\n"
GAINED: Final = FLOW.replace(BUILD, "  - {id: explore, title: Explore}\n" + BUILD)
TURNED: Final = FLOW.replace(BUILD, "").replace("phases:\n", f"phases:\n{BUILD}")


def words(root: Path, later: str, *, is_back: bool = False) -> dict[str, str]:
    """What is told of each phase of churn, which has come to build, and perhaps gone back, before the flow changed."""
    place = Builder(root)
    place.project().commit(date="2026-01-05")
    place.project(README=card(phase="build"), build=document("build")).commit(date="2026-02-01")
    if is_back:
        place.project(idea=document(iteration=2), build=document("build")).commit(date="2026-02-10")
    place.write({"schema/flows/small.yml": later}).commit(date="2026-03-01")
    drawn = stepper.from_project(load(place.root, today=TODAY).projects["churn"])
    return {step.title: stepper.state_words(drawn, step) for step in drawn.steps}


def test_a_phase_that_came_later_was_not_skipped(tmp_path: Path) -> None:
    assert words(tmp_path, GAINED) == {"Idea": "done", "Explore": "not entered", "Build": "now", "Run": "ahead"}


def test_another_order_of_the_phases_is_no_way_back(tmp_path: Path) -> None:
    assert words(tmp_path, TURNED) == {"Build": "now", "Idea": "been there once", "Run": "ahead"}


@pytest.mark.parametrize("later", [FLOW, GAINED])
def test_a_way_back_stays_one(tmp_path: Path, later: str) -> None:
    told = words(tmp_path, later, is_back=True)
    assert (told["Idea"], told["Build"]) == ("now, iteration 2", "been there once, went back")
