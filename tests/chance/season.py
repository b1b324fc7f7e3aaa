"""A season of a team: change after change on a real repository, each judged twice, and what may land is landed."""

import random
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from subprocess import CalledProcessError
from typing import Final

from ledger import assemble, rules
from ledger.diagnostics import Severity
from ledger.forge.reviews import reviews_of
from tests.build import Builder
from tests.chance import acts, branches, forge, judge, names, team, waiving
from tests.chance.branches import Branch
from tests.chance.desk import Desk, Step
from tests.chance.entries import adopt, entries, hide, voters
from tests.chance.flows import RULE_FAULTS, SPRINT, TOUR
from tests.chance.settling import STANDING, Settled, Tip, settled
from tests.chance.waiving import Wrong
from tests.chance.world import FAULTS, PEOPLE, WITNESSES, State, human

_START: Final = date(2026, 1, 5)
# What may be wrong with a change that somebody with the right to do so merges all the same: the next one is judged
# by where the projects are then.
_FORCED: Final = frozenset(
    {
        *(
            *FAULTS,
            *RULE_FAULTS,
            "POL007",
            "POL010",
            "POL013",
            "REF001",
            "REF003",
            "REF010",
            "REF002",
            "APR001",
            "APR009",
            "DOC018",
            "DOC019",
        ),
        *("KPI004", "KPI005", "MOV001", "MOV002", "MOV004", "MOV005", "MOV008"),
    }
)
Told = set[tuple[str, str, bool]]  # errors by code and name of the project, and whether they are waived


@dataclass(frozen=True)
class Verdicts:
    """A change as it was made, and what the second judge and the ledger say of it."""

    story: tuple[str, ...]
    expected: Told
    found: Told
    messages: tuple[str, ...]


@dataclass
class Season:
    """A ledger from its first day on; the lot decides everything, so the same lot tells the same season again.

    `told` are the moves that landed as the log tells them: project, kind, from and to. `faults` are by their days what
    landed although it was refused, or waived.
    """

    root: Path
    lot: random.Random
    day: date = _START
    verdicts: list[Verdicts] = field(default_factory=list)
    told: list[tuple[str, str, str, str]] = field(default_factory=list)
    faults: set[tuple[str, Wrong]] = field(default_factory=set)
    refused: set[Wrong] = field(default_factory=set)
    _older: tuple[Branch, State] | None = field(default=None, init=False)

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
        self._note(settled(self.tip, desk.state, self._builder.commit("Begin", date=self._today), self._today))
        self._earlier, self._open = self.tip, branches.begun(self.tip)
        self._shelved = self._open

    def _team(self) -> State:
        flows = [TOUR, SPRINT] if self.lot.random() < 0.7 else [TOUR]
        signers = frozenset(PEOPLE) - {self.lot.choice(list(PEOPLE))}
        return State(
            roles=dict(PEOPLE),
            signers=signers,
            flows={flow.name: flow for flow in flows},
            projects={},
            accounts=frozenset(PEOPLE) - {self.lot.choice(list(PEOPLE))},
            witnesses=WITNESSES[: self.lot.choice((0, 1, 1))],
        )

    @property
    def until(self) -> date:
        """The day as of which all of it is told: today, or that of the last commit where its clock ran ahead."""
        return max(self.day, date.fromisoformat(self._landed))

    @property
    def _today(self) -> str:
        return self.day.isoformat()

    def _clock(self) -> str:
        """The day that a machine takes for this one; now and then it is wrong."""
        days = self.lot.choice((-40, -3, 2, 40)) if self.lot.random() < 0.1 else 0
        return (self.day + timedelta(days=days)).isoformat()

    def play(self, changes: int) -> None:
        """So many pull requests, a day each."""
        for _ in range(changes):
            self.day += timedelta(days=1)
            self._pull()

    def _pull(self) -> None:
        """A branch is worked on, judged against main as it is, and lands or does not; the last one may go on later."""
        older, self._older = self._older, None
        if older and self.lot.random() < 0.4:
            branch = self._judged(older[0], ["crosses"])
            if branch.is_merged:  # then main and the one that goes on each have merged the other
                self._open = replace(self._open, base=older[1])
            return
        taken, story = self._taken_up()
        is_new = taken.seen is not self._open.seen
        branch = self._judged(taken, story)
        if is_new:
            self._shelved = self._open
        if branch.is_merged:
            self._older = None
        self._open = branch

    def _judged(self, branch: Branch, story: list[str]) -> Branch:
        """What becomes of a branch that is worked on, and judged twice."""
        branch = self._worked_on(branch, story)
        result = branches.together(branch, self.tip)
        taken = names.displaced(self.tip.known, result) if result else set()
        # Where one commit of it takes a name that another one gives up, git cannot tell whose votes follow.
        is_followed = taken or not any(names.displaced(step.before, step.after) for step in branch.steps)
        lands = False
        if result is not None and is_followed:
            reviews = forge.drawn(self.lot, branch.commits, voters(branch.base, branch.state))
            reviewed = forge.approved(reviews, self.tip.known.accounts)
            wrong = judge.errors(self.tip.known, result, self.tip.past, self._today, reviewed=reviewed)
            wrong = {Wrong("MOV014", key) for key in taken} or wrong  # then every other one may be told of the heir
            waived = waiving.excused(
                wrong, self.tip.known.waivers, waiving.names_of(self.tip.known, result), self._today
            )
            called = waiving.names_of(*((self.tip.known,) if taken else (result, self.tip.known)))
            expected = {(one.code, called.get(one.key, ""), one in waived) for one in wrong}
            found, messages = self._found(forge.answer(reviews))
            self.verdicts.append(Verdicts(tuple(story), expected, found & expected if taken else found, messages))
            if expected == self.verdicts[-1].found:
                self.refused = wrong - waived
                lands = self._lands({one.code for one in wrong}, {one.code for one in self.refused})
        self._builder.git("checkout", "-q", "main")
        branch = self._land(branch, result) if result is not None and lands and branch.steps else branch
        self._builder.git("branch", "-q", "-D", "pull")
        return branch

    def _taken_up(self) -> tuple[Branch, list[str]]:
        """A new branch of main, now and then of main as it was before the last change; or one goes on, or two do."""
        chance = self.lot.random()
        knot = branches.knotted(self._open, self._shelved, self.tip) if chance < 0.15 else None
        if knot and (tied := self._tied(knot)):
            return tied, ["ties two"]
        if chance < 0.5:
            return branches.begun(self.tip), []
        if chance < 0.65:
            return branches.begun(self._earlier), []
        if self._open.seen.commit != self.tip.commit and self.lot.random() < 0.6:
            return self._caught_up(self._open), ["catches up"]
        return self._open, []

    def _tied(self, knot: Branch) -> Branch | None:
        """The merge of two branches at once, with three parents; None where git does not make one."""
        self._builder.git("checkout", "-q", "-B", "pull", self.tip.commit)
        try:
            self._builder.git(
                *("merge", "-q", "-m", "Octopus", self._open.commit, self._shelved.commit), date=self._today
            )
        except CalledProcessError:
            self._builder.git("reset", "-q", "--hard")
            return None
        if not self._holds(knot.state):  # branches that met before may leave git another way to merge them
            self._builder.git("reset", "-q", "--hard", self.tip.commit)
            return None
        return replace(knot, commit=self._builder.git("rev-parse", "HEAD").strip())

    def _caught_up(self, branch: Branch) -> Branch:
        """Main is merged into the branch; where both changed a file, that of the branch stays."""
        state, is_clean = branches.together(branch, self.tip), True
        if state is None:
            state, is_clean = branches.together(branch, self.tip, is_forced=True), False
        if state is None:
            return branch
        self._builder.git("checkout", "-q", "-B", "pull", branch.commit)
        how = ("--no-ff",) if is_clean else ("-s", "ours")
        self._builder.git("merge", "-q", "--no-commit", *how, "main", date=self._today)
        if is_clean:
            assert self._holds(state)
            self._older = branch, state
        self._builder.write({path: None for path in self._tracked() if path not in state.files})
        commit = self._builder.write(state.files).commit("Catch up", date=self._clock())
        return branches.caught_up(branch, self.tip, state, commit)

    def _tracked(self) -> list[str]:
        return self._builder.git("ls-files", "-z").split("\0")[:-1]

    def _holds(self, state: State) -> bool:
        """Whether files that git has merged are what the lot takes them for."""
        return {path: (self.root / path).read_text() for path in self._tracked()} == state.files

    def _worked_on(self, branch: Branch, story: list[str]) -> Branch:
        """What the branch comes to, and to the story what was done."""
        self._builder.git("checkout", "-q", "-B", "pull", branch.commit)
        state, known, past = deepcopy((branch.state, branch.seen.known, dict(branch.seen.past)))
        desk = Desk(state, known, past, self.lot, self._today, self._numbers, self.refused, branch.seen.trail)
        desk.elsewhere = self._open.steps if branch.seen is not self._open.seen else ()
        desk.go_on(branch.base)
        steps = []
        for act in team.plan(desk):
            stood, before, entered = deepcopy(desk.state), desk.state.files, entries(desk.state)
            author = human(act(desk))
            after = desk.state.files
            hide(desk.state, entered)
            if before != after:
                self._builder.write({path: text for path, text in after.items() if before.get(path) != text})
                self._builder.write(dict.fromkeys(before.keys() - after.keys()))
                story.append(f"{author} {getattr(act, 'func', act).__name__}")
                day = self._clock()
                commit = self._builder.commit(story[-1], date=day, author=author)
                if self.lot.random() < 0.05:  # the day on which it was written tells nothing
                    written = ("--amend", "--no-edit", "--date", f"{self._clock()}T12:00:00Z")
                    self._builder.git("commit", "-q", *written, date=day, author=author)
                    commit = self._builder.git("rev-parse", "HEAD").strip()
                steps.append(Step(commit, day, author, stood, deepcopy(desk.state)))
        return branch.went_on(desk.state, steps)

    def _found(self, listed: bytes) -> tuple[Told, tuple[str, ...]]:
        """The errors that the check finds in the branch with what a forge lists of it, and what it says of them."""
        reviews = reviews_of(listed)
        assert not isinstance(reviews, str)
        change = assemble.load_change(self.root, base="main", today=self.day, reviews=reviews)
        found = [one for one in rules.judge(change.after, change) if one.severity is Severity.ERROR]
        told = {(one.code, one.project or "", one.waived is not None) for one in found}
        return told, tuple(f"{one.code}: {one.message}" for one in found)

    def _lands(self, wrong: set[str], refused: set[str]) -> bool:
        chance = 1 if not refused else 0.6 if refused & STANDING else 0.3
        return wrong <= _FORCED and self.lot.random() < chance

    def _land(self, branch: Branch, state: State) -> Branch:
        """Merged, commit by commit, or squashed; what becomes of the branch.

        What landed beside no card is nobody's on main, and still its author's on a branch that was squashed.
        """
        self._earlier, how = self.tip, self.lot.random()
        if how < 0.2 and branch.is_straight and branch.seen is self.tip and self._forward(branch):
            return branch.landed()
        day = self._clock()
        if how < 0.6:
            self._builder.git("merge", "-q", "--no-ff", "-m", "Merge", "pull", date=day)
            self._note(settled(self.tip, state, self._builder.git("rev-parse", "HEAD").strip(), day))
            return branch.landed()
        self._builder.git("merge", "-q", "--squash", "pull")
        named = "\n".join(f"Co-authored-by: {one.title()} <{one}@example.com>" for one in dict.fromkeys(branch.authors))
        commit = self._builder.commit(f"Squashed\n\n{named}", date=day, author=branch.authors[0])
        self._note(settled(self.tip, state, commit, day, branch.authors))
        return branch if state.projects.keys() <= self.tip.known.projects.keys() else branches.begun(self.tip)

    def _forward(self, branch: Branch) -> bool:
        """Each commit lands for itself, unless one of them does what nobody would merge."""
        tip, landed = self.tip, []
        for step in branch.steps:
            state = deepcopy(step.after)
            adopt(state, tip.state, tip.past, step.author)
            landed.append(settled(tip, state, step.commit, step.day))
            tip = landed[-1].tip
        if any({one.code for one in each.faults} - _FORCED for each in landed):
            return False
        self._builder.git("merge", "-q", "--ff-only", "pull")
        for each in landed:
            self._note(each)
        return True

    def _note(self, landed: Settled) -> None:
        self.tip, self._landed = landed.tip, landed.day
        self.told += landed.told
        self.faults |= {(landed.day, wrong) for wrong in landed.faults}
