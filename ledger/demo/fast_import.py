"""The story's commits as entries of a new repository."""

from collections.abc import Iterable, Iterator

from ledger.demo.fold import Landing
from ledger.scaffold.repository import Entry, Stamp


def entries_of(landings: Iterable[Landing]) -> Iterator[Entry]:
    """The same commits, each by its author, who also commits it."""
    for landing in landings:
        stamp = Stamp(name=landing.author.name, email=landing.author.email, seconds=int(landing.at.timestamp()))
        message = "\n\n".join(part for part in (landing.subject, landing.body) if part) + "\n"
        yield Entry(
            branch=landing.branch, author=stamp, committer=stamp, message=message, changes=dict(landing.changes)
        )
