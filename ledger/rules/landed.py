"""Which votes of a project have landed: those stay as they are, whatever they name."""

from collections import Counter

from ledger.records.model import Project
from ledger.words import VOTES


def landed_votes(project: Project) -> frozenset[tuple[str, int]]:
    """The votes that have landed, by phase and place in the document; of equal ones the first."""
    left = Counter[tuple[str | None, ...]](
        (event.phase, event.by, event.gate, event.role, event.of, event.kind.value)
        for event in project.events
        if event.kind in VOTES
    )
    found = set()
    for document in project.every_document if left else ():
        for vote in document.approvals:
            said = (document.phase, vote.by, vote.gate, vote.role, vote.of, vote.decision)
            if left[said] > 0:
                left[said] -= 1
                found.add((document.phase, vote.index))
    return frozenset(found)
