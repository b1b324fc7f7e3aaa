"""Who votes: wrong authors, owners, borrowed names, people and roles that are not what they seem."""

from tests.adversary.case import pull
from tests.adversary.desk import Desk

NORA = "  nora: {emails: [nora@example.com], roles: [product]}\n"


@pull(merge="authored", squash="claimed", squash_co="authored", rebase="authored", pick="authored")
def the_person_of_the_role_approves_and_the_owner_moves(desk: Desk) -> None:
    desk.approves().moves()


@pull(merge="authored")
def an_older_address_of_the_person_is_theirs_too(desk: Desk) -> None:
    desk.vote().commit(author="dana.old")
    desk.moves()


@pull("APR001 APR010", merge="claimed", squash="claimed", squash_co="claimed", rebase="claimed", pick="claimed")
def the_owner_writes_the_approval_of_another(desk: Desk) -> None:
    desk.vote("dana").moves(author="sam")


@pull("APR001 APR010", merge="claimed")
def a_stranger_writes_the_approval_of_another(desk: Desk) -> None:
    desk.vote("dana").commit(author="mallory")
    desk.moves()


@pull("APR001 APR010", merge="claimed")
def another_member_of_the_same_role_writes_the_approval(desk: Desk) -> None:
    desk.vote("dana").commit(author="pam")
    desk.moves()


@pull("APR001 APR010")
def an_approval_that_was_never_committed(desk: Desk) -> None:
    desk.vote("dana").move("research")


@pull("APR001 APR010", merge="claimed")
def the_approver_only_corrects_the_date_of_a_forged_approval_and_the_owner_puts_it_back(desk: Desk) -> None:
    desk.vote("dana").commit(author="sam")
    desk.swap("2026-02-02", "2026-02-01").commit(author="dana")
    desk.swap("2026-02-01", "2026-02-02").moves()


@pull("APR001 APR004")
def the_owner_approves_their_own_project(desk: Desk) -> None:
    desk.approves("sam").moves()


@pull("APR001 APR004")
def the_owner_steps_aside_in_the_same_change(desk: Desk) -> None:
    desk.swap("owner: sam", "owner: erin", "README").approves("sam").moves()


@pull("APR001 APR004")
def the_approver_makes_themselves_the_owner_in_the_same_change(desk: Desk) -> None:
    desk.swap("owner: sam", "owner: dana", "README").approves("dana").moves()


def _second_handle(desk: Desk) -> None:
    person = "  samuel: {emails: [SAM@example.com], roles: [product]}\n"
    desk.swap_in("ledger.yml", "  dana:", f"{person}  dana:").commit()


@pull("APR001 APR004 POL010", prepare=_second_handle)
def the_owner_approves_under_a_second_handle_with_the_same_address(desk: Desk) -> None:
    desk.vote("samuel").moves(author="sam")


def _allow_self(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "flow: gated\n", "flow: gated\napprovals: {self: true}\n").commit()


@pull(prepare=_allow_self, merge="authored")
def the_owner_approves_where_the_base_allows_it(desk: Desk) -> None:
    desk.approves("sam").moves()


@pull("APR001 APR004")
def self_approval_is_allowed_in_the_same_change(desk: Desk) -> None:
    _allow_self(desk)
    desk.approves("sam").moves()


@pull("APR001", ground="research")
def one_person_votes_twice_where_two_are_needed(desk: Desk) -> None:
    desk.approves("erin", "data-engineering", "validity", phase="research")
    desk.approves("dana", gate="value", phase="research")
    desk.approves("dana", gate="value", phase="research", note="Once more.").moves("development")


def _dana_twice(desk: Desk) -> None:
    person = "  dan: {emails: [dana@example.com], roles: [product]}\n"
    desk.swap_in("ledger.yml", "  pam:", f"{person}  pam:").commit()


@pull("APR001 POL010", ground="research", prepare=_dana_twice)
def one_person_votes_under_two_handles_where_two_are_needed(desk: Desk) -> None:
    desk.approves("erin", "data-engineering", "validity", phase="research")
    desk.vote("dan", gate="value", phase="research")
    desk.approves("dana", gate="value", phase="research").moves("development")


@pull(ground="research", merge="authored authored authored authored", squash="authored claimed claimed claimed")
def two_people_vote_where_two_are_needed(desk: Desk) -> None:
    desk.approves("erin", "data-engineering", "validity", phase="research")
    desk.approves("dana", gate="value", phase="research")
    desk.approves("pam", gate="value", phase="research").moves("development")


@pull("APR001 APR003 APR010", merge="claimed")
def a_person_who_is_added_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "people:\n", f"people:\n{NORA}").commit()
    desk.approves("nora").moves()


@pull("APR001 APR003")
def a_role_that_is_given_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "roles: [customer-success]", "roles: [customer-success, product]").commit()
    desk.approves("cody").moves()


@pull("APR001 APR010", merge="claimed")
def an_address_that_is_added_to_the_approver_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", "[dana@example.com", "[sam@example.org, dana@example.com").commit()
    desk.vote("dana")
    desk.git("add", "-A")
    desk.git("commit", "-q", "-m", "Vote", "--author=Sam <sam@example.org>")
    desk.moves()


@pull("APR001 APR003")
def a_person_votes_in_a_role_of_another(desk: Desk) -> None:
    desk.approves("cody", "product").moves()


@pull("APR001")
def a_person_votes_in_a_role_that_the_gate_does_not_ask_for(desk: Desk) -> None:
    desk.approves("cody", "customer-success").moves()


@pull("APR001 APR003 APR010 REF003", merge="claimed")
def a_handle_with_a_cyrillic_letter(desk: Desk) -> None:
    desk.approves("d\u0430na").moves()


@pull("APR001 APR003 APR010 REF003", merge="claimed")
def a_handle_in_another_case(desk: Desk) -> None:
    desk.approves("Dana").moves()


@pull("APR001 APR003 APR010 REF003", merge="claimed")
def a_misspelt_person(desk: Desk) -> None:
    desk.approves("dna").moves()


@pull("APR001 APR003 APR010 REF003")
def an_approver_who_left_before(desk: Desk) -> None:
    desk.on_main().swap_in("ledger.yml", "  dana: ", "  diana: ").commit()
    desk.git("checkout", "-q", "-B", "pull")
    desk.approves("dana").moves()


@pull(merge="authored")
def an_approver_who_leaves_in_the_same_change_was_there_at_the_base(desk: Desk) -> None:
    desk.approves().moves()
    desk.swap_in("ledger.yml", 'roles: [product], keys: ["ssh', 'roles: [sales], keys: ["ssh').commit()
