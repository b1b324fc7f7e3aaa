"""What somebody is about to vote on: the text, what changed since the last proven vote, and what stands at the gate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ledger.assemble import load
from ledger.diagnostics import Diagnostic
from ledger.edges.gitrepo import Repository, open_repository
from ledger.edges.gitstream import read_blobs
from ledger.edges.snapshot import parse
from ledger.edit.approve import ballot_of, committed, missing, not_written, to_be_mended, unsettled
from ledger.edit.ballot import Ballot, Wish
from ledger.edit.commit import versions
from ledger.plurals import counted
from ledger.records.model import Ledger
from ledger.records.papers import Approval
from ledger.text.document import Document
from ledger.views.differences import FieldChange, Line, Side, Span, covered_fields, field_changes, line_changes
from ledger.views.votes import count_of
from ledger.votes.approvals import GateCount, Vote, least_grade
from ledger.votes.digest import digest
from ledger.votes.identity import identities

_SIGNS: Final = {Side.BOTH: " ", Side.OLD: "-", Side.NEW: "+"}
_MARKS: Final = {Side.OLD: ("[-", "-]"), Side.NEW: ("{+", "+}")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is different from the content of an earlier vote; `is_known` is false when no commit here has that."""

    vote: Approval
    is_known: bool
    fields: tuple[FieldChange, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A vote before it is recorded; `missing` is what the phase still lacks, `since` None where nobody has voted.

    `unsettled` are the errors of the content that it covers.
    """

    ballot: Ballot
    count: GateCount
    missing: tuple[str, ...]
    since: Since | None
    unsettled: tuple[Diagnostic, ...]


def preview(directory: Path, wish: Wish, *, today: date) -> Preview:
    """What a vote would cover as it is committed. Raises LedgerError when it could never count."""
    repository, ledger = open_repository(directory), load(directory, today=today)
    cast = ballot_of(repository, ledger, wish)
    committed(repository, cast.document.path)
    count = count_of(ledger, cast.project, cast.gate, cast.document)
    return Preview(
        ballot=cast,
        count=count,
        missing=missing(ledger, cast),
        since=_since(repository, cast, _last(ledger, cast, count)),
        unsettled=unsettled(ledger, cast),
    )


def _last(ledger: Ledger, cast: Ballot, count: GateCount) -> Approval | None:
    """The person's last proven vote on the gate, else the last one of anybody.

    An entry that only claims to be somebody's is passed over: it could name a content chosen to hide a change.
    """
    least = least_grade(cast.gate, ledger.policy)
    proven = [vote.approval for vote in count.votes if vote.approval.of and not vote.grade.is_below(least)]
    persons = identities(ledger.policy.people)
    own = [vote for vote in proven if persons.get(vote.by or "") == persons[cast.person.handle]]
    return next(iter([*reversed(own), *reversed(proven)]), None)


def _since(repository: Repository, cast: Ballot, vote: Approval | None) -> Since | None:
    if vote is None:
        return None
    now = cast.document
    if vote.of == cast.approval.of:
        return Since(vote=vote, is_known=True)
    old = _content(repository, cast, vote.of or "")
    if old is None:
        return Since(vote=vote, is_known=False)
    fields = field_changes(old.meta, now.fields)
    return Since(vote=vote, is_known=True, fields=fields, lines=line_changes(old.body.strip(), now.body.strip()))


def _content(repository: Repository, cast: Ballot, of: str) -> Document | None:
    """The document as it was when a vote was cast, from wherever the project stood."""
    name = f"{cast.document.phase}.md"
    blobs = versions(repository, cast.document.path, f"projects/**/{cast.project.slug}/{name}")
    texts = read_blobs(repository, blobs)
    for blob in blobs:
        found = parse(name, texts[blob])
        if isinstance(found, Document) and digest(found.meta, found.body) == of:
            return found
    return None


def as_text(shown: Preview) -> Iterator[str]:
    """The lines that a person reads before the question."""
    cast, vote = shown.ballot, shown.ballot.approval
    yield f"{cast.project.slug}: {cast.project.title}"
    yield f"{vote.by} as {vote.role}: {vote.decision} for the gate '{cast.gate.id}' of {cast.document.phase}"
    yield f"{cast.document.path}, {vote.of}"
    yield from ("", "what the vote covers")
    yield from (f"  {path}: {value}" for path, value in covered_fields(cast.document.fields))
    yield from ("", *(f"  {line.expandtabs(4)}".rstrip() for line in cast.document.body.strip().splitlines()))
    yield from ("", *_changes(shown))
    yield from ("", "what stands at the gate", *_standing(shown.count))
    yield from not_written(shown.missing)
    if shown.unsettled:
        yield from ("", *to_be_mended(shown.unsettled))


def _changes(shown: Preview) -> Iterator[str]:
    since = shown.since
    if since is None:
        none_proven = "no earlier vote on this gate is proven, so there is nothing to compare with"
        yield none_proven if shown.count.votes else "nobody has voted on this gate before"
        return
    what = f"the vote of {since.vote.by} on {since.vote.date} ({since.vote.decision})"
    if not since.is_known:
        yield f"what {what} covered is in no commit here, so the changes since cannot be shown"
    elif not since.fields and not since.lines:
        yield f"nothing has changed since {what}"
    else:
        yield f"what changed since {what}"
        for field in since.fields:
            yield from ([f"  - {field.path}: {_words(Side.OLD, field.old)}"] if field.old is not None else [])
            yield from ([f"  + {field.path}: {_words(Side.NEW, field.new)}"] if field.new is not None else [])
        yield from (_line(line) for line in since.lines)


def _line(line: Line) -> str:
    if line.side is Side.GAP:
        return f"  ... {counted(line.skipped, 'equal line')}"
    return f"  {_SIGNS[line.side]} {_words(line.side, line.spans)}".rstrip()


def _words(side: Side, spans: tuple[Span, ...]) -> str:
    """A line with the words that changed between the marks that `git diff --word-diff` has for them."""
    before, after = _MARKS.get(side, ("", ""))
    return "".join(f"{before}{span.text}{after}" if span.is_changed else span.text for span in spans)


def _standing(count: GateCount) -> Iterator[str]:
    for role in count.roles:
        votes = [_said(vote) for vote in count.votes if vote.stands and vote.approval.role == role.role]
        state = "not applicable" if role.not_applicable else f"{role.given} of {role.needed}"
        yield f"  {role.role}: {state}{', ' if votes else ''}{', '.join(votes)}"
    asked = {role.role for role in count.roles}
    yield from (
        f"  {vote.approval.role}: {_said(vote)}" for vote in count.blocked_by if vote.approval.role not in asked
    )


def _said(vote: Vote) -> str:
    return f"{vote.approval.by} {(vote.approval.decision or '').replace('-', ' ')} on {vote.approval.date}"
