"""A project whose phase the flow does not have any more: how far it may go from there."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import FLOW, Builder, card, document

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
