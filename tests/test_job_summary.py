"""The summary of a job: where each project moves, who is missing, and why a vote does not count."""

import html
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from ledger import assemble
from ledger.cli.app import app
from ledger.edit.votes import append_vote
from ledger.moves.needed import Lack
from ledger.moves.why import Why
from ledger.report import summary
from ledger.text.document import Document, read_document
from ledger.views.changes import ChangeRow, GateRow, between_phases, change_rows
from ledger.votes.digest import digest
from ledger.words import EventKind
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.reported import HOSTILE, PLAIN, finding

GATES = FLOW.replace(
    "    needs: [timebox]\n",
    "    needs: [timebox]\n    gates:\n      - {id: go, title: Go, approvals: {product: 2}}\n"
    "      - {id: clear, title: 'All | clear', approvals: {legal: 1}}\n",
)


PEOPLE = LEDGER.replace("roles: [data-science]", "roles: [data-science, product]") + (
    "  tom: {name: Tom, emails: [tom@example.com], roles: [product]}\n"
)


IDEA = "projects/churn/idea.md"


class Moving:
    """A branch that moves a project from idea to build, and votes on it."""

    def __init__(self, root: Path) -> None:
        self.ledger = Builder(root, ledger=PEOPLE, flow=GATES).project()
        self.ledger.commit("Start")
        self.ledger.git("checkout", "-q", "-b", "branch")
        build = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
        self.ledger.write(build).commit("Advance", date="2026-01-10")

    def vote(self, by: str, decision: str = "approved", note: str = "as agreed", author: str = "") -> None:
        raw = (self.ledger.root / IDEA).read_bytes()
        read = read_document(raw, IDEA)
        assert isinstance(read, Document)
        vote = {"gate": "go", "role": "product", "by": by, "date": "2026-01-11", "decision": decision, "note": note}
        self.ledger.write({IDEA: append_vote(raw, {**vote, "of": digest(read.meta, read.body)})})
        self.ledger.commit("Vote", date="2026-01-11", author=author or by)

    def row(self) -> ChangeRow:
        change = assemble.load_change(self.ledger.root, base="main", today=date(2026, 1, 12))
        (row,) = change_rows(change)
        return row

    def missing(self) -> list[tuple[str, ...]]:
        return [gate.missing for gate in self.row().gates]


@pytest.fixture
def moving(tmp_path: Path) -> Moving:
    return Moving(tmp_path / "ledger")


def test_a_row_says_where_a_project_moves_and_who_is_missing(moving: Moving) -> None:
    row = moving.row()
    assert (row.project, row.title, row.move, row.kind) == (
        "churn",
        "Project churn",
        "idea → build",
        EventKind.ADVANCED,
    )
    assert [gate.title for gate in row.gates] == ["Go", "All | clear"]
    assert moving.missing() == [("product: 0 of 2; dana or tom can vote",), ("legal: 0 of 1; nobody can vote",)]


def test_votes_make_a_gate_satisfied(moving: Moving) -> None:
    moving.vote("dana")
    assert moving.missing()[0] == ("product: 1 of 2; tom can vote",)
    moving.vote("tom")
    assert moving.missing()[0] == ()


def test_a_row_says_why_a_vote_does_not_count(moving: Moving) -> None:
    moving.vote("dana", author="sam")
    moving.vote("sam")
    (said,) = moving.missing()[0]
    assert said.startswith(
        "product: 0 of 2; dana or tom can vote; the vote of dana does not count: the proof is too weak"
    )
    assert said.endswith("; the vote of sam does not count: the owner may not approve their own project")


def test_the_votes_of_a_project_that_the_change_renames_count_as_they_landed(moving: Moving) -> None:
    moving.ledger.git("checkout", "-q", "main")
    moving.vote("dana")
    moving.ledger.git("checkout", "-q", "-B", "branch")
    moving.ledger.git("mv", "projects/churn", "projects/leavers")
    moving.ledger.write(
        {"projects/leavers/README.md": card(phase="build"), "projects/leavers/build.md": document("build")}
    )
    moving.ledger.commit("Rename and advance", date="2026-01-12")
    assert (moving.row().project, moving.missing()[0]) == ("leavers", ("product: 1 of 2; tom can vote",))


def test_a_row_says_who_blocks(moving: Moving) -> None:
    moving.vote("dana", "rejected", note="no data")
    assert moving.missing()[0][0] == "dana as product said rejected: no data"


def test_a_row_of_a_document_that_is_gone(moving: Moving) -> None:
    moving.ledger.write({IDEA: None}).commit("Remove")
    assert moving.missing()[0] == ("idea.md is not there or cannot be read, so there is nothing to vote on",)


def test_a_change_that_moves_nothing_is_about_its_phase(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATES).project()
    ledger.commit("Start")
    ledger.git("checkout", "-q", "-b", "branch")
    ledger.write({IDEA: document(body="## Need\n\nMore words.\n")}).project("prices").commit("Write")
    rows = change_rows(assemble.load_change(ledger.root, base="main", today=date(2026, 1, 12)))
    assert [(row.project, row.move) for row in rows] == [("churn", "stays in idea"), ("prices", "new, in idea")]


def test_a_change_of_status_is_a_move(tmp_path: Path) -> None:
    ledger = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATES).project()
    ledger.commit("Start")
    ledger.git("checkout", "-q", "-b", "branch")
    ledger.write({"projects/churn/README.md": card(status="paused", more="move: {to: paused, note: x}\n")}).commit(
        "Pause"
    )
    (row,) = change_rows(assemble.load_change(ledger.root, base="main", today=date(2026, 1, 12)))
    assert (row.move, row.gates) == ("paused (active → paused)", ())


def test_the_summary_is_appended_for_github_only(moving: Moving, tmp_path: Path) -> None:
    place = tmp_path / "summary.md"
    place.write_text("before\n")
    moving.vote("dana", "rejected", note="<img src=x> | @tom `#7`")
    arguments = ["-C", str(moving.ledger.root), "--now", "2026-01-12", "check", "--base", "main", "--format"]
    CliRunner().invoke(app, [*arguments, "text"], env={"GITHUB_STEP_SUMMARY": str(place)})
    assert place.read_text() == "before\n"
    CliRunner().invoke(app, [*arguments, "github"], env={"GITHUB_STEP_SUMMARY": str(place)})
    nowhere = CliRunner().invoke(app, [*arguments, "github"], env={"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert "cannot be written" in str(nowhere.exception)
    text = place.read_text()
    assert text.startswith("before\n## Project ledger\n\n| project | change | gate | still missing |\n")
    assert "| Project churn (churn) | **idea → build** | Go | dana as product said rejected: " in text
    assert [part for part in ("<img", "@", "`") if part in text] == []


def test_the_summary_says_what_ledger_why_says(moving: Moving, tmp_path: Path) -> None:
    place = tmp_path / "summary.md"
    arguments = ["-C", str(moving.ledger.root), "--now", "2026-01-12"]
    why = CliRunner().invoke(app, [*arguments, "why", "churn", "--base", "main"]).output
    CliRunner().invoke(
        app, [*arguments, "check", "--base", "main", "--format", "github"], env={"GITHUB_STEP_SUMMARY": str(place)}
    )
    text = re.sub(r"<[^>]*>", "", MarkdownIt().render(place.read_text())).replace("\u200b", "")
    assert "2 more votes of the role product" in why
    assert [line for line in why.splitlines() if line.strip() not in html.unescape(text)] == []


def test_only_projects_between_phases_are_asked_why(moving: Moving) -> None:
    row = moving.row()
    kinds = (None, *EventKind)
    rows = [replace(row, project=str(kind), kind=kind) for kind in kinds]
    assert between_phases([*rows, *rows]) == ("None", "advanced", "backtracked", "iterated")


def test_the_tables_of_a_summary_hold_only_text() -> None:
    gates = (GateRow(gate="go", title=HOSTILE, missing=(HOSTILE, "two")), GateRow(gate="b", title="B", missing=()))
    row = ChangeRow(project="churn", title=HOSTILE, move="a → b", kind=None, gates=gates)
    need = Lack(code="APR001", location=PLAIN.location, what=HOSTILE, hint=HOSTILE, remarks=(HOSTILE,))
    answer = Why(project="churn", origin=HOSTILE, target="b", kind=EventKind.ADVANCED, needs=(need,), edits=())
    found = [finding(message=HOSTILE, hint=HOSTILE)] * 201
    text = summary.as_markdown([row, replace(row, gates=())], [answer], found, 1)
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    assert set(re.findall(r"<([a-z0-9]+)", page)) == {
        *("h2", "p", "br", "ul", "li"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert page.count("<td>") == 3 * 4 + 200 * 3
    assert "1 more findings are in the log." in text
    assert "✓ satisfied" in text
