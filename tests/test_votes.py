"""Votes in a change: what the examples cannot show in two trees by one author."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic
from ledger.votes.digest import digest
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 1, 12)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, approvals: {product: 1}}]").replace(
    "because: [model-failure]}", "because: [model-failure], approvals: {product: 1}}"
)
BOX: Final = {"start": "2026-01-05", "weeks": 2}
WITHOUT_NEED: Final = "A model.\n"


def entry(*, phase: str = "idea", iteration: int = 1, **other: str) -> str:
    """A vote of Dana on a document with those facts; `other` says what it says instead."""
    body = "## Need\n\nA need.\n" if phase == "idea" else WITHOUT_NEED
    of = digest({"phase": phase, "iteration": iteration, "timebox": BOX}, body)
    said = {"gate": "scope", "role": "product", "by": "dana", "date": "2026-01-06", "decision": "approved"} | other
    return f"  - {{{', '.join(f'{name}: {word}' for name, word in said.items())}, of: '{of}'}}\n"


def idea(*entries: str) -> str:
    return document(more="approvals:\n" + "".join(entries))


def judged(place: Builder) -> list[Diagnostic]:
    change = assemble.load_change(place.root, base="main", today=TODAY)
    return [one for one in rules.judge(change.after, change) if one.code.startswith("APR")]


def found(place: Builder) -> set[str]:
    return {one.code for one in judged(place)}


def standing(place: Builder) -> list[str]:
    """What is said of votes as things stand."""
    judged = rules.judge(assemble.load(place.root, today=TODAY))
    return [f"{one.code} {one.location.path}" for one in judged if one.code.startswith("APR")]


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
    (weak,) = [one.message for one in judged(place) if one.code == "APR010"]
    assert weak == "a vote must be proven at least as signed, found only authored"
    place.git("checkout", "-q", "main")
    place.write({"schema/flows/small.yml": GATED}).commit("Any proof")
    place.git("checkout", "-q", "-B", "next")
    place.write({"projects/churn/idea.md": idea(entry())}).commit("For her", author="sam")
    assert "APR010" in found(place)
    place.write({"projects/churn/idea.md": idea(entry(), entry())}).commit("Herself", author="dana")
    assert "APR010" not in found(place)


@pytest.mark.parametrize(
    ("authors", "second", "weak"),
    [
        (("sam", "dana"), entry(date="2026-01-07"), []),
        (("dana", "sam"), entry(date="2026-01-07"), [7]),
        (("sam", "dana"), entry(gate="other"), [6]),
        (("sam", "dana"), entry(decision="not-applicable", note="none"), [6]),
        (("sam", "dana"), entry(iteration=2), [6]),
    ],
)
def test_only_a_later_entry_that_says_the_same_lends_its_proof(
    tmp_path: Path, authors: tuple[str, str], second: str, weak: list[int]
) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project()
    place.commit("Start")
    branch(place).write({"projects/churn/idea.md": idea(entry())}).commit("First", author=authors[0])
    place.write({"projects/churn/idea.md": idea(entry(), second)}).commit("Second", author=authors[1])
    assert [one.location.line for one in judged(place) if one.code == "APR010"] == weak


def test_of_a_flow_that_the_base_lacks_a_vote_needs_the_proof_that_the_ledger_asks_for(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger").project(README=card().replace("flow: small", "flow: own"))
    place.commit("Start")
    branch(place).write({"projects/churn/idea.md": idea(entry())}).commit("Vote")
    own = GATED.replace("flow: small", "flow: own").replace("{product: 1}}]", "{product: 1}, grade: signed}]")
    for flow in ({}, {"schema/flows/own.yml": own}):
        (weak,) = [one.message for one in judged(place.write(flow)) if one.code == "APR010"]
        assert weak == "a vote must be proven at least as authored, found only claimed"


def test_a_new_project_does_not_hide_what_becomes_of_the_votes_of_the_next_one(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(entry()))
    place.commit("Start")
    branch(place).project("aa").write({"projects/churn/idea.md": idea()})
    assert found(place) == {"APR009"}


def test_the_last_word_of_a_person_is_asked_whichever_of_their_names_they_use(tmp_path: Path) -> None:
    ledger = LEDGER + "  dana-d: {emails: [DANA@example.com], roles: [product]}\n"
    place = Builder(tmp_path / "ledger", ledger=ledger, flow=GATED).project()
    place.commit("Start")
    branch(place).write({"projects/churn/idea.md": idea(entry(iteration=2), entry(by="dana-d"))})
    place.commit("Votes", author="dana")
    assert found(place) == set()


def test_each_gate_of_the_phase_left_is_asked_for_its_votes(tmp_path: Path) -> None:
    both = GATED.replace("{product: 1}}]", "{product: 1}}, {id: other, approvals: {product: 1}}]")
    place = Builder(tmp_path / "ledger", flow=both).project(idea=idea())
    place.commit("Start")
    branch(place).write({"projects/churn/idea.md": idea(entry())}).commit("Vote", author="dana")
    place.project(README=card(phase="build"), idea=idea(entry()), build=document("build"))
    (lacking,) = [one.message for one in judged(place) if one.code == "APR001"]
    assert lacking == "the gate 'other' must be satisfied for the move to build, found 0 of 1 for product"


def test_the_veto_of_an_owner_is_none(tmp_path: Path) -> None:
    vetoes = [
        entry(by=by, role=role, decision="rejected") for by, role in (("sam", "data-science"), ("dana", "product"))
    ]
    place = Builder(tmp_path / "ledger", flow=GATED).project(idea=idea(vetoes[0]))
    place.commit("Start")
    assert standing(place) == []
    assert standing(place.project(idea=idea(*vetoes))) == ["APR008 projects/churn/idea.md"]


def test_debt_is_told_of_the_phases_that_were_entered(tmp_path: Path) -> None:
    flow = GATED.replace("title: Build}", "title: Build, gates: [{id: check, approvals: {product: 1}}]}")
    flow = flow.replace("delivers: true}", "gates: [{id: check, approvals: {product: 1}}]}")
    place = Builder(tmp_path / "ledger", flow=flow).project(README=card(phase="build"))
    place.commit("Start")
    for body in (WITHOUT_NEED, "Another model.\n"):
        for phase in ("build", "run"):
            votes = "approvals:\n" + entry(phase=phase, gate="check")
            place.write({f"projects/churn/{phase}.md": document(phase, more=votes, body=body)})
        assert standing(place) == ([] if body == WITHOUT_NEED else ["APR002 projects/churn/build.md"])
        place.commit("Votes", author="dana")


@pytest.mark.parametrize(("votes", "told"), [(2, ["APR002 projects/churn/idea.md"]), (3, [])])
def test_a_lapsed_approval_is_debt_until_its_own_role_is_met(tmp_path: Path, votes: int, told: list[str]) -> None:
    ledger = LEDGER + "".join(
        f"  {name}: {{emails: [{name}@example.com], roles: [{role}]}}\n"
        for name, role in (("kim", "design"), ("lou", "product"))
    )
    flow = GATED.replace("{product: 1}}]", "{product: 1, design: 1}}]")
    place = Builder(tmp_path / "ledger", ledger=ledger, flow=flow).project()
    place.commit("Start")
    cast = (entry(iteration=2), entry(by="kim", role="design"), entry(by="lou"))
    for at, author in enumerate(("dana", "kim", "lou")[:votes], 1):
        place.write({"projects/churn/idea.md": idea(*cast[:at])}).commit("Vote", author=author)
    assert standing(place) == told
