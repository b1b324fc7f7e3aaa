"""A need that leads into a list is met by one entry: a direction is chosen, a tuning is."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load, load_change
from ledger.forms.template import phase_document
from ledger.moves.why import why
from ledger.records.config import builtin_flows
from ledger.records.readiness import list_on_the_way, missing_needs
from ledger.rules import judge
from ledger.views import status_rows
from ledger.views.fields import asked_of
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
_WAYS: Final = """
fields:
  ways:
    title: Ways
    type: array
    items:
      type: object
      properties: {name: {type: string}, chosen: {title: Chosen, type: boolean}, days: {type: integer}}
"""
_CHOOSING: Final = FLOW.replace("needs: [timebox]", "needs: [ways.chosen]") + _WAYS


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "ledger", flow=_CHOOSING)


@pytest.mark.parametrize(
    ("ways", "is_met"),
    [
        ("", False),
        ("ways: []\n", False),
        ("ways: [{name: a}, {name: b}]\n", False),
        ("ways: [{name: a, chosen: false}]\n", False),
        ("ways: [{name: a}, {name: b, chosen: true}]\n", True),
        ("ways: [{name: a, chosen: 0}]\n", False),
        ("ways: [{name: a, chosen: 1}]\n", False),
        ("ways: [{name: a, chosen: no}]\n", False),
        ("ways: [{name: a, chosen: 'true'}]\n", False),
        ("ways: [{name: a, chosen: ''}]\n", False),
        ("ways: [{name: a, chosen: [true]}]\n", False),
        ("ways: {chosen: true}\n", True),
        ("ways: [[{chosen: true}]]\n", True),
        ("ways: [true, chosen]\n", False),
        ("ways: text\n", False),
    ],
)
def test_one_entry_must_have_it(place: Builder, ways: str, is_met: bool) -> None:
    place.project(idea=document(more=ways)).commit("Start")
    ledger = load(place.root, today=TODAY)
    assert missing_needs(ledger.flows["small"].phases[0], ledger.projects["churn"], TODAY) == (
        () if is_met else ("ways.chosen",)
    )


def test_of_an_entry_nought_is_a_value(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=_CHOOSING.replace("ways.chosen", "ways.days"))
    place.project(idea=document(more="ways: [{days: 0}]\n")).commit("Start")
    ledger = load(place.root, today=TODAY)
    assert missing_needs(ledger.flows["small"].phases[0], ledger.projects["churn"], TODAY) == ()


@pytest.mark.parametrize(("ways", "line"), [("ways: [{name: a}, {name: b}]\n", 5), ("", 2)])
def test_the_check_why_and_status_ask_for_the_choice_at_its_list(place: Builder, ways: str, line: int) -> None:
    place.project(idea=document(more=ways)).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    change = load_change(place.root, base="main", today=TODAY)
    (lack,) = [one for one in judge(change.after, change) if one.code == "MOV004"]
    assert (lack.location.path, lack.location.line) == ("projects/churn/idea.md", line)
    assert lack.message == "'ways.chosen' must be filled in before idea is left, found nothing"
    assert lack.hint == "add 'chosen: true' to an entry of 'ways' in the front matter of idea.md"
    place.git("checkout", "-q", "--force", "main")
    assert "'ways.chosen'" in why(load_change(place.root, base="main", today=TODAY), "churn").needs[0].what
    (row,) = status_rows(load(place.root, today=TODAY))
    assert "field: ways.chosen" in row.waits_for


def test_the_lists_of_every_document_are_lists_to_the_hint_too(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=FLOW.replace("needs: [timebox]", "needs: [kpis.target]"))
    place.project().commit("Start")
    (need, *_) = why(load_change(place.root, base="main", today=TODAY), "churn").needs
    assert need.hint == "add 'target' to an entry of 'kpis' in the front matter of idea.md"


@pytest.mark.parametrize(
    ("flow", "phase", "need", "title"),
    [
        ("startup", "research", "directions.chosen", "Directions examined · Chosen"),
        ("six-step", "real-data", "tunings.chosen", "Tunings · Chosen"),
    ],
)
def test_the_flows_that_ask_for_a_choice_need_it(flow: str, phase: str, need: str, title: str) -> None:
    known = builtin_flows()[flow]
    found = known.phase(phase)
    assert found is not None
    assert need in found.needs
    assert asked_of(known, need).title == title
    sketched = phase_document(known, found).partition(f"# {need.partition('.')[0]}:")[2]
    assert "needed: Whether" in sketched.partition("chosen:")[2].splitlines()[0]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("ways.chosen", "ways"),
        ("plan.ways.chosen.by", "plan.ways"),
        ("plan.ways", None),
        ("plan.title.text", None),
        ("plan.title.text.more", None),
        ("plan.none.chosen", None),
        ("none", None),
    ],
)
def test_a_list_on_the_way_is_found_where_it_stands(path: str, found: str | None) -> None:
    meta = {"ways": [{"chosen": True}], "plan": {"ways": [], "title": "Text"}}
    assert list_on_the_way(meta, path) == found


def test_a_hint_names_the_list_in_which_a_value_is_missing_however_deep_it_lies(tmp_path: Path) -> None:
    flow = FLOW.replace("needs: [timebox]", "needs: [plan.ways.chosen, ways.by.name]") + _WAYS
    place = Builder(tmp_path / "ledger", flow=flow.replace("fields:\n", "fields:\n  plan: {type: object}\n"))
    place.project(idea=document(more="plan: {ways: [{name: x}]}\n")).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    change = load_change(place.root, base="main", today=TODAY)
    assert {one.hint for one in judge(change.after, change) if one.code == "MOV004"} == {
        "add 'chosen: true' to an entry of 'plan.ways' in the front matter of idea.md",
        "add 'by.name' to an entry of 'ways' in the front matter of idea.md",
    }


def test_no_is_an_answer_where_nothing_is_chosen(tmp_path: Path) -> None:
    flow = FLOW.replace("needs: [timebox]", "needs: [agreed]") + "fields: {agreed: {type: boolean}}\n"
    place = Builder(tmp_path / "ledger", flow=flow).project(idea=document(more="agreed: false\n"))
    place.commit("Start")
    project = load(place.root, today=TODAY).projects["churn"]
    assert project.flow is not None
    assert missing_needs(project.flow.phases[0], project, TODAY) == ()
