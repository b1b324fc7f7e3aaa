"""While a project rests nothing is due: its page tells no days beyond the time box that the status does not know."""

from datetime import date
from pathlib import Path

import pytest

from ledger import assemble
from ledger.records.model import Project
from ledger.site.drawings import staircase
from ledger.site.pages.frames import frames_of
from ledger.views import overdue_of
from tests.build import Builder, card

CARD = "projects/churn/README.md"
TODAY = date(2026, 3, 1)  # the box of the builder's documents ends on 19 January


def told(project: Project) -> list[int]:
    """The days over, as the drawing, its words and the table tell them."""
    drawn = staircase.draw(past := staircase.from_project(project, TODAY), prefix="past")
    over = [days for days in range(1, 60) if f", {days} d over" in drawn]
    words = [days for days in range(1, 60) if f"overrun by {days} day" in staircase.story(past)]
    assert over == words == [frame.over for frame in frames_of(project, TODAY) if frame.over]
    return over


@pytest.mark.parametrize(("paused", "days"), [("2026-01-12", []), ("2026-01-19", []), ("2026-01-26", [7])])
def test_days_of_rest_are_not_over(tmp_path: Path, paused: str, days: list[int]) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start", date="2026-01-05")
    place.write({CARD: card(status="paused")}).commit("Pause", date=paused)
    project = assemble.load(place.root, today=TODAY).projects["churn"]
    assert (told(project), overdue_of(project, TODAY)) == (days, ())


def test_once_it_goes_on_the_decision_is_due_since_the_end(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start", date="2026-01-05")
    place.write({CARD: card(status="paused")}).commit("Pause", date="2026-01-12")
    place.write({CARD: card()}).commit("Resume", date="2026-02-20")
    project = assemble.load(place.root, today=TODAY).projects["churn"]
    assert told(project) == [one.days for one in overdue_of(project, TODAY)] == [41]
