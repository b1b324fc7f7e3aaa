"""Signatures at a gate that asks for them: good ones, and those of other keys, other places and other times."""

from typing import Any

from tests.adversary.case import pull
from tests.adversary.desk import Desk

HERE: dict[str, Any] = {"gate": "launch", "phase": "development"}
WEAK = "APR001 APR010"
FALSE = "APR001 APR010 APR011"
BEFORE = "authored authored authored authored"


@pull(
    ground="development",
    merge=f"{BEFORE} signed",
    squash=f"{BEFORE} signed",
    squash_co=f"{BEFORE} signed",
    rebase=f"{BEFORE} signed",
    pick=f"{BEFORE} signed",
)
def a_good_signature_that_somebody_else_committed(desk: Desk) -> None:
    desk.vote(**HERE, key="dana").moves("operation", author="sam")


@pull(WEAK, ground="development", merge=f"{BEFORE} authored")
def no_signature_where_the_gate_asks_for_one(desk: Desk) -> None:
    desk.approves(**HERE).moves("operation")


@pull(WEAK, ground="development", merge=f"{BEFORE} claimed")
def a_claimed_vote_where_the_gate_asks_for_a_signature(desk: Desk) -> None:
    desk.vote(**HERE).moves("operation")


@pull(FALSE, ground="development", merge=f"{BEFORE} authored")
def a_signature_of_an_unknown_key(desk: Desk) -> None:
    desk.approves(**HERE, key="mallory").moves("operation")


@pull(FALSE, ground="development", merge=f"{BEFORE} authored")
def a_signature_of_another_persons_key(desk: Desk) -> None:
    desk.approves(**HERE, key="pam").moves("operation")


@pull(FALSE, ground="development")
def a_signature_for_another_project(desk: Desk) -> None:
    desk.approves(**HERE, key="dana", signed={"project": "rush"}).moves("operation")


@pull(FALSE, ground="development")
def a_signature_for_another_phase(desk: Desk) -> None:
    desk.approves(**HERE, key="dana", signed={"phase": "research"}).moves("operation")


@pull(FALSE, ground="development")
def a_signature_for_another_gate(desk: Desk) -> None:
    desk.approves(**HERE, key="dana", signed={"gate": "value"}).moves("operation")


@pull(FALSE, ground="development")
def a_signature_for_another_decision(desk: Desk) -> None:
    desk.approves(**HERE, key="dana", signed={"decision": "changes-requested"}).moves("operation")


@pull(FALSE, ground="development")
def a_signature_in_another_role(desk: Desk) -> None:
    desk.approves(**HERE, key="dana", signed={"role": "data-science"}).moves("operation")


@pull(FALSE, ground="development")
def a_signature_of_another_day(desk: Desk) -> None:
    desk.approves(**HERE, key="dana", signed={"date": "2026-02-01"}).moves("operation")


@pull(f"{FALSE} APR007", ground="development")
def a_signature_for_another_iteration(desk: Desk) -> None:
    first = desk.digest("development")
    desk.swap("iteration: 1", "iteration: 2", "development")
    desk.approves(**HERE, key="dana", signed={"of": first})
    desk.swap("iteration: 2", "iteration: 1", "development").moves("operation")


@pull("APR001 APR007", ground="development", merge=f"{BEFORE} signed")
def a_good_signature_on_content_that_changes_afterwards(desk: Desk) -> None:
    desk.vote(**HERE, key="dana").swap("Text.", "Other text.", "development").moves("operation")


@pull(FALSE, ground="development")
def a_signature_with_one_letter_changed(desk: Desk) -> None:
    desk.vote(**HERE, key="dana")
    signature = desk.read("development").meta["approvals"][0]["signature"]
    at = len(signature) - 40
    broken = signature[:at] + ("A" if signature[at] != "A" else "B") + signature[at + 1 :]
    desk.swap(signature, broken, "development").moves("operation")


@pull(FALSE, ground="development")
def a_signature_that_is_cut_off(desk: Desk) -> None:
    desk.vote(**HERE, key="dana")
    signature = desk.read("development").meta["approvals"][0]["signature"]
    desk.swap(signature, signature[:-8], "development").moves("operation")


@pull(f"{FALSE} SCH005", ground="development")
def a_signature_that_is_none(desk: Desk) -> None:
    entry = {"gate": "launch", "role": "product", "by": "dana", "date": "2026-02-02", "decision": "approved"}
    desk.enter(entry | {"of": desk.digest("development"), "signature": "signed, dana"}, "development")
    desk.moves("operation")


@pull(FALSE, ground="development", merge=f"{BEFORE} claimed")
def a_key_that_is_added_in_the_same_change(desk: Desk) -> None:
    desk.swap_in("ledger.yml", f'"{desk.keys.public("dana")}"', f'"{desk.keys.public("mallory")}"').commit()
    desk.vote(**HERE, key="mallory").moves("operation")


def _key_revoked(desk: Desk) -> None:
    desk.swap_in("ledger.yml", f', keys: ["{desk.keys.public("dana")}"]', "").commit("Revoke the key")


@pull(FALSE, ground="development", prepare=_key_revoked)
def a_key_that_was_revoked_before(desk: Desk) -> None:
    desk.approves(**HERE, key="dana").moves("operation")


def _signed_then_revoked(desk: Desk) -> None:
    desk.vote(**HERE, key="dana").commit(author="sam")
    _key_revoked(desk)


@pull(ground="development", prepare=_signed_then_revoked, merge=f"{BEFORE} signed")
def a_key_that_was_revoked_after_its_vote_landed(desk: Desk) -> None:
    desk.moves("operation")


def _signed_too_early(desk: Desk) -> None:
    public = f', keys: ["{desk.keys.public("dana")}"]'
    desk.swap_in("ledger.yml", public, "").commit("Take the key away")
    desk.vote(**HERE, key="dana").commit(author="sam")
    desk.swap_in("ledger.yml", "[product]}\n  pam", f"[product]{public}}}\n  pam").commit("Give the key back")


@pull("APR001", ground="development", prepare=_signed_too_early, merge=f"{BEFORE} claimed")
def a_key_that_was_added_after_the_vote_landed(desk: Desk) -> None:
    desk.moves("operation")


@pull(ground="development", merge=f"{BEFORE} signed")
def a_second_key_of_the_person(desk: Desk) -> None:
    first, second = (desk.keys.public(name) for name in ("dana", "mallory"))
    desk.on_main().swap_in("ledger.yml", f'["{first}"]', f'["{first}", "{second}"]').commit()
    desk.git("checkout", "-q", "-B", "pull")
    desk.vote(**HERE, key="mallory").moves("operation")


@pull(merge="signed", squash="signed")
def a_signature_where_none_is_asked_for(desk: Desk) -> None:
    desk.vote(key="dana").moves()


@pull("APR011", merge="authored")
def a_false_signature_where_none_is_asked_for(desk: Desk) -> None:
    desk.approves(key="mallory").moves()


@pull(ground="development", merge=f"{BEFORE} claimed signed", squash=f"{BEFORE} claimed signed")
def a_signed_vote_after_a_claimed_veto_in_one_commit(desk: Desk) -> None:
    desk.vote(**HERE, decision="changes-requested", note="No alarm.")
    desk.vote(**HERE, key="dana").moves("operation")


def _signed_then_vetoed(desk: Desk) -> None:
    desk.vote(**HERE, key="dana").commit(author="sam")
    desk.vote(**HERE, decision="rejected", note="It drifts.", key="dana").commit(author="dana")


@pull(FALSE, ground="development", prepare=_signed_then_vetoed)
def an_old_signed_approval_is_copied_behind_the_veto_of_its_author(desk: Desk) -> None:
    desk.enter(desk.read("development").meta["approvals"][0], "development").moves("operation")


@pull(ground="development", prepare=_signed_then_vetoed, merge=f"{BEFORE} signed signed signed")
def a_signed_veto_is_lifted_with_a_new_signature(desk: Desk) -> None:
    desk.vote(**HERE, key="dana", date="2026-02-01").moves("operation")


@pull(FALSE, ground="development")
def a_signed_approval_is_copied_behind_the_veto_in_the_same_change(desk: Desk) -> None:
    _signed_then_vetoed(desk)
    desk.enter(desk.read("development").meta["approvals"][0], "development").moves("operation")
