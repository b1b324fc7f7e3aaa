"""A move that nobody made yet: what it would write, and the project that it would make."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.moves.supposed import Supposed, suppose
from ledger.records.flow import Flow
from ledger.records.model import Project
from ledger.records.papers import Move
from ledger.text.document import Document
from ledger.words import EventKind, Status
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
TWO: Final = FLOW.replace("because: [goal-change]", "because: [goal-change, no-data]").replace(
    "  - {from: run, to: build", "  - {from: run, to: idea, because: []}\n  - {from: run, to: build"
)
CARD: Final = "projects/churn/README.md"
BUILD: Final = "projects/churn/build.md"
NOTED: Final = "move: {to: idea, because: no-data, note: None there.}\n"
ASKED: Final = "move: {to: idea, because: goal-change, note: what was learned}  # or no-data"


def read(root: Path, way: str, files: Mapping[str, str] | None = None) -> tuple[Project, Flow]:
    """A project after its moves through some phases, with files that are not committed, and its flow."""
    place = Builder(root, flow=TWO).project()
    for phase in way.split():
        place.write({CARD: card(phase=phase)}).commit(f"To {phase}")
    place.write(files or {})
    ledger = assemble.load(place.root, today=TODAY)
    return ledger.projects["churn"], ledger.flows["small"]


def supposed(root: Path, way: str, target: str, files: Mapping[str, str] | None = None) -> Supposed:
    """The move from the last phase of the way to another."""
    project, flow = read(root, way, files)
    return suppose(project, project, target, flow)


def told(found: Supposed) -> list[str]:
    return [f"{one.location.path.rsplit('/', 1)[-1]}:{one.location.line}: {one.text}" for one in found.edits]


def test_an_advance_enters_the_next_phase_with_a_new_document(tmp_path: Path) -> None:
    found = supposed(tmp_path / "ledger", "idea", "build")
    assert told(found) == [
        "README.md:5: phase: build",
        "build.md:1: a new document with 'phase: build' and 'iteration: 1'",
    ]
    assert (found.kind, found.unwritten, found.project.phase) == (EventKind.ADVANCED, False, "build")
    blank = found.project.documents["build"]
    assert (blank.phase, blank.iteration, blank.body) == ("build", 1, "")
    meta = {"phase": "build", "iteration": 1}
    assert blank.source == Document(path=BUILD, meta=meta, header="", header_line=1)
    assert {"idea.md", "build.md", "README.md"} == found.project.files


def test_an_advance_removes_the_reason_of_an_older_move_and_wakes_the_project(tmp_path: Path) -> None:
    files = {CARD: card(status="paused", more=NOTED), BUILD: document("build")}
    found = supposed(tmp_path / "ledger", "idea", "build", files)
    assert told(found) == ["README.md:5: phase: build", "README.md:8: remove 'move'"]
    assert found.edits[1].location.column == 1
    stated = found.project.card
    assert stated is not None
    assert (stated.move, stated.status, stated.title) == (None, Status.ACTIVE, "Project churn")
    assert found.project.documents["build"].timebox is not None


def test_a_move_that_the_card_makes_already_needs_no_edit_of_it(tmp_path: Path) -> None:
    before, flow = read(tmp_path / "ledger", "idea build")
    files = {CARD: card(more=NOTED), "projects/churn/idea.md": document(iteration=2)}
    now, _ = read(tmp_path / "other", "idea build", files)
    found = suppose(before, now, "idea", flow)
    assert (found.kind, told(found)) == (EventKind.BACKTRACKED, [])
    assert found.project.card is not None
    assert found.project.card.move == Move(to="idea", because="no-data", note="None there.", evidence=None)


@pytest.mark.parametrize(
    "stated",
    ["", "move: {to: build, because: no-data}\n", "move: {to: idea, because: a whim}\n"],
)
def test_a_way_back_needs_one_of_its_reasons(tmp_path: Path, stated: str) -> None:
    found = supposed(tmp_path / "ledger", "idea build", "idea", {CARD: card(phase="build", more=stated)})
    place = "README.md:8" if stated else "README.md:2"
    assert told(found) == ["README.md:5: phase: idea", f"{place}: {ASKED}", "idea.md:3: iteration: 2"]
    assert found.edits[1].location.column == 1
    assert found.project.card is not None
    assert found.project.card.move == Move(to="idea", because="goal-change", note="what was learned", evidence=None)
    entered = found.project.documents["idea"]
    assert (entered.iteration, entered.fields["iteration"], entered.fields["phase"]) == (2, 2, "idea")


@pytest.mark.parametrize(("target", "kind"), [("idea", EventKind.BACKTRACKED), ("run", EventKind.ITERATED)])
def test_a_way_back_without_listed_reasons_needs_any(tmp_path: Path, target: str, kind: EventKind) -> None:
    found = supposed(tmp_path / "ledger", "idea run", target)
    assert found.kind is kind
    text = f"move: {{to: {target}, because: a reason, note: what was learned}}"
    assert [one.text for one in found.edits if one.text.startswith("move")] == [text]
    assert found.project.card is not None
    assert found.project.card.move == Move(to=target, because="a reason", note="what was learned", evidence=None)


def test_any_reason_will_do_where_the_flow_lists_none(tmp_path: Path) -> None:
    files = {CARD: card(phase="run", more="move: {to: idea, because: a whim}\n")}
    found = supposed(tmp_path / "ledger", "idea run", "idea", files)
    assert told(found) == ["README.md:5: phase: idea", "idea.md:3: iteration: 2"]


@pytest.mark.parametrize(("way", "iteration"), [("idea build", 1), ("idea build idea build", 2), ("idea", 1)])
def test_an_empty_document_stands_in_for_that_of_the_phase_left(tmp_path: Path, way: str, iteration: int) -> None:
    found = supposed(tmp_path / "ledger", way, "run", {CARD: card(phase="build")})
    left = found.project.documents["build"]
    assert (found.unwritten, left.path, left.iteration) == (True, BUILD, iteration)
    assert {"build.md", "run.md"} <= found.project.files


def test_the_documents_stay_in_the_order_of_the_flow_and_others_follow(tmp_path: Path) -> None:
    project, flow = read(tmp_path / "ledger", "idea", {"projects/churn/run.md": document("run")})
    text = project.documents["idea"]
    later = replace(project, documents={"old": text, "run": text, "gone": text, "idea": text})
    assert list(suppose(later, later, "build", flow).project.documents) == ["idea", "build", "run", "old", "gone"]


def test_a_card_that_cannot_be_read_cannot_move(tmp_path: Path) -> None:
    project, flow = read(tmp_path / "ledger", "idea")
    for before, now in ((replace(project, card=None), project), (project, replace(project, card=None))):
        with pytest.raises(ValueError, match=r"^a project without a readable card cannot move$"):
            suppose(before, now, "build", flow)
