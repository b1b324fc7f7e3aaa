"""A delivery is one by the flow as it was when it happened: no later flow gives or takes one."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.insight.delivery import throughput
from ledger.site.drawings import stepper
from ledger.views import delivered_on, status_rows
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 20)
MOVED: Final = FLOW.replace("title: Build}", "title: Build, delivers: true}").replace("Run, delivers: true", "Run")
LATER: Final = FLOW.replace("Run, delivers: true}", "Run}\n  - {id: value, title: Value, delivers: true}")
NONE: Final = FLOW.replace(", delivers: true", "")
RUN: Final = date(2026, 1, 5)


def begun(root: Path, flow: str, later: str) -> Builder:
    """Churn entered run on 5 January, ads build on the 3rd; on the 10th the flow is replaced by a later one."""
    place = Builder(root / "ledger", flow=flow).project("churn").project("ads")
    place.commit(date="2026-01-01")
    for slug in ("churn", "ads"):
        place.project(slug, README=card(slug, phase="build"), build=document("build"))
    place.commit(date="2026-01-03")
    place.project(README=card(phase="run"), run=document("run")).commit(date="2026-01-05")
    place.write({"schema/flows/small.yml": later}).commit(date="2026-01-10")
    return place


def delivered(place: Builder, at: str | None = None) -> dict[str, date | None]:
    rows = status_rows(assemble.load_at(place.root, at=at, today=TODAY))
    return {row.slug: row.delivered for row in rows if row.delivered}


@pytest.mark.parametrize("later", [MOVED, LATER, NONE])
def test_a_flow_that_changes_gives_and_takes_no_delivery(tmp_path: Path, later: str) -> None:
    place = begun(tmp_path, FLOW, later)
    assert delivered(place) == delivered(place, "2026-01-08") == {"churn": RUN}


def test_what_is_entered_from_then_on_is_delivered_by_the_new_flow(tmp_path: Path) -> None:
    place = begun(tmp_path, NONE, FLOW)
    place.project("ads", README=card("ads", phase="run"), run=document("run")).commit(date="2026-01-12")
    assert delivered(place) == {"ads": date(2026, 1, 12)}


def test_a_completion_stays_the_delivery_that_it_was(tmp_path: Path) -> None:
    place = begun(tmp_path, NONE, NONE).write(
        {"projects/ads/README.md": card("ads", phase="build", status="completed")}
    )
    place.commit(date="2026-01-12")
    place.write({"schema/flows/small.yml": FLOW}).commit(date="2026-01-13")
    projects = tuple(assemble.load(place.root, today=TODAY).projects.values())
    assert [(one.slug, delivered_on(one)) for one in projects] == [("ads", date(2026, 1, 12)), ("churn", None)]
    assert [(one.delivered, one.completed) for one in throughput(projects, TODAY)] == [(("ads",), ())]


def test_the_steps_of_a_project_tell_the_delivery_where_it_was(tmp_path: Path) -> None:
    projects = assemble.load(begun(tmp_path, FLOW, MOVED).root, today=TODAY).projects
    drawn = {slug: stepper.draw(stepper.from_project(project)) for slug, project in projects.items()}
    assert "done" in drawn["churn"]
    assert [slug for slug, text in drawn.items() if "delivered" in text] == ["churn"]
    assert [step.title for step in stepper.from_project(projects["churn"]).steps if step.delivers] == ["Run"]
