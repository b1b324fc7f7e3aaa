"""A review on the forge to votes: on the gates that the reviewer's roles can satisfy, for the content reviewed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from ledger.assemble import load_change
from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, content_at, has_commit, open_repository, resolve
from ledger.edges.journal import Rewrite
from ledger.edit.approve import committed, message_of
from ledger.edit.ballot import Wish, approval_of, entry_of
from ledger.edit.desk import desk_at
from ledger.edit.landing import land
from ledger.edit.last_word import said_since
from ledger.edit.votes import append_vote
from ledger.edit.witness import Attest, refuse_other_base, witness
from ledger.forge.attestation import is_account_of
from ledger.forge.reviews import Review, ReviewEvent, ReviewState
from ledger.moves.asked import asked_by, electorate_of
from ledger.records.front_matter import approvals_of
from ledger.records.model import Change, Project
from ledger.records.papers import Approval, PhaseDocument
from ledger.records.policy import Person, Policy
from ledger.text.document import Document, read_document
from ledger.votes.approvals import grades_of
from ledger.votes.digest import digest
from ledger.votes.identity import identities
from ledger.words import Decision, Grade

_DECISIONS: Final = {
    ReviewState.APPROVED: Decision.APPROVED,
    ReviewState.CHANGES_REQUESTED: Decision.CHANGES_REQUESTED,
}


Cast: TypeAlias = tuple[str, str, Approval]  # the project's name, the document's path, the vote
Wanted: TypeAlias = tuple[Project, PhaseDocument, Approval, str | None]  # the last says why it could never count


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a review became: votes, and sentences about those that were left out; `commit` is None without votes."""

    votes: tuple[Cast, ...]
    left_out: tuple[str, ...]
    commit: str | None


def from_review(
    directory: Path,
    event: ReviewEvent,
    *,
    base: str | None,
    head: str | None,
    today: date,
    witness_key: Path | None = None,
) -> Transcript:
    """Write and commit the votes that a review means, on the checked-out branch of the pull request.

    Roles, gates, accounts and witnesses are those of the base. With `witness_key` approvals are attested, when that
    base is the ledger's branch. Raises LedgerError when the review cannot be judged here.
    """
    repository, review = open_repository(directory), event.review
    if head is not None and resolve(repository, head) != resolve(repository, "HEAD"):
        raise LedgerError(f"the checkout is not at {head}, the head of the pull request: check it out first")
    if not has_commit(repository, review.commit):
        raise LedgerError(f"the reviewed commit {review.commit} is not here: fetch the pull request's branch first")
    if witness_key is not None:
        refuse_other_base(repository, base or event.base, event)
    change = load_change(directory, base=base or event.base, today=today)
    decision, person = _DECISIONS.get(review.state), _reviewer(change.before.policy, review)
    if decision is None:
        return _nothing(f"a review that is {review.state} casts no vote")
    if person is None:
        return _nothing(f"the account {review.account} is not that of one person in the base's ledger.yml")
    attest = witness(witness_key, change.before.policy)
    wanted = tuple(_wanted(change, person, decision, review))
    return _recorded(repository, change.before.policy, person, wanted, review, attest)


def _nothing(reason: str) -> Transcript:
    return Transcript(votes=(), left_out=(reason,), commit=None)


def _recorded(
    repository: Repository, policy: Policy, person: Person, wanted: Iterable[Wanted], review: Review, attest: Attest
) -> Transcript:
    votes: list[Cast] = []
    left_out: list[str] = []
    for project, document, plain, never in wanted:
        fault = never or _fault(repository, document, plain, review)
        vote = plain if fault else attest(project.slug, document.phase, plain)
        mine = _mine(document, vote, policy)
        if fault is None and _is_recorded(mine, vote, grades_of(project, document.phase)):
            fault = "recorded already"
        seen = _entries(content_at(repository, review.commit, document.path), document.path)
        fault = fault or said_since(mine, vote, seen, grades_of(project, document.phase))
        if fault:
            left_out.append(f"{vote.gate} of {project.slug} as {vote.role}: {fault}")
        else:
            votes.append((project.slug, document.path, vote))
    commit = _record(repository, person, votes)
    return Transcript(votes=tuple(votes), left_out=tuple(left_out), commit=commit)


def _reviewer(policy: Policy, review: Review) -> Person | None:
    """The only person with the reviewer's account."""
    found = [person for person in policy.people.values() if is_account_of(person, review)]
    return found[0] if len(found) == 1 else None


def _wanted(change: Change, person: Person, decision: Decision, review: Review) -> Iterator[Wanted]:
    """Every vote that the reviewer's roles allow, with the reason why it could never count."""
    day = review.submitted.date() if review.submitted else change.after.today
    for asked in asked_by(change):
        for gate in asked.gates if asked.document else ():
            for role in gate.approvals:
                if role in person.roles and asked.document:
                    wish = Wish(
                        project=asked.project.slug, gate=gate.id, role=role, by=person.handle, on=day, decision=decision
                    )
                    vote = approval_of(wish, asked.document, review=review.url)
                    fault = electorate_of(asked, change).fault(vote)
                    yield asked.project, asked.document, vote, fault and str(fault)


def _fault(repository: Repository, document: PhaseDocument, vote: Approval, review: Review) -> str | None:
    """Why a vote is not recorded although it could count, or None."""
    path = document.path
    if _digest_of(content_at(repository, "HEAD", path), path) != vote.of:
        return "the content is not the one that the merge would give"
    if _digest_of(content_at(repository, review.commit, path), path) != vote.of:
        return "the content has changed since the review"
    return None


def _mine(document: PhaseDocument, vote: Approval, policy: Policy) -> tuple[Approval, ...]:
    """What the person of a vote has said on its gate in its role, under whatever handle, in order."""
    persons = identities(policy.people)
    return tuple(
        one
        for one in document.approvals
        if (one.gate, one.role) == (vote.gate, vote.role)
        and persons.get(one.by or "", one.by) == persons.get(vote.by or "", vote.by)
    )


def _is_recorded(mine: Sequence[Approval], vote: Approval, grade_of: Callable[[Approval], Grade]) -> bool:
    """Whether a person's entries have the vote, proven as well as it would be now.

    An event that is played again never speaks over what its reviewer said later.
    """
    same = [one for one in mine if (one.decision, one.of) == (vote.decision, vote.of)]
    if any(one.review == vote.review is not None for one in same if one.attestation or one is not mine[-1]):
        return True
    if not same or same[-1] is not mine[-1]:
        return False
    is_weaker = grade_of(mine[-1]).is_below(Grade.ATTESTED)
    return not (vote.attestation and is_weaker)


def _entries(raw: bytes | None, path: str) -> frozenset[Approval]:
    """The votes in a document, without their places."""
    found = read_document(raw, path) if raw is not None else None
    return frozenset(one.entry for one in approvals_of(found.meta)) if isinstance(found, Document) else frozenset()


def _digest_of(raw: bytes | None, path: str) -> str | None:
    found = read_document(raw, path) if raw is not None else None
    return digest(found.meta, found.body) if isinstance(found, Document) else None


def _record(repository: Repository, person: Person, votes: list[Cast]) -> str | None:
    if not votes:
        return None
    subjects = [message_of(vote, slug) for slug, _, vote in votes]
    subject = subjects[0] if len(subjects) == 1 else f"Record the review of {person.handle}"
    more = [""] if len(subjects) == 1 else ["", *subjects, ""]
    credit = [f"Co-authored-by: {_words(person.name)} <{_words(email)}>" for email in person.emails[:1]]
    message = "\n".join([subject, *more, *credit])
    # Robots check out a commit without its branch, and push what they add to it under a name of their own.
    with desk_at(repository.home, may_detach=True):
        return land(repository, _with_votes(repository, votes), message)


def _with_votes(repository: Repository, votes: list[Cast]) -> dict[str, Rewrite]:
    files: dict[str, Rewrite] = {}
    for _, path, vote in votes:
        known = files.get(path)
        old = known.old if known else committed(repository, path)
        new = append_vote(known.new if known else old or b"", entry_of(vote), path=path)
        files[path] = Rewrite(old=old, new=new)
    return dict(sorted(files.items()))


def _words(text: str) -> str:
    """Text that cannot end a trailer or an address."""
    return " ".join(
        "".join(sign for sign in text if sign not in "<>" and (sign.isprintable() or sign.isspace())).split()
    )


def as_text(done: Transcript) -> tuple[str, ...]:
    """Lines that say what was recorded, and what was not and why."""
    recorded = [
        f"{vote.by} as {vote.role}: {vote.decision} for {vote.gate} of {slug}{', attested' if vote.attestation else ''}"
        for slug, _, vote in done.votes
    ]
    left_out = [f"not recorded: {reason}" for reason in done.left_out]
    end = f"commit {done.commit[:12]}" if done.commit else "nothing to record"
    return (*recorded, *left_out, end)
