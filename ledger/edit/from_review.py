"""A review on the forge to votes: on the gates that the reviewer's roles can satisfy, for the content reviewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ledger.approvals import Electorate
from ledger.assemble import load_change
from ledger.diagnostics import LedgerError
from ledger.digest import digest
from ledger.document import Document, read_document
from ledger.edit.approve import committed, message_of
from ledger.edit.ballot import Wish, approval_of, entry_of
from ledger.edit.commit import commit_files, content_at, write_file
from ledger.edit.votes import append_vote
from ledger.flow import Gate
from ledger.forge.attestation import is_account_of
from ledger.forge.reviews import Review, ReviewEvent, ReviewState
from ledger.gates import gates_of
from ledger.gitrepo import Repository, has_commit, open_repository, resolve
from ledger.model import Approval, Change, Person, PhaseDocument, Policy, Project
from ledger.rules.passages import created, flow_name, passages
from ledger.words import Decision, EventKind

_DECISIONS: Final = {
    ReviewState.APPROVED: Decision.APPROVED,
    ReviewState.CHANGES_REQUESTED: Decision.CHANGES_REQUESTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gate that a change puts to the vote, in one document of a project; `owners` are those of both its sides."""

    project: Project
    gate: Gate
    document: PhaseDocument
    owners: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a review became: votes with the project they are on, and sentences about those that were left out."""

    votes: tuple[tuple[str, Approval], ...]
    left_out: tuple[str, ...]
    commit: str | None


def from_review(directory: Path, event: ReviewEvent, *, base: str | None, head: str | None, today: date) -> Transcript:
    """Write and commit the votes that a review means, on the checked-out branch of the pull request.

    Roles, gates and accounts are those of the base. Raises LedgerError when the review cannot be judged here.
    """
    repository, review = open_repository(directory), event.review
    if head is not None and resolve(repository, head) != resolve(repository, "HEAD"):
        raise LedgerError(f"the checkout is not at {head}, the head of the pull request: check it out first")
    if not has_commit(repository, review.commit):
        raise LedgerError(f"the reviewed commit {review.commit} is not here: fetch the pull request's branch first")
    change = load_change(directory, base=base or event.base, today=today)
    decision, person = _DECISIONS.get(review.state), _reviewer(change.before.policy, review)
    if decision is None:
        return _nothing(f"a review that is {review.state} casts no vote")
    if person is None:
        return _nothing(f"the account {review.account} is not that of one person in the base's ledger.yml")
    return _recorded(repository, change, person, decision, review)


def _nothing(reason: str) -> Transcript:
    return Transcript(votes=(), left_out=(reason,), commit=None)


def _recorded(repository: Repository, change: Change, person: Person, decision: Decision, review: Review) -> Transcript:
    votes: list[tuple[Asked, Approval]] = []
    left_out: list[str] = []
    for asked, vote in _wanted(change, person, decision, review):
        if fault := _fault(repository, change, asked, vote, review):
            left_out.append(f"{vote.gate} of {asked.project.slug} as {vote.role}: {fault}")
        else:
            votes.append((asked, vote))
    commit = _record(repository, person, votes)
    said = tuple((asked.project.slug, vote) for asked, vote in votes)
    return Transcript(votes=said, left_out=tuple(left_out), commit=commit)


def _reviewer(policy: Policy, review: Review) -> Person | None:
    """The only person with the reviewer's account."""
    found = [person for person in policy.people.values() if is_account_of(person, review)]
    return found[0] if len(found) == 1 else None


def asked_by(change: Change) -> Iterator[Asked]:
    """The gates that a change puts to the vote.

    Those that its moves need; of a project that does not move, those of its phase when it changes what they cover.
    """
    for passage in passages(change):
        if passage.flow is None:
            continue
        owners = _owners(passage.before, passage.after)
        for made in passage.moves:
            phase = (passage.before.phase or "") if made.kind is EventKind.CANCELLED else made.origin
            yield from _asked(passage.after, phase, gates_of(made.kind, made.origin, made.target, passage.flow), owners)
        if not passage.has_moved and _is_touched(passage.before, passage.after):
            phase = passage.after.phase or ""
            yield from _asked(passage.after, phase, gates_of(EventKind.ADVANCED, phase, "", passage.flow), owners)
    for project in created(change):
        flow = change.before.flows.get(flow_name(project, change.after) or "")
        if flow is not None and project.phase is not None:
            gates = gates_of(EventKind.ADVANCED, project.phase, "", flow)
            yield from _asked(project, project.phase, gates, _owners(project))


def _owners(*sides: Project) -> frozenset[str]:
    return frozenset(side.card.owner for side in sides if side.card and side.card.owner)


def _is_touched(before: Project, after: Project) -> bool:
    old, new = before.document, after.document
    return new is not None and (old is None or digest(old.fields, old.body) != digest(new.fields, new.body))


def _asked(project: Project, phase: str, gates: tuple[Gate, ...], owners: frozenset[str]) -> Iterator[Asked]:
    document = project.documents.get(phase)
    if document is None:
        return
    for gate in gates:
        yield Asked(project=project, gate=gate, document=document, owners=owners)


def _wanted(change: Change, person: Person, decision: Decision, review: Review) -> Iterator[tuple[Asked, Approval]]:
    day = review.submitted.date() if review.submitted else change.after.today
    for asked in asked_by(change):
        for role in asked.gate.approvals:
            if role in person.roles:
                wish = Wish(
                    project=asked.project.slug,
                    gate=asked.gate.id,
                    role=role,
                    by=person.handle,
                    on=day,
                    decision=decision,
                )
                yield asked, approval_of(wish, asked.document, review=review.url)


def _fault(repository: Repository, change: Change, asked: Asked, vote: Approval, review: Review) -> str | None:
    """Why a vote is not recorded, or None."""
    electorate = Electorate(policy=change.before.policy, owners=asked.owners, today=change.after.today)
    if (fault := electorate.fault(vote)) is not None:
        return str(fault)
    path = asked.document.path
    if _digest_of(content_at(repository, "HEAD", path), path) != vote.of:
        return "the content is not the one that the merge would give"
    if _digest_of(content_at(repository, review.commit, path), path) != vote.of:
        return "the content has changed since the review"
    said = [one for one in asked.document.approvals if (one.gate, one.role, one.by) == (vote.gate, vote.role, vote.by)]
    if said and (said[-1].decision, said[-1].of) == (vote.decision, vote.of):
        return "recorded already"
    return None


def _digest_of(raw: bytes | None, path: str) -> str | None:
    found = read_document(raw, path) if raw is not None else None
    return digest(found.meta, found.body) if isinstance(found, Document) else None


def _record(repository: Repository, person: Person, votes: list[tuple[Asked, Approval]]) -> str | None:
    if not votes:
        return None
    for asked, vote in votes:
        path = asked.document.path
        write_file(repository, path, append_vote(committed(repository, path), entry_of(vote), path=path))
    subjects = [message_of(vote, asked.project.slug) for asked, vote in votes]
    subject = subjects[0] if len(subjects) == 1 else f"Record the review of {person.handle}"
    more = [""] if len(subjects) == 1 else ["", *subjects, ""]
    credit = [f"Co-authored-by: {_words(person.name)} <{_words(email)}>" for email in person.emails[:1]]
    message = "\n".join([subject, *more, *credit])
    return commit_files(repository, sorted({asked.document.path for asked, _ in votes}), message)


def _words(text: str) -> str:
    """Text that cannot end a trailer or an address."""
    return " ".join(
        "".join(sign for sign in text if sign not in "<>" and (sign.isprintable() or sign.isspace())).split()
    )


def as_text(done: Transcript) -> tuple[str, ...]:
    """Lines that say what was recorded, and what was not and why."""
    recorded = [f"{vote.by} as {vote.role}: {vote.decision} for {vote.gate} of {slug}" for slug, vote in done.votes]
    left_out = [f"not recorded: {reason}" for reason in done.left_out]
    end = f"commit {done.commit[:12]}" if done.commit else "nothing to record"
    return (*recorded, *left_out, end)
