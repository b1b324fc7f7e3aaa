"""A whole number written with a decimal point: schema and digest take it for one, so all others must."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import assemble, rules
from ledger.records.config import flow_of
from ledger.records.front_matter import whole
from ledger.text.document import Document, read_yaml
from ledger.votes.digest import digest
from tests.build import Builder, card, document

TODAY = date(2026, 6, 1)
MOVE = "move: {to: idea, because: goal-change}\n"


@pytest.mark.parametrize(
    ("value", "found"),
    [(1, 1), (1.0, 1), (2e3, 2000), (1.5, None), (True, None), ("1", None), (None, None), (1e308, int(1e308))],
)
def test_what_is_a_whole_number(value: Any, found: int | None) -> None:
    assert whole(value) == found


def gone_back(place: Path, iteration: str) -> Builder:
    """A project that goes back to its first phase, whose document gives that iteration."""
    repo = Builder(place / "ledger").project(idea=document())
    repo.commit("Begin", date="2026-01-05")
    repo.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    repo.commit("To build", date="2026-01-12")
    again = document().replace("iteration: 1", f"iteration: {iteration}")
    return repo.write({"projects/churn/README.md": card(more=MOVE), "projects/churn/idea.md": again})


@pytest.mark.parametrize(("iteration", "codes"), [("1.0", {"MOV006"}), ("1e0", {"MOV006"}), ("2.0", set())])
def test_who_goes_back_counts_up_however_the_number_is_written(tmp_path: Path, iteration: str, codes: set[str]) -> None:
    assert digest({"iteration": 1.0}, "") == digest({"iteration": 1}, "")  # votes of before would count again
    repo = gone_back(tmp_path, iteration)
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    assert {one.code for one in rules.judge(change.after, change) if one.code.startswith("MOV")} == codes


def test_another_iteration_is_told_however_its_number_is_written(tmp_path: Path) -> None:
    repo = gone_back(tmp_path, "2")
    repo.commit("Back", date="2026-01-19")
    repo.write({"projects/churn/idea.md": document().replace("iteration: 1", "iteration: 3.0")}).commit("Once more")
    assert [str(one.kind) for one in assemble.load_events(repo.root)][-1] == "iterated"


def test_a_gate_asks_for_as_many_people_however_their_number_is_written() -> None:
    found = read_yaml(
        b"flow: f\nphases: [{id: a, gates: [{id: g, approvals: {product: 2.0}}]}]\n", "schema/flows/f.yml"
    )
    assert isinstance(found, Document)
    assert flow_of(found).phases[0].gates[0].approvals == {"product": 2}
