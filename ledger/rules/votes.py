"""Votes: a new one must be able to count, a landed one stays as it is and where it is."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from ledger.days import parse_day
from ledger.diagnostics import Diagnostic, Location
from ledger.past.events import added_votes
from ledger.records.flow import Gate
from ledger.records.model import Change, Project
from ledger.records.papers import Approval, PhaseDocument
from ledger.rules.finding import finding
from ledger.rules.passages import flow_name, is_beginning, is_unreadable, matched
from ledger.text.strict_yaml import shown
from ledger.votes.approvals import Electorate, Standing, electorate_in, grades_of, least_grade
from ledger.votes.digest import digest
from ledger.votes.gates import gates_at
from ledger.words import ASSENTS, Grade

_FAULTS: Final = {
    Standing.UNKNOWN_PERSON: (
        "APR003",
        "by",
        "the voter must be known to the base",
        "let the person land in ledger.yml first",
    ),
    Standing.ROLE_NOT_HELD: ("APR003", "role", "the voter must hold the role at the base", "ask somebody who holds it"),
    Standing.OWN_PROJECT: (
        "APR004",
        "by",
        "a vote must be of somebody else than the owner",
        "ask another holder of the role",
    ),
    Standing.FUTURE: (
        "APR005",
        "date",
        "the date of a vote must not be later than today",
        "write the day of the vote, as it is in UTC",
    ),
    Standing.NO_NOTE: (
        "APR006",
        "decision",
        "not-applicable must say why",
        "add a note that says why the role has nothing to say",
    ),
}
_AHEAD: Final = 31  # days: what is to begin may be agreed upon a little before
_PROOFS: Final = {
    Grade.AUTHORED: "let {by} commit the entry themselves, with an address that ledger.yml has for them, or sign it",
    Grade.ATTESTED: "let {by} approve it on the forge where a witness records it, or sign it",
    Grade.SIGNED: "let {by} sign it",
}


def able_to_count(change: Change) -> Iterator[Diagnostic]:
    """APR003 to APR006: a vote that the change brings is of somebody who may cast it, today, and complete."""
    for project, voters, document, votes in _brought(change):
        for vote in votes:
            fault = voters.fault(vote)
            if fault in _FAULTS:
                code, field, must, hint = _FAULTS[fault]
                said = f"{shown(vote.by)} as {shown(vote.role)} on {shown(vote.date)}"
                must = f"{must}, {voters.today}" if fault is Standing.FUTURE else must
                yield finding(code, _place(document, vote, field), f"{must}, found {said}", hint, project)


def in_its_time(change: Change) -> Iterator[Diagnostic]:
    """APR013: a vote that the change brings is not from long before its project, which nobody could vote on then.

    Of a project that names no day, and that a ledger begins with, nobody knows how old it is.
    """
    for before, project, document, votes in _brought_to(change):
        if is_beginning(change) and not (project.card and project.card.started):
            continue
        began = _began(before, project, change.after.today)
        for vote in votes:
            voted = parse_day(vote.date or "")
            if voted and (began - voted).days > _AHEAD:
                message = f"a vote must not be dated more than a month before its project began, {began}"
                found = f"{message}, found {shown(vote.by)} on {shown(vote.date)}"
                hint = "write the day of the vote, or correct 'started' where the project began earlier"
                yield finding("APR013", _place(document, vote, "date"), found, hint, project)


def _began(before: Project | None, after: Project, today: date) -> date:
    """The first day that its card has named or, where that was to come, the day on which it landed."""
    named = [one.card.started for one in (before, after) if one and one.card and one.card.started]
    return min([*named, after.visits[0].entered.date() if after.visits else today])


def on_this_content(change: Change) -> Iterator[Diagnostic]:
    """APR007: the last vote that the change brings of each person, role and gate covers the content it lands with."""
    for project, voters, document, votes in _brought(change):
        current = digest(document.fields, document.body)
        last = {(vote.by and voters.person(vote.by), vote.role, vote.gate): vote for vote in votes}
        for vote in last.values():
            if vote.of != current:
                message = "a new vote must cover the content that it lands with"
                found = f"{message}, {current[:19]}, found {shown((vote.of or '')[:19])}"
                hint = f"vote again on the content as it is now, {current}; an entry that never landed may go"
                yield finding("APR007", _place(document, vote, "of"), found, hint, project)


def proven(change: Change) -> Iterator[Diagnostic]:
    """APR010 to APR012: a vote that the change brings is proven as well as its gate asks, and by sound signatures.

    Not in the change that begins a ledger: nobody was known before it, so its votes are claimed, and count for that.
    """
    for project, voters, document, votes in () if is_beginning(change) else _brought(change):
        grade_of = grades_of(project, document.phase)
        for vote in votes:
            if vote.signature and grade_of(vote) is not Grade.SIGNED:
                yield _unsound(project, document, vote)
            if vote.attestation and vote.decision in ASSENTS and grade_of(vote).is_below(Grade.ATTESTED):
                yield _unwitnessed(project, document, vote)
            gate = _gate(project, document.phase, vote, change)
            least = least_grade(gate, voters.policy) if gate else voters.policy.grade
            best = max((grade_of(one) for one in votes if _repeats(one, vote)), key=lambda grade: grade.rank)
            if vote.decision in ASSENTS and best.is_below(least):
                message = f"a vote must be proven at least as {least}, found only {best}"
                hint = _PROOFS[least].format(by=shown(vote.by or "the voter"))
                yield finding("APR010", _place(document, vote, "by"), message, hint, project)


def _repeats(later: Approval, vote: Approval) -> bool:
    """Whether an entry is a vote itself, or says the same after it, perhaps with the proof that the first one lacks."""
    told = [(one.gate, one.role, one.by, one.decision, one.of) for one in (later, vote)]
    return later.index >= vote.index and told[0] == told[1]


def _unsound(project: Project, document: PhaseDocument, vote: Approval) -> Diagnostic:
    who = shown(vote.by or "the voter")
    message = f"a signature must verify with a key that {who} has at the base and be used once, found one that does not"
    hint = "sign again, or leave the signature out; the same vote again needs another day"
    return finding("APR011", _place(document, vote, "signature"), message, hint, project)


def _unwitnessed(project: Project, document: PhaseDocument, vote: Approval) -> Diagnostic:
    message = "an attestation must verify with a witness that the base has and be used once, found one that does not"
    hint = "let the review be recorded again, or leave the attestation out"
    return finding("APR012", _place(document, vote, "attestation"), message, hint, project)


def _gate(project: Project, phase: str, vote: Approval, change: Change) -> Gate | None:
    flow = change.before.flows.get(flow_name(project, change.after))
    return next((gate for gate in gates_at(flow, phase) if gate.id == vote.gate), None) if flow else None


def _place(document: PhaseDocument, vote: Approval, field: str) -> Location:
    return document.source.value_place("approvals", vote.index, field)


def _brought(change: Change) -> Iterator[tuple[Project, Electorate, PhaseDocument, tuple[Approval, ...]]]:
    """The votes that a change adds to each document, with who may vote."""
    for before, project, document, votes in _brought_to(change):
        yield project, electorate_in(change, before, project), document, votes


def _brought_to(change: Change) -> Iterator[tuple[Project | None, Project, PhaseDocument, tuple[Approval, ...]]]:
    """The votes that a change adds to each document, with the project before it.

    What stands beside a card that nobody could read yet has not landed: it does with the card.
    """
    for before, project in matched(change):
        stood = before.records if before and (before.card or not project.card) else {}
        for phase, document in project.documents.items():
            known = stood.get(phase)
            landed = known.approvals if known else project.gone.get(phase)
            if votes := added_votes(landed or (), document.approvals):
                yield before, project, document, votes


def append_only(change: Change) -> Iterator[Diagnostic]:
    """APR009: a vote that landed is neither edited, removed nor moved before an older one, whatever the flow."""
    for before, after in matched(change):
        if before is None or before.card is None:
            continue  # of a new project nothing has landed, nor of one whose card nobody could read yet
        records = after.records
        for phase, document in before.records.items():
            now = records.get(phase)
            if is_unreadable(after, phase):
                continue
            kept = [vote.entry for vote in now.approvals] if now else []
            landed = [vote.entry for vote in document.approvals]
            first = next((at for at, vote in enumerate(landed) if at >= len(kept) or kept[at] != vote), None)
            if first is not None:
                yield _changed(after, document, now, document.approvals[first])


def _changed(after: Project, document: PhaseDocument, now: PhaseDocument | None, vote: Approval) -> Diagnostic:
    place = now.source.value_place("approvals", vote.index) if now else Location(path=document.path)
    whose = f"the {vote.decision} of {shown(vote.by)} for {shown(vote.role)} on '{shown(vote.gate)}'"
    message = f"a vote that landed must stay as it is and where it is, found {whose} changed or gone"
    return finding("APR009", place, message, "restore the list as it landed and add a new vote at its end", after)


CHANGE_RULES = (able_to_count, in_its_time, on_this_content, proven, append_only)
