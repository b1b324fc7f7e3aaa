"""Moves: skipped phases, ways back, counting, status, cancellation, and changes of flow on the way."""

from tests.adversary.case import pull
from tests.adversary.desk import CARD, FLOW, Desk

BACK = {"to": "scoping", "because": "goal-change"}


@pull("APR001")
def an_advance_without_any_vote(desk: Desk) -> None:
    desk.moves()


@pull("APR001 MOV001")
def a_skipped_phase(desk: Desk) -> None:
    desk.moves("development")


@pull("MOV001")
def a_skipped_phase_after_the_first_gate_was_passed(desk: Desk) -> None:
    desk.approves().moves("development")


@pull("MOV001 DOC018", ground="research")
def two_phases_skipped_with_the_last_gate_of_the_first(desk: Desk) -> None:
    desk.approves("erin", "data-engineering", "validity", phase="research")
    desk.approves("dana", gate="value", phase="research").approves("pam", gate="value", phase="research")
    desk.moves("operation")
    desk.write({"projects/churn/operation.md": None}).commit()


@pull("REF002")
def a_misspelt_phase(desk: Desk) -> None:
    desk.approves().moves("reserach")


@pull("REF002 SCH005")
def a_phase_with_a_cyrillic_letter(desk: Desk) -> None:
    desk.approves().moves("rese\u0430rch")


@pull("APR001", ground="research")
def one_of_two_gates_is_satisfied(desk: Desk) -> None:
    desk.approves("erin", "data-engineering", "validity", phase="research").moves("development")


@pull(ground="research")
def a_way_back_with_its_reason(desk: Desk) -> None:
    desk.moves(**BACK)


@pull("MOV003", ground="research")
def a_way_back_without_a_reason(desk: Desk) -> None:
    desk.moves("scoping")


@pull("MOV003", ground="research")
def a_way_back_with_a_reason_that_is_not_allowed(desk: Desk) -> None:
    desk.moves("scoping", "model-failure")


@pull("MOV006", ground="research")
def a_way_back_that_does_not_count_up(desk: Desk) -> None:
    desk.moves(**BACK, count=0)


@pull("MOV006", ground="research")
def a_way_back_that_counts_up_by_two(desk: Desk) -> None:
    desk.moves(**BACK, count=2)


@pull("MOV002", ground="development")
def a_way_back_that_the_flow_does_not_list(desk: Desk) -> None:
    desk.moves("scoping", "goal-change")


@pull("APR001", ground="development")
def a_way_back_without_the_vote_that_it_needs(desk: Desk) -> None:
    desk.moves("research", "approach-failure")


@pull(ground="development", merge="authored authored authored authored authored")
def a_way_back_with_the_vote_that_it_needs(desk: Desk) -> None:
    desk.approves(gate="backtrack", phase="development").moves("research", "approach-failure")


@pull(ground="research")
def another_iteration(desk: Desk) -> None:
    desk.moves("research", "model-failure")


@pull("MOV006", ground="research")
def another_iteration_that_counts_up_by_two(desk: Desk) -> None:
    desk.moves("research", "model-failure", count=2)


@pull("MOV003 MOV006", ground="research")
def an_iteration_that_is_only_counted(desk: Desk) -> None:
    desk.swap("iteration: 1", "iteration: 2", "research").commit()


def _back_in_scoping(desk: Desk) -> None:
    desk.moves(**BACK)


@pull("APR001", ground="research", prepare=_back_in_scoping)
def old_votes_after_a_way_back(desk: Desk) -> None:
    desk.moves("research")


@pull("MOV006", ground="research", prepare=_back_in_scoping)
def old_votes_after_a_way_back_with_the_count_turned_back(desk: Desk) -> None:
    desk.swap("iteration: 2", "iteration: 1").moves("research")


@pull(ground="research", prepare=_back_in_scoping, merge="authored authored")
def new_votes_after_a_way_back(desk: Desk) -> None:
    desk.approves().moves("research")


@pull("APR001 APR007", ground="research")
def a_vote_for_the_next_iteration_before_the_way_back(desk: Desk) -> None:
    desk.swap("iteration: 1", "iteration: 2")
    later = desk.digest()
    desk.swap("iteration: 2", "iteration: 1").approves(of=later)
    desk.swap("iteration: 1", "iteration: 1", "research")
    desk.approves("erin", "data-engineering", "validity", phase="research").moves("development")


@pull("APR001")
def a_cancellation_without_the_vote_of_the_product(desk: Desk) -> None:
    desk.moves("scoping", "no-data", status="cancelled")


@pull(merge="authored")
def a_cancellation_with_the_vote_of_the_product(desk: Desk) -> None:
    desk.approves(gate="cancel").moves("scoping", "no-data", status="cancelled")


@pull("APR001 APR004")
def a_cancellation_with_the_vote_of_the_owner(desk: Desk) -> None:
    desk.approves("sam", gate="cancel").moves("scoping", "no-data", status="cancelled")


@pull("MOV003")
def a_cancellation_for_a_reason_that_is_not_allowed(desk: Desk) -> None:
    desk.approves(gate="cancel").moves("scoping", "priority-change", status="cancelled")


@pull("APR001")
def an_advance_together_with_a_cancellation_needs_both(desk: Desk) -> None:
    desk.approves().move("research")
    desk.move("research", "no-data", status="cancelled").commit()


def _paused(desk: Desk) -> None:
    desk.moves("scoping", "waiting", status="paused")


@pull("MOV010 MOV012", prepare=_paused)
def a_paused_project_that_moves(desk: Desk) -> None:
    desk.approves().move("research")
    desk.moves("research", "waiting", status="paused")


@pull(prepare=_paused)
def a_paused_project_that_wakes_and_moves(desk: Desk) -> None:
    desk.approves().moves("research")


@pull("APR001", prepare=_paused)
def a_paused_project_that_wakes_and_moves_without_a_vote(desk: Desk) -> None:
    desk.moves("research")


@pull()
def a_completion(desk: Desk) -> None:
    desk.move("scoping", status="completed").commit()


def _completed(desk: Desk) -> None:
    desk.move("scoping", status="completed").commit()


@pull(prepare=_completed)
def a_project_that_is_reopened(desk: Desk) -> None:
    desk.moves("scoping", count=0)


@pull("APR001", prepare=_completed)
def a_project_that_is_reopened_and_moved_without_a_vote(desk: Desk) -> None:
    desk.moves("research")


def _lenient(desk: Desk) -> None:
    lenient = FLOW.replace("flow: gated", "flow: lenient").replace("gates:", "# gates:").replace("      - {id:", "#")
    desk.write({"schema/flows/lenient.yml": lenient}).commit()


@pull(prepare=_lenient)
def a_change_of_flow_alone(desk: Desk) -> None:
    desk.swap("flow: gated", "flow: lenient", "README").commit()


@pull("MOV007", prepare=_lenient)
def a_change_of_flow_together_with_a_move(desk: Desk) -> None:
    desk.swap("flow: gated", "flow: lenient", "README").moves()


@pull("MOV007")
def a_flow_that_arrives_in_the_same_change(desk: Desk) -> None:
    _lenient(desk)
    desk.swap("flow: gated", "flow: lenient", "README").commit()


@pull("MOV007")
def a_flow_that_arrives_in_the_same_change_with_a_move(desk: Desk) -> None:
    _lenient(desk)
    desk.swap("flow: gated", "flow: lenient", "README").moves()


@pull("MOV007 SCH002", prepare=_lenient)
def a_default_flow_that_changes_below_a_project_without_one(desk: Desk) -> None:
    desk.on_main().swap("flow: gated\n", "", "README").commit()
    desk.git("checkout", "-q", "-B", "pull")
    desk.swap_in("ledger.yml", "flow: gated", "flow: lenient").moves()


@pull("MOV011")
def a_new_project_in_a_later_phase(desk: Desk) -> None:
    card = CARD.replace("phase: scoping", "phase: operation")
    text = "---\nphase: operation\niteration: 1\n---\n\nText.\n"
    desk.write({"projects/new/README.md": card, "projects/new/operation.md": text}).commit()


@pull("MOV008")
def a_project_is_deleted(desk: Desk) -> None:
    desk.git("rm", "-rq", "projects/churn")
    desk.commit()


@pull("MOV008 DOC019")
def only_the_card_of_a_project_is_deleted(desk: Desk) -> None:
    desk.write({"projects/churn/README.md": None}).commit()


def _rename(desk: Desk) -> None:
    desk.git("mv", "projects/churn", "projects/rush")


@pull()
def a_project_is_renamed(desk: Desk) -> None:
    _rename(desk)
    desk.commit()


@pull("APR001")
def a_project_is_renamed_together_with_an_advance(desk: Desk) -> None:
    desk.move("research")
    _rename(desk)
    desk.commit()


@pull(merge="authored")
def a_project_is_renamed_together_with_an_approved_advance(desk: Desk) -> None:
    desk.on_main().approves()
    desk.git("checkout", "-q", "-B", "pull")
    desk.move("research")
    _rename(desk)
    desk.commit()


def _signed_for_another_name(desk: Desk) -> None:
    text = desk.path().read_text()
    desk.vote(key="dana", signed={"project": "rush"}).commit()
    desk.write({"projects/churn/signed.txt": desk.path().read_text(), "projects/churn/scoping.md": text}).commit()


@pull("APR001 APR010 APR011", prepare=_signed_for_another_name)
def a_project_gets_the_name_for_which_a_vote_was_signed_that_has_landed_before(desk: Desk) -> None:
    desk.move("research")
    desk.write({"projects/churn/scoping.md": (desk.root / "projects/churn/signed.txt").read_text()})
    _rename(desk)
    desk.commit()


@pull("APR009")
def a_project_is_renamed_and_loses_a_vote(desk: Desk) -> None:
    desk.on_main().approves("pam", decision="rejected", note="No.")
    desk.git("checkout", "-q", "-B", "pull")
    text = desk.path().read_text()
    plain = text[: text.index("approvals:")] + text[text.index("---\n\n##") :]
    desk.write({"projects/churn/scoping.md": plain})
    _rename(desk)
    desk.commit()


@pull("APR001 MOV014")
def a_project_leaves_its_place_to_a_new_one_that_goes_on_at_once(desk: Desk) -> None:
    _rename(desk)
    text = (desk.root / "projects/rush/scoping.md").read_text().replace("## ", "Of something else.\n\n## ", 1)
    card = CARD.replace("Rush hours", "Gate counts").replace("started: 2026-01-05", "started: 2026-02-02")
    desk.write({"projects/churn/README.md": card, "projects/churn/scoping.md": text}).moves()


@pull("MOV008 MOV011")
def a_project_is_deleted_and_begun_anew_under_another_name_further_on(desk: Desk) -> None:
    desk.git("rm", "-rq", "projects/churn")
    card = CARD.replace("Rush hours", "Gate counts").replace("owner: sam", "owner: erin")
    card = card.replace("phase: scoping", "phase: research").replace("started: 2026-01-05", "started: 2026-02-02")
    text = "---\nphase: research\niteration: 1\n---\n\nSomething else.\n"
    desk.write({"projects/gates/README.md": card, "projects/gates/research.md": text}).commit()
