"""Votes in a change: what the examples cannot show in two trees by one author."""

from datetime import date
from pathlib import Path
from typing import Final

from ledger import assemble, rules
from ledger.digest import digest
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 1, 12)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}}]").replace(
    "because: [model-failure]}", "because: [model-failure], approvals: {product: 1}}"
)
BOX: Final = {"start": "2026-01-05", "weeks": 2}
WITHOUT_NEED: Final = "A model.\n"


def entry(*, phase: str = "idea", iteration: int = 1, gate: str = "scope", decision: str = "approved") -> str:
    body = "## Need\n\nA need.\n" if phase == "idea" else WITHOUT_NEED
    of = digest({"phase": phase, "iteration": iteration, "timebox": BOX}, body)
    return f"  - {{gate: {gate}, role: product, by: dana, date: 2026-01-06, decision: {decision}, of: '{of}'}}\n"


def idea(*entries: str) -> str:
    return document(more="approvals:\n" + "".join(entries))


def found(place: Builder) -> set[str]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return {one.code for one in rules.judge(change.after, change) if one.code.startswith("APR")}


def branch(place: Builder) -> Builder:
    place.git("checkout", "-q", "-b", "work")
    return place


def test_the_change_that_begins_a_ledger_needs_no_proof_and_the_next_one_does(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger="")
    place.write({"notes.txt": "nothing yet\n"}).commit("Before the ledger")
    branch(place).write({"ledger.yml": LEDGER, "schema/flows/small.yml": GATED}).project(idea=idea(entry()))
    place.commit("Begin")
    assert found(place) == set()
    place.git("checkout", "-q", "-B", "main")
    branch_of_move = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    place.git("checkout", "-q", "-B", "work")
    place.write(branch_of_move).commit("Move")
    assert found(place) == {"APR001"}


def test_a_rename_in_the_change_lends_no_proof_to_a_copy(tmp_path: Path) -> None:
    veto = entry(decision="rejected")
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea())
    place.commit("Start")
    place.write({"projects/churn/idea.md": idea(entry(), veto)}).commit("Votes", author="dana")
    branch(place).git("mv", "projects/churn", "projects/leavers")
    place.commit("Rename", author="dana")
    assert found(place) == {"APR008"}
    place.write({"projects/leavers/idea.md": idea(entry(), veto, entry())}).commit("Copy")
    assert "APR010" in found(place)


def test_an_iteration_that_asks_for_votes_asks_for_them_on_the_content_it_starts_with(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED)
    place.project(README=card(phase="build"), build=document("build", body=WITHOUT_NEED)).commit("Start")
    again = card(phase="build", more="move: {to: build, because: model-failure}\n")
    branch(place).write({"projects/churn/README.md": again})
    for iteration, codes in ((1, {"APR001", "APR007"}), (2, set())):
        votes = "approvals:\n" + entry(phase="build", iteration=iteration, gate="backtrack")
        build = document("build", iteration=2, more=votes, body=WITHOUT_NEED)
        place.write({"projects/churn/build.md": build}).commit("Vote", author="dana")
        assert found(place) == codes


def test_a_document_that_cannot_be_read_is_not_a_list_of_votes_gone(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(entry()))
    place.commit("Start")
    branch(place).write({"projects/churn/idea.md": "---\nphase: [\n---\n"}).commit("Break")
    assert found(place) == set()
    place.write({"projects/churn/idea.md": None}).commit("Remove")
    assert found(place) == {"APR009"}


def test_a_gate_asks_for_a_grade_of_its_own_and_a_proven_repeat_stands_for_the_first_one(tmp_path: Path) -> None:
    strict = GATED.replace(
        "approvals: {product: 1}}]", "approvals: {product: 1}, grade: signed}, {id: other, approvals: {}}]"
    )
    place = Builder(tmp_path / "ledger", flow=strict).project()
    place.commit("Start")
    branch(place).write({"projects/churn/idea.md": idea(entry())}).commit("Vote", author="dana")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (weak,) = [one.message for one in rules.judge(change.after, change) if one.code == "APR010"]
    assert weak == "a vote must be proven at least as signed, found only authored"
    place.git("checkout", "-q", "main")
    place.write({"schema/flows/small.yml": GATED}).commit("Any proof")
    place.git("checkout", "-q", "-B", "next")
    place.write({"projects/churn/idea.md": idea(entry())}).commit("For her", author="sam")
    assert "APR010" in found(place)
    place.write({"projects/churn/idea.md": idea(entry(), entry())}).commit("Herself", author="dana")
    assert "APR010" not in found(place)
