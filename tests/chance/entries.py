"""The votes of a whole ledger: where each stands, and who typed it."""

from collections.abc import Container, Iterator, Mapping

from tests.chance.landed import Past
from tests.chance.world import Paper, State, Vote, human

Place = tuple[str, str]  # the key of a project, and a phase
Entries = Mapping[Place, list[dict[str, str]]]


def papers(state: State) -> Iterator[tuple[Place, Paper]]:
    """The documents by their places."""
    for key, project in state.projects.items():
        for phase, paper in project.papers.items():
            yield (key, phase), paper


def entries(state: State) -> Entries:
    """What the documents say of votes."""
    return {place: [vote.entry for vote in paper.votes] for place, paper in papers(state)}


def voters(before: State, after: State) -> list[str]:
    """Who has approved on a branch, one for each new vote."""
    stood = entries(before)
    votes = [vote for place, paper in papers(after) for vote in paper.votes if vote.entry not in stood.get(place, ())]
    return [human(vote.by) for vote in votes if vote.decision == "approved"]


def hide(state: State, stood: Entries) -> None:
    """A vote that is typed where it cannot be read is nobody's."""
    for place, paper in papers(state):
        for vote in paper.votes if paper.fault else ():
            if vote.entry not in stood.get(place, ()):
                vote.typed_by = ""


def adopt(state: State, stood: State, past: Past, author: str = "") -> None:
    """Let votes that have landed be what they are, here too; who brings back one that was taken out has typed it.

    What went with its document or its project has not been taken out. Without an `author` that is left open.
    """
    for (key, phase), paper in papers(state):
        here, mine = stood.projects.get(key), past.get(key)
        went = mine.went if mine else None
        held = [one.papers.get(phase) for one in (here, went) if one] + ([mine.gone.get(phase)] if mine else [])
        known = {tuple(vote.entry.items()): vote for one in held if one for vote in one.votes}
        for vote in paper.votes:
            same = known.get(tuple(vote.entry.items()))
            if same:
                vote.typed_by, vote.proof, vote.is_used = same.typed_by, same.proof, same.is_used
            elif author and vote.proof:
                vote.typed_by, vote.proof, vote.is_used = author, "", False


def by_their_authors(state: State, authors: Container[str], before: State, known: State) -> None:
    """In one commit of several authors each has authored their votes, but where they cannot be read.

    Nor where nobody could read what stood there before: a copy of that may be the very entry.
    """
    unread = {place: paper for place, paper in papers(before) if paper.fault}
    stood = [entries(before), entries(known)]
    for place, paper in papers(state):
        for vote in paper.votes:
            if not any(vote.entry in side.get(place, ()) for side in stood):
                typed_by = vote.by if human(vote.by) in authors else vote.typed_by
                hidden = unread[place].votes if authors and place in unread else []
                vote.typed_by = "" if paper.fault or any(_is_like(vote, one) for one in hidden) else typed_by


def _is_like(vote: Vote, other: Vote) -> bool:
    return (other.by, other.date, other.of) == (vote.by, vote.date, vote.of)
