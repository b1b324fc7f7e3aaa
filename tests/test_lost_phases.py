"""A project whose phase the flow does not have any more: how far it may go from there."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import FLOW, Builder, card, document
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


def test_the_audit_tells_the_jump_as_the_check_does(repo: Builder) -> None:
    enter(repo, "run")
    repo.commit("To run", date="2026-02-01")
    assert [one.code for one in audit.read(repo.root, today=TODAY).then if one.code.startswith("MOV")] == ["MOV001"]


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


def test_another_iteration_is_judged_as_the_flow_loses_its_phase(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger", flow=LONGER).project()
    repo.commit("Begin", date="2026-01-05")
    again = "move: {to: idea, because: goal-change}\n"
    repo.write({OWN: LONGER.replace("id: idea", "id: need"), f"{FOLDER}/README.md": card(more=again)})
    repo.write({f"{FOLDER}/idea.md": document(iteration=2)})
    assert messages(repo) == ["MOV002 the flow 'small' must list a further iteration of idea from idea, found none"]
