"""What a flow says of days on which something happened: none to come, in their order, and told anew in each visit."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import rules
from ledger.assemble import load
from ledger.records.happened import told_each_visit
from tests.build import FLOW, Builder, card, document
from tests.test_decided_otherwise import second_visit
from tests.test_flow_rules import HEAD, PHASES, found_in
from tests.test_moves import Desk

CARD: Final = "projects/churn/README.md"
IDEA: Final = "projects/churn/idea.md"
BUILD: Final = "projects/churn/build.md"
TODAY: Final = date(2026, 1, 20)  # as it is for a `Desk`

FIELDS: Final = """\
fields:
  run:
    type: object
    properties:
      started: {type: string, format: date, happened: once}
      ended: {type: string, format: date, happened: each-visit, not_before: started}
      note: {type: string}
  use:
    type: object
    properties:
      since: {type: string, format: date, happened: once}
      weeks: {type: number, weeks_since: since}
  shared:
    type: array
    items: {type: object, properties: {with: {type: string}, date: {type: string, format: date, happened: once}}}
  seen: {type: string, format: date, happened: once}
  platform: {type: object, properties: {verdict: {enum: [accepted, pushed-back], against: [pushed-back]}}}
"""


def needing(*needs: str) -> str:
    return FLOW.replace("needs: [timebox]", f"needs: [{', '.join(needs)}]") + FIELDS


def telling(place: Path, more: str, *needs: str) -> Desk:
    desk = Desk(place / "ledger", flow=needing(*needs))
    desk.write({IDEA: document(more=f"{more}\n")}).commit("Tell")
    return desk


def one_line(output: str) -> str:
    return " ".join(output.split())


# What the document says, what its phase needs, what the check says of it, and what keeps it from being left.
WRONG: Final = {
    "ahead": (
        "seen: 2026-01-21",
        "seen",
        "'seen' must be no later than 2026-01-20, which is today, found 2026-01-21",
        "'seen' must have come true before idea is left, found 2026-01-21, which is still to come",
    ),
    "reversed": (
        "run: {started: 2026-01-12, ended: 2026-01-11}",
        "run.ended",
        "'run.ended' must be no earlier than 2026-01-12, which is said beside it, found 2026-01-11",
        "'run.ended' must have come true before idea is left, found 2026-01-11, which is before 2026-01-12",
    ),
    "a value beside it": (
        "run: {ended: 2027-01-11, note: All went well.}",
        "run.note",
        "'run.ended' must be no later than 2026-01-20, which is today, found 2027-01-11",
        "'run.ended' must have come true before idea is left, for 'run.note' to count, found 2027-01-11, which is",
    ),
    "the whole": (
        "run: {ended: 2027-01-11}",
        "run",
        "'run.ended' must be no later than 2026-01-20, which is today, found 2027-01-11",
        "'run.ended' must have come true before idea is left, for 'run' to count, found 2027-01-11",
    ),
    "weeks that are not over": (
        "use: {since: 2026-01-07, weeks: 2}",
        "use.weeks",
        "'use.weeks' must be no later than 2026-01-20, which is today, found an end on 2026-01-21",
        "'use.weeks' must have come true before idea is left, found an end on 2026-01-21, which is still to come",
    ),
    "every entry": (
        "shared: [{with: Lena, date: 2026-02-01}]",
        "shared",
        "'shared.date' must be no later than 2026-01-20, which is today, found 2026-02-01",
        "'shared.date' must have come true before idea is left, for 'shared' to count, found 2026-02-01",
    ),
}


@pytest.mark.parametrize(("more", "need", "told", "kept"), WRONG.values(), ids=WRONG)
def test_what_has_not_happened_is_told_and_leaves_no_phase(
    tmp_path: Path, more: str, need: str, told: str, kept: str
) -> None:
    desk = telling(tmp_path, more, need)
    assert f"BIZ008: {told}" in one_line(desk.run("check").output).replace("warning ", "")
    done = desk.run("advance", "churn")
    assert done.exit_code == 1
    assert f"MOV004: {kept}" in one_line(done.output)
    assert need in one_line(desk.run("why", "churn").output)
    assert (desk.root / BUILD).exists() is False


@pytest.mark.parametrize(
    ("more", "need"),
    [
        ("seen: 2026-01-20", "seen"),
        ("run: {started: 2026-01-12, ended: 2026-01-12}", "run.ended"),
        ("run: {started: 2026-01-12, ended: 2027-01-11}", "run.started"),  # it speaks for itself
        ("use: {since: 2026-01-06, weeks: 2}", "use.weeks"),
        ("use: {weeks: 2}", "use.weeks"),  # nothing says when they began
        ("shared: [{with: Lena, date: 2026-02-01}, {with: Noor}]", "shared.with"),
        ("seen: 2027-01-01\nrun: {note: Fine.}", "run.note"),  # days of other fields say nothing of it
        ("platform: {verdict: accepted}", "platform.verdict"),
    ],
)
def test_what_has_happened_lets_the_phase_be_left(tmp_path: Path, more: str, need: str) -> None:
    telling(tmp_path, more, need).moves("advance", "churn")


def test_it_is_left_on_the_day_on_which_it_comes_true(tmp_path: Path) -> None:
    desk = telling(tmp_path, "use: {since: 2026-01-07, weeks: 2}", "use.weeks")
    for today, codes in ((TODAY, {"BIZ008"}), (date(2026, 1, 21), set())):
        found = rules.judge(load(desk.root, today=today))
        assert {one.code for one in found} & {"BIZ008", "MOV004"} == codes


@pytest.mark.parametrize("status", ["paused", "cancelled"])
def test_nothing_is_told_of_projects_that_rest(tmp_path: Path, status: str) -> None:
    desk = telling(tmp_path, "seen: 2027-01-01", "seen")
    desk.write({CARD: card(status=status, more=f"move: {{to: {status}, because: no-data}}\n")}).commit("Rest")
    assert "BIZ008" not in desk.run("check").output


def test_a_choice_that_speaks_against_going_on_keeps_the_phase(tmp_path: Path) -> None:
    desk = telling(tmp_path, "platform: {verdict: pushed-back}", "platform.verdict")
    done = desk.run("advance", "churn")
    said = "'platform.verdict' must speak for going on before idea is left, found 'pushed-back'"
    assert (done.exit_code, f"MOV004: {said}" in one_line(done.output)) == (1, True)
    assert "platform.verdict says pushed-back" in one_line(desk.run("status", "churn").output)


def again(place: Path, ended: str) -> Desk:
    return second_visit(place, needing("run.ended", "run.started"), f"run: {{started: 2026-01-06, ended: {ended}}}")


def test_what_happens_in_each_visit_is_told_anew(tmp_path: Path) -> None:
    desk = again(tmp_path, "2026-01-14")
    done = desk.run("advance", "churn")
    said = "found 2026-01-14, which is before the phase was entered again on 2026-01-15"
    assert f"MOV004: 'run.ended' must have come true before idea is left, {said}" in one_line(done.output)
    assert done.output.count("MOV004") == 1  # the start is of any visit
    assert "BIZ008" not in desk.run("check").output  # it did happen
    again(tmp_path / "other", "2026-01-15").moves("advance", "churn")


def test_check_and_audit_find_what_was_left_by_a_day_of_the_last_visit(tmp_path: Path) -> None:
    desk = again(tmp_path, "2026-01-14")
    desk.write({CARD: card(phase="build"), BUILD: document("build")}).commit("Advance", date="2026-01-19")
    assert "error MOV004: 'run.ended'" in one_line(desk.run("check", "--base", "HEAD~1").output)
    assert "MOV004" in desk.run("audit").output


def test_who_goes_back_is_told_what_is_to_be_told_anew(tmp_path: Path) -> None:
    desk = telling(tmp_path, "run: {started: 2026-01-06, ended: 2026-01-08}", "timebox")
    desk.moves("advance", "churn")
    told = desk.moves("backtrack", "churn", "--to", "idea", "--because", "goal-change", "--note", "Other aim.")
    assert "state anew in idea.md: timebox and run.ended, which is that of the last time" in one_line(told)
    project = load(desk.root, today=TODAY).projects["churn"]
    assert told_each_visit(project, project.documents["idea"]) == ("run.ended",)


def test_a_change_cannot_take_the_mark_away_that_stops_it(tmp_path: Path) -> None:
    desk = telling(tmp_path, "seen: 2026-01-21", "seen")
    desk.write(
        {"schema/flows/small.yml": needing("seen").replace("format: date, happened: once}\n  plat", "}\n  plat")}
    )
    desk.write({CARD: card(phase="build"), BUILD: document("build")}).commit("Advance", date="2026-01-19")
    told = one_line(desk.run("check", "--base", "HEAD~1").output)
    assert "error MOV004: 'seen' must have come true" in told


def test_a_field_of_no_flow_says_nothing_of_days(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(idea=document(more="extra: {seen: 2027-01-01}\n"))
    place.commit("Start")
    assert "BIZ008" not in {one.code for one in rules.judge(load(place.root, today=TODAY))}


@pytest.mark.parametrize(
    ("schema", "code", "column", "hint"),
    [
        ("{type: string, happened: once}", "POL009", 21, "remove it, or say 'format: date' of the field"),
        ("{type: string, format: date, happened: twice}", "POL009", 45, "'once' for what happens once for all, "),
        ("{type: string, format: date, not_before: begin}", "POL001", 47, "did you mean 'begun'?"),
        ("{type: string, format: date, not_before: a}", "POL001", 47, "the only one is 'begun'"),  # itself
        ("{type: number, weeks_since: [begun]}", "POL001", 34, "did you mean 'begun'?"),
        ("{type: string, weeks_since: begun}", "POL009", 21, "remove it, or say 'type: number' of the field"),
        ("{enum: [x, y], against: [z]}", "POL009", 30, "list those of its values that speak against going on"),
        ("{enum: [x, y], against: x}", "POL009", 30, "list those of its values that speak against going on"),
        ("{type: string, against: [x]}", "POL009", 30, "list those of its values that speak against going on"),
    ],
)
def test_a_flow_whose_marks_mean_nothing_is_found(schema: str, code: str, column: int, hint: str) -> None:
    text = f"{HEAD}{PHASES}fields:\n  begun: {{type: string, format: date}}\n  a: {schema}\n"
    ((found, line, at, said),) = found_in(text)
    assert (found, line, at) == (code, 8, column)
    assert said.startswith(hint)


def test_so_are_those_inside_of_a_field_and_of_a_list() -> None:
    inner = "{properties: {on: {type: string, happened: once}}}"
    text = f"{HEAD}{PHASES}fields:\n  a: {inner}\n  b: {{type: array, items: {inner}}}\n"
    assert [(code, line) for code, line, *_ in found_in(text)] == [("POL009", 7), ("POL009", 8)]


def test_the_audit_reads_the_day_on_which_it_landed(tmp_path: Path) -> None:
    desk = telling(tmp_path, "use: {since: 2026-01-07, weeks: 1}", "use.weeks")  # over on the 14th
    desk.write({CARD: card(phase="build"), BUILD: document("build")}).commit("Advance", date="2026-01-13")
    assert "'use.weeks' must have come true" in one_line(desk.run("audit").output)
    other = telling(tmp_path / "other", "use: {since: 2026-01-07, weeks: 1}", "use.weeks")
    other.write({CARD: card(phase="build"), BUILD: document("build")}).commit("Advance", date="2026-01-14")
    assert "MOV004" not in other.run("audit").output
