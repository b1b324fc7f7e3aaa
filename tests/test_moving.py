"""Which moves lie between two positions, and which of them a card that came into the ledger already stands in."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.plurals import either
from ledger.records.flow import Flow
from ledger.rules.moving import Made, Position, last_moves, moves_between, position_of
from ledger.votes.gates import gates_at, gates_of
from ledger.words import EventKind, Status
from tests.build import FLOW, Builder, card, document
from tests.findings import report

TODAY: Final = date(2026, 1, 12)
VOTED: Final = FLOW.replace("because: [goal-change]", "because: [goal-change], approvals: {product: 1}").replace(
    "cancel: {", "cancel: {approvals: {sponsor: 1}, "
)


def position(phase: str = "build", status: str = "active", iteration: int = 1) -> Position:
    return Position(phase=phase, status=Status(status), iteration=iteration)


def flow_of(root: Path, text: str = FLOW) -> Flow:
    place = Builder(root, flow=text).project()
    place.commit("Start")
    return assemble.load(place.root, today=TODAY).flows["small"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (position(), position(), []),
        (position("idea"), position(), ["advanced idea build"]),
        (position("run"), position("idea"), ["backtracked run idea"]),
        (position("gone"), position("idea"), ["advanced gone idea"]),
        (position("run"), position("gone"), ["advanced run gone"]),
        (position(), position(iteration=2), ["iterated build build"]),
        (position(iteration=0), position(iteration=1), []),
        (position(iteration=2), position(iteration=1), []),
        (position(), position(status="paused"), ["paused active paused"]),
        (position(status="paused"), position(), ["resumed paused active"]),
        (position(), position(status="completed"), ["completed active completed"]),
        (position(status="completed"), position(), ["reopened completed active"]),
        (position(status="paused"), position(status="cancelled"), ["cancelled paused cancelled"]),
        (position(status="paused"), position("run"), ["advanced build run", "resumed paused active"]),
    ],
)
def test_the_moves_between_two_positions(tmp_path: Path, before: Position, after: Position, told: list[str]) -> None:
    made = moves_between(before, after, flow_of(tmp_path / "ledger"))
    assert [f"{one.kind} {one.origin} {one.target}" for one in made] == told


@pytest.mark.parametrize(
    ("readme", "idea", "stands"),
    [
        (card(), document(), position("idea")),
        (card(status="paused"), document().replace("iteration: 1\n", ""), position("idea", "paused", 0)),
        (card(phase="build"), document(), position(iteration=0)),
        (card(status="asleep"), document(), None),
        (card().replace("phase: idea\n", ""), document(), None),
        ("---\ntitle: [\n---\n", document(), None),
    ],
)
def test_where_a_card_says_that_its_project_is(tmp_path: Path, readme: str, idea: str, stands: Position | None) -> None:
    place = Builder(tmp_path / "ledger").project(README=readme, idea=idea)
    place.commit("Start")
    assert position_of(assemble.load(place.root, today=TODAY).projects["churn"]) == stands


def test_a_project_that_came_into_the_ledger_halted_must_say_why(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(README=card(status="paused"))
    place.commit("Start")
    ledger = assemble.load(place.root, today=TODAY)
    made = last_moves(ledger.projects["churn"], ledger.flows["small"])
    assert made == (Made(kind=EventKind.PAUSED, origin="", target="paused"),)
    assert report(one for one in rules.judge(ledger) if one.code == "MOV003") == (
        "MOV003 projects/churn/README.md:6:1 error churn\n"
        "    a pause must say why (a reason or a note), found no reason for the move to paused\n"
        "    hint: write 'move: {to: paused, note: why}' into the card\n"
    )


def test_each_move_of_a_change_is_asked_for_its_reason(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(README=card(phase="run"), build=document("build"), run=document("run"))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    for back, codes in (("run", ["paused"]), ("idea", ["paused"]), ("build", ["build", "paused"])):
        place.write({"projects/churn/README.md": card(phase=back, status="paused")})
        change = assemble.load_change(place.root, base="main", today=TODAY)
        found = [one for one in rules.judge(change.after, change) if one.code == "MOV003"]
        assert sorted(one.message.rpartition(" ")[2] for one in found) == codes


def test_a_pause_beside_an_advance_must_say_why(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.project(README=card(phase="build", status="paused"), build=document("build"))
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (found,) = (one for one in rules.judge(change.after, change) if one.code == "MOV003")
    assert found.message == "a pause must say why (a reason or a note), found no reason for the move to paused"


@pytest.mark.parametrize(
    ("because", "hint"), [("goal-chang", "did you mean 'goal-change'?"), ("whim", "the only one is 'goal-change'")]
)
def test_the_reason_that_is_nearest_is_named(tmp_path: Path, because: str, hint: str) -> None:
    place = Builder(tmp_path / "ledger").project(README=card(phase="build"), build=document("build"))
    place.commit("Start")
    place.write({"projects/churn/README.md": card(more=f"move: {{to: idea, because: {because}}}\n")})
    found = rules.judge(assemble.load(place.root, today=TODAY))
    assert [one.hint for one in found if one.code == "MOV003"] == [hint]


@pytest.mark.parametrize(
    ("move", "gates"),
    [
        ("advanced idea build", []),
        ("backtracked build idea", ["backtrack Going back {'product': 1}"]),
        ("backtracked run idea", []),
        ("iterated build build", []),
        ("cancelled active cancelled", ["cancel Cancellation {'sponsor': 1}"]),
        ("paused build idea", []),
        ("advanced gone idea", []),
    ],
)
def test_the_gates_of_a_move(tmp_path: Path, move: str, gates: list[str]) -> None:
    kind, origin, target = move.split()
    found = gates_of(EventKind(kind), origin, target, flow_of(tmp_path / "ledger", VOTED))
    assert [f"{gate.id} {gate.title} {dict(gate.approvals)}" for gate in found] == gates


def test_the_gates_whose_votes_may_stand_in_a_document(tmp_path: Path) -> None:
    several = VOTED.replace(
        "cancel:", "  - {from: build, to: run, because: [x], approvals: {product: 2, sponsor: 1}}\ncancel:"
    ).replace("{from: build, to: run", "{from: build, to: build")
    flow = flow_of(tmp_path / "ledger", several)
    found = [f"{gate.id} {gate.title} {dict(gate.approvals)}" for gate in gates_at(flow, "build")]
    assert found == ["backtrack Going back {'product': 2, 'sponsor': 1}", "cancel Cancellation {'sponsor': 1}"]
    assert [gate.id for gate in gates_at(flow, "gone")] == ["cancel"]
    assert gates_at(flow_of(tmp_path / "unasked"), "build") == ()


@pytest.mark.parametrize(("words", "said"), [("a", "a"), ("a b", "a or b"), ("a b c", "a, b or c")])
def test_words_for_a_sentence(words: str, said: str) -> None:
    assert either(tuple(words.split())) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (card(), card(phase="build")),
        (card(status="paused", more="move: {to: paused, note: waiting}\n"), card()),
        (card(status="completed"), card()),
        (card(), card(status="completed")),
    ],
)
def test_a_step_forward_needs_no_reason_whatever_ways_a_flow_lists(tmp_path: Path, before: str, after: str) -> None:
    ways = (
        "from: idea, to: build",
        "from: paused, to: active",
        "from: completed, to: active",
        "from: active, to: completed",
    )
    listed_too = "".join(f"  - {{{way}, because: [whim]}}\n" for way in ways)
    place = Builder(tmp_path / "ledger", flow=FLOW.replace("backtracks:\n", f"backtracks:\n{listed_too}"))
    place.project(README=before, build=document("build")).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": after})
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert "MOV003" not in {one.code for one in rules.judge(change.after, change)}
