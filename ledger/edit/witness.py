"""A witness: the machine that saw a review signs what the review said, so that it can be proven without the forge."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ledger.diagnostics import LedgerError
from ledger.digest import attested
from ledger.identity import witnesses_of
from ledger.papers import Approval
from ledger.policy import Policy
from ledger.signature import ATTESTING, is_signed, sign
from ledger.words import Decision

Attest = Callable[[str, str, Approval], Approval]


def witness(key: Path | None, policy: Policy) -> Attest:
    """What turns a vote of a project's phase into one with an attestation; without a key it stays as it is.

    Only an approval is attested, since a veto needs no proof. Raises LedgerError for a key that is not a witness of
    the policy, and for a review without an address, of which nobody could say later which one it was.
    """

    def attest(project: str, phase: str, vote: Approval) -> Approval:
        if key is None or vote.decision != Decision.APPROVED:
            return vote
        if vote.review is None:
            raise LedgerError("the event names no address of its review: a witness cannot attest what has none")
        text = attested(project, phase, vote)
        made = sign(text, key, ATTESTING)
        if not is_signed(text, made, witnesses_of(policy), ATTESTING):
            raise LedgerError(
                f"'{key}' is none of the witnesses that ledger.yml has at the base: "
                "let its public half land under 'approvals.witnesses' first, and be no person's key"
            )
        return replace(vote, attestation=made)

    return attest
