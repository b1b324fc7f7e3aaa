"""A waiver is for the project that it named when it landed, whoever bears that name later."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Diagnostic
from tests.build import Builder, card
from tests.gated import GATED, PEOPLE, TODAY, branch, land

WAIVER: Final = "waivers:\n  - {code: %s, project: %s, until: 2026-12-31, reason: agreed%s}\n"
LOST: Final = "owner: nobody"


def unowned(slug: str) -> str:
    """A card whose owner is nobody's handle."""
    return card(slug).replace("owner: sam", LOST)


def waiving(code: str = "REF003", project: str = "churn", more: str = "") -> dict[str, str]:
    return {"ledger.yml": PEOPLE + WAIVER % (code, project, more)}


def place_of(root: Path) -> Builder:
    """A ledger with two projects without an owner, for one of which that is waived."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=GATED)
    place.project("churn", README=unowned("churn")).project("rush", README=unowned("rush"))
    place.commit("Start")
    place.write(waiving()).commit("Nobody owns it until somebody is hired")
    return place


def told(found: tuple[Diagnostic, ...]) -> set[tuple[str, str | None, bool]]:
    """Code, project and whether it is waived, of what is said of owners and of waivers."""
    return {
        (one.code, one.project, one.waived is not None)
        for one in found
        if one.code in {"REF003", "MOV015"} or "POL" in one.code
    }


def standing(place: Builder) -> set[tuple[str, str | None, bool]]:
    return told(rules.judge(assemble.load(place.root, today=TODAY)))


def changed(place: Builder) -> set[tuple[str, str | None, bool]]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return told(rules.judge(change.after, change))


def rename(place: Builder, old: str, new: str) -> Builder:
    place.git("mv", f"projects/{old}", f"projects/{new}")
    place.commit(f"{old} is {new}")
    return place


def handed_on(root: Path) -> Builder:
    """The same ledger, where the second project has the name of the first one by now."""
    return rename(rename(place_of(root), "churn", "leavers"), "rush", "churn")


def test_a_waiver_excuses_its_project_until_another_one_gets_the_name_and_then(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    assert standing(place) == {("REF003", "churn", True), ("REF003", "rush", False)}
    rename(place, "churn", "leavers")
    assert standing(place) == {("REF003", "leavers", True), ("REF003", "rush", False), ("POL007", None, False)}
    rename(place, "rush", "churn")
    assert standing(place) == {("REF003", "leavers", True), ("REF003", "churn", False), ("POL013", None, False)}


def test_a_waiver_goes_on_in_a_change_that_renames_another_project(tmp_path: Path) -> None:
    place = rename(branch(place_of(tmp_path)), "rush", "hurry")
    assert changed(place) == {("REF003", "churn", True), ("REF003", "hurry", False)}


def test_what_is_called_otherwise_now_is_said_with_its_name(tmp_path: Path) -> None:
    place = rename(place_of(tmp_path), "churn", "leavers")
    (one,) = [one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == "POL007"]
    assert one.hint == "the project is called 'leavers' now"
    rename(place, "rush", "churn")
    (one,) = [one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == "POL013"]
    assert one.message == (
        "a waiver must be for the project that it named when it landed, found 'churn', which is another one now"
    )
    rest = "a waiver for 'churn' is a new entry with words of its own"
    assert one.hint == f"write 'leavers', as it is called now; {rest}"
    lines = (place.root / "ledger.yml").read_text().splitlines()
    column = lines[one.location.line - 1].index("project: churn") + len("project: ") + 1
    assert (one.location.path, one.location.column) == ("ledger.yml", column)
    place.git("rm", "-q", "-r", "projects/leavers")
    place.commit("Gone")
    (one,) = [one for one in rules.judge(assemble.load(place.root, today=TODAY)) if one.code == "POL013"]
    assert one.hint == f"remove it; {rest}"


def test_the_change_that_hands_the_name_on_and_those_after_it_are_judged_so(tmp_path: Path) -> None:
    place = rename(place_of(tmp_path), "churn", "leavers")
    rename(branch(place), "rush", "churn")
    expected = {("REF003", "leavers", True), ("REF003", "churn", False), ("POL013", None, False)}
    assert changed(place) == expected
    land(place)
    branch(place, "next").write({"projects/churn/idea.md": "---\nphase: idea\niteration: 1\n---\n\n## Need\n\nMore.\n"})
    place.commit("Work")
    assert changed(place) == expected


def test_the_audit_excuses_what_the_waiver_named_and_not_who_has_the_name_today(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    for slug in ("churn", "rush"):
        later = unowned(slug).replace("2026-01-05", "2026-01-04")
        place.write({f"projects/{slug}/README.md": later}).commit("Another first day")
    place.write(waiving("MOV015")).commit("Agreed")
    rename(rename(place, "churn", "leavers"), "rush", "churn")
    found = told(audit.read(place.root, today=TODAY).then)
    assert found == {("MOV015", "leavers", True), ("MOV015", "churn", False)}


def test_a_waiver_that_is_written_anew_is_for_who_has_the_name_then(tmp_path: Path) -> None:
    place = handed_on(tmp_path)
    branch(place).write(waiving(more=" again")).commit("For the new one")
    land(place)
    assert standing(place) == {("REF003", "leavers", False), ("REF003", "churn", True)}


def test_a_waiver_that_stands_elsewhere_in_the_list_is_for_the_same_project(tmp_path: Path) -> None:
    place = handed_on(tmp_path)
    first = WAIVER % ("BIZ003", "leavers", "")
    place.write({"ledger.yml": PEOPLE + first + (WAIVER % ("REF003", "churn", "")).partition("\n")[2]})
    place.commit("Another one before it")
    assert standing(place) >= {("REF003", "leavers", True), ("REF003", "churn", False)}


def test_a_waiver_for_a_name_that_a_project_bore_before_is_not_for_that_one(tmp_path: Path) -> None:
    place = rename(place_of(tmp_path), "churn", "leavers")
    place.write(waiving(more=" too late")).commit("Whom does it mean?")
    assert standing(place) == {("REF003", "leavers", False), ("REF003", "rush", False), ("POL007", None, False)}


def test_a_waiver_excuses_its_project_where_another_one_had_the_same_name_for_a_while(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    other = unowned("churn").replace("2026-01-05", "2026-01-04")
    place.project("churn", group="zoo", README=other).commit("Another one of this name, past every check")
    rename(rename(place, "churn", "leavers"), "zoo/churn", "hurry")
    lost = {("REF003", "rush", False), ("REF003", "hurry", False)}
    assert standing(place) == {("REF003", "leavers", True), ("POL007", None, False)} | lost


def test_a_waiver_that_is_renamed_with_its_project_goes_on(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.git("mv", "projects/churn", "projects/leavers")
    place.write(waiving(project="leavers")).commit("churn is leavers, in the waiver too")
    rename(place, "rush", "churn")
    assert standing(place) == {("REF003", "leavers", True), ("REF003", "churn", False)}


def test_a_waiver_of_a_removed_project_excuses_nobody_who_is_called_so_later(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.git("rm", "-q", "-r", "projects/churn")
    place.commit("Gone")
    rename(place, "rush", "churn")
    assert standing(place) == {("REF003", "churn", False), ("POL013", None, False)}


def test_a_waiver_that_was_there_before_its_project_is_for_the_first_that_is_called_so(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.write(waiving()).commit("Ahead")
    place.project("churn", README=unowned("churn")).project("rush", README=unowned("rush")).commit("Start")
    assert standing(place) == {("REF003", "churn", True), ("REF003", "rush", False)}
    rename(rename(place, "churn", "leavers"), "rush", "churn")
    assert standing(place) == {("REF003", "leavers", True), ("REF003", "churn", False), ("POL013", None, False)}


def test_a_project_that_gets_its_name_back_has_its_waiver(tmp_path: Path) -> None:
    place = rename(place_of(tmp_path), "churn", "leavers")
    rename(branch(place), "leavers", "churn")
    expected = {("REF003", "churn", True), ("REF003", "rush", False)}
    assert changed(place) == expected
    land(place)
    assert standing(place) == expected


@pytest.mark.parametrize(("code", "left"), [("MOV008", set()), ("REF003", {("POL007", None, False)})])
def test_what_a_removed_project_is_excused_for_stays_excused_in_the_audit(
    tmp_path: Path, code: str, left: set[tuple[str, str | None, bool]]
) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project("churn").project("rush")
    place.commit("Start")
    place.write(waiving(code)).commit("It has to go")
    branch(place).git("rm", "-q", "-r", "projects/churn")
    place.commit("Gone")
    assert changed(place) == left
    land(place)
    assert standing(place) == left
    (one,) = audit.read(place.root, today=TODAY).then
    assert (one.code, one.waived is not None) == ("MOV008", code == "MOV008")


@pytest.mark.parametrize(("code", "severity"), [("MOV008", "note"), ("REF003", "error")])
def test_a_waiver_of_a_removal_may_stay_when_another_project_gets_the_name(
    tmp_path: Path, code: str, severity: str
) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED).project("churn").project("rush")
    place.commit("Start")
    place.write(waiving(code)).commit("It has to go")
    place.git("rm", "-q", "-r", "projects/churn")
    place.commit("Gone")
    rename(branch(place), "rush", "churn")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (proposed,) = [one for one in rules.judge(change.after, change) if "POL" in one.code]
    land(place)
    (one,) = [one for one in rules.judge(assemble.load(place.root, today=TODAY)) if "POL" in one.code]
    assert proposed == one
    assert (one.code, one.severity) == ("POL013", severity)
    assert one.hint.startswith("leave it" if code == "MOV008" else "remove it")  # type: ignore[union-attr]
    (gone,) = audit.read(place.root, today=TODAY).then
    assert (gone.code, gone.waived is not None) == ("MOV008", code == "MOV008")


def test_a_waiver_for_a_removal_names_a_project_that_was_there(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    place.write(waiving("MOV008", "chrun")).commit("A slip")
    assert ("POL007", None, False) in standing(place)
