"""What is voted, on what, and in which order: stale content, vetoes, misspelt words, and lists that were touched."""

from tests.adversary.case import pull
from tests.adversary.desk import Desk

CHURN, RUSH = "projects/churn", "projects/rush"


def _approved(desk: Desk) -> None:
    desk.approves()


def _vetoed(desk: Desk) -> None:
    desk.approves("pam", decision="changes-requested", note="No baseline.")


def _approved_twice(desk: Desk) -> None:
    desk.approves().approves("pam")


@pull(prepare=_approved)
def an_approval_that_landed_before_the_move(desk: Desk) -> None:
    desk.moves()


@pull("APR001", prepare=_approved)
def content_that_changes_after_the_approval_landed(desk: Desk) -> None:
    desk.swap("by habit", "by instinct").moves()


@pull("APR001 APR007")
def content_that_changes_after_the_approval_in_the_same_change(desk: Desk) -> None:
    desk.approves().swap("by habit", "by instinct").moves()


@pull("APR001 APR007")
def an_approval_of_the_content_before_the_last_edit(desk: Desk) -> None:
    old = desk.digest()
    desk.swap("by habit", "by instinct").commit()
    desk.approves(of=old).moves()


@pull("APR001 APR007 SCH005")
def an_approval_of_no_content(desk: Desk) -> None:
    desk.approves(of="sha256:0").moves()


@pull(merge="authored authored")
def a_new_approval_after_the_content_changed(desk: Desk) -> None:
    desk.on_main().approves()
    desk.git("checkout", "-q", "-B", "pull")
    desk.swap("by habit", "by instinct").commit()
    desk.approves().moves()


@pull("APR001")
def a_later_request_for_changes_by_the_same_person(desk: Desk) -> None:
    desk.approves().approves(decision="changes-requested", note="Wait.").moves()


@pull("APR001")
def a_request_for_changes_by_another_person_of_the_role(desk: Desk) -> None:
    desk.approves().approves("pam", decision="changes-requested", note="Wait.").moves()


@pull("APR001")
def a_rejection_by_a_role_that_the_gate_does_not_ask_for(desk: Desk) -> None:
    desk.approves().approves("cody", "customer-success", decision="rejected", note="No.").moves()


@pull("APR001", merge="authored claimed", squash="claimed claimed")
def a_veto_that_somebody_else_wrote_down_blocks_as_well(desk: Desk) -> None:
    desk.approves().vote("pam", decision="rejected", note="On the phone.").moves()


@pull(prepare=_vetoed, merge="authored authored authored")
def a_veto_that_its_author_lifts(desk: Desk) -> None:
    desk.approves("pam").approves("dana").moves()


@pull("APR001 APR010", prepare=_vetoed)
def a_veto_that_is_lifted_in_the_name_of_its_author(desk: Desk) -> None:
    desk.vote("pam").commit(author="sam")
    desk.approves("dana").moves()


def _vetoed_and_overtyped(desk: Desk) -> None:
    _vetoed(desk)
    desk.swap("by habit", "by instinct").vote("pam", decision="rejected", note="On the phone.").commit()


@pull("APR001", prepare=_vetoed_and_overtyped)
def a_veto_that_somebody_else_follows_with_one_of_other_words(desk: Desk) -> None:
    desk.swap("by instinct", "by habit").approves("dana").moves()


@pull("APR001 APR005", prepare=_vetoed)
def a_veto_that_is_lifted_with_a_vote_of_tomorrow(desk: Desk) -> None:
    desk.approves("pam", date="2026-02-03").approves("dana").moves()


@pull("APR001 APR003", prepare=_vetoed)
def a_veto_that_is_lifted_in_a_role_that_its_author_does_not_hold(desk: Desk) -> None:
    desk.approves("pam", "data-engineering").approves("dana").moves()


@pull("APR009 APR010", prepare=_vetoed)
def a_veto_that_is_taken_out_of_the_list(desk: Desk) -> None:
    desk.write({f"{CHURN}/scoping.md": desk.path().read_text().replace("changes-requested", "approved")}).commit()
    desk.approves("dana").moves()


@pull("APR001 APR009 APR010", prepare=_approved)
def a_landed_vote_is_edited(desk: Desk) -> None:
    desk.swap("2026-02-02", "2026-02-01").moves()


@pull("APR009", prepare=_approved_twice)
def a_landed_vote_is_removed(desk: Desk) -> None:
    kept = [line for line in desk.path().read_text().splitlines(keepends=True) if '"pam"' not in line]
    desk.write({f"{CHURN}/scoping.md": "".join(kept)}).moves()


@pull("APR001 APR009", prepare=_approved)
def all_landed_votes_are_removed(desk: Desk) -> None:
    text = desk.path().read_text()
    desk.write({f"{CHURN}/scoping.md": text[: text.index("approvals:")] + text[text.index("---\n\n##") :]}).moves()


@pull("APR009", prepare=_approved_twice)
def landed_votes_change_places(desk: Desk) -> None:
    lines = desk.path().read_text().splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if '"dana"' in line)
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    desk.write({f"{CHURN}/scoping.md": "".join(lines)}).moves()


@pull("APR009", prepare=_approved_twice)
def a_new_vote_is_put_before_the_landed_ones(desk: Desk) -> None:
    desk.approves("dana", note="Again.")
    lines = desk.path().read_text().splitlines(keepends=True)
    last = next(at for at, line in enumerate(lines) if "Again" in line)
    first = next(at for at, line in enumerate(lines) if '"gate"' in line or "gate:" in line)
    lines.insert(first, lines.pop(last))
    desk.write({f"{CHURN}/scoping.md": "".join(lines)}).moves()


def _twin(desk: Desk) -> None:
    desk.approves()
    text = desk.path().read_text()
    plain = text[: text.index("approvals:")] + text[text.index("---\n\n##") :]
    card = desk.path("README").read_text().replace("Rush hours", "Twin")
    desk.write({f"{RUSH}/README.md": card, f"{RUSH}/scoping.md": plain}).commit()


@pull("APR001 APR010", prepare=_twin, merge="authored claimed")
def a_vote_that_is_copied_from_a_project_with_the_same_text(desk: Desk) -> None:
    desk.write({f"{RUSH}/scoping.md": desk.path().read_text()}).commit()
    desk.swap("phase: scoping", "phase: research", "README", "rush")
    desk.write({f"{RUSH}/research.md": "---\nphase: research\niteration: 1\n---\n\nText.\n"}).commit()


@pull("APR001 APR010", ground="research")
def votes_that_are_copied_from_another_gate(desk: Desk) -> None:
    desk.approves("erin", "data-engineering", "validity", phase="research")
    desk.approves("dana", gate="value", phase="research").approves("pam", gate="validity", phase="research")
    desk.swap('gate: "validity", role: "product"', 'gate: "value", role: "product"', "research").moves("development")


@pull("APR001 REF010")
def a_misspelt_gate(desk: Desk) -> None:
    desk.approves(gate="scopes").moves()


@pull("APR001 APR003 REF010")
def a_misspelt_role(desk: Desk) -> None:
    desk.approves(role="produkt").moves()


@pull("APR001 SCH004")
def a_misspelt_decision(desk: Desk) -> None:
    desk.approves(decision="aproved").moves()


@pull("APR001 SCH004")
def a_decision_in_capitals(desk: Desk) -> None:
    desk.approves(decision="Approved").moves()


@pull("APR001 APR007 SCH001 SCH002")
def a_misspelt_field(desk: Desk) -> None:
    desk.enter({"gate": "scope", "role": "product", "by": "dana", "date": "2026-02-02", "decison": "approved"})
    desk.commit(author="dana")
    desk.moves()


@pull("APR001 APR005")
def a_date_in_the_future(desk: Desk) -> None:
    desk.approves(date="2026-02-03").moves()


@pull("APR013")
def a_date_before_there_was_anything_to_vote_on(desk: Desk) -> None:
    desk.approves(date="0001-01-01").moves()


@pull("APR001 SCH005")
def a_date_that_is_none(desk: Desk) -> None:
    desk.approves(date="2026-02-30").moves()


@pull(merge="authored")
def not_applicable_with_a_note(desk: Desk) -> None:
    desk.approves(decision="not-applicable", note="An internal tool.").moves()


@pull("APR001 APR006")
def not_applicable_without_a_note(desk: Desk) -> None:
    desk.approves(decision="not-applicable").moves()


@pull("APR001 APR006 SCH005")
def not_applicable_with_a_blank_note(desk: Desk) -> None:
    desk.approves(decision="not-applicable", note="  ").moves()


@pull("APR001 APR010", merge="claimed")
def not_applicable_in_the_name_of_another(desk: Desk) -> None:
    desk.vote(decision="not-applicable", note="Nothing to say.").moves()


@pull("APR001")
def approvals_in_the_body_text(desk: Desk) -> None:
    entry = f'approvals:\n  - {{gate: scope, role: product, by: dana, decision: approved, of: "{desk.digest()}"}}\n'
    desk.write({f"{CHURN}/scoping.md": f"{desk.path().read_text()}\n---\n{entry}---\n"}).commit(author="dana")
    desk.moves()


@pull("APR001")
def an_approval_in_a_comment(desk: Desk) -> None:
    desk.approves().swap("  - {gate", "  # - {gate").swap("approvals:", "# approvals:").moves()


@pull("APR001 APR010", merge="claimed", squash="claimed", squash_co="authored")
def a_vote_that_its_voter_took_back_is_put_back_by_another(desk: Desk) -> None:
    plain = desk.path().read_text()
    desk.approves()
    given = desk.path().read_text()
    desk.write({f"{CHURN}/scoping.md": plain}).commit("Take it back", author="dana")
    desk.write({f"{CHURN}/scoping.md": given}).commit("Put it back", author="sam")
    desk.moves()


@pull(merge="authored")
def a_vote_that_its_voter_took_back_is_given_again(desk: Desk) -> None:
    plain = desk.path().read_text()
    desk.approves()
    desk.write({f"{CHURN}/scoping.md": plain}).commit("Take it back", author="dana")
    desk.approves().moves()


@pull("APR001 APR010", merge="claimed")
def a_merge_puts_back_a_vote_that_its_voter_took_back(desk: Desk) -> None:
    plain = desk.path().read_text()
    desk.approves()
    given = desk.path().read_text()
    desk.write({f"{CHURN}/scoping.md": plain}).commit("Take it back", author="dana")
    desk.on_main().swap("status: active", "status: active\nsummary: Hours.", "README").commit()
    desk.back().git("merge", "-q", "--no-ff", "--no-commit", "main")
    desk.write({f"{CHURN}/scoping.md": given}).commit("Merge main", author="sam")
    desk.moves()
