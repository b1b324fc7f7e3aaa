"""What a change puts to the vote: of each move the gates of the phase left, and of work those of its phase."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.moves.asked import Asked, asked_by, count_of, electorate_of
from ledger.records.flow import Cancel
from ledger.records.model import Change
from ledger.rules.moving import Made
from ledger.votes.approvals import Standing
from ledger.votes.digest import digest
from ledger.votes.gates import cancel_gates, gates_at
from ledger.words import EventKind, Grade
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 1, 12)
GATED: Final = (
    FLOW.replace("needs: [timebox]", "gates: [{id: go, title: Go, approvals: {product: 1}}]")
    .replace("because: [goal-change]", "because: [goal-change], approvals: {product: 1}")
    .replace("cancel: {", "cancel: {approvals: {product: 1}, ")
)
CARD: Final = "projects/churn/README.md"
IDEA: Final = "projects/churn/idea.md"
BUILD: Final = "projects/churn/build.md"
EDITED: Final = {IDEA: document(body="## Need\n\nAnother need.\n")}
Files = Mapping[str, str | None]


def changed(root: Path, files: Files, *, base: Files | None = None) -> Change:
    """A change of a ledger with one project."""
    place = Builder(root, flow=GATED).project().write(base or {})
    place.commit("Start")
    return assemble.load_change(place.write(files).root, base="main", today=TODAY)


def told(one: Asked) -> str:
    move = f"{one.move.kind} {one.move.origin} {one.move.target}" if one.move else "works"
    has = "with" if one.document else "without"
    return f"{one.project.slug} {move}: {' '.join(gate.id for gate in one.gates)} in {one.phase} {has} a text"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, []),
        (EDITED, ["churn works: go in idea with a text"]),
        ({IDEA: document(more="tasks: [{id: t1, title: T}]\n")}, []),
        ({IDEA: None}, []),
        ({CARD: card(more="team: growth\n")}, []),
        ({CARD: card(phase="build"), BUILD: document("build")}, ["churn advanced idea build: go in idea with a text"]),
        ({CARD: card(phase="build"), IDEA: None}, ["churn advanced idea build: go in idea without a text"]),
        ({CARD: card(status="paused"), **EDITED}, ["churn paused active paused:  in idea with a text"]),
        ({CARD: card(status="cancelled")}, ["churn cancelled active cancelled: cancel in idea with a text"]),
        ({CARD: card().replace("phase: idea\n", ""), **EDITED}, ["churn works: go in idea with a text"]),
    ],
)
def test_a_change_asks_for_the_gates_of_its_moves_or_of_its_work(tmp_path: Path, files: Files, said: list[str]) -> None:
    assert [told(one) for one in asked_by(changed(tmp_path / "ledger", files))] == said


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({CARD: card()}, ["churn backtracked build idea: backtrack in build with a text"]),
        ({BUILD: document("build", iteration=2)}, ["churn iterated build build:  in build with a text"]),
        ({BUILD: None}, []),
        (EDITED, []),
    ],
)
def test_from_a_later_phase_it_asks_for_votes_on_the_way_back(tmp_path: Path, files: Files, said: list[str]) -> None:
    base = {CARD: card(phase="build"), BUILD: document("build")}
    assert [told(one) for one in asked_by(changed(tmp_path / "ledger", files, base=base))] == said


def test_the_gates_of_a_phase_are_those_out_of_it_back_from_it_and_of_a_cancellation(tmp_path: Path) -> None:
    flow = changed(tmp_path / "ledger", {}).after.flows["small"]
    assert [[gate.id for gate in gates_at(flow, phase)] for phase in ("idea", "build", "gone")] == [
        ["go", "cancel"],
        ["backtrack", "cancel"],
        ["cancel"],
    ]
    assert cancel_gates(replace(flow, cancel=Cancel())) == ()


def test_a_text_that_was_not_there_is_work(tmp_path: Path) -> None:
    base = {CARD: card(phase="build")}
    (one,) = asked_by(changed(tmp_path / "ledger", {BUILD: document("build")}, base=base))
    assert told(one) == "churn works:  in build with a text"


def test_a_project_begins_once_its_card_says_where_it_is(tmp_path: Path) -> None:
    change = changed(tmp_path / "ledger", {CARD: card()}, base={CARD: card().replace("phase: idea\n", "")})
    assert [told(one) for one in asked_by(change)] == ["churn created  idea: go in idea with a text"]


def test_a_flow_that_the_base_lacks_asks_for_nothing_and_the_next_project_is_still_asked(tmp_path: Path) -> None:
    late = "projects/late/"
    base = {f"{late}README.md": card("late"), f"{late}idea.md": document()}
    flow = {"schema/flows/new.yml": GATED.replace("flow: small", "flow: new")}
    change = changed(
        tmp_path / "ledger",
        {CARD: card().replace("flow: small", "flow: new"), **flow, f"{late}idea.md": EDITED[IDEA]},
        base=base,
    )
    assert [told(one) for one in asked_by(change)] == ["late works: go in idea with a text"]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (card("ads"), ["ads created  idea: go in idea with a text"]),
        (card("ads", phase="build"), ["ads created  build:  in build without a text"]),
        (card("ads").replace("flow: small\n", ""), ["ads created  idea: go in idea with a text"]),
        (card("ads").replace("flow: small", "flow: new"), []),
        (card("ads").replace("phase: idea\n", ""), []),
    ],
)
def test_a_new_project_asks_for_the_gates_of_its_phase(tmp_path: Path, stated: str, said: list[str]) -> None:
    files = {"projects/ads/README.md": stated, "projects/ads/idea.md": document()}
    change = changed(tmp_path / "ledger", files)
    found = asked_by(change)
    assert [told(one) for one in found] == said
    assert all(
        electorate_of(one, change).owners == {"sam"} and one.move and one.move.kind is EventKind.CREATED
        for one in found
    )


def test_without_any_flow_a_new_project_asks_for_nothing(tmp_path: Path) -> None:
    stated = card("ads").replace("flow: small\n", "")
    files = {"projects/ads/README.md": stated, "ledger.yml": LEDGER.replace("flow: small\n", "")}
    assert asked_by(changed(tmp_path / "ledger", files)) == ()


def test_the_owners_of_both_sides_have_no_vote(tmp_path: Path) -> None:
    given = {CARD: card(phase="build").replace("owner: sam", "owner: dana")}
    change = changed(tmp_path / "ledger", given)
    (one,) = asked_by(change)
    assert electorate_of(one, change).owners == {"sam", "dana"}
    assert one.move == Made(kind=EventKind.ADVANCED, origin="idea", target="build")
    change = changed(tmp_path / "other", {CARD: card(phase="build").replace("owner: sam\n", "")})
    (other,) = asked_by(change)
    assert electorate_of(other, change).owners == {"sam"}


def test_votes_are_counted_by_the_policy_of_the_base_on_the_day_of_the_check(tmp_path: Path) -> None:
    policy = {"ledger.yml": LEDGER.replace("[data-science]", "[product]")}
    change = changed(tmp_path / "ledger", {**EDITED, **policy})
    (one,) = asked_by(change)
    voters = electorate_of(one, change)
    assert (voters.policy, voters.owners, voters.today) == (change.before.policy, frozenset({"sam"}), TODAY)
    counted = count_of(one, one.gates[0], change)
    assert counted is not None
    assert [(role.role, role.needed, role.given) for role in counted.roles] == [("product", 1, 0)]
    assert voters.able(counted, "product") == ("dana",)


def test_a_proven_vote_on_the_text_of_the_change_counts(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project()
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    of = digest({"phase": "idea", "iteration": 1, "timebox": {"start": "2026-01-05", "weeks": 2}}, "## Need\n\nA need.")
    cast = f"{{gate: go, role: product, by: dana, date: 2026-01-06, decision: approved, of: '{of}'}}"
    moved = {CARD: card(phase="build"), IDEA: document(more=f"approvals:\n  - {cast}\n")}
    place.write(moved).commit("Vote", author="dana")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (one,) = asked_by(change)
    counted = count_of(one, one.gates[0], change)
    assert [(vote.grade, vote.standing) for vote in (counted.votes if counted else ())] == [
        (Grade.AUTHORED, Standing.COUNTS)
    ]


def test_without_a_text_nothing_is_counted(tmp_path: Path) -> None:
    change = changed(tmp_path / "ledger", {CARD: card(phase="build"), IDEA: None})
    (one,) = asked_by(change)
    assert count_of(one, one.gates[0], change) is None
