"""A branch at work."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.chance.flows import TOUR, Flow
from tests.chance.keys import signature
from tests.chance.landed import Landed
from tests.chance.waiving import Wrong
from tests.chance.world import WITNESSES, Paper, Project, State, Vote, human


@dataclass(frozen=True)
class Step:
    """A commit of a branch: its author and day, and the states before and after it."""

    commit: str
    day: str
    author: str
    before: State
    after: State


@dataclass
class Desk:
    """A branch at work: its state, what was last read of its base and has landed there, the lot, and the day.

    `refused` is what was wrong with the last branch, `trail` what landed last, as the states before and after it, and
    `elsewhere` are the commits of another branch.

    `removed` are the projects that are taken away on it; whether one begins, or gets another folder, is noted too.
    """

    state: State
    known: State
    past: dict[str, Landed]
    lot: random.Random
    today: str
    numbers: Iterator[int]
    refused: set[Wrong] = field(default_factory=set)
    trail: Sequence[tuple[State, State]] = ()
    elsewhere: Sequence[Step] = ()
    removed: set[str] = field(default_factory=set)
    has_begun: bool = False
    has_renamed: bool = False

    def go_on(self, base: State) -> None:
        """Note what the branch has done since it left its base."""
        before, now = base.projects, self.state.projects
        covered = {key for key, one in now.items() if one.has_card}
        self.removed |= {key for key, one in before.items() if one.has_card} - covered
        self.has_begun |= bool(covered - before.keys())
        self.has_renamed |= any(before[key].folder != now[key].folder for key in before.keys() & now.keys())

    def flow(self, project: Project) -> Flow:
        """What the project follows, as the branch has it or had it."""
        return self.state.flows.get(project.flow) or self.known.ever.get(project.flow, TOUR)

    def may_rename(self, project: Project) -> bool:
        """Whether the card can be read in another folder, and note that it will be there."""
        flow = self.state.flows.get(project.flow)
        is_known = not self.landed(project).went  # what comes back comes back by its name
        may = project.has_card and is_known and not project.fault and flow is not None and project.phase in flow.phases
        self.has_renamed |= may
        return may

    def may_go(self, project: Project) -> bool:
        """Whether a project has landed by its name and can be removed: of two that went by one name, one comes back."""
        known = self.known.projects.get(project.key)
        gone = {one.went.slug for key, one in self.past.items() if one.went and key != project.key}
        return known is not None and known.slug == project.slug and project.slug not in gone

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
        facts["by"] = self._handle(facts["by"])
        usual = {"date": self.today, "of": paper.digest, "typed_by": human(facts["by"])}
        vote = Vote(**(usual | facts))  # type: ignore[arg-type]
        paper.votes.append(vote)
        flow = self.flow(project)
        if self.lot.random() < (0.95 if vote.gate in flow.signed else 0.1):
            self._sign(project, paper, vote)
        if self.lot.random() < (0.5 if vote.gate in flow.attested else 0.05):
            self._attest(project, paper, vote)
        return vote.typed_by

    def _handle(self, entry: str) -> str:
        """How somebody calls themselves: by the present handle mostly, now and then that of a second entry."""
        second = f"{entry}-b"
        entry = second if second in self.state.roles and self.lot.random() < 0.4 else entry
        handles = self.state.handles.get(entry, (entry,))
        return handles[0] if self.lot.random() < 0.9 else self.lot.choice(handles)

    def _sign(self, project: Project, paper: Paper, vote: Vote) -> None:
        """With the voter's own key over what the vote says mostly; or with another's, or over something else."""
        lot = self.lot
        key = self._key(vote) if lot.random() < 0.95 else lot.choice(("dana", "pam", "mallory"))
        role = vote.role if lot.random() < 0.97 else "science"
        date = vote.date if lot.random() < 0.97 else "2026-01-01"
        said = replace(vote, role=role, date=date)
        vote.sealed = (key, said.statement(project.slug, paper.phase))
        vote.signature = signature(*vote.sealed)

    def _attest(self, project: Project, paper: Paper, vote: Vote) -> None:
        """With a witness's key over what the vote says mostly; who typed it does not matter then."""
        lot = self.lot
        key = (
            lot.choice(self.state.witnesses or WITNESSES)
            if lot.random() < 0.95
            else lot.choice((*WITNESSES, self._key(vote)))
        )
        vote.review = f"https://git.example.com/pull/7#review-{next(self.numbers)}"
        said = replace(vote, date=vote.date if lot.random() < 0.95 else "2026-01-01")
        vote.seen = (key, said.testimony(project.slug, paper.phase))
        vote.attestation = signature(*vote.seen, "project-ledger-attestation")
        vote.typed_by = vote.typed_by if lot.random() < 0.5 else project.owner

    def _key(self, vote: Vote) -> str:
        return self.state.entries.get(vote.by, human(vote.by))

    def note(self) -> str:
        return f"Said {next(self.numbers)}."
