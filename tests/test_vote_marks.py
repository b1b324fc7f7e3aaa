"""Votes in a project's drawn history: what they approved, and what they only agreed to."""

from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from ledger.records.model import Event
from ledger.report.tables import log_table
from ledger.site.drawings import staircase
from ledger.site.pages.vote_marks import vote_marks
from ledger.views import latest_moves, status_rows
from ledger.views.as_json import event_json
from ledger.views.event_words import event_pieces, plain_words
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


def drawn(table: Table) -> str:
    console = Console(width=300)
    with console.capture() as printed:
        console.print(table)
    return printed.get()


def past(place: Builder) -> staircase.Staircase:
    ledger = read(place.root)
    project = ledger.projects["churn"]
    return staircase.from_project(project, TODAY, marks=vote_marks(project, ledger.policy, _nowhere))


@pytest.mark.parametrize("gate", ["cancel", "backtrack"])
def test_who_agrees_to_a_move_approves_no_phase(tmp_path: Path, gate: str) -> None:
    place = Builder(tmp_path, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    place.write({IDEA: idea(entry(gate=gate)), CARD: STOPPED}).commit("Stop", date="2026-04-05", author="dana")
    told = past(place)
    assert f"On 5 Apr 2026 {AGREED[gate]} (Dana, product). It was cancelled on 5 Apr 2026" in staircase.story(told)
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


NEVER = "sha256:" + "0" * 64


def late(root: Path, decision: str = "approved") -> Builder:
    """A vote that lands when its document already holds something else."""
    place = Builder(root, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    text = idea(entry(decision=decision)).replace("A need.", "Another.")
    place.write({IDEA: text}).commit("Edit and vote", date="2026-01-08", author="dana")
    return place


def test_a_vote_for_content_that_was_gone_when_it_landed_is_not_drawn(tmp_path: Path) -> None:
    told = past(late(tmp_path))
    assert "approv" not in staircase.story(told)
    assert "approved" not in staircase.draw(told, prefix="p")


def test_a_vote_for_content_that_never_was_is_not_drawn(tmp_path: Path) -> None:
    place = Builder(tmp_path, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    voted = idea(entry().replace(entry().split("'")[1], NEVER))
    place.write({IDEA: voted}).commit("Vote", date="2026-01-08", author="dana")
    assert "approv" not in staircase.draw(past(place), prefix="p")


def test_a_vote_ahead_of_its_content_is_drawn_on_the_day_on_which_that_came(tmp_path: Path) -> None:
    place = late(tmp_path)
    place.write({IDEA: idea(entry())}).commit("As agreed", date="2026-01-12")
    assert [(mark.kind, mark.on.isoformat()) for mark in past(place).marks] == [("approved", "2026-01-12")]


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("approved", "approved, for other content: Scope, Dana as product"),
        ("changes-requested", "changes requested, for other content: Scope, Dana as product"),
    ],
)
def test_pages_and_log_say_that_a_vote_is_for_other_content(tmp_path: Path, decision: str, said: str) -> None:
    ledger = read(late(tmp_path, decision).root)
    (event,) = (one for one in ledger.events if one.gate)
    (row,) = latest_moves(ledger, 1, votes=True)
    assert plain_words(event_pieces(row, proof=False)) == said
    assert not any(piece.tone for piece in event_pieces(row))
    assert event_json(event)["of_other_content"] is True
    assert "scope, dana as product (authored), for other content" in drawn(log_table([event]))


def test_nothing_is_added_to_what_is_said_of_an_ordinary_vote(tmp_path: Path) -> None:
    place = Builder(tmp_path, flow=GATED).project()
    place.commit("Start", date="2026-01-05")
    place.write({IDEA: idea(entry())}).commit("Vote", date="2026-01-08", author="dana")
    ledger = read(tmp_path)
    (event,) = (one for one in ledger.events if one.gate)
    assert "of_other_content" not in event_json(event)
    assert "other content" not in drawn(log_table([event]))
    assert [mark.kind for mark in past(place).marks] == ["approved"]
