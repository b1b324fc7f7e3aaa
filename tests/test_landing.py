"""What a branch that moves a project is told: what this move still needs to land, before what comes next."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from ledger.cli.app import app
from tests.build import Builder, card, document
from tests.gated import CARD, GATED, IDEA, STOPPED, TODAY, advancing, branch, land, started, voted

CANCELLING = GATED.replace("cancel: {because: [no-data]}", "cancel: {because: [no-data], approvals: {product: 1}}")
GOING_ROUND = GATED.replace("because: [model-failure]}", "because: [model-failure], approvals: {product: 1}}")


def run(place: Builder, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["-C", str(place.root), "--now", TODAY.isoformat(), *arguments])
    assert (done.exit_code, done.exception) == (0, None), done.output
    return done.output


def landing(place: Builder, *arguments: str) -> Any:
    return json.loads(run(place, "why", "churn", "--json", *arguments))["landing"]


def needed(found: Any) -> list[tuple[str, str | None, int | None]]:
    return [(need["code"], need.get("gate"), need.get("votes")) for need in found["needs"]]


def proposed(root: Path) -> Builder:
    place = branch(started(root))
    place.write(advancing(document())).commit("Go")
    return place


def test_a_branch_that_moves_a_project_is_told_the_votes_that_it_lacks_and_then_what_comes_next(tmp_path: Path) -> None:
    lines = run(proposed(tmp_path), "why", "churn").splitlines()
    assert lines[0] == "this branch takes churn from idea to build; to land in main, 1 thing is needed first"
    assert lines[1].startswith(f"{IDEA}:2: APR001: 'scope' (Scope) needs 1 more vote of the role product")
    assert lines[2] == "    hint: ask dana or eli or ravi"
    assert lines[3].startswith("    on the content sha256:")
    assert lines[4:7] == ["", "next:", "churn is in build and may advance to run"]


def test_with_its_vote_nothing_is_missing_and_once_it_has_landed_nothing_is_told(tmp_path: Path) -> None:
    place = proposed(tmp_path)
    place.write({IDEA: voted(document(), "dana")}).commit("Yes", author="dana")
    said = run(place, "why", "churn")
    assert said.startswith(
        "this branch takes churn from idea to build, and nothing is missing for that to land in main"
    )
    assert landing(place)["may_land"]
    land(place)
    assert landing(place) is None
    place.git("checkout", "-q", "work")
    assert landing(place) is None, "it has landed, whatever is checked out"


def test_the_same_is_asked_as_the_check_asks_for(tmp_path: Path) -> None:
    place = branch(started(tmp_path))
    place.write(advancing(document(body="## Need\n"))).commit("Go")
    found = landing(place)
    assert (found["onto"], found["moves"]) == ("main", [{"event": "advanced", "from": "idea", "to": "build"}])
    assert needed(found) == [("MOV005", None, None), ("APR001", "scope", 1)]
    assert found["needs"][1]["of"] is None, "the text that is missing comes first"
    assert needed(landing(place, "--assume", "product=ok")) == [("MOV005", None, None)]


def test_a_cancellation_and_an_iteration_are_told_with_their_votes(tmp_path: Path) -> None:
    place = branch(started(tmp_path, flow=CANCELLING))
    place.write({CARD: STOPPED}).commit("Stop")
    found = landing(place)
    assert found["moves"] == [{"event": "cancelled", "from": "active", "to": "cancelled"}]
    assert needed(found) == [("APR001", "cancel", 1)]
    again = started(tmp_path / "again", flow=GOING_ROUND)
    again.write({CARD: card(phase="build"), "projects/churn/build.md": document("build")}).commit("Go on")
    branch(again)
    more = "move: {to: build, because: model-failure}\n"
    moved = {CARD: card(phase="build", more=more), "projects/churn/build.md": document("build", iteration=2)}
    again.write(moved).commit("Once more")
    assert run(again, "why", "churn").startswith("this branch takes churn through build once more; to land in main, ")
    vote = landing(again)["needs"][0]
    assert (vote["gate"], vote["votes"], (vote["of"] or "")[:7]) == ("backtrack", 1, "sha256:")


def test_a_cancellation_without_a_document_to_vote_on_says_so(tmp_path: Path) -> None:
    place = started(tmp_path, flow=CANCELLING)
    place.write({IDEA: None}).commit("No document")
    branch(place).write({CARD: STOPPED}).commit("Stop")
    found = landing(place)
    assert not found["may_land"]
    assert "found no document to vote on" in found["needs"][0]["what"]


def test_a_branch_that_conflicts_is_told_that_first(tmp_path: Path) -> None:
    place = proposed(tmp_path)
    place.git("checkout", "-q", "main")
    place.write({CARD: card(more="summary: Who leaves.\nteam: growth\n").replace("phase: idea", "phase: idea ")})
    place.commit("Otherwise")
    place.git("checkout", "-q", "work")
    said = run(place, "why", "churn").splitlines()
    assert said[0] == "this branch conflicts with main, so nobody can tell what it needs to land"
    assert said[1].startswith(f"{CARD}:1: GIT002: ")


def test_what_is_not_committed_yet_and_what_the_main_branch_holds_is_told_once(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write(advancing(document()))
    assert landing(place) is None
    branch(place).write({"note.md": "A note."}).git("add", "note.md")
    place.git("commit", "-q", "-m", "A note")
    assert landing(place) is None, "the move is that of the working tree, and the answer tells of it"
    assert run(place, "why", "churn").startswith("churn is in idea; to advance to build, 1 thing is needed first")


def test_a_named_base_or_phase_is_answered_alone(tmp_path: Path) -> None:
    place = proposed(tmp_path)
    assert landing(place, "--base", "main") is None
    assert landing(place, "--to", "idea") is None


def test_an_error_elsewhere_is_counted_against_the_branch_that_it_is_to_land_in(tmp_path: Path) -> None:
    place = proposed(tmp_path)
    place.write({"projects/other/README.md": card("other", phase="ideas")}).commit("Another")
    said = run(place, "why", "churn")
    assert "the rest of the ledger has 1 error, which fails the check too: see 'ledger check --base main'" in said


def test_a_clone_names_the_branch_of_its_origin(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.git("clone", "-q", ".", str(tmp_path / "clone"))
    clone = Builder(tmp_path / "clone", ledger="")
    branch(clone).write(advancing(document())).commit("Go")
    assert landing(clone)["onto"] == "origin/main"


def test_the_status_of_a_project_points_there(tmp_path: Path) -> None:
    place = proposed(tmp_path)
    told = (
        "Its way from idea to build has not landed yet: 'ledger why churn' says what that needs, and what comes next."
    )
    assert told in run(place, "status", "churn")
    assert "has not landed yet" not in run(place, "status", "churn", "--at", "HEAD")
    place.git("checkout", "-q", "main")
    assert "has not landed yet" not in run(place, "status", "churn")
