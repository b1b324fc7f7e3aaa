"""A season of a team: change after change on a real repository, each judged twice, and what may land is landed."""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from ledger import assemble, rules
from ledger.diagnostics import Severity
from tests.build import Builder
from tests.chance import acts, judge, team
from tests.chance.desk import Desk
from tests.chance.flows import RULE_FAULTS, SPRINT, TOUR
from tests.chance.landed import Landed, Move, Past
from tests.chance.merging import merged
from tests.chance.reading import is_told, last_read
from tests.chance.world import FAULTS, PEOPLE, Paper, Project, State

_START: Final = date(2026, 1, 5)
# What may be wrong with a change that somebody with the right to do so merges all the same: the next one is judged
# by where the projects are then.
_FORCED: Final = frozenset(
    {
        *(*FAULTS, *RULE_FAULTS, "REF001", "REF002", "APR001", "APR009", "DOC018", "DOC019", "KPI004", "KPI005"),
        *("MOV001", "MOV002", "MOV004", "MOV005", "MOV008"),
    }
)
# What the audit of moves does not tell.
_STANDING: Final = frozenset({*FAULTS, *RULE_FAULTS, "DOC019", "REF001", "REF002"})
_USES_UP: Final = {"cancelled": "cancel", "backtracked": "backtrack", "iterated": "backtrack"}


@dataclass(frozen=True)
class Tip:
    """Where main stands: the state, what could last be read of it, what has landed of each project, and the commit."""

    state: State
    known: State
    past: Past
    commit: str


@dataclass(frozen=True)
class Verdicts:
    """A change as it was made, and what the second judge and the ledger say of it."""

    story: tuple[str, ...]
    expected: set[str]
    found: dict[str, str]


@dataclass
class Season:
    """A ledger from its first day on; the lot decides everything, so the same lot tells the same season again.

    `told` are the moves that landed as the log tells them: project, kind, from and to. `faults` are the days and codes
    of what landed although it was refused.
    """

    root: Path
    lot: random.Random
    day: date = _START
    verdicts: list[Verdicts] = field(default_factory=list)
    told: list[tuple[str, str, str, str]] = field(default_factory=list)
    faults: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._builder = Builder(self.root, ledger="")
        nothing, team_alone = State(roles={}, signers=frozenset(), flows={}, projects={}), self._team()
        self._builder.write(team_alone.files)
        self.tip = Tip(nothing, nothing, {}, self._builder.commit("Start", date=self._today))
        desk = Desk(team_alone, nothing, {}, self.lot, self._today, self._numbers)
        for _ in range(2):
            acts.begins(desk)
        for project in desk.state.projects.values():
            project.papers["scope"].iteration = 1
        self._builder.write(desk.state.files)
        self._builder.commit("Begin", date=self._today)
        self._settle(desk.state, ())
        self._earlier = self.tip

    def _team(self) -> State:
        flows = [TOUR, SPRINT] if self.lot.random() < 0.7 else [TOUR]
        signers = frozenset(PEOPLE) - {self.lot.choice(list(PEOPLE))}
        return State(roles=dict(PEOPLE), signers=signers, flows={flow.name: flow for flow in flows}, projects={})

    @property
    def _today(self) -> str:
        return self.day.isoformat()

    def play(self, changes: int) -> None:
        """So many pull requests, a day each."""
        for _ in range(changes):
            self.day += timedelta(days=1)
            self._pull()

    def _pull(self) -> None:
        """A branch, now and then begun before the last change landed; judged against main as it is."""
        start = self._earlier if self.lot.random() < 0.25 else self.tip
        self._builder.git("checkout", "-q", "-b", "pull", start.commit)
        state, story, authors = self._work(start)
        result = merged(start.state, self.tip.state, state)
        if result is not None:
            expected = judge.errors(self.tip.known, result, self.tip.past, self._today)
            self.verdicts.append(Verdicts(tuple(story), expected, self._found()))
        self._builder.git("checkout", "-q", "main")
        if result is not None and expected == set(self.verdicts[-1].found) and self._lands(expected):
            self._land(result, authors)
        self._builder.git("branch", "-q", "-D", "pull")

    def _work(self, start: Tip) -> tuple[State, list[str], list[str]]:
        """What the branch comes to, what was done, and who did it."""
        state, known, past = deepcopy((start.state, start.known, dict(start.past)))
        desk = Desk(state, known, past, self.lot, self._today, self._numbers)
        story, authors = [], []
        for act in team.plan(desk):
            before, entered = desk.state.files, _entries(desk.state)
            author = act(desk)
            after = desk.state.files
            _hide(desk.state, entered)
            if before != after:
                self._builder.write({path: text for path, text in after.items() if before.get(path) != text})
                self._builder.write(dict.fromkeys(before.keys() - after.keys()))
                story.append(f"{author} {getattr(act, 'func', act).__name__}")
                self._builder.commit(story[-1], date=self._today, author=author)
                authors.append(author)
        return desk.state, story, authors

    def _found(self) -> dict[str, str]:
        """The errors that the check finds in the branch, by code."""
        change = assemble.load_change(self.root, base="main", today=self.day)
        found = rules.judge(change.after, change)
        return {one.code: one.message for one in found if one.severity is Severity.ERROR}

    def _lands(self, expected: set[str]) -> bool:
        return not expected or (expected <= _FORCED and self.lot.random() < (0.6 if expected & _STANDING else 0.3))

    def _land(self, state: State, authors: list[str]) -> None:
        self._earlier = self.tip
        if self.lot.random() < 0.5 or not authors:
            self._builder.git("merge", "-q", "--no-ff", "-m", "Merge", "pull", date=self._today)
            self._settle(state, ())
            return
        self._builder.git("merge", "-q", "--squash", "pull")
        named = "\n".join(f"Co-authored-by: {one.title()} <{one}@example.com>" for one in dict.fromkeys(authors))
        self._builder.commit(f"Squashed\n\n{named}", date=self._today, author=authors[0])
        self._settle(state, authors)

    def _settle(self, state: State, authors: list[str] | tuple[()]) -> None:
        """Note what has landed; in one commit of several `authors` each of them has authored their votes."""
        old, past = self.tip.known, deepcopy(dict(self.tip.past))
        self._sign(state, authors)
        known = last_read(state, old)
        stood = self.tip.state.projects
        touched = {key for key, one in state.projects.items() if key not in stood or one.files != stood[key].files}
        found = judge.errors(old, state, past, self._today, touched) if old.projects else set()
        self.faults |= {(self._today, code) for code in found - _STANDING}
        for key in old.projects.keys() - known.projects.keys():
            _take_away(old, known, state, past[key], key)
        for key, project in known.projects.items():
            before, mine = old.projects.get(key), past.setdefault(key, Landed())
            polls = judge.polls_of(old, known.flows, state, before, project, mine, self._today)
            for paper in project.papers.values():
                for vote, grade in zip(paper.votes, polls.grades(paper), strict=True):
                    vote.proof = grade
            made = _moved(before, project, old, known, mine)
            if is_told(raw := state.projects[key], known.ever) and (
                key not in stood or _card(raw) != _card(stood[key]) or not is_told(stood[key], old.ever)
            ):
                mine.told = known.ever[raw.flow]
            self.told += [(key, one.kind, one.origin, one.to) for one in made]
            if before is not None:
                gates = {_USES_UP[one.kind] for one in made if one.kind in _USES_UP}
                for side in (known, state):
                    _use_up(side.projects[key], before.phase, gates)
                mine.gone |= deepcopy(before.papers)
            mine.gone = {phase: paper for phase, paper in mine.gone.items() if phase not in project.papers}
        for project in state.projects.values():
            for vote in () if project.has_card else (one for paper in project.papers.values() for one in paper.votes):
                vote.typed_by = ""  # of votes beside no card nobody knows who typed them
        self.tip = Tip(state, known, past, self._builder.git("rev-parse", "HEAD").strip())

    def _sign(self, state: State, authors: list[str] | tuple[()]) -> None:
        """In one commit of several authors each has authored their votes, but where they cannot be read."""
        stood = [_entries(self.tip.state), _entries(self.tip.known)]
        for place, paper in _papers(state):
            for vote in paper.votes:
                if not any(vote.entry in side.get(place, ()) for side in stood):
                    typed_by = vote.by if vote.by in authors else vote.typed_by
                    vote.typed_by = "" if paper.fault else typed_by


def _card(project: Project) -> tuple[str, str]:
    """Where a card stands and what it says."""
    path = f"{project.folder}/README.md"
    return path, project.files.get(path, "")


def _take_away(old: State, known: State, state: State, past: Landed, key: str) -> None:
    """Note what a project was that is removed now; what its documents hold that stay behind has landed with that."""
    went = past.went = deepcopy(old.projects[key])
    past.gone |= went.papers
    left = state.projects.get(key)
    polls = judge.polls_of(old, known.flows, state, old.projects[key], left, past, "") if left else None
    for phase, paper in left.papers.items() if left and polls else ():
        for vote, grade in zip(paper.votes, polls.grades(paper), strict=True) if polls and not paper.fault else ():
            vote.proof = grade
        past.gone |= {} if paper.fault else {phase: deepcopy(paper)}


def _moved(before: Project | None, project: Project, old: State, known: State, past: Landed) -> list[Move]:
    """The moves of a project that has landed, or come back, each noted in its past."""
    if before is None:
        if past.went is None or past.went.phase != project.phase:
            past.enter(project.phase)
            past.last = []
        past.went = None
        return [] if project.status == "active" else [Move(project.status, "", "")]
    flows = past.flows(old.ever.get(before.flow), known.ever.get(project.flow))
    made = judge.moves(before, project, flows, past.entered)
    past.last = made or past.last
    for phase in (one.to for one in made if one.kind in judge.ON_FOOT):
        past.enter(phase)
    return made


def _papers(state: State) -> Iterator[tuple[tuple[str, str], Paper]]:
    for key, project in state.projects.items():
        for phase, paper in project.papers.items():
            yield (key, phase), paper


def _entries(state: State) -> dict[tuple[str, str], list[dict[str, str]]]:
    return {place: [vote.entry for vote in paper.votes] for place, paper in _papers(state)}


def _hide(state: State, stood: Mapping[tuple[str, str], list[dict[str, str]]]) -> None:
    """A vote that is typed where it cannot be read is nobody's."""
    for place, paper in _papers(state):
        for vote in paper.votes if paper.fault else ():
            if vote.entry not in stood.get(place, ()):
                vote.typed_by = ""


def _use_up(project: Project, left: str, gates: set[str]) -> None:
    for vote in project.papers[left].votes if left in project.papers else ():
        vote.is_used = vote.is_used or vote.gate in gates
