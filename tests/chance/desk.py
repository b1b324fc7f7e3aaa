"""A branch at work."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.chance.flows import Flow
from tests.chance.judge import Landed
from tests.chance.world import Paper, Project, State, Vote


@dataclass
class Desk:
    """A branch at work: its state, what was last read of its base and has landed there, the lot, and the day."""

    state: State
    known: State
    past: dict[str, Landed]
    lot: random.Random
    today: str
    numbers: Iterator[int]

    def flow(self, project: Project) -> Flow:
        """What the project follows, as the branch has it."""
        return self.state.flows[project.flow]

    def place(self, project: Project) -> int:
        """Which phase of its flow the project is in; the first where the flow does not know it."""
        phases = self.flow(project).phases
        return phases.index(project.phase) if project.phase in phases else 0

    def project(self, key: str) -> Project:
        """The one that is meant, else any."""
        return self.state.projects.get(key) or self.lot.choice(list(self.state.projects.values()))

    def paper(self, project: Project) -> Paper:
        """The document of the present phase mostly, else any."""
        if self.lot.random() < 0.9 and project.phase in project.papers:
            return project.papers[project.phase]
        return self.lot.choice(list(project.papers.values()))

    def enter(self, project: Project, phase: str) -> None:
        """Write the document of a phase that is entered, with the right iteration mostly."""
        number = self.past[project.key].entered[phase] + 1
        number += self.lot.choice((*(0,) * 20, 1, -1))
        paper = project.papers.setdefault(phase, Paper(phase=phase))
        paper.iteration = max(1, number)

    def put(self, paper: Paper, **facts: str) -> str:
        """Enter a vote; its author. No two entries are the same."""
        usual = {"date": self.today, "of": paper.digest, "typed_by": facts["by"]}
        paper.votes.append(Vote(is_used=False, **(usual | facts)))
        return paper.votes[-1].typed_by

    def note(self) -> str:
        return f"Said {next(self.numbers)}."
