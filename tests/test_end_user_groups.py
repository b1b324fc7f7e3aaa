"""All groups that the business case names are in the loop before a minimum viable product is left."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load, load_change
from ledger.diagnostics import Severity
from ledger.moves.why import why
from ledger.records.readiness import groups_not_named
from ledger.rules import judge
from ledger.views import needs_of, status_rows
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
_GROUPS: Final = (
    FLOW.replace("needs: [timebox]", "needs: [end_user_groups]") + "fields: {end_user_groups: {type: array}}\n"
)
_CASE: Final = 'business_case: {end_users: [Call centre, "store {0}  teams", " "]}\n'


def placed(root: Path, groups: str, case: str = _CASE) -> Builder:
    place = Builder(root / "ledger", flow=_GROUPS).project(README=card(more=case), idea=document(more=groups))
    place.commit("Start")
    return place


def groups(*names: str) -> str:
    return f"end_user_groups: [{', '.join(f'{{group: {name}, people: 2}}' for name in names)}]\n"


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        (groups("call  CENTRE", "'Store {0} teams'"), ()),
        (groups("Call\u200b centre", "'Sto\u00adre {0} teams'"), ()),
        (groups("Call centre", "others"), ("store {0}  teams",)),
        (groups("others"), ("Call centre", "store {0}  teams")),
        ("end_user_groups: []\n", ()),
        ("end_user_groups: [x, {people: 1}, {group: 3}]\n", ()),
        ("end_user_groups: {group: Call centre}\n", ()),
        ("", ()),
    ],
)
def test_groups_are_left_out_that_the_case_names_and_the_document_does_not(
    tmp_path: Path, said: str, left_out: tuple[str, ...]
) -> None:
    ledger = load(placed(tmp_path, said).root, today=TODAY)
    assert groups_not_named(ledger.projects["churn"], "idea") == left_out


def test_two_ways_to_write_a_letter_are_one_name(tmp_path: Path) -> None:
    case = 'business_case: {end_users: ["Caf\u00e9s"]}\n'
    ledger = load(placed(tmp_path, groups("Cafe\u0301s"), case).root, today=TODAY)
    assert groups_not_named(ledger.projects["churn"], "idea") == ()


@pytest.mark.parametrize("case", ["", "business_case: {need: x}\n", "business_case: {end_users: Call centre}\n"])
def test_a_case_that_names_nobody_leaves_nobody_out(tmp_path: Path, case: str) -> None:
    ledger = load(placed(tmp_path, groups("others"), case).root, today=TODAY)
    assert groups_not_named(ledger.projects["churn"], "idea") == ()


def test_the_check_why_and_status_name_who_is_missing(tmp_path: Path) -> None:
    place = placed(tmp_path, groups("Call centre"))
    place.git("checkout", "-q", "-b", "work")
    moved = card(phase="build", more=_CASE)
    place.write({"projects/churn/README.md": moved, "projects/churn/build.md": document("build")})
    change = load_change(place.root, base="main", today=TODAY)
    (lack,) = [one for one in judge(change.after, change) if one.code == "MOV004"]
    must = "'end_user_groups' must have an entry for all end users of the business case before idea is left"
    assert lack.message == f"{must}, found none for store {{0}} teams"
    leave = "add an entry for each, or let who will not use it leave 'business_case.end_users'"
    assert lack.hint == f"{leave} in a change before this one"
    path = "projects/churn/idea.md"
    assert (lack.location.path, lack.location.line, lack.location.column) == (path, 5, 1)
    place.commit("Go")
    (later,) = [one for one in judge(load(place.root, today=TODAY)) if one.code == "MOV004"]
    assert later.hint == leave
    place.git("reset", "-q", "--hard", "main")
    place.git("checkout", "-q", "--force", "main")
    asked = why(load_change(place.root, base="main", today=TODAY), "churn").needs
    assert [one.what for one in asked if one.code == "MOV004"] == [lack.message]
    ledger = load(place.root, today=TODAY)
    assert "field: end_user_groups" in status_rows(ledger)[0].waits_for
    (need,) = [one for one in needs_of(ledger, ledger.projects["churn"]) if one.what == "end_user_groups"]
    assert need.detail == "does not name store {0}  teams yet"


def test_whoever_is_named_may_leave(tmp_path: Path) -> None:
    place = placed(tmp_path, groups("Call centre", "'store {0} teams'"))
    place.git("checkout", "-q", "-b", "work")
    moved = card(phase="build", more=_CASE)
    place.write({"projects/churn/README.md": moved, "projects/churn/build.md": document("build")})
    change = load_change(place.root, base="main", today=TODAY)
    assert [one for one in judge(change.after, change) if one.code == "MOV004"] == []


def test_nobody_is_taken_out_of_the_business_case_beside_the_move(tmp_path: Path) -> None:
    place = placed(tmp_path, groups("Call centre"))
    place.git("checkout", "-q", "-b", "work")
    fewer = "business_case: {end_users: [Call centre]}\n"
    place.write(
        {"projects/churn/README.md": card(phase="build", more=fewer), "projects/churn/build.md": document("build")}
    )
    change = load_change(place.root, base="main", today=TODAY)
    (lack,) = [one for one in judge(change.after, change) if one.code == "MOV004"]
    assert lack.message.endswith("found none for store {0} teams")
    assert lack.severity is Severity.ERROR
    place.git("checkout", "-q", "--force", "main")
    place.write({"projects/churn/README.md": card(more=fewer)}).commit("They will not use it")
    place.git("checkout", "-q", "-B", "work")
    place.write(
        {"projects/churn/README.md": card(phase="build", more=fewer), "projects/churn/build.md": document("build")}
    )
    change = load_change(place.root, base="main", today=TODAY)
    assert [one for one in judge(change.after, change) if one.code == "MOV004"] == []


def test_who_is_named_once_the_phase_was_left_is_warned_of(tmp_path: Path) -> None:
    place = placed(tmp_path, groups("Call centre", "'store {0} teams'"))
    place.write({"projects/churn/README.md": card(phase="build", more=_CASE), "projects/churn/build.md": document()})
    place.commit("Go")
    assert [one for one in judge(load(place.root, today=TODAY)) if one.code == "MOV004"] == []
    more = "business_case: {end_users: [Call centre, Night shift]}\n"
    place.write({"projects/churn/README.md": card(phase="build", more=more)}).commit("Others want it")
    (lack,) = [one for one in judge(load(place.root, today=TODAY)) if one.code == "MOV004"]
    assert (lack.severity, lack.message.rpartition(", ")[2]) == (Severity.WARNING, "found none for Night shift")
    assert str(lack.hint).endswith("or let who will not use it leave 'business_case.end_users'")


def test_what_else_is_missing_is_told_as_that(tmp_path: Path) -> None:
    more = _GROUPS.replace("[end_user_groups]", "[kpis, end_user_groups, card.business_case.value]")
    place = Builder(tmp_path / "ledger", flow=more)
    case = _CASE.replace('" "]}', '" "], value: ""}')
    place.project(README=card(more=case), idea=document(more=groups("Call centre"))).commit("Start")
    place.git("checkout", "-q", "-b", "work")
    files = {"projects/churn/README.md": card(phase="build", more=case), "projects/churn/build.md": document("build")}
    change = load_change(place.write(files).root, base="main", today=TODAY)
    lacks = [one for one in judge(change.after, change) if one.code == "MOV004"]
    assert {one.message.partition(",")[0] for one in lacks} == {
        "'kpis' must be filled in before idea is left",
        "'end_user_groups' must have an entry for all end users of the business case before idea is left",
        "'business_case.value' must be filled in before idea is left",
    }
    (where,) = [one.location for one in lacks if "business_case.value" in one.message]
    column = case.index("value") + 1
    assert (where.path, where.line, where.column) == ("projects/churn/README.md", 8, column)
