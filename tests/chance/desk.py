"""A branch at work."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.chance.flows import TOUR, Flow
from tests.chance.keys import signature
from tests.chance.landed import Landed
from tests.chance.world import Paper, Project, State, Vote


@dataclass
class Desk:
    """A branch at work: its state, what was last read of its base and has landed there, the lot, and the day.

    `removed` are the projects that are taken away on it; whether one begins, or gets another folder, is noted too.
    """

    state: State
    known: State
    past: dict[str, Landed]
    lot: random.Random
    today: str
    numbers: Iterator[int]
    removed: set[str] = field(default_factory=set)
    has_begun: bool = False
    has_renamed: bool = False

    def flow(self, project: Project) -> Flow:
        """What the project follows, as the branch has it or had it."""
        return self.state.flows.get(project.flow) or self.known.ever.get(project.flow, TOUR)

    def may_rename(self, project: Project) -> bool:
        """Whether the card can be read in another folder, and note that it will be there."""
        flow = self.state.flows.get(project.flow)
        may = not project.fault and flow is not None and project.phase in flow.phases
        self.has_renamed |= may
        return may

    def place(self, project: Project) -> int:
        """Which phase of its flow the project is in, or came from where the flow does not know it."""
        flow = self.flow(project)
        return flow.phases.index(project.phase) if project.phase in flow.phases else self.landed(project).place(flow)

    def landed(self, project: Project) -> Landed:
        """What has landed of a project; of one that nobody could read yet nothing."""
        return self.past.setdefault(project.key, Landed())

    def project(self, key: str) -> Project:
        """The one that is meant, else any."""
        projects = list(self.state.projects.values())
        return self.state.projects.get(key) or self.lot.choice([one for one in projects if one.has_card] or projects)

    def paper(self, project: Project) -> Paper:
        """The document of the present phase mostly, else any."""
        if self.lot.random() < 0.9 and project.phase in project.papers:
            return project.papers[project.phase]
        return self.lot.choice(list(project.papers.values()) or [Paper(phase=project.phase)])

    def enter(self, project: Project, phase: str) -> None:
        """Write the document of a phase that is entered, with the right iteration mostly."""
        number = self.landed(project).entered[phase] + 1
        number += self.lot.choice((*(0,) * 20, 1, -1))
        paper = project.papers.setdefault(phase, Paper(phase=phase))
        paper.iteration = max(1, number)

    def put(self, project: Project, paper: Paper, **facts: str) -> str:
        """Enter a vote, signed mostly where that is asked; its author. No two entries are the same."""
        usual = {"date": self.today, "of": paper.digest, "typed_by": facts["by"]}
        vote = Vote(**(usual | facts))  # type: ignore[arg-type]
        paper.votes.append(vote)
        if self.lot.random() < (0.95 if vote.gate in self.flow(project).signed else 0.1):
            self._sign(project, paper, vote)
        return vote.typed_by

    def _sign(self, project: Project, paper: Paper, vote: Vote) -> None:
        """With the voter's own key over what the vote says mostly; or with another's, or over something else."""
        lot = self.lot
        key = vote.by if lot.random() < 0.95 else lot.choice(("dana", "pam", "mallory"))
        role = vote.role if lot.random() < 0.97 else "science"
        date = vote.date if lot.random() < 0.97 else "2026-01-01"
        said = replace(vote, role=role, date=date)
        vote.sealed = (key, said.statement(project.slug, paper.phase))
        vote.signature = signature(*vote.sealed)

    def note(self) -> str:
        return f"Said {next(self.numbers)}."
