"""What a move still needs, one thing each; and which votes that are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ledger.diagnostics import Location
from ledger.plurals import counted
from ledger.records.model import Change
from ledger.records.papers import PhaseDocument
from ledger.records.policy import Policy
from ledger.rules.gates import gate_counts
from ledger.rules.passages import passages
from ledger.text.strict_yaml import shown
from ledger.votes.approvals import Electorate, GateCount, RoleCount, Standing, Vote, electorate_in, least_grade
from ledger.votes.digest import digest
from ledger.words import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that must be written or voted first.

    For votes: `votes` more of `role` on `gate`, by some of `voters`, on the content `of` (None while edits come
    first); `remarks` tell of votes that do not count.
    """

    code: str
    location: Location
    what: str
    hint: str | None = None
    gate: str | None = None
    role: str | None = None
    votes: int = 0
    voters: tuple[str, ...] = ()
    of: str | None = None
    remarks: tuple[str, ...] = ()


def votes_needed(
    change: Change, slug: str, left: PhaseDocument, assumed: Collection[str], *, edited: bool
) -> Iterator[Lack]:
    """The votes that the gates of the move lack; after edits those on the old content are void."""
    passage = next(one for one in passages(change) if one.after.slug == slug)
    if edited:
        documents = {**passage.after.documents, left.phase: replace(left, body=f"{left.body}\n(to be edited)")}
        passage = replace(passage, after=replace(passage.after, documents=documents))
    voters = electorate_in(change, passage.before, passage.after)
    for _, document, count, gate in gate_counts(passage, change):
        if document is not None and count is not None:
            stands = digest(left.fields, left.body)
            of = None if edited else digest(document.fields, document.body)
            lifts = tuple(_lifts(document, count, of, assumed, voters.policy))
            yield from lifts
            for role in count.roles:
                still = role.needed - role.given - sum(one.role == role.role for one in lifts)
                if not role.is_met and still > 0 and role.role not in assumed:
                    votes = [vote for vote in count.votes if vote.approval.role == role.role]
                    remarks = tuple(_remark(vote, stands) for vote in votes if not vote.standing.is_settled)
                    need = _vote(document, count, role, still, voters, of, least_grade(gate, voters.policy))
                    yield replace(need, remarks=remarks)


def _lifts(
    document: PhaseDocument, count: GateCount, of: str | None, assumed: Collection[str], policy: Policy
) -> Iterator[Lack]:
    for vote in count.blocked_by:
        by, role = policy.handle(vote.approval.by) or "", vote.approval.role or ""
        if role not in assumed:
            yield Lack(
                code="APR001",
                location=document.source.value_place("approvals", vote.approval.index, "by"),
                what=f"'{count.gate.id}' must not be blocked, found {vote.approval.decision} by {shown(by)}",
                hint=f"settle it with {shown(by)}, who lifts it with a new vote as {shown(role)}",
                gate=count.gate.id,
                role=role,
                votes=1,
                voters=(by,),
                of=of,
            )


def _vote(
    document: PhaseDocument,
    count: GateCount,
    role: RoleCount,
    still: int,
    voters: Electorate,
    of: str | None,
    least: Grade,
) -> Lack:
    gate = count.gate
    able = voters.able(count, role.role)
    votes = counted(still, "more vote")
    if not able:
        hint = "nobody may vote in it: give somebody else the role in ledger.yml first"
    elif len(able) < still:
        hint = f"ask {' or '.join(able)}; only {len(able)} can: give somebody else the role in ledger.yml first"
    else:
        hint = f"ask {' or '.join(able)}"
    return Lack(
        code="APR001",
        location=document.source.key_place("approvals"),
        what=f"'{gate.id}' ({gate.title}) needs {votes} of the role {role.role}, proven at least as {least}",
        hint=hint,
        gate=gate.id,
        role=role.role,
        votes=still,
        voters=able,
        of=of,
    )


def _remark(vote: Vote, stands: str) -> str:
    """What is said of a vote; one on the text that `stands` has lapsed only because that is to be edited."""
    said = f"{vote.approval.decision} by {shown(vote.approval.by)}"
    if vote.standing is Standing.LAPSED and vote.approval.of == stands:
        return f"{said} is on the text as it is, and lapses with the edits"
    return f"{said} does not count: {vote.standing}"
