"""When the number in a document tells of another iteration: history, check, audit and the moves agree."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import FLOW, Builder, card, document
from tests.test_history import TODAY, move, read, told
from tests.test_moves import Desk

AGAIN: Final = FLOW.replace("backtracks:\n", "backtracks:\n  - {from: idea, to: idea, because: [goal-change]}\n")
BACK: Final = card(more=move("idea", "goal-change"))
CARD, IDEA = "projects/churn/README.md", "projects/churn/idea.md"
BEGUN: Final = [("01-05", "created", None, "idea")]
ITERATED: Final = ("01-08", "iterated", "idea", "idea")


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    place = Builder(tmp_path / "ledger", flow=AGAIN).project()
    place.commit("Start", date="2026-01-05")
    return place


def back_by_hand(repo: Builder) -> Builder:
    """From idea to build and back, without counting up the iteration."""
    repo.project(README=card(phase="build"), build=document("build")).commit(date="2026-01-06")
    repo.write({CARD: BACK}).commit("Back", date="2026-01-07")
    return repo


def lands(repo: Builder, day: str, readme: str = BACK, iteration: int | None = None) -> list[str]:
    """What the check says of a change before it lands, then what it says of the ledger in which it has landed."""
    repo.write({CARD: readme, IDEA: document(iteration=iteration) if iteration else None})
    repo.git("add", "-A")
    change = assemble.load_change(repo.root, base="HEAD", today=TODAY)
    before = [f"{one.code} {one.message}" for one in rules.judge(change.after, change) if one.code[:3] == "MOV"]
    repo.commit(date=day)
    return before + [f"{one.code} {one.message}" for one in rules.judge(read(repo)) if one.code[:3] == "MOV"]


def audited(repo: Builder) -> list[str]:
    return [f"{one.code} {one.message}" for one in audit.read(repo.root, today=TODAY).then]


def test_a_number_that_rises_to_the_entries_is_a_correction(repo: Builder) -> None:
    (found,) = (one for one in rules.judge(read(back_by_hand(repo))) if one.code == "MOV006")
    assert found.message == "iteration must be 2, because idea was entered 2 times, found 1"
    moves = told(repo)
    assert lands(repo, "2026-01-08", iteration=2) == []
    assert told(repo) == moves
    assert audited(repo) == [f"MOV006 {found.message}"]


def test_a_number_that_was_put_back_and_mended_is_no_iteration(repo: Builder) -> None:
    assert lands(repo, "2026-01-08", iteration=2) == []
    wrong = "MOV006 iteration must be 2, because idea was entered 2 times, found 1"
    assert lands(repo, "2026-01-09", iteration=1)[-1] == wrong
    assert lands(repo, "2026-01-10", iteration=2) == []
    assert told(repo) == [*BEGUN, ITERATED]


def test_a_number_that_jumped_ends_well(repo: Builder) -> None:
    wrong = "MOV006 iteration must be 2, because idea was entered 2 times, found 7"
    assert lands(repo, "2026-01-08", iteration=7) == [wrong, wrong]
    assert lands(repo, "2026-01-09", iteration=2)[-1:] != [wrong]
    assert lands(repo, "2026-01-10", iteration=3) == []
    assert told(repo) == [*BEGUN, ITERATED, ("01-10", "iterated", "idea", "idea")]


def test_a_document_that_comes_back_with_a_higher_number_is_an_iteration(repo: Builder) -> None:
    repo.write({IDEA: None}).commit("Lose the document", date="2026-01-07")
    found = lands(repo, "2026-01-08", card(), 2)
    unsaid = "MOV003 another iteration must say why (goal-change), found no reason for the move to idea"
    assert (found[0], found[-1]) == (unsaid, unsaid)
    assert told(repo) == [*BEGUN, ITERATED]
    assert [visit.iteration for visit in read(repo).projects["churn"].visits] == [1, 2]


def test_an_iteration_in_a_document_that_comes_back_may_say_why(repo: Builder) -> None:
    repo.write({IDEA: None}).commit("Lose the document", date="2026-01-07")
    assert lands(repo, "2026-01-08", iteration=2) == []
    assert told(repo) == [*BEGUN, ITERATED]
    assert audited(repo) == []


def test_a_document_that_comes_back_as_it_was_is_no_iteration(repo: Builder) -> None:
    assert lands(repo, "2026-01-08", iteration=2) == []
    repo.write({IDEA: None}).commit("Lose the document", date="2026-01-09")
    assert lands(repo, "2026-01-10", iteration=2) == []
    assert told(repo) == [*BEGUN, ITERATED]


@pytest.mark.parametrize("held", [document(), document().replace("iteration: 1\n", ""), None])
def test_the_command_iterates_whatever_the_document_held(tmp_path: Path, held: str | None) -> None:
    desk = Desk(tmp_path / "ledger", flow=AGAIN)
    desk.write({IDEA: held}).commit("Touch the document")
    desk.moves("iterate", "churn", "--because", "goal-change", "--draft")
    assert "iteration: 2\n" in desk.file(IDEA)
    assert [event.kind.value for event in read(desk).events] == ["created", "iterated"]
