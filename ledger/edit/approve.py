"""A vote to a signed entry of its document and a commit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ledger import rules
from ledger.assemble import load
from ledger.diagnostics import Diagnostic, LedgerError
from ledger.edges.gitrepo import Repository, author_email, content_at
from ledger.edges.journal import Rewrite
from ledger.edges.signature import is_signed, sign
from ledger.edit.ballot import Ballot, Wish, ballot, entry_of
from ledger.edit.desk import desk_at
from ledger.edit.key import signing_key
from ledger.edit.landing import altered, as_committed, as_it_stands, land, write_only
from ledger.edit.outlook import against_vote, lines, refusals
from ledger.edit.votes import APPROVALS, append_vote
from ledger.moves.landing import where_parted
from ledger.plurals import counted
from ledger.records.model import Ledger
from ledger.records.papers import Approval
from ledger.text.document import Document, read_document
from ledger.views.needs import missing_before_votes
from ledger.votes.approvals import count_gate, least_grade, standing_electorate
from ledger.votes.digest import statement
from ledger.votes.identity import person_with
from ledger.words import CLOSED, LEDGER_FILE, UNCOVERED, WAKES, Decision, Grade

_SHOWN: Final = 6
_WAYS: Final = {
    Grade.CLAIMED: "sign it",
    Grade.AUTHORED: "commit the entry or sign it",
    Grade.ATTESTED: "approve it on the forge or sign it",
    Grade.SIGNED: "sign it",
}
_VERBS: Final = {
    Decision.APPROVED: "Approve",
    Decision.CHANGES_REQUESTED: "Ask for changes before",
    Decision.REJECTED: "Reject",
    Decision.NOT_APPLICABLE: "Declare not applicable:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A vote that was written, and the least proof that its gate asks for; `commit` is None without one.

    `recovered` says what a killed command had left, `against` what the check of its pull request will refuse it for,
    `altered` that a hook of git changed the document. Unless the voter was shown them, `unsettled` are the errors of
    the content that it covers, and `missing` is what the phase still lacks.
    """

    ballot: Ballot
    grade: Grade
    least: Grade
    commit: str | None
    recovered: str | None = None
    against: tuple[Diagnostic, ...] = ()
    altered: tuple[str, ...] = ()
    unsettled: tuple[Diagnostic, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How a vote is to be recorded; without `key` it is signed with the one that git signs with."""

    is_signed: bool = False
    key: Path | None = None
    is_committed: bool = True


def approve(directory: Path, wish: Wish, proof: Proof, *, today: date, seen: str | None = None) -> Recorded:
    """Record a vote on the content of a document as it is committed; with an empty `by` it is that of git's user.

    `seen` is the digest of what the voter was shown. Raises LedgerError when the vote could not count, and when the
    document is another one by now.
    """
    with desk_at(directory, commits=proof.is_committed) as desk:
        repository = desk.repository
        _demand_landed_policy(repository)
        ledger = load(directory, today=today)
        cast = ballot_of(repository, ledger, wish)
        raw = committed(repository, cast.document.path)
        if seen not in {None, cast.approval.of}:
            raise LedgerError(f"'{cast.document.path}' changed while you read it: nothing was recorded, so look again")
        _refuse_again(ledger, cast, is_signed=proof.is_signed)
        if proof.is_signed:
            cast = replace(cast, approval=_signed(repository, cast, proof.key))
        path, content = cast.document.path, _with_vote(cast, raw)
        commit = None
        if proof.is_committed:
            commit = land(repository, {path: content}, message_of(cast.approval, cast.project.slug))
        else:
            write_only(repository, path, content)
        return Recorded(
            ballot=cast,
            grade=_grade(repository, cast),
            least=least_grade(cast.gate, ledger.policy),
            commit=commit,
            recovered=desk.recovered,
            against=against_vote(directory, cast, today=today) if commit else (),
            altered=altered(repository, commit, {path: content}) if commit else (),
            unsettled=unsettled(ledger, cast) if seen is None else (),
            missing=missing(ledger, cast) if seen is None else (),
        )


def missing(ledger: Ledger, cast: Ballot) -> tuple[str, ...]:
    """What the phase of a vote still lacks before it is ready for votes on that gate, in words."""
    return missing_before_votes(ledger, cast.project, cast.document.phase, (cast.gate,))


def not_written(what: tuple[str, ...]) -> Iterator[str]:
    """A line that says so."""
    if what:
        yield f"  not written yet: {', '.join(what)}"


def unsettled(ledger: Ledger, cast: Ballot) -> tuple[Diagnostic, ...]:
    """The errors of the content that a vote covers: whoever mends them may end the vote."""
    alone = replace(ledger, projects={cast.project.slug: cast.project})
    found = (one for one in rules.judge(alone) if one.fails and one.location.path == cast.document.path)
    return tuple(one for one in found if _is_covered(one.location.line, cast.document.source))


def _is_covered(line: int, source: Document) -> bool:
    """Whether a vote covers what stands on a line of its document: all but the lists of votes and tasks."""
    above = {place.line: key for key in source.meta if (place := source.key_place(key)).line <= line < source.body_line}
    return not above or above[max(above)] not in UNCOVERED


def to_be_mended(found: tuple[Diagnostic, ...]) -> Iterator[str]:
    """Lines that say so."""
    if found:
        yield f"the document has {counted(len(found), 'error')}, and whoever mends them may end the vote:"
        yield from lines(found)


def _demand_landed_policy(repository: Repository) -> None:
    """Raises LedgerError while roles, keys and addresses are only typed: a vote counts by what is committed."""
    typed, landed = repository.home / LEDGER_FILE, content_at(repository, "HEAD", LEDGER_FILE)
    if typed.is_file() and as_committed(typed.read_bytes()) != as_committed(landed or b""):
        raise LedgerError(
            f"'{LEDGER_FILE}' has changes that are not committed: let them land first, or take them back, "
            "for a vote counts by the roles and keys that have landed"
        )


def ballot_of(repository: Repository, ledger: Ledger, wish: Wish) -> Ballot:
    """The vote that a wish means; with an empty `by` it is that of git's user. Raises LedgerError like `ballot`.

    So it does for a project that has ended, unless a branch is about to end it: that move may ask for the vote.
    """
    by = wish.by or person_with(ledger.policy, author_email(repository)).handle
    cast = ballot(ledger, replace(wish, by=by))
    project, status = cast.project, cast.project.status
    if status in CLOSED and where_parted(repository, project.folder)[1] in CLOSED:
        reopen = f"'ledger {WAKES[status]} {project.slug}'"
        raise LedgerError(f"'{project.slug}' is {status}, so no vote is asked for: {reopen} first, if it goes on")
    return cast


def _with_vote(cast: Ballot, raw: bytes) -> Rewrite:
    return Rewrite(old=raw, new=append_vote(raw, entry_of(cast.approval), path=cast.document.path))


def message_of(vote: Approval, project: str) -> str:
    """The subject of the commit that records a vote."""
    verb = next((words for decision, words in _VERBS.items() if decision == vote.decision), "Vote on")
    return f"{verb} {vote.gate} of {project} as {vote.role}"


def committed(repository: Repository, path: str) -> bytes:
    """A file of the working tree, which may differ from its commit only in its votes."""
    landed = content_at(repository, "HEAD", path)
    if landed is None:
        raise LedgerError(f"'{path}' is not committed yet: commit it first, so that everybody sees what is approved")
    raw = as_it_stands(repository, path)
    if _covered(raw, path) != _covered(landed, path):
        raise LedgerError(f"'{path}' has changes that are not committed: commit them first, or take them back")
    return raw


def _covered(raw: bytes, path: str) -> object:
    found = read_document(raw, path)
    if not isinstance(found, Document):
        return raw
    return {name: value for name, value in found.meta.items() if name != APPROVALS}, found.body


def _refuse_again(ledger: Ledger, cast: Ballot, *, is_signed: bool) -> None:
    voters = standing_electorate(ledger, cast.project)
    counted = count_gate(cast.gate, cast.document, voters, cast.project.grades)

    def seat(one: Approval) -> tuple[str | None, ...]:
        return voters.person(one.by or ""), one.role, one.decision

    vote = cast.approval
    for one in counted.votes:
        if seat(one.approval) == seat(vote) and one.stands and not (is_signed and one.grade is not Grade.SIGNED):
            said = f"has said '{vote.decision}' to this very content as {vote.role} already"
            who = ledger.policy.handle(one.approval.by)
            raise LedgerError(f"{who} {said}, on {one.approval.date}: there is nothing to add")


def _signed(repository: Repository, cast: Ballot, key: Path | None) -> Approval:
    text = statement(cast.project.slug, cast.document.phase, cast.approval)
    with signing_key(repository, cast.person, key) as found:
        signature = sign(text, found.file, name=found.name)
    if not is_signed(text, signature, cast.person.keys):
        raise LedgerError(
            f"'{found.name}' is none of the keys that {cast.person.handle} has in ledger.yml: "
            "let its public half land there first, or name another key with --key"
        )
    return replace(cast.approval, signature=signature)


def _grade(repository: Repository, cast: Ballot) -> Grade:
    """How well the vote will be proven once it lands as it was committed."""
    if cast.approval.signature:
        return Grade.SIGNED
    email = (author_email(repository) or "").casefold()
    return Grade.AUTHORED if email in {one.casefold() for one in cast.person.emails} else Grade.CLAIMED


def as_text(done: Recorded) -> tuple[str, ...]:
    """Lines that say what the vote covers and what to do next."""
    cast, vote = done.ballot, done.ballot.approval
    body = [line.rstrip() for line in cast.document.body.splitlines() if line.strip()]
    weak = done.grade.is_below(done.least)
    return (
        *([done.recovered] if done.recovered else []),
        f"{vote.by} as {vote.role}: {vote.decision} for the gate '{cast.gate.id}' of {cast.project.slug}",
        f"  {cast.project.title}: {cast.document.path}",
        f"  {vote.of}",
        *(f"  | {line}" for line in body[:_SHOWN]),
        *([f"  | ... and {counted(len(body) - _SHOWN, 'more line')}"] if len(body) > _SHOWN else []),
        f"proof: {done.grade}, and the gate asks for {done.least}"
        + (f": {vote.by} must {_WAYS[done.least]} (--sign), or it will not count" if weak else ""),
        f"commit {done.commit[:12]}" if done.commit else "not committed: commit the document yourself",
        *done.altered,
        *refusals(done.against),
        *not_written(done.missing),
        *to_be_mended(done.unsettled),
    )
