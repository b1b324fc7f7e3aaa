"""A vote for a cancellation or a way back does its work once, and what becomes of the text later is no loss of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load, load_whole
from ledger.records.model import Event, Ledger
from ledger.site.record import record_of
from ledger.views import gates_of
from ledger.views.decisions import State, decision_rows
from ledger.views.news import news_of
from ledger.views.people import people_rows
from ledger.views.status import status_rows
from ledger.votes.used_up import Spending
from ledger.words import EventKind
from tests.build import FLOW, Builder, card, document
from tests.gated import CARD, IDEA, STOPPED, audited, branch, changed, land, started, voted

TODAY: Final = date(2026, 3, 12)
BUILD: Final = "projects/churn/build.md"
ASKED: Final = (
    FLOW.replace("cancel: {", "cancel: {approvals: {product: 1}, ")
    .replace("because: [goal-change]", "because: [goal-change], approvals: {product: 1}")
    .replace("because: [model-failure]", "because: [model-failure], approvals: {product: 1}")
)


def cancelled(place: Builder) -> str:
    """Dana agrees to a cancellation, it is made, and the project is reopened; the document that holds her vote."""
    agreed = voted((place.root / IDEA).read_text(), "dana", gate="cancel")
    place.write({IDEA: agreed, CARD: STOPPED}).commit("Stop", author="dana")
    place.write({CARD: card()}).commit("Go on")
    return IDEA


def returned(place: Builder) -> str:
    """Dana agrees to going back from the second phase to the first; the document that holds her vote."""
    place.write({CARD: card(phase="build"), BUILD: document("build")}).commit("Advance")
    agreed = voted(document("build"), "dana", gate="backtrack")
    back = card(more="move: {to: idea, because: goal-change}\n")
    place.write({BUILD: agreed, CARD: back, IDEA: document(iteration=2)}).commit("Back", author="dana")
    return BUILD


def iterated(place: Builder) -> str:
    """Dana agrees to another try of the second phase; the document that holds her vote."""
    place.write({CARD: card(phase="build"), BUILD: document("build")}).commit("Advance")
    agreed = voted(document("build", iteration=2), "dana", gate="backtrack")
    anew = card(phase="build", more="move: {to: build, because: model-failure}\n")
    place.write({BUILD: agreed, CARD: anew}).commit("Anew", author="dana")
    return BUILD


def read(place: Builder) -> Ledger:
    return load(place.root, today=TODAY)


def states(place: Builder) -> list[State]:
    """What the pages of the decisions say that became of the votes."""
    ledger, told = load_whole(place.root, today=TODAY)
    return [row.state for row in decision_rows(ledger, "churn", record_of(ledger, told).decisions["churn"])]


def standings(place: Builder) -> list[str]:
    """What the matrix says of the votes on moves."""
    ledger = read(place)
    rows = gates_of(ledger, ledger.projects["churn"])
    return [vote.standing.name for row in rows for vote in row.count.votes if row.count.gate.id != "scope"]


@pytest.mark.parametrize("move", [cancelled, returned, iterated])
def test_a_vote_that_did_its_work_does_not_lapse(tmp_path: Path, move: Callable[[Builder], str]) -> None:
    place = started(tmp_path, flow=ASKED)
    path = move(place)
    used = (place.root / path).read_text()
    assert standings(place) == ["USED"]
    place.write({path: used.replace("A need", "Half a need")}).commit("Rewrite")
    ledger = read(place)
    assert EventKind.LAPSED not in {event.kind for event in ledger.events}
    assert news_of(ledger, ledger.events, {}).counts[EventKind.LAPSED] == 0
    assert standings(place) == ["USED"]
    assert states(place) == [State.USED]
    assert not any(one.lapsed for one in people_rows(ledger, status_rows(ledger), ()))


def test_a_vote_for_a_move_that_nobody_has_made_lapses(tmp_path: Path) -> None:
    place = started(tmp_path, flow=ASKED)
    cancelled(place)
    again = voted((place.root / IDEA).read_text(), "dana", gate="cancel")
    place.write({IDEA: again}).commit("Stop again?", author="dana")
    assert standings(place) == ["USED", "COUNTS"]
    place.write({IDEA: again.replace("A need", "Half a need")}).commit("Rewrite")
    assert [event.gate for event in read(place).events if event.kind is EventKind.LAPSED] == ["cancel"]
    assert standings(place) == ["USED", "LAPSED"]
    place.write({IDEA: again}).commit("Take it back")
    assert standings(place) == ["USED", "COUNTS"]
    place.write({IDEA: again.replace("A need", "No need")}).commit("Rewrite again")
    assert [event.gate for event in read(place).events if event.kind is EventKind.LAPSED] == ["cancel", "cancel"]


def test_the_same_vote_does_its_work_as_often_as_it_is_given(tmp_path: Path) -> None:
    place = started(tmp_path, flow=ASKED)
    for _ in range(3):
        cancelled(place)
    assert standings(place) == ["USED", "USED", "USED"]
    again = voted((place.root / IDEA).read_text(), "dana", gate="cancel")
    place.write({IDEA: again}).commit("Stop again?", author="dana")
    assert standings(place) == ["USED", "USED", "USED", "COUNTS"]


def event(kind: EventKind, phase: str = "idea", *, gate: str | None = None, origin: str | None = None) -> Event:
    """Something that happened to a project; of a vote, one of Dana's on the first text."""
    return Event(
        project="churn",
        kind=kind,
        commit="c0",
        time=datetime(2026, 1, 5, tzinfo=UTC),
        author="",
        subject="",
        phase=phase,
        origin=origin,
        gate=gate,
        role=gate and "product",
        by=gate and "dana",
        of=gate and "sha256:1",
    )


def entry(gate: str, phase: str) -> tuple[str, ...]:
    return (gate, phase, "product", "dana", "sha256:1", "approved")


def spent(*events: Event) -> Spending:
    spending = Spending()
    for one in events:
        spending.add(one)
    return spending


def test_a_way_back_uses_the_votes_on_it_in_the_document_of_the_phase_that_it_leaves() -> None:
    votes = [
        event(EventKind.APPROVED, "build", gate="backtrack"),
        event(EventKind.APPROVED, "build", gate="backtrack"),
        event(EventKind.APPROVED, "run", gate="backtrack"),
        event(EventKind.APPROVED, "build", gate="cancel"),
        event(EventKind.APPROVED, "build", gate="scope"),
        event(EventKind.LAPSED, "build", gate="backtrack"),
    ]
    back = event(EventKind.BACKTRACKED, origin="build")
    assert spent(*votes, back).used == {entry("backtrack", "build"): 2}
    # What is used is waited for no more, and what is given once more comes on top.
    assert spent(*votes, back, back, votes[0], back).used == {entry("backtrack", "build"): 3}
    both = {entry("backtrack", "build"): 2, entry("cancel", "build"): 1}
    assert spent(*votes, back, event(EventKind.CANCELLED, "run")).used == both


def test_as_many_lapses_are_left_out_as_votes_were_used_up() -> None:
    given = event(EventKind.APPROVED, gate="cancel")
    lapse = event(EventKind.LAPSED, gate="cancel")
    spending = spent(given, given, event(EventKind.CANCELLED))
    assert list(spending.without_used([lapse, given, lapse, lapse])) == [given, lapse]


@pytest.mark.parametrize("is_ahead", [False, True])
def test_a_vote_that_is_cast_anew_after_a_cancellation_was_reverted_serves_the_next_one(
    tmp_path: Path, is_ahead: bool
) -> None:
    place = started(tmp_path, flow=ASKED)
    first = voted(document(), "dana", gate="cancel", on="2026-01-04")
    place.write({IDEA: first, CARD: STOPPED}).commit("Stop", author="dana")
    place.git("revert", "--no-edit", "HEAD")
    again = voted(document(), "dana", gate="cancel", on="2026-01-05")
    if is_ahead:
        place.write({IDEA: again}).commit("Agree", author="dana")
    branch(place).write({IDEA: again, CARD: STOPPED}).commit("Stop after all", author="dana")
    assert changed(place) == []
    land(place)
    assert audited(place) == ["APR009"]  # the revert took the first vote out
    place.write({CARD: card()}).commit("Go on")
    branch(place, "more").write({CARD: STOPPED}).commit("Stop once more")
    assert changed(place) == ["APR001"]


def test_a_vote_that_takes_the_place_of_a_used_one_is_a_new_vote(tmp_path: Path) -> None:
    place = started(tmp_path, flow=ASKED)
    first = voted(document(), "dana", gate="cancel", on="2026-01-04")
    place.write({IDEA: first, CARD: STOPPED}).commit("Stop", author="dana")
    place.write({CARD: card()}).commit("Go on")
    again = voted(document(), "dana", gate="cancel", on="2026-01-05")
    branch(place).write({IDEA: again, CARD: STOPPED}).commit("Stop after all", author="dana")
    assert changed(place) == ["APR009"]
    land(place)
    assert audited(place) == ["APR009"]
