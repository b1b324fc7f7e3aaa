"""Votes that landed keep what they say: a veto, a proof, an entry."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Severity
from ledger.pushes import Update, judge_push
from ledger.views import gates_of, status_rows
from ledger.views.people import asked_votes, people_rows
from tests.build import FLOW, Builder, card, document
from tests.gated import (
    CARD,
    GATED,
    IDEA,
    PEOPLE,
    STOPPED,
    TODAY,
    advancing,
    audited,
    branch,
    changed,
    codes_of,
    land,
    standing,
    started,
    voted,
)


def test_a_veto_that_landed_blocks_though_its_person_becomes_the_owner_in_the_change(tmp_path: Path) -> None:
    place = started(tmp_path)
    vetoed = voted(document(), "dana", "changes-requested")
    place.write({IDEA: vetoed}).commit("No", author="dana")
    branch(place).write(advancing(voted(vetoed, "ravi"))).commit("Go", author="ravi")
    assert changed(place) == ["APR001", "APR008"]
    place.write(advancing(voted(vetoed, "ravi"), owner="dana")).commit("Dana owns it")
    assert changed(place) == ["APR001", "APR008"]
    land(place)
    assert audited(place) == ["APR001"]


def test_a_veto_is_void_once_its_person_has_landed_as_the_owner(tmp_path: Path) -> None:
    vetoed = voted(document(), "dana", "rejected")
    place = started(tmp_path, vetoed)
    owned = {CARD: card().replace("owner: sam", "owner: dana")}
    place.write(owned)
    assert standing(place) == ["APR008"]  # not committed: the state before is sam's
    place.commit("Dana owns it")
    assert standing(place) == []
    branch(place).write(advancing(voted(vetoed, "ravi"), owner="dana")).commit("Go", author="ravi")
    assert changed(place) == []


def test_an_owner_who_takes_another_handle_of_theirs_is_no_heir(tmp_path: Path) -> None:
    place = started(tmp_path, voted(document(), "sam", "rejected"))
    people = PEOPLE.replace("roles: [data-science]", "roles: [product]")
    place.write({"ledger.yml": f"{people}  sm: {{emails: [sam@example.com], roles: [product]}}\n"}).commit("Twice")
    assert standing(place) == []
    place.write({CARD: card().replace("owner: sam", "owner: sm")})
    assert standing(place) == []


@pytest.mark.parametrize(
    ("landed", "on", "codes"),
    [
        ("2026-01-07", "2026-01-08", ["APR001", "APR005"]),  # the clock is behind, or the vote ahead
        ("2026-01-08", "2026-01-08", []),
        ("2026-05-01", "2026-03-12", []),
        ("2026-05-01", "2026-03-13", ["APR001", "APR005"]),  # the clock is ahead: the server's day counts
    ],
)
def test_a_push_is_judged_on_the_day_on_which_the_audit_will_judge_it(
    tmp_path: Path, landed: str, on: str, codes: list[str]
) -> None:
    place = started(tmp_path)
    old = place.git("rev-parse", "HEAD").strip()
    new = place.write(advancing(voted(document(), "dana", on=on))).commit("Go", author="dana", date=landed)
    update = Update(old=old, new=new, ref="refs/heads/main")
    (verdict,) = judge_push(place.root, [update], today=TODAY, branch=None, every_branch=False)
    assert codes_of(tuple(one for one in verdict.findings if one.severity is Severity.ERROR)) == codes
    if landed < str(TODAY):
        assert audited(place) == codes


MOVED: Final = GATED.replace("cancel: {because: [no-data]}", "cancel: {because: [no-data], approvals: {product: 1}}")


def test_a_vote_for_a_cancellation_is_used_up_by_it(tmp_path: Path) -> None:
    place = started(tmp_path, flow=MOVED)
    agreed = voted(document(), "dana", gate="cancel")
    branch(place, "one").write({CARD: STOPPED, IDEA: agreed}).commit("Stop", author="dana")
    assert changed(place) == []
    land(place, "one")
    branch(place, "two").write({CARD: card()}).commit("Go on", date="2026-01-08")
    land(place, "two")
    branch(place, "three").write({CARD: STOPPED}).commit("Stop again", date="2026-01-09")
    assert changed(place) == ["APR001"]
    (project,) = assemble.load(place.root, today=TODAY).projects.values()
    rows = gates_of(assemble.load(place.root, today=TODAY), project)
    assert [(row.count.gate.id, row.count.is_used_up) for row in rows] == [("scope", False), ("cancel", True)]
    again = voted(agreed, "ravi", gate="cancel")
    place.write({IDEA: again}).commit("Yes", author="ravi", date="2026-01-09")
    assert changed(place) == []
    land(place, "three")
    assert audited(place) == []


def test_a_vote_for_one_way_back_opens_no_other(tmp_path: Path) -> None:
    flow = FLOW.replace("because: [goal-change]", "because: [goal-change], approvals: {product: 1}")
    flow = flow.replace("because: [model-failure]", "because: [model-failure], approvals: {product: 1}")
    place = started(tmp_path, flow=flow).write(
        {CARD: card(phase="build"), "projects/churn/build.md": document("build")}
    )
    place.commit("Advance")
    anew = voted(document("build", iteration=2), "dana", gate="backtrack")
    moved = card(phase="build", more="move: {to: build, because: model-failure}\n")
    branch(place, "one").write({CARD: moved, "projects/churn/build.md": anew}).commit("Anew", author="dana")
    assert changed(place) == []
    land(place, "one")
    returned = card(phase="idea", more="move: {to: idea, because: goal-change}\n")
    branch(place, "two").write({CARD: returned, IDEA: document(iteration=2)}).commit("Back", date="2026-01-09")
    assert changed(place) == ["APR001"]


def test_a_veto_of_a_cancellation_is_not_used_up(tmp_path: Path) -> None:
    place = started(tmp_path, flow=MOVED)
    refused = voted(voted(document(), "dana", "rejected", gate="cancel"), "ravi", gate="cancel")
    place.write({CARD: STOPPED, IDEA: refused}).commit("Stop all the same")
    place.write({CARD: card()}).commit("Go on")
    branch(place).write({CARD: STOPPED, IDEA: voted(refused, "eli", gate="cancel")}).commit("Stop", author="eli")
    assert changed(place) == ["APR001"]


def test_an_approval_of_either_owner_is_void_in_the_change_that_hands_over(tmp_path: Path) -> None:
    place = started(tmp_path)
    branch(place).write(advancing(voted(document(), "dana"), owner="dana")).commit("Take", author="dana")
    assert changed(place) == ["APR001", "APR004"]


def decoyed(place: Builder) -> str:
    """A branch on which Dana says yes to a harmless project with the same text; the document that she voted in."""
    decoy = {"projects/decoy/README.md": card("decoy"), "projects/decoy/idea.md": document()}
    branch(place).write(decoy).commit("A trial")
    place.write({"projects/decoy/idea.md": voted(document(), "dana")}).commit("Yes to the trial", author="dana")
    return voted(document(), "dana")


@pytest.mark.parametrize("is_deleted_before", [True, False])
def test_a_vote_on_another_project_proves_nothing_when_its_file_is_moved_here(
    tmp_path: Path, *, is_deleted_before: bool
) -> None:
    place = started(tmp_path)
    text = decoyed(place)
    place.write({IDEA: None} if is_deleted_before else {}).commit("Rework")
    place.write({"projects/decoy/README.md": None, "projects/decoy/idea.md": None, **advancing(text)}).commit("Rework")
    assert changed(place) == ["APR001", "APR010"]
    land(place)
    assert audited(place) == ["APR001", "APR010"]


def taken_over(root: Path, folder: str) -> Builder:
    """A branch on which the decoy takes the project's place in a folder, with the vote that it got."""
    place = started(root)
    decoyed(place)
    place.git("rm", "-q", "-r", "projects/churn")
    place.commit("Rework")
    place.git("mv", "projects/decoy", folder)
    files = advancing(voted(document(), "dana"))
    place.write({path.replace("projects/churn", folder): text for path, text in files.items()}).commit("Rework")
    return place


def test_a_project_that_takes_the_place_of_another_brings_no_proof_along(tmp_path: Path) -> None:
    place = taken_over(tmp_path, "projects/churn")
    assert changed(place) == ["APR001", "APR010"]
    land(place)
    assert audited(place) == ["APR001", "APR010"]


def test_a_project_that_becomes_another_one_under_a_new_name_brings_no_proof_along(tmp_path: Path) -> None:
    place = taken_over(tmp_path, "projects/leavers")
    assert "APR001" in changed(place)
    land(place)
    assert "APR001" in audited(place)


def test_a_vote_keeps_its_author_through_renames_there_and_back(tmp_path: Path) -> None:
    place = branch(started(tmp_path))
    place.git("mv", "projects/churn", "projects/leavers")
    place.commit("A better name")
    place.write({"projects/leavers/idea.md": voted(document(), "dana")}).commit("Yes", author="dana")
    place.git("mv", "projects/leavers", "projects/churn")
    place.commit("The old name was better")
    place.write(advancing(voted(document(), "dana"))).commit("Go on")
    assert changed(place) == []
    land(place)
    assert audited(place) == []


def test_a_new_project_keeps_its_proofs_when_the_branch_renames_it_with_its_card_edited(tmp_path: Path) -> None:
    place = started(tmp_path)
    decoyed(place)
    place.git("mv", "projects/decoy", "projects/leavers")
    renamed = {"projects/leavers/README.md": card("leavers")}
    place.write(renamed).commit("A better name")
    assert changed(place) == []
    land(place)
    assert audited(place) == []


SHORT: Final = """\
flow: short
title: Begins with the second phase
phases:
  - {id: build, title: Build}
  - {id: run, title: Run, delivers: true}
cancel: {because: [no-data]}
"""


def built(root: Path) -> Builder:
    """A project in its second phase, with a veto and an approval in the document of its first; two flows know it."""
    place = Builder(root / "ledger", ledger=PEOPLE, flow=GATED).write({"schema/flows/short.yml": SHORT}).project()
    place.commit("Start")
    place.write({IDEA: voted(document(), "dana", "rejected")}).commit("No", author="dana")
    text = document(more=f"{_votes(voted(document(), 'dana', 'rejected'))}", body="## Need\n\nAnother need.\n")
    place.write({IDEA: text}).commit("Rework")
    place.write(advancing(voted(text, "ravi"))).commit("Go", author="ravi")
    return place


def _votes(text: str) -> str:
    return "approvals:" + text.partition("approvals:")[2].partition("---")[0]


def shortened(place: Builder) -> dict[str, str]:
    """The card under the flow that does not know the first phase."""
    return {CARD: (place.root / CARD).read_text().replace("flow: small", "flow: short")}


def without_dana(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if "by: dana" not in line)


def test_a_landed_vote_stays_when_the_project_changes_to_a_flow_without_its_phase(tmp_path: Path) -> None:
    place = built(tmp_path)
    branch(place).write(shortened(place)).commit("To the short flow")
    assert changed(place) == []
    place.write({IDEA: without_dana((place.root / IDEA).read_text())}).commit("Tidy")
    assert changed(place) == ["APR009"]
    land(place)
    assert audited(place) == ["APR009"]


@pytest.mark.parametrize("text", [None, "No front matter.\n", "---\napprovals: [\n---\n", "---\nphase: idea\n---\n"])
def test_a_landed_vote_stays_while_the_flow_does_not_know_its_phase(tmp_path: Path, text: str | None) -> None:
    place = built(tmp_path)
    place.write(shortened(place)).commit("To the short flow")
    branch(place).write({IDEA: text}).commit("Tidy")
    assert changed(place) == ["APR009"]


def test_going_back_to_the_flow_that_knows_a_phase_brings_no_vote(tmp_path: Path) -> None:
    place = built(tmp_path)
    place.write(shortened(place)).commit("To the short flow")
    place.write({"ledger.yml": PEOPLE.replace("roles: [product]", "roles: []")}).commit("Everybody leaves")
    branch(place).write({CARD: card(phase="build")}).commit("Back")
    assert "APR003" not in changed(place)


@pytest.mark.parametrize("text", ["No front matter.\n", "---\napprovals: [\n---\n"])
def test_a_document_of_a_known_phase_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    place = built(tmp_path)
    branch(place).write({IDEA: text}).commit("Break")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    assert any(one.severity is Severity.ERROR for one in rules.judge(change.after, change))


VOTED_MOVES: Final = GATED.replace(
    "because: [goal-change]}", "because: [goal-change], approvals: {product: 1}}"
).replace("cancel: {", "cancel: {approvals: {product: 1}, ")


@pytest.mark.parametrize("gate", ["backtrack", "cancel"])
@pytest.mark.parametrize("phase", ["build", "run"])
def test_a_vote_for_a_move_is_used_up_by_it_and_never_owed(tmp_path: Path, gate: str, phase: str) -> None:
    place = started(tmp_path, flow=VOTED_MOVES)
    build = voted(document("build"), "dana", gate=gate)
    place.write({CARD: card(phase=phase), "projects/churn/build.md": build}).commit("Vote", author="dana")
    again = build.replace("iteration: 1", "iteration: 2").replace("A need", "Another need")
    place.write({"projects/churn/build.md": again}).commit("Again")
    ledger = assemble.load(place.root, today=TODAY)
    (row,) = status_rows(ledger)
    assert row.debt == 0
    assert not any("lapsed" in words for words in row.waits_for)
    assert all(not person.lapsed for person in people_rows(ledger, status_rows(ledger), asked_votes(ledger)))


@pytest.mark.parametrize(("iteration", "expected"), [(1, {"MOV006"}), (2, set())])
def test_votes_from_before_a_way_back_do_not_count_again(tmp_path: Path, iteration: int, expected: set[str]) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.project(README=card(phase="build"), idea=document(), build=document("build")).commit("It came in build")
    place.write({IDEA: voted(document(), "dana")}).commit("Dana's late yes", author="dana")
    branch(place)
    back = card(more="move: {to: idea, because: goal-change, note: Another goal.}\n")
    idea = voted(document(), "dana").replace("iteration: 1", f"iteration: {iteration}")
    place.write({CARD: back, IDEA: idea}).commit("Back")
    assert set(changed(place)) & {"MOV006"} == expected


def test_votes_beside_a_card_that_comes_back_are_not_brought_anew(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({IDEA: voted(document(), "dana")}).commit("Approve", author="dana")
    kept = voted(document(), "dana").replace("A need.", "Another need.")
    place.write({IDEA: kept}).commit("The vote lapses")
    place.write({CARD: None}).commit("The card goes, past the check")
    branch(place).write({CARD: card()}).commit("And comes back", author="eli")
    assert changed(place) == ["APR002"]  # it lapsed, and is no new vote on other content
    land(place)
    assert audited(place) == ["MOV008"]


@pytest.mark.parametrize("first", [True, False])
def test_votes_that_were_typed_beside_no_card_land_with_it(tmp_path: Path, first: bool) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    if first:
        place.commit("Start")
    else:
        place.project().commit("Start")
        place.write({CARD: None}).commit("The card goes, past the check")
    place.write({IDEA: voted(document(), "dana")}).commit("Typed by another")
    place.write({CARD: card()}).commit("The card comes", author="dana")
    votes = [one for one in assemble.load(place.root, today=TODAY).events if one.kind == "approved"]
    assert [(one.subject, one.grade) for one in votes] == [("The card comes", "claimed")]


def test_votes_beside_a_card_that_nobody_could_read_yet_are_judged_when_it_can_be_read(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.commit("Start")
    place.write({CARD: "---\ntitle: [\n---\n", IDEA: voted(document(), "dana")}).commit("Past the check", author="eli")
    branch(place).write({CARD: card()}).commit("It can be read", author="eli")
    assert changed(place) == ["APR010"]
    land(place)
    assert audited(place) == ["APR010"]


@pytest.mark.parametrize("mended", [{CARD: card()}, {}])
def test_a_vote_that_has_not_landed_beside_such_a_card_may_go(tmp_path: Path, mended: dict[str, str]) -> None:
    place = Builder(tmp_path / "ledger", ledger=PEOPLE, flow=GATED)
    place.commit("Start")
    place.write({CARD: "---\ntitle: [\n---\n", IDEA: voted(document(), "dana")}).commit("Past the check", author="eli")
    branch(place).write({**mended, IDEA: document()}).commit("Without the vote")
    assert changed(place) == []
    land(place)
    assert audited(place) == []


@pytest.mark.parametrize("asked", ["[product]", "product", "{product: two}", "{product: '1'}", "{product: null}"])
def test_a_gate_that_is_misspelt_asks_for_one_of_each_role_and_never_for_nobody(tmp_path: Path, asked: str) -> None:
    place = started(tmp_path, flow=GATED.replace("approvals: {product: 1}", f"approvals: {asked}"))
    branch(place).write(advancing(document())).commit("Go")
    assert changed(place) == ["APR001"]
    place.write(advancing(voted(document(), "dana"))).commit("Yes", author="dana")
    assert changed(place) == []
