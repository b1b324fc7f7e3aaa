"""What a change is told in full, where the examples show another way to go wrong."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.records.readiness import missing_needs, steps_without_text
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.findings import report

TODAY: Final = date(2026, 1, 12)
LONGER: Final = FLOW.replace("title: Run, delivers: true}", "title: Run}\n  - {id: rest, title: Rest, delivers: true}")
OWN_FLOW: Final = "change the flow in a change of its own, after the flow has landed, and move in the next one"


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A branch that has not changed anything yet."""
    ledger = Builder(tmp_path / "ledger", flow=LONGER).project()
    ledger.commit("Start")
    ledger.git("checkout", "-q", "-b", "work")
    return ledger


def told(place: Builder, code: str) -> str:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return report(one for one in rules.judge(change.after, change) if one.code == code)


def test_several_phases_that_were_skipped_are_named_in_their_order(place: Builder) -> None:
    place.write({"projects/churn/README.md": card(phase="rest"), "projects/churn/rest.md": document("rest")})
    assert told(place, "MOV001") == (
        "MOV001 projects/churn/README.md:5:8 error churn\n"
        "    a project must advance by one phase, from idea to build, found 'rest'\n"
        "    hint: enter build and run first, each in a change of its own\n"
    )


def test_of_a_step_whose_heading_is_there_no_other_heading_is_taken_for_it(tmp_path: Path) -> None:
    body = "## Need\n\n## Needs\n\nMany.\n"
    place = Builder(tmp_path / "ledger").project(idea=document(body=body))
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    assert "found none\n    hint: write below '## Need'; comments do not count" in told(place, "MOV005")


def test_a_new_project_has_no_last_move_to_tell_of(place: Builder) -> None:
    place.project("ads", README=card("ads", more="move: {to: idea, because: goal-change}\n"))
    assert told(place, "MOV010") == (
        "MOV010 projects/ads/README.md:8:1 error ads\n"
        "    'move' must describe the last move, found one although the project has not moved yet\n"
        "    hint: remove 'move'\n"
    )


def test_each_new_project_is_judged_whatever_the_one_before_it_is(place: Builder) -> None:
    place.project("aa", README="---\ntitle: [\n---\n").project("ab", README=card("ab").replace("small", "none"))
    place.project("ac", README=card("ac", phase="build"), build=document("build"))
    assert "found 'build'" in told(place, "MOV011")


def test_a_phase_from_before_the_ledger_is_not_counted_down_again(tmp_path: Path) -> None:
    late = Builder(tmp_path / "late").project(README=card(phase="build"), build=document("build"))
    late.commit("It was further before it came into the ledger")
    back = card(more="move: {to: idea, because: goal-change}\n")
    late.write({"projects/churn/README.md": back, "projects/churn/idea.md": document(iteration=2)}).commit("Back")
    late.git("checkout", "-q", "-b", "work")
    late.write({"projects/churn/idea.md": document(iteration=1)})
    assert "iteration must be 2, because idea was entered 2 times, found 1" in told(late, "MOV006")
    late.write({"projects/churn/idea.md": document(iteration=2, body="## Need\n\nAnother.\n")})
    assert told(late, "MOV006") == ""


@pytest.mark.parametrize(
    ("was", "now", "is_allowed"),
    [
        ("cancelled", "paused", False),
        ("cancelled", "completed", False),
        ("completed", "paused", False),
        ("completed", "cancelled", False),
        ("completed", "active", True),
        ("cancelled", "active", True),
        ("paused", "completed", True),
        ("paused", "cancelled", True),
    ],
)
def test_what_is_closed_is_reopened_first(tmp_path: Path, was: str, now: str, *, is_allowed: bool) -> None:
    place = Builder(tmp_path / "closed").project()
    place.commit("Start")
    place.write({"projects/churn/README.md": card(status=was)}).commit("Close")
    place.git("checkout", "-q", "-b", "work")
    place.write({"projects/churn/README.md": card(status=now, more=f"move: {{to: {now}, because: no-data}}\n")})
    said = f"a project that is {was} must be reopened before it is {now}"
    assert (said in told(place, "MOV012")) is not is_allowed


def test_a_project_does_not_move_under_a_flow_that_only_the_branch_has(place: Builder) -> None:
    place.git("checkout", "-q", "main")
    place.write({"projects/churn/README.md": card().replace("flow: small", "flow: own")}).commit("A flow to come")
    place.git("checkout", "-q", "-B", "work")
    own = LONGER.replace("flow: small", "flow: own")
    moved = card(phase="build").replace("flow: small", "flow: own")
    place.write({"schema/flows/own.yml": own, "projects/churn/README.md": moved})
    place.write({"projects/churn/build.md": document("build")})
    assert told(place, "MOV007") == (
        "MOV007 projects/churn/README.md:4:7 error churn\n"
        "    the new flow must be one that the base has, found 'own'\n"
        f"    hint: {OWN_FLOW}\n"
    )


def test_a_project_does_not_move_under_a_flow_that_is_gone(place: Builder) -> None:
    place.git("checkout", "-q", "main")
    own = {"schema/flows/own.yml": LONGER.replace("flow: small", "flow: own")}
    place.write({**own, "projects/churn/README.md": card().replace("flow: small", "flow: own")}).commit("Another flow")
    place.write(dict.fromkeys(own)).commit("Drop it")
    place.git("checkout", "-q", "-B", "work")
    place.project(README=card(phase="build").replace("flow: small", "flow: own"), build=document("build"))
    assert "a project must move under a flow that the base has, found 'own'\n" in told(place, "MOV007")


def test_a_project_for_which_nobody_names_a_flow_has_none(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=LEDGER.replace("flow: small\n", "")).project()
    place.commit("Start")
    place.git("checkout", "-q", "-b", "work")
    place.project(README=card().replace("flow: small\n", ""))
    assert "    the new flow must be one that the base has, found none\n" in told(place, "MOV007")


def test_the_phase_left_needs_its_document(place: Builder) -> None:
    place.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    place.write({"projects/churn/idea.md": None})
    assert told(place, "DOC018") == (
        "DOC018 projects/churn/README.md:5:8 error churn\n"
        "    the phase left must have a document, found no readable 'idea.md'\n"
        "    hint: write 'projects/churn/idea.md' before the project leaves idea\n"
    )


RULES: Final = (
    ".github/workflows/ledger.yml",
    ".github/CODEOWNERS",
    ".gitlab-ci.yml",
    ".gitlab/CODEOWNERS",
    ".gitlab/ci/check.yml",
    "CODEOWNERS",
    "docs/CODEOWNERS",
    "schema/phase.json",
)


@pytest.mark.parametrize("path", RULES)
def test_whoever_reviews_sees_that_rules_come_change_and_go(place: Builder, path: str) -> None:
    said = (
        f"POL008 {path}:1:1 note None\n"
        f"    the rules must be reviewed with care when they change, found '{path}' changed\n"
        "    hint: this change is judged by the rules of its base; the new ones hold once it has landed\n"
    )
    assert told(place.write({path: '{"title": "One"}\n'}), "POL008") == said
    place.git("checkout", "-q", "-B", "main")
    place.commit("Landed")
    place.git("checkout", "-q", "-b", "next")
    assert told(place, "POL008") == ""
    assert told(place.write({path: None}), "POL008") == said


def test_what_only_looks_like_a_rule_is_none(place: Builder) -> None:
    others = ("docs/guide.md", "src/CODEOWNERS", "src/.gitlab-ci.yml", ".gitlab-ci.yml.md", "CODEOWNERS.md", ".git-x/a")
    place.write(dict.fromkeys(others, "Ours.\n"))
    assert told(place, "POL008") == ""
    place.commit("The same, committed")
    assert told(place, "POL008") == ""


def test_owners_are_not_read_behind_a_link_that_takes_the_place_of_a_folder(place: Builder) -> None:
    (place.root.parent / "CODEOWNERS").write_text("* @mallory\n")
    (place.root / "docs").symlink_to("..")
    assert told(place, "POL008") == ""


def test_a_schema_that_is_edited_is_a_rule_that_changes(place: Builder) -> None:
    place.write({"schema/phase.json": '{"title": "One"}\n'})
    place.git("checkout", "-q", "-B", "main")
    place.commit("Landed")
    place.git("checkout", "-q", "-b", "next")
    assert "found 'schema/phase.json' changed" in told(
        place.write({"schema/phase.json": '{"title": "Two"}\n'}), "POL008"
    )


def test_a_need_of_the_card_is_missed_at_its_key(tmp_path: Path) -> None:
    flow = FLOW.replace("needs: [timebox]", "needs: [card.business_case.sponsor]")
    bare = card(phase="build", more="business_case:\n  need: Fewer leave\n  sponsor: ''\n")
    ledger = Builder(tmp_path / "ledger", flow=flow).project(README=bare, build=document("build"))
    ledger.commit("Start")
    found = rules.judge(assemble.load(ledger.root, today=TODAY))
    assert report(one for one in found if one.code == "MOV004") == (
        "MOV004 projects/churn/README.md:10:3 warning churn\n"
        "    'business_case.sponsor' must be filled in before idea is left, found nothing\n"
        "    hint: add 'business_case.sponsor' to the front matter of the card\n"
    )


@pytest.mark.parametrize(
    ("value", "is_there"),
    [
        ("''", False),
        ("' '", False),
        ('"\\u200b"', False),
        ("'-'", False),
        ("['', ' ']", False),
        ("{a: [], b: null}", False),
        ("0", True),
        ("false", True),
        ("x", True),
        ("['', x]", True),
        ("{a: '', b: 0}", True),
    ],
)
def test_what_says_nothing_fills_no_need(tmp_path: Path, value: str, is_there: bool) -> None:
    flow = FLOW.replace("[timebox]", "[extra.goal]")
    place = Builder(tmp_path / "ledger", flow=flow).project(idea=document(more=f"extra: {{goal: {value}}}\n"))
    place.commit("Start")
    ledger = assemble.load(place.root, today=TODAY)
    missing = missing_needs(ledger.flows["small"].phases[0], ledger.projects["churn"], TODAY)
    assert missing == (() if is_there else ("extra.goal",))


def test_a_phase_without_a_document_lacks_all_that_it_asks_for(tmp_path: Path) -> None:
    needs = ("card.title", "timebox", "timebox.weeks")
    flow = FLOW.replace("[timebox]", f"[{', '.join(needs)}]")
    place = Builder(tmp_path / "ledger", flow=flow).project(README="---\ntitle: [\n---\n")
    place.write({"projects/churn/idea.md": None}).commit("Start")
    ledger = assemble.load(place.root, today=TODAY)
    idea = ledger.flows["small"].phases[0]
    assert [step.title for step in steps_without_text(idea, None)] == ["Need"]
    assert missing_needs(idea, ledger.projects["churn"], TODAY) == needs


# From where to where each project goes, and what it is told; none has a document of `build`, nor a flow on its card.
MOVES: Final[dict[str, tuple[str, str, set[str]]]] = {
    "aa": ("idea", "build", set()),
    "ab": ("idea", "run", {"MOV001"}),
    "ba": ("build", "idea", set()),
    "bb": ("run", "idea", {"MOV002"}),
    "ca": ("gone", "build", set()),
    "cb": ("build", "run", {"DOC018"}),
}


def test_each_move_is_judged_whatever_the_one_before_it_is(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=LONGER)
    for at in (0, 1):
        for slug, (left, entered, _) in MOVES.items():
            why = "move: {to: idea, because: goal-change}\n" if at and entered == "idea" else ""
            stated = card(slug, phase=entered if at else left, more=why)
            place.project(slug, README=stated.replace("flow: small\n", ""))
        place.commit("Start" if at == 0 else "Move")
        place.git("checkout", "-q", "-B", "work")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    found = rules.judge(change.after, change)
    told = {(one.project, one.code) for one in found if one.code in {"MOV001", "MOV002", "DOC018"}}
    current = {("aa", "DOC018"), ("ab", "DOC018"), ("ca", "DOC018"), ("cb", "DOC018")}
    assert told - current == {(slug, code) for slug, (_, _, codes) in MOVES.items() for code in codes} - current
    (left,) = [one.message for one in found if one.code == "DOC018" and "phase left" in one.message]
    assert left == "the phase left must have a document, found no readable 'build.md'"


def test_a_new_project_starts_where_the_flow_of_the_base_starts(place: Builder) -> None:
    shorter = LONGER.replace("  - id: idea\n    title: Idea\n", "  - id: build\n    title: Build\n")
    shorter = shorter.replace("  - {id: build, title: Build}\n", "  - {id: idea, title: Idea}\n")
    place.write({"schema/flows/small.yml": shorter})
    place.project("ads", README=card("ads", phase="build"), build=document("build"))
    assert "must start with 'phase: idea', found 'build'" in told(place, "MOV011")


def test_of_a_new_project_in_a_phase_that_nobody_knows_that_alone_is_told(place: Builder) -> None:
    place.project("ads", README=card("ads", phase="biuld", more="move: {to: biuld, because: goal-change}\n"))
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert {one.code for one in rules.judge(change.after, change) if one.project == "ads"} == {"REF002"}


def test_of_many_moves_beside_a_change_of_flow_three_are_named(place: Builder) -> None:
    place.git("checkout", "-q", "main")
    for slug in ("aa", "ab", "ac", "ad"):
        place.project(slug)
    place.commit("More")
    place.git("checkout", "-q", "-B", "work")
    for slug in ("aa", "ab", "ac", "ad"):
        place.project(slug, README=card(slug, phase="build"), build=document("build"))
    place.write({"projects/churn/README.md": card().replace("flow: small", "flow: kanban")})
    assert "must move nothing, found a move of aa, ab or ac\n" in told(place, "MOV007")
