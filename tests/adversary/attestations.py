"""Attestations that last: what a witness's signature proves of a review, and what passes for one in vain."""

from tests.adversary.case import pull
from tests.adversary.desk import REVIEW, Desk

WEAK = "APR001 APR010"
FALSE = "APR001 APR010 APR012"


def _witnessed(desk: Desk) -> None:
    """The ledger asks for attested votes and names a witness."""
    witness = f'approvals: {{grade: attested, witnesses: ["{desk.keys.public("witness")}"]}}'
    desk.swap_in("ledger.yml", "flow: gated\n", f"flow: gated\n{witness}\n").commit("Name a witness")


@pull(
    prepare=_witnessed,
    merge="attested",
    squash="attested",
    squash_co="attested",
    rebase="attested",
    pick="attested",
)
def an_attested_vote_that_the_owner_committed(desk: Desk) -> None:
    desk.vote(witness="witness").moves(author="sam")


@pull(prepare=_witnessed, merge="attested")
def an_attested_vote_that_role_has_nothing_to_say(desk: Desk) -> None:
    desk.vote(decision="not-applicable", note="Nobody outside sees it.", witness="witness").moves()


@pull(prepare=_witnessed, merge="attested", squash="attested")
def an_attestation_beside_a_review_that_was_dismissed_since(desk: Desk) -> None:
    desk.vote(witness="witness").moves().reviewed("dana-d").reviewed("dana-d", "DISMISSED")


@pull(prepare=_witnessed, merge="signed")
def an_attestation_beside_a_signature(desk: Desk) -> None:
    desk.vote(key="dana", witness="witness").moves()


@pull(WEAK, ground="development", prepare=_witnessed, merge="authored authored authored authored attested")
def an_attestation_where_a_signature_is_asked_for(desk: Desk) -> None:
    desk.vote(gate="launch", phase="development", witness="witness").moves("operation")


@pull(FALSE, prepare=_witnessed, merge="claimed")
def an_attestation_of_an_unknown_key(desk: Desk) -> None:
    desk.vote(witness="mallory").moves()


@pull(FALSE, prepare=_witnessed, merge="authored")
def an_attestation_by_the_approver_themselves(desk: Desk) -> None:
    desk.approves(witness="dana").moves()


@pull(FALSE, merge="claimed", squash="claimed", prepare=_witnessed)
def a_witness_that_is_added_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", desk.keys.public("witness"), desk.keys.public("mallory")).commit()
    desk.vote(witness="mallory").moves()


@pull(f"{FALSE} POL012", prepare=_witnessed)
def a_person_who_becomes_the_witness_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", desk.keys.public("witness"), desk.keys.public("pam")).commit()
    desk.vote(witness="pam").moves()


def _pam_is_the_witness(desk: Desk) -> None:
    _witnessed(desk)
    desk.swap_in("ledger.yml", desk.keys.public("witness"), desk.keys.public("pam")).commit("Past every check")


@pull(f"{FALSE} POL012", prepare=_pam_is_the_witness, merge="claimed")
def a_person_whose_key_landed_as_a_witness(desk: Desk) -> None:
    desk.vote(witness="pam").moves()


def _pam_is_the_witness_in_other_words(desk: Desk) -> None:
    _witnessed(desk)
    words = f"{desk.keys.public('pam')} the workflow"
    desk.swap_in("ledger.yml", desk.keys.public("witness"), words).commit("Past every check")


@pull(f"{FALSE} POL012", prepare=_pam_is_the_witness_in_other_words, merge="claimed")
def a_person_whose_key_landed_as_a_witness_with_a_comment(desk: Desk) -> None:
    desk.vote(witness="pam").moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_for_another_project(desk: Desk) -> None:
    desk.vote(witness="witness", seen={"project": "rush"}).moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_for_another_phase(desk: Desk) -> None:
    desk.vote(witness="witness", seen={"phase": "research"}).moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_for_another_gate(desk: Desk) -> None:
    desk.vote(witness="witness", seen={"gate": "cancel"}).moves()


@pull(f"{FALSE} APR007", prepare=_witnessed)
def an_attestation_for_another_iteration(desk: Desk) -> None:
    first = desk.digest()
    desk.swap("iteration: 1", "iteration: 2")
    desk.vote(witness="witness", seen={"of": first}).swap("iteration: 2", "iteration: 1").moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_for_another_person(desk: Desk) -> None:
    desk.vote(witness="witness", seen={"by": "pam"}).moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_of_a_request_for_changes(desk: Desk) -> None:
    desk.vote(witness="witness", seen={"decision": "changes-requested"}).moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_in_the_namespace_of_votes(desk: Desk) -> None:
    desk.vote(witness="witness", seen={"namespace": "project-ledger"}).moves()


@pull("APR001 APR010 APR011 APR012", prepare=_witnessed)
def a_signature_and_an_attestation_that_changed_places(desk: Desk) -> None:
    desk.vote(key="dana", witness="witness")
    text = desk.path().read_text()
    desk.path().write_text(
        text.replace("signature:", "x:").replace("attestation:", "signature:").replace("x:", "attestation:")
    )
    desk.moves()


@pull(FALSE, prepare=_witnessed)
def an_attestation_with_one_letter_changed(desk: Desk) -> None:
    desk.vote(witness="witness")
    made = desk.read("scoping").meta["approvals"][0]["attestation"]
    at = len(made) - 40
    desk.swap(made, made[:at] + ("A" if made[at] != "A" else "B") + made[at + 1 :]).moves()


@pull(FALSE, prepare=_witnessed, merge="claimed")
def an_attestation_that_is_cut_off(desk: Desk) -> None:
    desk.vote(witness="witness")
    made = desk.read("scoping").meta["approvals"][0]["attestation"]
    desk.swap(made, made[:-9]).moves()


@pull(f"{FALSE} SCH005", prepare=_witnessed, merge="claimed")
def an_attestation_that_is_none(desk: Desk) -> None:
    desk.vote(witness="witness")
    desk.swap(desk.read("scoping").meta["approvals"][0]["attestation"], "seen, the forge").moves()


@pull(FALSE, prepare=_witnessed)
def an_attested_vote_with_the_address_of_another_review(desk: Desk) -> None:
    desk.vote(witness="witness").swap("#review-1", "#review-2").moves()


@pull(FALSE, prepare=_witnessed)
def an_attested_vote_without_its_review(desk: Desk) -> None:
    desk.vote(witness="witness")
    desk.path().write_text(desk.path().read_text().replace(f'review: "{REVIEW}", ', ""))
    desk.moves()


@pull(f"{FALSE} APR003", prepare=_witnessed)
def an_attested_vote_that_became_somebody_elses(desk: Desk) -> None:
    desk.vote("cody", witness="witness", seen={"by": "dana"}).moves()


@pull("APR001 APR003", prepare=_witnessed, merge="attested")
def an_attested_vote_of_a_person_without_the_role(desk: Desk) -> None:
    desk.vote("cody", witness="witness").moves()


@pull("APR001 APR004", prepare=_witnessed, merge="attested")
def an_attested_vote_of_the_owner(desk: Desk) -> None:
    desk.vote("sam", witness="witness").moves()


@pull("APR001 APR007", prepare=_witnessed, merge="attested")
def attested_content_that_changes_afterwards(desk: Desk) -> None:
    desk.vote(witness="witness").swap("by habit", "by instinct").moves()


@pull("APR001", prepare=_witnessed, merge="claimed")
def an_attested_veto_still_blocks_and_proves_nothing(desk: Desk) -> None:
    desk.vote(decision="rejected", note="No.", witness="witness").moves()


@pull("APR001 APR009 APR010 APR012", prepare=_witnessed)
def an_attested_veto_that_is_turned_into_a_yes(desk: Desk) -> None:
    desk.on_main().vote(decision="rejected", note="No.", witness="witness").commit("The veto lands")
    desk.git("checkout", "-q", "-B", "pull")
    desk.swap('decision: "rejected"', 'decision: "approved"').moves()


def _attested_then_vetoed(desk: Desk) -> None:
    _witnessed(desk)
    desk.vote(witness="witness").commit("Approved", author="sam")
    desk.vote(decision="rejected", note="It drifts.").commit("Vetoed", author="dana")


def _copy_of_the_first(desk: Desk) -> None:
    desk.enter(desk.read("scoping").meta["approvals"][0])


@pull(FALSE, prepare=_attested_then_vetoed, merge="attested authored claimed")
def an_old_attested_approval_is_copied_behind_the_veto_of_its_author(desk: Desk) -> None:
    _copy_of_the_first(desk)
    desk.moves()


@pull(FALSE)
def an_attested_approval_is_copied_behind_the_veto_in_the_same_change(desk: Desk) -> None:
    desk.on_main()
    _witnessed(desk)
    desk.git("checkout", "-q", "-B", "pull")
    desk.vote(witness="witness").vote(decision="rejected", note="It drifts.")
    _copy_of_the_first(desk)
    desk.moves()


def _attested_then_vetoed_then_renamed(desk: Desk) -> None:
    _attested_then_vetoed(desk)
    desk.git("mv", "projects/churn", "projects/rush")
    desk.commit("Rename")


@pull(FALSE, prepare=_attested_then_vetoed_then_renamed, merge="attested authored claimed")
def an_old_attested_approval_is_copied_behind_the_veto_while_the_project_gets_its_name_back(desk: Desk) -> None:
    desk.git("mv", "projects/rush", "projects/churn")
    _copy_of_the_first(desk)
    desk.moves()


@pull(f"{FALSE} APR007", ground="research", prepare=_witnessed)
def an_attested_vote_is_copied_to_another_gate(desk: Desk) -> None:
    desk.vote(witness="witness", gate="backtrack")
    entry = desk.read("scoping").meta["approvals"][-1]
    desk.enter({**entry, "gate": "value"}, "research").moves("development")


def _revoked(desk: Desk) -> None:
    _witnessed(desk)
    desk.swap_in("ledger.yml", f', witnesses: ["{desk.keys.public("witness")}"]', "").commit("Revoke the witness")


@pull(FALSE, prepare=_revoked, merge="claimed")
def a_witness_that_was_revoked_before(desk: Desk) -> None:
    desk.vote(witness="witness").moves()


def _attested_then_revoked(desk: Desk) -> None:
    _witnessed(desk)
    desk.vote(witness="witness").commit(author="sam")
    desk.swap_in("ledger.yml", f', witnesses: ["{desk.keys.public("witness")}"]', "").commit("Revoke the witness")


@pull(prepare=_attested_then_revoked, merge="attested")
def a_witness_that_was_revoked_after_the_vote_landed(desk: Desk) -> None:
    desk.moves()


def _attested_too_early(desk: Desk) -> None:
    desk.vote(witness="witness").commit(author="sam")
    _witnessed(desk)


@pull("APR001", prepare=_attested_too_early, merge="claimed")
def a_witness_that_was_added_after_the_vote_landed(desk: Desk) -> None:
    desk.moves()


@pull("APR001 APR009 APR012 APR010")
def an_attestation_is_added_to_a_vote_that_landed_without(desk: Desk) -> None:
    desk.on_main()
    _witnessed(desk)
    desk.vote().commit(author="sam")
    desk.git("checkout", "-q", "-B", "pull")
    text = desk.path().read_text()
    desk.vote(witness="mallory")
    entry = desk.read("scoping").meta["approvals"][-1]
    desk.path().write_text(text)
    desk.swap("}\n---", f', review: "{REVIEW}", attestation: "{entry["attestation"]}"}}\n---').moves()


@pull(prepare=_witnessed, merge="claimed attested", squash="claimed attested", squash_co="claimed attested")
def a_vote_written_by_hand_and_recorded_from_the_review_too(desk: Desk) -> None:
    desk.vote().commit(author="sam")
    desk.vote(witness="witness").moves()
