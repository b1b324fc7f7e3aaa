"""A project whose phase the flow does not have any more: how far it may go from there."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Severity
from ledger.rules.passages import passages
from ledger.words import EventKind
from tests.build import FLOW, LEDGER, Builder, card, document
from tests.here import here
from tests.test_audit import vote

TODAY: Final = date(2026, 6, 1)
FOLDER: Final = "projects/churn"
OWN: Final = "schema/flows/small.yml"
LONGER: Final = FLOW.replace("  - {id: run,", "  - {id: trial, title: Trial}\n  - {id: run,")
SHORTER: Final = "\n".join(line for line in LONGER.split("\n") if "build" not in line)


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    repo = Builder(tmp_path / "ledger", flow=LONGER)
    repo.write({f"{FOLDER}/README.md": card(), f"{FOLDER}/idea.md": document()}).commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    repo.write({OWN: SHORTER}).commit("No phase 'build' any more, past the check", date="2026-01-19")
    return repo


def enter(repo: Builder, phase: str) -> None:
    repo.write({f"{FOLDER}/README.md": card(phase=phase), f"{FOLDER}/{phase}.md": document(phase)})


def moves(repo: Builder) -> list[str]:
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    return [one.message for one in rules.judge(change.after, change) if one.code == "MOV001"]


@pytest.mark.parametrize(("phase", "found"), [("idea", False), ("trial", False), ("run", True)])
def test_a_phase_that_is_gone_is_no_place_to_jump_from(repo: Builder, phase: str, found: bool) -> None:
    enter(repo, phase)
    said = f"a project must advance by one phase, from build to trial, found '{phase}'"
    assert moves(repo) == ([said] if found else [])


def test_who_has_been_in_no_phase_that_is_left_begins_with_the_first(repo: Builder) -> None:
    repo.write({OWN: SHORTER.replace("id: idea", "id: need")}).commit("Nor 'idea'", date="2026-01-20")
    enter(repo, "trial")
    assert moves(repo) == ["a project must advance by one phase, from build to need, found 'trial'"]


def test_who_came_a_long_way_goes_on_from_the_phase_before_the_one_that_is_gone(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "long", flow=LONGER)
    repo.write({f"{FOLDER}/README.md": card(), f"{FOLDER}/idea.md": document()}).commit("Begin", date="2026-01-05")
    for day, phase in (("2026-01-12", "build"), ("2026-01-15", "trial")):
        enter(repo, phase)
        repo.commit(f"To {phase}", date=day)
    repo.write({OWN: FLOW}).commit("No phase 'trial' any more, past the check", date="2026-01-19")
    enter(repo, "run")
    assert moves(repo) == []


@pytest.fixture
def returned(tmp_path: Path) -> Builder:
    """A project that went back from build to a phase that came between it and idea, and that is gone again."""
    repo = Builder(tmp_path / "returned").project(idea=document(more=GOAL))
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    between = "  - {id: look, title: Look}\n  - {id: build,"
    way = "  - {from: build, to: look, because: [doubt]}\n"
    repo.write({OWN: FLOW.replace("  - {id: build,", between).replace("backtracks:\n", f"backtracks:\n{way}")})
    repo.commit("Another phase", date="2026-01-15")
    back = card(phase="look", more="move: {to: look, because: doubt}\n")
    repo.write({f"{FOLDER}/README.md": back, f"{FOLDER}/look.md": document("look")}).commit("Back", date="2026-01-16")
    repo.write({OWN: FLOW}).commit("No phase 'look' any more, past the check", date="2026-01-19")
    return repo


@pytest.mark.parametrize(("phase", "found"), [("idea", False), ("build", False), ("run", True)])
def test_who_went_back_to_a_phase_that_is_gone_goes_on_from_the_one_before_it(
    returned: Builder, phase: str, found: bool
) -> None:
    iteration = 1 if phase == "run" else 2
    moved = {f"{FOLDER}/{phase}.md": document(phase, iteration=iteration), f"{FOLDER}/README.md": card(phase=phase)}
    returned.write(moved)
    said = f"a project must advance by one phase, from look to build, found '{phase}'"
    assert moves(returned) == ([said] if found else [])


def test_a_target_from_before_a_phase_that_is_gone_stays_for_who_went_back_to_it(returned: Builder) -> None:
    returned.write({f"{FOLDER}/idea.md": document(more=GOAL.replace("0.80", "0.10"))})
    change = assemble.load_change(returned.root, base="main", today=TODAY)
    assert "KPI001" in {one.code for one in rules.judge(change.after, change)}


def test_a_way_back_out_of_a_phase_that_is_gone_is_one_before_it_lands_and_after(repo: Builder) -> None:
    enter(repo, "idea")
    (passage,) = passages(assemble.load_change(repo.root, base="main", today=TODAY))
    assert [one.kind for one in passage.moves] == [EventKind.BACKTRACKED]
    repo.commit("Back", date="2026-02-01")
    assert assemble.load_events(repo.root)[-1].kind is EventKind.BACKTRACKED


def test_the_audit_tells_the_jump_as_the_check_does(repo: Builder) -> None:
    enter(repo, "run")
    repo.commit("To run", date="2026-02-01")
    assert [one.code for one in audit.read(repo.root, today=TODAY).then if one.code.startswith("MOV")] == ["MOV001"]


def test_another_iteration_of_a_phase_that_is_gone_is_judged_as_the_log_tells_it(repo: Builder) -> None:
    again = card(phase="build", more="move: {to: build, because: model-failure}\n")
    repo.write({f"{FOLDER}/README.md": again, f"{FOLDER}/build.md": document("build", iteration=2)})
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    found = [one.code for one in rules.judge(change.after, change) if one.code.startswith(("MOV", "REF00"))]
    assert found == ["MOV002", "REF002"]
    repo.commit("Once more", date="2026-02-01")
    assert [(one.kind, one.origin) for one in assemble.load_events(repo.root)][-1] == (EventKind.ITERATED, "build")
    assert [one.code for one in audit.read(repo.root, today=TODAY).then if one.code.startswith("MOV")] == ["MOV002"]


GOAL: Final = 'kpis: [{id: f1, product: P, target: ">= 0.80"}]\n'


@pytest.mark.parametrize("phase", ["build", "trial"])
def test_a_target_from_before_a_phase_that_is_gone_stays(tmp_path: Path, phase: str) -> None:
    repo = Builder(tmp_path / "ledger", flow=LONGER).project(idea=document(more=GOAL))
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    repo.write({OWN: SHORTER}).commit("No phase 'build' any more", date="2026-01-19")
    enter(repo, phase)
    repo.write({f"{FOLDER}/idea.md": document(more=GOAL.replace("0.80", "0.70"))})
    assert messages(repo) == [
        "KPI001 the target of 'f1' must stay '>= 0.80' as in idea.md of the base, found '>= 0.70'"
    ]


def test_who_goes_back_as_the_flow_loses_the_phase_left_says_why_as_ever(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger", flow=LONGER).project()
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    back = "move: {to: idea, because: goal-change}\n"
    repo.write({OWN: SHORTER, f"{FOLDER}/README.md": card(more=back), f"{FOLDER}/idea.md": document(iteration=2)})
    assert messages(repo) == []
    repo.write({f"{FOLDER}/README.md": card()})
    assert messages(repo) == ["MOV003 a way back must say why (goal-change), found no reason for the move to idea"]


def messages(repo: Builder) -> list[str]:
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    found = rules.judge(change.after, change)
    return [f"{one.code} {one.message}" for one in found if one.code.startswith(("APR", "DOC", "KPI", "MOV"))]


@pytest.mark.parametrize("text", [document("build"), vote(document("build"))])
def test_what_is_left_is_read_by_the_base_as_the_flow_loses_it(tmp_path: Path, text: str) -> None:
    gated = LONGER.replace("title: Build}", "title: Build, gates: [{id: go, approvals: {product: 1}}]}")
    repo = Builder(tmp_path / "ledger", flow=gated).project()
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    repo.git("checkout", "-q", "-b", "pull")
    enter(repo, "trial")
    repo.write({OWN: SHORTER, f"{FOLDER}/build.md": text}).commit("On", date="2026-01-19", author="dana")
    lacking = "the gate 'go' must be satisfied for the move to trial, found 0 of 1 for product"
    found = [] if "approvals" in text else [f"APR001 {lacking}"]
    assert messages(repo) == found
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "pull", date="2026-01-19")
    assert [f"{one.code} {one.message}" for one in audit.read(repo.root, today=TODAY).then] == found


def test_a_figure_of_a_file_counts_in_the_audit_as_the_flow_loses_the_phase_left(tmp_path: Path) -> None:
    met = LONGER.replace("title: Build}", "title: Build, gates: [{id: go, approvals: {}, kpis: met}]}")
    repo = Builder(tmp_path / "ledger", flow=met).project(idea=document(more=GOAL))
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    repo.git("checkout", "-q", "-b", "pull")
    enter(repo, "trial")
    read = document("build", more='kpis: [{id: f1, source: "metrics.json#/f1"}]\n')
    repo.write({OWN: SHORTER, f"{FOLDER}/build.md": read, f"{FOLDER}/metrics.json": '{"f1": 0.81}'})
    repo.commit("On", date="2026-01-19")
    assert messages(repo) == []
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "pull", date="2026-01-19")
    assert audit.read(repo.root, today=TODAY).then == ()


def test_another_iteration_is_judged_as_the_flow_loses_its_phase(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger", flow=LONGER).project()
    repo.commit("Begin", date="2026-01-05")
    again = "move: {to: idea, because: goal-change}\n"
    repo.write({OWN: LONGER.replace("id: idea", "id: need"), f"{FOLDER}/README.md": card(more=again)})
    repo.write({f"{FOLDER}/idea.md": document(iteration=2)})
    assert messages(repo) == ["MOV002 the flow 'small' must list a further iteration of idea from idea, found none"]


WHY: Final = "the flow has no build any more"


def run(repo: Builder, *arguments: str) -> tuple[int, str]:
    repo.git("config", "user.name", "Sam")
    repo.git("config", "user.email", "sam@example.com")
    done = here("-C", str(repo.root), "--now", "2026-06-01", *arguments)
    return done.returncode, done.stdout + done.stderr


def errors(repo: Builder) -> list[str]:
    return [one.code for one in rules.judge(assemble.load(repo.root, today=TODAY)) if one.severity is Severity.ERROR]


def without(phases: str, flow: str = FLOW) -> str:
    """The flow without some phases and every way back."""
    lines = [line for line in flow.split("\n") if "from:" not in line and line != "backtracks:"]
    return "\n".join(line for line in lines if not any(f"id: {phase}," in line for phase in phases.split()))


def test_why_says_how_a_phase_is_left_that_the_flow_has_no_more(repo: Builder) -> None:
    repo.write({OWN: without("build", LONGER)}).commit("Mend the flow", date="2026-01-20")
    code, said = run(repo, "why", "churn")
    assert (code, said.splitlines()[0]) == (0, "churn is in build and may advance to trial")
    assert "its flow has no phase 'build' any more: 'ledger backtrack' takes it to idea" in said
    assert "'ledger why churn' says how it leaves" in run(repo, "check")[1]


@pytest.mark.parametrize(
    ("move", "kind", "phase"),
    [(("advance", "churn"), "advanced", "trial"), (("backtrack", "churn", "--note", WHY), "backtracked", "idea")],
)
def test_a_phase_that_the_flow_has_no_more_is_left_by_command(
    repo: Builder, move: tuple[str, ...], kind: str, phase: str
) -> None:
    repo.write({OWN: without("build", LONGER)}).commit("Mend the flow", date="2026-01-20")
    code, said = run(repo, *move, *(["--to", phase] if kind == "backtracked" else []))
    assert code == 0, said
    (*_, last) = assemble.load_events(repo.root)
    told = (last.kind, last.origin, last.target, last.note)
    assert told == (kind, "build", phase, WHY if kind == "backtracked" else None)
    change = assemble.load_change(repo.root, base="HEAD^", today=TODAY)
    assert [one.code for one in rules.judge(change.after, change) if one.severity is Severity.ERROR] == []
    assert errors(repo) == []
    assert audit.read(repo.root, today=TODAY).then == ()


def test_a_way_back_out_of_a_phase_that_is_gone_says_why(repo: Builder) -> None:
    repo.write({OWN: without("build", LONGER)}).commit("Mend the flow", date="2026-01-20")
    code, said = run(repo, "backtrack", "churn", "--to", "idea")
    assert (code, "'backtrack' must say why" in said) == (3, True)


@pytest.mark.parametrize("command", [("iterate",), ("pause", "--note", "x"), ("complete",), ("advance",)])
def test_what_cannot_be_done_there_names_what_can(tmp_path: Path, command: tuple[str, ...]) -> None:
    repo = Builder(tmp_path / "ledger").project()
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    repo.write({OWN: without("build run")}).commit("One phase", date="2026-01-19")
    code, said = run(repo, command[0], "churn", *command[1:])
    names = "'churn' is in build, which the flow 'small' has no more: 'ledger backtrack churn' takes it back to idea"
    assert (code, said.strip()) == (3, f"ledger: {names}")
    assert run(repo, "why", "churn")[1].startswith("churn is in build and may go back to idea\n")
    assert run(repo, "backtrack", "churn", "--to", "idea", "--note", "x")[0] == 0
    assert (
        run(repo, "why", "churn")[1]
        == "churn is in idea, the last phase of its flow: 'ledger complete churn' when it is over\n"
    )


def test_no_way_back_leads_past_phases_that_were_never_entered(tmp_path: Path) -> None:
    """Into a later phase nobody goes back, although the flow once had it before the one that is gone."""
    loop = LONGER.replace("  - {id: build, title: Build}\n", "").replace(
        "delivers: true}\n", "delivers: true}\n  - {id: build, title: Build}\n"
    )
    repo = Builder(tmp_path / "ledger", flow=LONGER).project()
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.write({OWN: loop}).commit("To build, which is the last one", date="2026-01-12")
    repo.write({OWN: without("build", loop)}).commit("Not any more", date="2026-01-19")
    enter(repo, "run")
    assert moves(repo) == ["a project must advance by one phase, from build to trial, found 'run'"]


def test_the_documents_of_a_phase_that_is_gone_are_left_in_peace(repo: Builder) -> None:
    found = [one for one in rules.judge(assemble.load(repo.root, today=TODAY)) if one.code == "REF011"]
    assert [(one.severity, str(one.hint).partition(":")[0]) for one in found] == [(Severity.NOTE, "leave it as it is")]


OTHER: Final = LEDGER.replace("flow: small", "flow: kanban")


@pytest.mark.parametrize("folder", ["projects/leavers", "projects/growth/churn"])
def test_who_is_moved_as_the_flow_loses_its_phase_is_read_by_its_own_flow(tmp_path: Path, folder: str) -> None:
    gated = LONGER.replace("title: Build}", "title: Build, gates: [{id: go, approvals: {product: 1}}]}")
    repo = Builder(tmp_path / "ledger", ledger=OTHER, flow=gated).project()
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.write({f"{FOLDER}/build.md": vote(document("build"))}).commit("To build", date="2026-01-12", author="dana")
    (repo.root / folder).parent.mkdir(exist_ok=True)
    repo.git("mv", FOLDER, folder)
    repo.write({OWN: without("build", gated)})
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    found = [one.code for one in rules.judge(change.after, change) if one.severity is not Severity.NOTE]
    assert found == ["REF002"]
    repo.write({f"{folder}/build.md": document("build", iteration=2)})
    assert [one.split()[0] for one in messages(repo)] == ["APR009", "MOV003"]


def test_who_is_moved_as_its_card_breaks_stays_where_it_was(tmp_path: Path) -> None:
    folder = "projects/growth/churn"
    repo = Builder(tmp_path / "ledger").project(idea=document(more=GOAL))
    repo.commit("Begin", date="2026-01-05")
    enter(repo, "build")
    repo.commit("To build", date="2026-01-12")
    (repo.root / folder).parent.mkdir(exist_ok=True)
    repo.git("mv", FOLDER, folder)
    repo.write({f"{folder}/README.md": "---\ntitle: [\n---\n"})
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    (project,) = change.after.projects.values()
    assert (project.phase, project.malformed) == ("build", True)


def test_the_status_says_what_a_project_waits_for_whose_phase_is_gone(repo: Builder) -> None:
    said = run(repo, "status", "churn")[1]
    assert "another phase  its flow does not have the phase 'build'" in said
    assert "README.md" not in said
