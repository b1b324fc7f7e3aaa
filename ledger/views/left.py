"""Votes at gates of phases that were left: what they were worth then, whoever may vote today."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from ledger.proof.decisions import Decided
from ledger.records.model import Ledger, Project
from ledger.views.votes import GateRow
from ledger.votes.approvals import Electorate, Standing, count_gate
from ledger.votes.debt import NO_RIGHT
from ledger.votes.gates import gates_left

Place: TypeAlias = tuple[str, int]  # phase, and place in its document


def counted_when_left(
    ledger: Ledger, project: Project, rows: Iterable[GateRow], landed: Mapping[Place, Decided]
) -> frozenset[Place]:
    """The votes that opened a gate which was left, and that by today's policy their voters could not give; by place.

    `landed` are the project's votes by place. What covers another content than the present one has lapsed, then as now.
    """
    return frozenset(
        (row.phase, vote.approval.index)
        for row in rows
        if row.is_left
        for vote in row.count.votes
        if vote.standing in NO_RIGHT and (one := landed.get((row.phase, vote.approval.index)))
        if _counted(ledger, project, row, one, vote.approval.index)
    )


def _counted(ledger: Ledger, project: Project, row: GateRow, one: Decided, index: int) -> bool:
    rules = one.judged_by
    if rules is None:
        return False
    owners = frozenset({rules.owner} if rules.owner else ())
    voters = Electorate(policy=rules.policy, owners=owners, today=ledger.today)
    known = gates_left(one.flow, row.phase) if one.flow else ()
    gate = next((gate for gate in known if gate.id == row.count.gate.id), row.count.gate)
    count = count_gate(gate, project.documents[row.phase], voters, project.grades)
    return any(vote.approval.index == index and vote.standing is Standing.COUNTS for vote in count.votes)
