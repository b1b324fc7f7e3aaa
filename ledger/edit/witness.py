"""A witness: the machine that saw a review signs what the review said, so that it can be proven without the forge."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, resolve, run
from ledger.edges.signature import ATTESTING, is_signed, sign
from ledger.forge.reviews import ReviewEvent
from ledger.records.papers import Approval
from ledger.records.policy import Policy
from ledger.votes.digest import attested
from ledger.votes.identity import witnesses_of
from ledger.words import Decision

Attest = Callable[[str, str, Approval], Approval]
_REMOTE: Final = "refs/remotes/origin/"


def refuse_other_base(repository: Repository, base: str, event: ReviewEvent) -> None:
    """Raise LedgerError for a base that is not the tip of the ledger's branch, as far as forge and clone tell it.

    Whose account is whose is read at the base, and whoever may push may make a branch that says it otherwise.
    """
    main = event.main or _default_of_clone(repository)
    if main is None:
        raise LedgerError(
            "nothing says which branch is the ledger's, and a witness goes by no other: pass the pull request as "
            "GitHub tells it, or run 'git remote set-head origin --auto'"
        )
    if event.into not in {None, main}:
        raise LedgerError(
            f"the pull request goes to '{event.into}': "
            f"a witness attests only what goes to '{main}', the ledger's branch"
        )
    known = next((ref for ref in (f"{_REMOTE}{main}", f"refs/heads/{main}") if _is_here(repository, ref)), None)
    if known is None:
        raise LedgerError(f"the ledger's branch '{main}' is not here: fetch it first")
    if resolve(repository, base) != resolve(repository, known):
        raise LedgerError(
            f"the base is not the ledger's branch, by whose people a witness goes: name it with --base {known}"
        )


def _default_of_clone(repository: Repository) -> str | None:
    """The branch that a clone took for its server's default: a symbolic name only, since a branch may be called so."""
    _, output = run(repository.home, "symbolic-ref", "--quiet", f"{_REMOTE}HEAD", accept=(0, 1, 128))
    found = output.decode("utf-8", "surrogateescape").strip()
    return found.removeprefix(_REMOTE) if found.startswith(_REMOTE) else None


def _is_here(repository: Repository, ref: str) -> bool:
    code, _ = run(repository.home, "show-ref", "--verify", "--quiet", "--", ref, accept=(0, 1, 128))
    return code == 0


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
