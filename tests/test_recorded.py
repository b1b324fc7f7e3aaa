"""What a flow's fields say stands on the project's page, and the time taken beside the weeks that were planned."""

from datetime import date
from pathlib import Path

import pytest

from ledger.assemble import load
from ledger.site.pages.estimates import lines_of
from ledger.site.pages.project import answer, project_page
from ledger.site.render import render
from ledger.views import status_row
from ledger.views.recorded import Fact, Listing, recorded_in
from tests.build import FLOW, Builder, card, document
from tests.test_decisions import read

FIELDS = """\
estimates: plan.weeks
fields:
  plan:
    title: Plan
    type: object
    properties: {weeks: {title: Weeks of effort, type: object}, on: {type: string}}
  roll_out:
    title: Roll-out
    type: object
    properties: {kind: {title: Full or partial}, share: {title: Share}, bias: {title: Bias}, known: {title: Known}}
  tried: {title: What was tried, type: array, items: {type: object, properties: {what: {title: What}}}}
  groups: {title: Groups, type: array, items: {type: string}}
"""
ROLL_OUT = "roll_out: {kind: partial, share: 0.2, bias: <b>Big</b> shops, known: true}\n"
TRIED = """\
tried: [{what: trees}, {what: rules, by: sam}]
groups: [north, south]
plan: {weeks: {build: 1.5}, on: "2026-01-05"}
"""


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A project that was built twice, and paused for a week meanwhile."""
    made = Builder(tmp_path / "ledger", flow=FLOW.replace("phases:\n", FIELDS + "phases:\n", 1))
    made.project(idea=document(more=ROLL_OUT + TRIED)).commit("Start")
    built = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build", body="")}
    made.write(built).commit("Build", date="2026-01-12")
    made.write({"projects/churn/README.md": card(phase="build", status="paused")}).commit("Pause", date="2026-01-19")
    made.write({"projects/churn/README.md": card(phase="build")}).commit("Resume", date="2026-01-26")
    again = "move: {to: build, because: model-failure}\n"
    files = {"projects/churn/README.md": card(phase="build", more=again)}
    made.write({**files, "projects/churn/build.md": document("build", iteration=2, more="extra: {team_room: 4}\n")})
    made.commit("Again", date="2026-02-02")
    return made


def test_fields_are_told_by_their_titles(place: Builder) -> None:
    ledger, _ = read(place)
    project = ledger.projects["churn"]
    found = recorded_in(project.documents["idea"], project.flow)
    told = {" · ".join(one.names): one.value for one in found if isinstance(one, Fact)}
    assert told == {
        "Roll-out · Full or partial": "partial",
        "Roll-out · Share": 0.2,
        "Roll-out · Bias": "<b>Big</b> shops",
        "Roll-out · Known": "yes",
        "Groups": "north, south",
        "Plan · Weeks of effort · build": 1.5,
        "Plan · on": "2026-01-05",
    }


def listed(place: Builder, text: str) -> list[Listing]:
    place.write({"projects/churn/idea.md": document(more=text)}).commit("List", date="2026-02-03")
    project = read(place)[0].projects["churn"]
    return [one for one in recorded_in(project.documents["idea"], project.flow) if isinstance(one, Listing)]


@pytest.mark.parametrize(
    ("written", "columns", "rows"),
    [
        ("[{what: trees}, {what: rules, by: sam}]", ("What", "by"), (("trees", None), ("rules", "sam"))),
        ("[{what: trees, cost: 0, by: }]", ("What", "cost"), (("trees", 0),)),
        ("[{what: [trees, rules]}]", ("What",), (("trees, rules",),)),
        ("[{what: {deep: 1, shallow: 2}}]", ("What",), (("deep: 1; shallow: 2",),)),
        ("[{what: [{deep: 1, by: sam}, {deep: 2}]}]", ("What",), (("deep 1, by sam / deep 2",),)),
    ],
)
def test_a_list_of_entries_is_a_table_with_a_column_for_each_key(
    place: Builder, written: str, columns: tuple[str, ...], rows: tuple[tuple[str | int | None, ...], ...]
) -> None:
    assert listed(place, f"tried: {written}\n") == [Listing(names=("What was tried",), columns=columns, rows=rows)]


@pytest.mark.parametrize("written", ["[{what: }, {}]", "[]"])
def test_a_list_without_any_value_says_nothing(place: Builder, written: str) -> None:
    assert listed(place, f"tried: {written}\n") == []


def test_a_list_of_unlike_entries_is_told_one_by_one(place: Builder) -> None:
    assert listed(place, "tried: [{what: trees}, rules]\n") == []
    project = read(place)[0].projects["churn"]
    told = {
        " · ".join(one.names) for one in recorded_in(project.documents["idea"], project.flow) if isinstance(one, Fact)
    }
    assert told == {"What was tried 1 · What", "What was tried 2"}


def html_of(place: Builder) -> str:
    ledger, _ = read(place)
    row = status_row(ledger, ledger.projects["churn"])
    page = project_page(
        ledger, row, forge=None, image=lambda *_: None, shelf={}, votes=(), address="", searches_texts=True
    )
    return render(page)


def test_the_page_shows_them_beside_the_text_and_as_text(place: Builder) -> None:
    html = html_of(place)
    assert '<bdi>Roll-out</bdi> · <bdi>Bias</bdi></th><td dir="auto">&lt;b&gt;Big&lt;/b&gt; shops</td>' in html
    assert "<caption><bdi>What was tried</bdi></caption>" in html
    assert '<th scope="row" data-label="What" dir="auto">rules</th><td data-label="by" dir="auto">sam</td>' in html
    assert '<bdi>team_room</bdi></th><td dir="auto">4</td>' in html
    assert '<bdi>on</bdi></th><td dir="auto">5 Jan 2026</td>' in html


def test_the_time_taken_is_held_against_the_plan(place: Builder) -> None:
    ledger, _ = read(place)
    lines = lines_of(ledger.projects["churn"], date(2026, 2, 9))
    assert [(one.name, one.visits, one.planned, one.taken, one.against, one.is_over) for one in lines] == [
        ("Idea", 1, "", "1", "", False),
        ("Build", 2, "1.5", "3", "1.5 weeks over", True),
        ("In all", 1, "1.5", "4", "1.5 weeks over, where planned", True),
    ]


def test_what_is_left_of_the_plan_is_told_while_the_project_is_under_way(place: Builder) -> None:
    place.write({"projects/churn/idea.md": document(more="plan: {weeks: {idea: 1, build: 5, run: 2}}\n")})
    place.commit("Plan more", date="2026-02-03")
    ledger, _ = read(place)
    lines = [(one.name, one.against) for one in lines_of(ledger.projects["churn"], date(2026, 2, 9))]
    assert lines == [("Idea", "as planned"), ("Build", "2 weeks left"), ("Run", ""), ("In all", "4 weeks left")]
    place.write({"projects/churn/README.md": card(phase="build", status="completed")}).commit("End", date="2026-02-09")
    ledger, _ = read(place)
    lines = [(one.name, one.against) for one in lines_of(ledger.projects["churn"], ledger.today)]
    assert lines[1:] == [("Build", "2 weeks under"), ("Run", ""), ("In all", "2 weeks under, where begun")]


def test_nothing_is_compared_where_nothing_was_planned(tmp_path: Path) -> None:
    made = Builder(tmp_path / "ledger").project()
    made.commit("Start")
    ledger, _ = read(made)
    assert lines_of(ledger.projects["churn"], ledger.today) == ()
    assert "Time taken against the plan" not in html_of(made)


def test_who_delivered_at_once_did_so_on_a_day_and_not_in_a_number_of_days(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project()
    place.commit("Start", date="2026-01-05")
    for day, phase in (("2026-01-12", "build"), ("2026-01-19", "run")):
        place.write({"projects/churn/README.md": card(phase=phase), f"projects/churn/{phase}.md": document(phase)})
        place.commit("Advance", date=day)
    ledger = load(place.root, today=date(2026, 1, 22))
    said = answer(status_row(ledger, ledger.projects["churn"]), ()).striptags()
    assert said.endswith(". It was delivered on 19 Jan 2026.")
