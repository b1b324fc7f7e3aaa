"""History to contents: since when each phase document has held what votes on it cover."""

from collections.abc import Iterable, Mapping
from datetime import date

from ledger.past.history import Step
from ledger.past.visits import time_told
from ledger.records.model import Content


def contents_of(steps: Iterable[Step], today: date) -> Mapping[str, tuple[Content, ...]]:
    """The contents of each project's phase documents by slug, oldest first, one entry for every change of one.

    Votes and tasks are no part of a content. A content that comes back is another entry, and so is one that is
    restored after its file was gone. None is told of a day after `today`.
    """
    found: dict[str, list[Content]] = {}
    for step in steps:
        before = step.before.documents
        for phase, facts in sorted(step.after.documents.items()):
            if facts.digest and (phase not in before or before[phase].digest != facts.digest):
                at = time_told(step.commit.moment, today)
                content = Content(phase=phase, of=facts.digest, since=at, timebox=facts.timebox)
                found.setdefault(step.project, []).append(content)
    return {slug: tuple(contents) for slug, contents in found.items()}
