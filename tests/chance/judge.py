"""A second judge of changes, written from what the ledger promises and sharing no code with it.

It knows the flow and the people of `world`, and says which errors a change must get, by their codes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tests.chance import goals
from tests.chance.reading import readable
from tests.chance.world import BACK, CANCEL, GATES, NEEDS, PHASES, REASONS, STEPS, Paper, Project, State, Vote

VETOES: Final = frozenset({"changes-requested", "rejected"})


class Move(NamedTuple):
    """A move as the ledger's log names it."""

    kind: str
    origin: str
    to: str


@dataclass
class Landed:
    """What has landed of a project: how often it has entered each phase, the moves of the last change that made any."""

    entered: Counter[str] = field(default_factory=Counter)
    last: list[Move] = field(default_factory=list)


Past = Mapping[str, Landed]


def errors(before: State, after: State, past: Past, today: str) -> set[str]:
    """The codes of all errors of a change, by the policy of its base; `past` is what has landed of each project.

    `before` is what could last be read of each file of the base.
    """
    found = {"MOV008"} if before.projects.keys() - after.projects.keys() else set[str]()
    for key, project in after.projects.items():
        found.update(unreadable(project))
        old = before.projects.get(key)
        new = readable(project, old)
        polls = Polls(before.roles, today, old, new)
        found.update(_votes(polls))
        found.update(goals.standing(new))
        if old is not None:
            found.update(_kept(old, project))
        if old is None:
            found.update(() if project.fault else _begun(new))
        else:
            found.update(_changed(polls, old, past[key], is_told=not project.fault))
        if new.phase not in project.papers:
            found.add("DOC018")
    return found


def unreadable(project: Project) -> set[str]:
    """The codes of what cannot be read of a project."""
    return {project.fault, *(paper.fault for paper in project.papers.values())} - {""}


def _begun(project: Project) -> Iterator[str]:
    """A new project starts at the start, with nothing to tell of a move."""
    if project.phase != PHASES[0] or project.status != "active":
        yield "MOV011"
    if project.move:
        yield "MOV010"
    yield from _numbers(project, Counter(), [])


def _changed(polls: "Polls", old: Project, past: Landed, *, is_told: bool) -> Iterator[str]:
    """What is wrong with what became of a project; of a card that cannot be read nothing is asked."""
    project = polls.new
    made = moves(old, project)
    # Another iteration of the phase that the card says nothing of is taken for a wrong number.
    told = [one for one in made if one.kind != "iterated" or (project.move and project.move[0] == one.to)]
    if is_told:
        yield from _card(project, told or past.last)
        yield from _numbers(project, past.entered, told)
    yield from _reasons(project, made)
    yield from _allowed(polls, old, made)
    yield from goals.kept(old, project, polls.is_agreed_anew)


def moves(old: Project | None, new: Project) -> list[Move]:
    """The moves from one state to another, phase before status."""
    made = []
    if old is not None and old.phase != new.phase:
        is_on = PHASES.index(new.phase) > PHASES.index(old.phase)
        made.append(Move("advanced" if is_on else "backtracked", old.phase, new.phase))
    elif old is not None and _number(new, new.phase) > _number(old, new.phase) > 0:
        made.append(Move("iterated", new.phase, new.phase))
    was = old.status if old else "active"
    if was != new.status:
        woken = "resumed" if was == "paused" else "reopened"
        made.append(Move({"active": woken}.get(new.status, new.status), was, new.status))
    return made


def _number(project: Project, phase: str) -> int:
    return project.papers[phase].iteration if phase in project.papers else 0


@dataclass(frozen=True)
class Polls:
    """Who may vote on a project in a change: by the roles of the base, on a day, whoever owned it before and after."""

    roles: Mapping[str, frozenset[str]]
    today: str
    old: Project | None
    new: Project

    def fault(self, vote: Vote) -> str:
        """The first reason why a vote can never count; empty for none."""
        if vote.role not in self.roles[vote.by]:
            return "APR003"
        if vote.by in self._owners(vote):
            return "APR004"
        if vote.decision == "not-applicable" and not vote.note:
            return "APR006"
        return "APR005" if vote.date > self.today else ""

    def _owners(self, vote: Vote) -> set[str]:
        """Who may not vote: but whoever becomes the owner by the change is not silenced by that."""
        if self.old is None:
            return {self.new.owner}
        return {self.old.owner} if vote.decision in VETOES else {self.old.owner, self.new.owner}

    def satisfy(self, paper: Paper | None, gate: str, asked: Mapping[str, int]) -> bool:
        """Whether the last words of each person in each role, those on the present text, are enough."""
        words: dict[tuple[str, str], Vote] = {}
        for vote in paper.votes if paper else ():
            if vote.gate == gate and (vote.is_proven or vote.decision in VETOES) and not self.fault(vote):
                words[vote.by, vote.role] = vote
        current = [vote for vote in words.values() if paper and vote.of == paper.digest]
        if any(vote.decision in VETOES for vote in current):
            return not asked  # a move that asks nobody cannot be blocked
        return all(_has(current, role, count) for role, count in asked.items())

    def is_agreed_anew(self, phase: str) -> bool:
        """Whether a phase has gates that ask for votes, and all have them on its present text."""
        gates = {gate: asked for gate, asked in GATES[phase].items() if asked}
        paper = self.new.papers.get(phase)
        return bool(gates) and all(self.satisfy(paper, gate, asked) for gate, asked in gates.items())


def _has(votes: list[Vote], role: str, count: int) -> bool:
    mine = [vote for vote in votes if vote.role == role and not vote.is_used]
    return any(vote.decision == "not-applicable" for vote in mine) or len({vote.by for vote in mine}) >= count


def _votes(polls: Polls) -> Iterator[str]:
    """What is wrong with the votes that the change brings."""
    for phase, paper in polls.new.papers.items():
        landed = (
            [vote.entry for vote in polls.old.papers[phase].votes] if polls.old and phase in polls.old.papers else []
        )
        new = [vote for vote in paper.votes if vote.entry not in landed]
        if any(vote.gate not in {*GATES[phase], "cancel", "backtrack"} for vote in paper.votes):
            yield "REF010"
        if any(vote.of != paper.digest for vote in {(one.by, one.role, one.gate): one for one in new}.values()):
            yield "APR007"
        for place, vote in enumerate(new):
            yield from filter(None, [polls.fault(vote)])
            again = [one for one in new[place:] if _said(one) == _said(vote)]
            if vote.decision not in VETOES and not any(one.is_proven for one in again):
                yield "APR010"


def _said(vote: Vote) -> tuple[str, ...]:
    return vote.gate, vote.role, vote.by, vote.decision, vote.of


def _kept(old: Project, new: Project) -> Iterator[str]:
    """Landed votes are neither edited nor removed nor put in another order, as far as they can be read."""
    for phase, paper in old.papers.items():
        if phase in new.papers and new.papers[phase].fault:
            continue
        landed = [vote.entry for vote in paper.votes]
        now = [vote.entry for vote in new.papers[phase].votes] if phase in new.papers else []
        if now[: len(landed)] != landed:
            yield "APR009"


def _card(project: Project, last: list[Move]) -> Iterator[str]:
    """The card's `move` tells of the last move, and why it was made where that is asked."""
    if project.move:
        if project.move[0] not in {project.phase, project.status}:
            yield "MOV009"
        elif not any(one.to == project.move[0] and one.kind != "advanced" for one in last):
            yield "MOV010"
    yield from _reasons(project, last)


def _reasons(project: Project, made: list[Move]) -> Iterator[str]:
    said = project.move or ("", "")
    if project.move and not any(one.to == said[0] for one in made):
        return  # what it tells of is wrong already
    for one in made:
        match one.kind:
            case "backtracked" | "iterated" if (one.origin, one.to) in BACK:
                reasons = BACK[one.origin, one.to][0]
            case "cancelled":
                reasons = CANCEL[0]
            case "paused":
                reasons = frozenset(REASONS)  # or any other
            case _:
                continue
        if said[0] != one.to or said[1] not in reasons:
            yield "MOV003"


def _numbers(project: Project, entered: Counter[str], told: list[Move]) -> Iterator[str]:
    """The iteration of each document is how often its phase was entered."""
    for phase, paper in project.papers.items():
        if paper.iteration != max(1, entered[phase] + any(one.to == phase for one in told)):
            yield "MOV006"


def _allowed(polls: Polls, old: Project, made: list[Move]) -> Iterator[str]:
    new = polls.new
    left = new.papers.get(old.phase)
    for one in made:
        yield from _asleep(one, old, new)
        match one.kind:
            case "advanced":
                if PHASES.index(one.to) > PHASES.index(one.origin) + 1:
                    yield "MOV001"
                yield from _lacks(left, one.origin)
                yield from goals.left(old, new, one.origin)
            case "completed" if new.phase == PHASES[-1]:
                yield from _lacks(new.papers.get(new.phase), new.phase)
                yield from goals.left(old, new, new.phase)
            case "backtracked" | "iterated" if (one.origin, one.to) not in BACK:
                yield "MOV002"
        if not all(polls.satisfy(left, gate, roles) for gate, roles in _asked(one).items()):
            yield "APR001"


def _asleep(one: Move, old: Project, new: Project) -> Iterator[str]:
    """Nothing moves while the project is not active, and what is closed is reopened before anything else."""
    if one.kind in {"advanced", "backtracked", "iterated"} and "active" not in {old.status, new.status}:
        yield "MOV012"
    if old.status in {"cancelled", "completed"} and one.to in {"paused", "cancelled", "completed"}:
        yield "MOV012"


def _asked(one: Move) -> Mapping[str, Mapping[str, int]]:
    """The gates of a move, with how many of which roles."""
    match one.kind:
        case "advanced":
            return GATES[one.origin]
        case "backtracked" | "iterated" if (one.origin, one.to) in BACK:
            return {"backtrack": BACK[one.origin, one.to][1]}
        case "cancelled":
            return {"cancel": CANCEL[1]}
    return {}


def _lacks(paper: Paper | None, phase: str) -> Iterator[str]:
    if paper is None:
        yield "DOC018"
    elif not paper.is_filled:
        if phase in STEPS:
            yield "MOV005"
        if phase in NEEDS:
            yield "MOV004"
