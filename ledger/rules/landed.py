"""Which votes of a project have landed: those stay as they are, whatever they name."""

from collections import Counter

from ledger.records.model import Project
from ledger.votes.used_up import said_at
from ledger.words import VOTES


def landed_votes(project: Project) -> frozenset[tuple[str, int]]:
    """The votes that have landed, by phase and place in the document; of equal ones the first.

    Where one was taken out since, none that says the same and came later has landed in its place.
    """
    left = Counter({said: sum(stands) for said, stands in project.kept.items() if said[-1] in VOTES})
    found = set()
    for document in project.every_document if left else ():
        for vote in document.approvals:
            said = said_at(document.phase, vote)
            if left[said] > 0:
                left[said] -= 1
                found.add((document.phase, vote.index))
    return frozenset(found)
