"""Reviews of a branch on a forge, drawn by lot, and what of them attests votes as the second judge reads them."""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.chance.world import PEOPLE, State, account

_STATES: Final = (*("APPROVED",) * 8, "COMMENTED", "COMMENTED", "CHANGES_REQUESTED", "DISMISSED")

Seen = frozenset[tuple[str, str, str]]  # the contents that somebody approved: project, phase and digest
Reviewed = Mapping[str, Seen]


@dataclass(frozen=True)
class Review:
    """What an account said of a commit, and the state of the ledger there."""

    by: str
    said: str
    commit: str
    state: State


def drawn(lot: random.Random, commits: Sequence[tuple[str, State]], voters: Iterable[str]) -> list[Review]:
    """Reviews in their order: mostly of who has voted, and of the last commit."""
    told = [voter for voter in voters for _ in range(lot.choice((0, 1, 1, 1, 1, 2)))]
    found = [_of(lot, commits, voter if lot.random() < 0.9 else lot.choice((*PEOPLE, "mallory"))) for voter in told]
    lot.shuffle(found)
    return found


def _of(lot: random.Random, commits: Sequence[tuple[str, State]], by: str) -> Review:
    commit, state = commits[-1] if lot.random() < 0.8 else lot.choice(commits)
    return Review(by, lot.choice(_STATES), commit, state)


def answer(reviews: Iterable[Review]) -> bytes:
    """What GitHub lists of them."""
    listed = [
        {
            "user": {"login": account(one.by)},
            "state": one.said,
            "commit_id": one.commit,
            "submitted_at": f"{_time(place)}",
        }
        for place, one in enumerate(reviews)
    ]
    return json.dumps(listed).encode()


def _time(place: int) -> str:
    return f"2026-01-01T{place // 60:02}:{place % 60:02}:00Z"


def approved(reviews: Iterable[Review], accounts: frozenset[str]) -> Reviewed:
    """The contents that people approve whose accounts are known: the last word of each counts, a remark is none."""
    last = {one.by: one for one in reviews if one.said != "COMMENTED"}
    return {by: _contents(one.state) for by, one in last.items() if one.said == "APPROVED" and by in accounts}


def _contents(state: State) -> Seen:
    return frozenset(
        (project.slug, phase, paper.digest)
        for project in state.projects.values()
        for phase, paper in project.papers.items()
        if not paper.fault
    )
