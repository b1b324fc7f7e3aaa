"""Tasks in the document of a phase that the flow has no more: they are found wherever tasks are, and may be closed."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.assemble import load, load_change
from ledger.cli.app import app
from ledger.export.sheets import every_sheet
from ledger.records.model import Ledger
from ledger.site.pages.people import people_page
from ledger.site.render import render
from ledger.views import status_rows
from ledger.views.people import tasks_in_progress
from tests.build import FLOW, Builder, card, document

TODAY = date(2026, 2, 2)
BUILD = "projects/churn/build.md"
TASKS = """\
tasks:
  - {id: t1, title: Count the gates, status: doing, assignee: sam}
  - {id: t2, title: Plot them, status: todo}
"""
SHORTER = "\n".join(line for line in FLOW.split("\n") if "build" not in line)


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "ledger").project(build=document("build", more=TASKS))
    made.write({"projects/churn/README.md": card(phase="build")}).commit()
    made.write({"schema/flows/small.yml": SHORTER, "projects/churn/README.md": card(phase="run")})
    made.write({"projects/churn/run.md": document("run")}).commit("No phase 'build' any more", date="2026-01-19")
    return made


def read(place: Builder) -> Ledger:
    return load(place.root, today=TODAY)


def run(place: Builder, *words: str) -> str:
    done = CliRunner().invoke(app, ["-C", str(place.root), "--now", TODAY.isoformat(), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_list_of_tasks_has_them(place: Builder) -> None:
    said = "  doing   t1  Count the gates (sam)\n  todo    t2  Plot them\n"
    assert run(place, "task", "list") == f"churn (build)\n{said}"
    assert run(place, "task", "list", "churn") == f"build\n{said}"


def test_people_see_what_they_work_on(place: Builder) -> None:
    (task,) = tasks_in_progress(read(place))
    assert (task.title, task.phase, task.assignee) == ("Count the gates", "build", "sam")
    assert "Count the gates" in render(people_page(read(place), status_rows(read(place))))


def test_the_export_has_them(place: Builder) -> None:
    ledger = read(place)
    (sheet,) = (one for one in every_sheet(ledger, status_rows(ledger), {}) if one.name == "tasks")
    assert [row[:3] for row in sheet.rows] == [("churn", "build", "t1"), ("churn", "build", "t2")]


def test_one_is_closed_as_any_other_and_its_id_is_not_given_again(place: Builder) -> None:
    run(place, "task", "done", "churn", "t1")
    assert "status: done" in (place.root / BUILD).read_text()
    run(place, "task", "add", "churn", "Look after it")
    assert "id: t3" in (place.root / "projects/churn/run.md").read_text()


def test_such_a_document_without_votes_is_no_record(place: Builder) -> None:
    project = load_change(place.root, base="main", today=TODAY).after.projects["churn"]
    assert set(project.strays) == {"build"}
    assert set(project.records) == {"idea", "run"}
