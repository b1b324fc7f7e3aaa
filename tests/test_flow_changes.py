"""What the history and the rules say of projects while the flow that they follow changes."""

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Severity
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.findings import report
from tests.test_audit import vote

TODAY: Final = date(2026, 6, 1)
CARD: Final = "projects/churn/README.md"
OWN: Final = "schema/flows/small.yml"
BUILTIN: Final = "schema/flows/six-step.yml"
OURS: Final = "flow: six-step\ntitle: Ours\nphases:\n  - {id: problem, title: P}\n  - {id: ship, title: Ship}\n"
EARLIER: Final = FLOW.replace(
    "  - {id: build, title: Build}\n", "  - {id: explore, title: Explore}\n  - {id: build, title: Build}\n"
).replace("backtracks:\n", "backtracks:\n  - {from: build, to: explore, because: [goal-change]}\n")


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "ledger")


def enter(repo: Builder, phase: str, *, date: str, more: str = "", flow: str = "small") -> Builder:
    """Write a project into a phase, with its document, and commit."""
    repo.write({CARD: card(phase=phase, more=more).replace("small", flow)})
    repo.write({f"projects/churn/{phase}.md": document(phase)}).commit(f"Enter {phase}", date=date)
    return repo


def told(repo: Builder) -> list[str]:
    """The events of the history, each with its day, way and reason."""
    return [
        " ".join(filter(None, (f"{one.time:%m-%d}", one.kind, one.origin, one.target, one.because)))
        for one in assemble.load_events(repo.root)
    ]


def overridden(repo: Builder) -> Builder:
    """A project that began under the ledger's own version of a built-in flow, which was given up since."""
    repo.write({BUILTIN: OURS})
    enter(repo, "problem", date="2026-01-05", flow="six-step")
    repo.write({BUILTIN: None}).commit("The built-in flow from now on", date="2026-02-01")
    return repo


def test_an_own_version_of_a_built_in_flow_that_is_gone_counts_no_more(repo: Builder) -> None:
    enter(overridden(repo), "finding-a-model", date="2026-02-10", flow="six-step")
    enter(repo, "real-data", date="2026-03-10", flow="six-step")
    assert told(repo) == [
        "01-05 created problem",
        "02-10 advanced problem finding-a-model",
        "03-10 advanced finding-a-model real-data",
    ]
    assert "MOV001" in {one.code for one in audit.read(repo.root, today=TODAY).then}


def test_a_flow_that_is_gone_and_has_no_other_of_its_name_is_read_as_it_was(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    repo.write({OWN: None}).commit("No flow", date="2026-02-01")
    enter(repo, "build", date="2026-02-10")
    assert told(repo) == ["01-05 created idea", "02-10 advanced idea build"]


def test_the_places_of_both_phases_are_those_of_the_flow_before_the_move(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-02-01")
    repo.write({OWN: EARLIER}).commit("The flow gets a phase", date="2026-03-01")
    enter(repo, "explore", date="2026-03-10", more="move: {to: explore, because: goal-change}\n")
    assert told(repo)[-1] == "03-10 backtracked build explore goal-change"
    ledger = assemble.load(repo.root, today=TODAY)
    assert [one.code for one in rules.judge(ledger) if one.code.startswith("MOV")] == []


def test_a_flow_that_lost_phases_makes_no_step_forward_a_way_back(tmp_path: Path) -> None:
    longer = FLOW.replace("  - {id: build,", "  - {id: one, title: One}\n  - {id: two, title: Two}\n  - {id: build,")
    repo = Builder(tmp_path / "ledger", flow=longer)
    for day, phase in enumerate(("idea", "one", "two", "build"), 10):
        enter(repo, phase, date=f"2026-01-{day}")
    repo.write({OWN: FLOW}).commit("The flow loses phases", date="2026-03-01")
    enter(repo, "run", date="2026-03-10")
    assert told(repo)[-1] == "03-10 advanced build run"


def test_a_change_that_turns_its_flow_round_is_told_by_the_flow_before_it(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    turned = FLOW.replace("  - {id: build, title: Build}\n", "").replace(
        "phases:\n", "phases:\n  - {id: build, title: Build}\n"
    )
    repo.write({OWN: turned})
    enter(repo, "build", date="2026-02-01")
    assert told(repo)[-1] == "02-01 advanced idea build"
    assert found(repo, "MOV002", base="HEAD~") == ""


@pytest.mark.parametrize(("entered", "kind"), [("explore", "backtracked"), ("run", "advanced")])
def test_a_phase_that_comes_with_the_move_has_its_place_in_the_new_flow(repo: Builder, entered: str, kind: str) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-02-01")
    repo.write({OWN: EARLIER})
    enter(repo, entered, date="2026-02-10")
    assert told(repo)[-1].startswith(f"02-10 {kind} build {entered}")
    found = [one.code for one in audit.read(repo.root, today=TODAY).then if one.code.startswith("MOV")]
    assert found == (["MOV001", "MOV002"] if entered == "explore" else [])


def test_a_move_between_phases_that_no_flow_has_together_is_no_way_back(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-02-01")
    repo.write({OWN: FLOW.replace("id: idea", "id: need").replace("id: build", "id: make")})
    enter(repo, "need", date="2026-02-10")
    assert told(repo)[-1] == "02-10 advanced build need"


MADE: Final = FLOW.replace("id: build", "id: make").replace("build", "make")


def test_a_move_is_told_when_the_flow_comes_to_know_its_phase(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "make", date="2026-02-01")
    repo.write({OWN: MADE}).commit("The flow, a commit later", date="2026-02-03")
    enter(repo, "run", date="2026-03-10")
    assert told(repo) == ["01-05 created idea", "02-03 advanced idea make", "03-10 advanced make run"]
    project = assemble.load(repo.root, today=TODAY).projects["churn"]
    assert [(visit.phase, f"{visit.entered:%m-%d}") for visit in project.visits] == [
        ("idea", "01-05"),
        ("make", "02-03"),
        ("run", "03-10"),
    ]


def test_a_project_is_told_when_the_ledger_comes_to_name_its_flow(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger", ledger=LEDGER.replace("flow: small\n", ""))
    repo.project(README=card().replace("flow: small\n", "")).commit("Start", date="2026-01-05")
    assert told(repo) == []
    repo.write({"ledger.yml": LEDGER}).commit("A default", date="2026-02-03")
    assert told(repo) == ["02-03 created idea"]


@pytest.mark.parametrize(
    ("then", "last"),
    [
        (card(status="paused"), "02-02 paused active paused"),
        ("---\ntitle: [\n---\n", "01-05 created idea"),
        (None, "02-02 removed idea"),
    ],
)
def test_only_the_card_that_stands_is_read_again(repo: Builder, then: str | None, last: str) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "make", date="2026-02-01")
    repo.write({CARD: then}).commit("Another card", date="2026-02-02")
    repo.write({OWN: MADE}).commit("The flow", date="2026-02-03")
    assert told(repo)[-1] == last


def test_a_card_that_is_refused_again_waits_on(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "make", date="2026-02-01")
    repo.write({"ledger.yml": LEDGER.replace("Data science", "Our")}).commit("Another title", date="2026-02-02")
    found = assemble.load(repo.root, today=TODAY)
    assert (told(repo), [one.code for one in found.findings]) == (["01-05 created idea"], ["GIT001"])
    repo.write({OWN: MADE}).commit("The flow", date="2026-02-03")
    assert told(repo)[-1] == "02-03 advanced idea make"


RENAMED: Final = FLOW.replace("id: run", "id: live").replace("from: run", "from: live")


def found(repo: Builder, code: str, *, base: str = "main") -> str:
    change = assemble.load_change(repo.root, base=base, today=TODAY)
    return report(one for one in rules.judge(change.after, change) if one.code == code)


def test_a_phase_that_only_the_change_brings_cannot_be_entered(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    repo.git("switch", "-q", "-c", "work")
    repo.write({OWN: RENAMED})
    enter(repo, "live", date="2026-02-01")
    assert found(repo, "MOV001") == (
        "MOV001 projects/churn/README.md:5:8 error churn\n"
        "    a project must enter a phase that the flow 'small' has in the base, found 'live'\n"
        "    hint: let the flow land first, in a change of its own, and enter live in a later one\n"
    )
    (told_of_it,) = (one for one in audit.read(repo.root, today=TODAY).judged if one.moves[0].target == "live")
    assert ("MOV001" in {one.code for one in told_of_it.then}, told_of_it.moves[0].kind) == (True, "advanced")
    assert "must advance by one phase" in report(told_of_it.now)


def test_a_phase_may_be_entered_once_its_flow_has_landed(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-01-10")
    repo.write({OWN: RENAMED}).commit("The flow", date="2026-01-20")
    repo.git("switch", "-q", "-c", "work")
    enter(repo, "live", date="2026-02-01")
    assert found(repo, "MOV001") == ""


def test_a_phase_that_nobody_knows_is_told_once(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    repo.git("switch", "-q", "-c", "work")
    enter(repo, "bild", date="2026-02-01")
    assert (found(repo, "MOV001"), "found 'bild'" in found(repo, "REF002")) == ("", True)


def test_a_phase_that_was_given_up_since_is_no_fault_of_those_who_entered_it(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-01-10")
    enter(repo, "run", date="2026-01-20")
    repo.write({OWN: FLOW.replace("  - {id: build, title: Build}\n", "")}).commit("Given up", date="2026-02-01")
    assert "MOV001" not in {one.code for one in audit.read(repo.root, today=TODAY).now}


def test_a_phase_gets_another_name_in_a_flow_of_another_name(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-01-10")
    repo.write({"schema/flows/new.yml": MADE.replace("flow: small", "flow: new")}).commit("Anew", date="2026-02-01")
    enter(repo, "run", date="2026-02-10")
    repo.git("switch", "-q", "-c", "work")
    repo.write({CARD: card(phase="run").replace("flow: small", "flow: new")}).commit("Over", date="2026-02-11")
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    assert [one for one in rules.judge(change.after, change) if one.severity is Severity.ERROR] == []
    assert "found 'build.md'" in found(repo, "REF011")
    assert told(repo)[-1] == "02-10 advanced build run"


def test_a_phase_in_which_somebody_stands_cannot_be_removed(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-01-10")
    repo.git("switch", "-q", "-c", "work")
    repo.write({OWN: MADE})
    assert "found 'build'" in found(repo, "REF002")


def test_another_iteration_is_a_move_that_a_change_of_flow_must_not_make(repo: Builder) -> None:
    other = FLOW.replace("small", "other")
    repo.write({"schema/flows/other.yml": other})
    enter(repo, "idea", date="2026-01-05")
    enter(repo, "build", date="2026-01-06")
    repo.git("checkout", "-q", "-b", "work")
    repo.write({CARD: card(phase="build").replace("small", "other")}).commit("Another flow")
    assert found(repo, "MOV007") == ""
    why = "move: {to: build, because: model-failure}\n"
    repo.write({CARD: card(phase="build", more=why).replace("small", "other")})
    repo.write({"projects/churn/build.md": document("build", iteration=2)}).commit("And another try")
    assert "a change of flow must move nothing, found a move of churn" in found(repo, "MOV007")


def test_a_card_under_a_flow_that_is_gone_is_read_by_what_that_was_last(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    repo.write({OWN: EARLIER}).commit("The flow gets a phase", date="2026-01-12")
    repo.write({OWN: None}).commit("No flow", date="2026-01-19")
    repo.git("checkout", "-q", "-b", "pull")
    enter(repo, "explore", date="2026-01-20")
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    found = [one.message for one in rules.judge(change.after, change) if one.code == "MOV007"]
    assert found == ["a project must move under a flow that the base has, found 'small'"]
    assert told(repo)[-1] == "01-20 advanced idea explore"


def test_a_flow_that_comes_back_with_a_move_judges_none_in_the_same_change(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    repo.write({OWN: None}).commit("No flow", date="2026-01-19")
    repo.write({OWN: FLOW})
    enter(repo, "build", date="2026-01-20")
    assert "must move under a flow that the base has, found 'small'" in found(repo, "MOV007", base="HEAD~")


def test_a_new_project_under_a_flow_that_is_gone_is_told_as_that_and_hides_no_other(repo: Builder) -> None:
    repo.commit("Start")
    repo.write({OWN: None, "schema/flows/other.yml": FLOW.replace("small", "other")}).commit("No flow")
    repo.project("aa").project("ab", README="---\ntitle: [\n---\n")
    repo.project("churn", README=card(phase="build").replace("small", "other"), build=document("build"))
    assert "found 'small'" in found(repo, "REF001", base="HEAD")
    (told_of_it,) = re.findall(r"^MOV011 .*", found(repo, "MOV011", base="HEAD"), re.MULTILINE)
    assert told_of_it.endswith(" error churn")


def test_a_project_that_names_no_flow_moves_by_that_of_the_ledger(repo: Builder) -> None:
    for phase, day in (("idea", "05"), ("run", "12")):
        repo.write({CARD: card(phase=phase).replace("flow: small\n", "")})
        repo.write({f"projects/churn/{phase}.md": document(phase)}).commit(date=f"2026-01-{day}")
    assert "must advance by one phase, from idea to build, found 'run'" in found(repo, "MOV001", base="HEAD~")


@pytest.mark.parametrize(
    ("flow", "text"), [("small", FLOW.split("  - id: idea")[0]), ("fresh", EARLIER.split("  - {id: build")[0])]
)
def test_a_new_project_begins_in_the_first_phase_of_the_flow_of_the_base_or_else_of_its_own(
    repo: Builder, flow: str, text: str
) -> None:
    repo.commit("Start")
    repo.git("switch", "-q", "-c", "work")
    later = "  - {id: build, title: Build}\n  - {id: run, title: Run, delivers: true}\ncancel: {because: [no-data]}\n"
    repo.write({f"schema/flows/{flow}.yml": (text + later).replace("flow: small", f"flow: {flow}")})
    enter(repo, "build", date="2026-01-12", flow=flow)
    assert "a new project must start with 'phase: idea', found 'build'" in found(repo, "MOV011")


def test_a_vote_is_asked_for_the_proof_of_the_base_where_the_change_deletes_the_flow(repo: Builder) -> None:
    gate = "title: Idea\n    gates: [{id: go, approvals: {product: 1}, grade: signed}]"
    repo.write({OWN: FLOW.replace("title: Idea", gate)})
    enter(repo, "idea", date="2026-01-05")
    repo.git("checkout", "-q", "-b", "pull")
    repo.write({OWN: None, "projects/churn/idea.md": vote(document())}).commit("A vote", author="dana")
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    found = [one.message for one in rules.judge(change.after, change) if one.code == "APR010"]
    assert found == ["a vote must be proven at least as signed, found only authored"]


def test_a_need_of_the_base_is_asked_for_where_the_change_deletes_the_flow(repo: Builder) -> None:
    bare = document().replace("timebox: {start: 2026-01-05, weeks: 2}\n", "")
    repo.project(idea=bare).commit("Begin", date="2026-01-05")
    enter(repo.write({OWN: None}), "build", date="2026-01-12")
    assert "'timebox' must be filled in before idea is left" in found(repo, "MOV004", base="HEAD~")


def test_a_target_is_found_in_the_order_of_the_base_where_the_change_deletes_the_flow(repo: Builder) -> None:
    gate = "title: Build, gates: [{id: good, kpis: met, approvals: {}}]"
    repo.write({OWN: FLOW.replace("title: Build", gate)})
    goal = 'kpis: [{id: f1, product: P, target: ">= 0.80"}]\n'
    repo.project(build=document("build", more="kpis: [{id: f1, measured: 0.9}]\n"))
    repo.commit("Begin", date="2026-01-05")
    repo.write({"projects/churn/README.md": card(phase="build")}).commit("To build", date="2026-01-12")
    enter(repo.write({OWN: None, "projects/churn/idea.md": document(more=goal)}), "run", date="2026-02-01")
    change = assemble.load_change(repo.root, base="HEAD~", today=TODAY)
    assert [one.code for one in rules.judge(change.after, change) if one.code.startswith("KPI")] == []
