"""What has landed of each project: its moves, and the way that it has gone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.chance.flows import Flow
from tests.chance.world import Paper, Project, Vote


class Move(NamedTuple):
    """A move as the ledger's log names it."""

    kind: str
    origin: str
    to: str


@dataclass
class Landed:
    """What has landed of a project: how often it has entered each phase, the moves of the last change that made any.

    `way` are the phases by which it came to where it is, without those that it went back from; `gone` are its documents
    that were deleted, as they last were, and `went` is the project as it was when it was removed, if it is not back.
    `heard` is what its signed and attested votes have said, also those that were taken out.
    `told` is the flow of its card as it was when that landed, `names` are those that it has had. `days` are those of
    the commits that brought it, moved it and took it away, as their clocks had it, each with what it did. `voted` is
    the latest day of a vote that had come when the vote landed: nothing that comes after it is of an earlier day.
    """

    entered: Counter[str] = field(default_factory=Counter)
    last: list[Move] = field(default_factory=list)
    way: list[str] = field(default_factory=list)
    gone: dict[str, Paper] = field(default_factory=dict)
    went: Project | None = None
    heard: set[str] = field(default_factory=set)
    told: Flow | None = None
    names: set[str] = field(default_factory=set)
    days: list[tuple[str, str]] = field(default_factory=list)
    voted: str = ""

    def take(self, vote: Vote, grade: str, today: str) -> None:
        """Note a vote as it stands on the day of a commit, where it has landed now or before."""
        if not vote.proof and vote.date <= today:
            self.voted = max(self.voted, vote.date)
        vote.proof = grade

    def flows(self, *known: Flow | None) -> tuple[Flow, ...]:
        """The flows that tell a way back from a step forward, those that the card landed under last."""
        return tuple(flow for flow in (*known, self.told) if flow)

    def enter(self, phase: str, back_by: Flow | None = None) -> None:
        """Note that the project is in a phase: what was entered after it on the way there does not lead there.

        Nor does, where it went back, what comes after it in the flow that tells so.
        """
        self.entered[phase] += 1
        later = back_by.phases[back_by.phases.index(phase) + 1 :] if back_by else ()
        self.way = [one for one in self.way if one not in later]
        self.way = [*self.way[: self.way.index(phase)], phase] if phase in self.way else [*self.way, phase]

    def place(self, flow: Flow) -> int:
        """The last phase of the way to where the project is that a flow has, by its place in it; -1 for none."""
        return next((flow.phases.index(phase) for phase in reversed(self.way) if phase in flow.phases), -1)


Past = Mapping[str, Landed]


def heard(past: Past) -> frozenset[str]:
    """What signed and attested votes have said of any project: a statement names one, and names are handed over."""
    return frozenset[str]().union(*(one.heard for one in past.values()))
