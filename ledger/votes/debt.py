"""Approval debt: what was approved at the gates of phases that were left, and stands there no more.

Whether somebody may vote today is no matter there: they could when they opened the gate, and what they said yes to has
changed all the same.
"""

from dataclasses import replace
from typing import Final

from ledger.votes.approvals import Electorate, GateCount, Standing, Vote
from ledger.words import VETOES, Decision

NO_RIGHT: Final = frozenset({Standing.UNKNOWN_PERSON, Standing.ROLE_NOT_HELD, Standing.OWN_PROJECT, Standing.TOO_WEAK})
_PAYING: Final = {Standing.COUNTS, Standing.NOT_ASKED, *NO_RIGHT} - {Standing.OWN_PROJECT}


def as_left(counted: GateCount, voters: Electorate) -> GateCount:
    """The gate of a phase that was left: an approval of other content than the present one has lapsed."""
    votes = tuple(
        replace(vote, standing=Standing.LAPSED)
        if vote.standing in NO_RIGHT and _is_lapsed(vote, counted.current) and not is_replaced(counted, vote, voters)
        else vote
        for vote in counted.votes
    )
    return replace(counted, votes=votes)


def unpaid(counted: GateCount, voters: Electorate) -> tuple[Vote, ...]:
    """The lapsed approvals `as_left` for which the role has not approved the present content, as well proven, since."""
    return tuple(vote for vote in counted.debt if not _is_paid(counted, vote, voters))


def _is_paid(counted: GateCount, owed: Vote, voters: Electorate) -> bool:
    """Whether the role is met, or was by people who have lost the right to vote meanwhile, save by owning it."""
    role = next((one for one in counted.roles if one.role == owed.approval.role), None)
    payers = {
        voters.person(vote.approval.by or "")
        for vote in counted.votes
        if vote.approval.role == owed.approval.role
        and vote.approval.decision == Decision.APPROVED
        and vote.approval.of == counted.current
        and vote.standing in _PAYING
        and not vote.grade.is_below(owed.grade)
        and not is_replaced(counted, vote, voters)
    }
    return (role is not None and role.is_met) or len(payers) >= (role.needed if role else 1)


def _is_lapsed(vote: Vote, current: str) -> bool:
    return vote.approval.decision == Decision.APPROVED and vote.approval.of != current


def is_replaced(counted: GateCount, vote: Vote, voters: Electorate) -> bool:
    """Whether its person said something else in the same role later, as well proven; a veto needs no proof."""
    seat = voters.person(vote.approval.by or ""), vote.approval.role
    return any(
        (voters.person(later.approval.by or ""), later.approval.role) == seat
        and later.approval.index > vote.approval.index
        and later.standing not in {Standing.FUTURE, Standing.NO_DATE, Standing.NO_NOTE, Standing.UNKNOWN_DECISION}
        and (later.approval.decision in VETOES or not later.grade.is_below(vote.grade))
        for later in counted.votes
    )
