"""Votes in a project's drawn history: what they approved, and what they only agreed to."""

from pathlib import Path

import pytest

from ledger.records.model import Event
from ledger.site.drawings import staircase
from ledger.site.pages.vote_marks import vote_marks
from ledger.views import latest_moves, status_rows
from ledger.views.people import asked_votes, people_rows
from tests.build import Builder, card
from tests.portfolio import TODAY, read
from tests.test_votes import GATED, entry, idea

CARD = "projects/churn/README.md"
IDEA = "projects/churn/idea.md"
STOPPED = card(status="cancelled", more="move: {to: cancelled, because: no-data}\n")
AGREED = {"cancel": "its cancellation was agreed to", "backtrack": "going back was agreed to"}


def _nowhere(_: Event) -> str:
    return ""


def past(place: Builder) -> staircase.Staircase:
    project = read(place.root).projects["churn"]
    return staircase.from_project(project, TODAY, marks=vote_marks(project, _nowhere))


@pytest.mark.parametrize("gate", ["cancel", "backtrack"])
def test_who_agrees_to_a_move_approves_no_phase(tmp_path: Path, gate: str) -> None:
    place = Builder(tmp_path, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    place.write({IDEA: idea(entry(gate=gate)), CARD: STOPPED}).commit("Stop", date="2026-04-05", author="dana")
    told = past(place)
    assert f"On 5 Apr 2026 {AGREED[gate]} (dana, product). It was cancelled on 5 Apr 2026" in staircase.story(told)
    assert "approved" not in staircase.draw(told, prefix="p")


@pytest.mark.parametrize("gate", ["cancel", "backtrack"])
def test_who_agreed_to_a_move_in_vain_takes_no_approval_from_a_phase(tmp_path: Path, gate: str) -> None:
    place = Builder(tmp_path, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    place.write({IDEA: idea(entry(gate=gate))}).commit("Agreed", date="2026-04-05", author="dana")
    place.write({IDEA: idea(entry(gate=gate)).replace("A need.", "Another.")}).commit("Other", date="2026-04-06")
    assert "lapsed" in {event.kind for event in read(place.root).events}
    assert "lost an approval" not in staircase.story(past(place))


@pytest.mark.parametrize(("gate", "title"), [("cancel", "Cancellation"), ("backtrack", "Going back")])
def test_a_vote_on_a_move_is_called_by_its_title(tmp_path: Path, gate: str, title: str) -> None:
    place = Builder(tmp_path, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    place.write({IDEA: idea(entry(gate=gate))}).commit("Agreed", date="2026-01-08", author="dana")
    ledger = read(tmp_path)
    (vote,) = (row for row in latest_moves(ledger, 9, votes=True) if row.is_vote)
    dana = next(row for row in people_rows(ledger, status_rows(ledger), asked_votes(ledger)) if row.handle == "dana")
    assert (vote.gate, dana.given[0].gate) == (title, title)
