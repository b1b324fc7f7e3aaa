"""What is so once a change has landed: where main stands, and what the log and the audit must tell of it."""

from collections.abc import Container, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from tests.chance import judge, waiving
from tests.chance.entries import adopt, by_their_authors
from tests.chance.flows import RULE_FAULTS
from tests.chance.landed import Landed, Move, Past
from tests.chance.reading import is_same_card, is_told, last_read, with_people
from tests.chance.waiving import Wrong
from tests.chance.world import FAULTS, Project, State

# What the audit of moves does not tell.
STANDING: Final = frozenset(
    {*FAULTS, *RULE_FAULTS, "DOC019", "REF001", "REF002", "REF003", "REF010", "POL007", "POL010", "POL013"}
)
_TRAIL: Final = 4  # so many changes back somebody still reverts
_USES_UP: Final = {"cancelled": "cancel", "backtracked": "backtrack", "iterated": "backtrack"}


@dataclass(frozen=True)
class Tip:
    """Where main stands: the state, what could last be read of it, what has landed of each project, and the commit.

    `trail` are the last changes that landed, as the states before and after them.
    """

    state: State
    known: State
    past: Past
    commit: str
    trail: tuple[tuple[State, State], ...] = ()


@dataclass(frozen=True)
class Settled:
    """Where main stands then, the moves by project as the log tells them, and what the audit tells of that day."""

    tip: Tip
    day: str
    told: tuple[tuple[str, str, str, str], ...]
    faults: frozenset[Wrong]


def settled(tip: Tip, state: State, commit: str, today: str, authors: Container[str] = ()) -> Settled:
    """What a change comes to; in one commit of several `authors` each of them has authored their votes."""
    old, past = tip.known, deepcopy(dict(tip.past))
    adopt(state, tip.state, past)
    by_their_authors(state, authors, tip.state, tip.known)
    known = last_read(state, old, past)
    touched = set(_touched(tip, state, known))
    day = max([today, *(past.get(key, Landed()).voted for key in touched)])
    found = judge.errors(old, state, past, day, landed=touched) if old.projects else set()
    faults = frozenset(wrong for wrong in found if wrong.code not in STANDING)
    for key in old.projects.keys() - known.projects.keys():
        _take_away(old, known, state, past, key)
        past[key].days.append(("removed", today))
    told = []
    for key, project in known.projects.items():
        before, mine = old.projects.get(key), past.setdefault(key, Landed())
        polls = judge.polls_of(old, known.flows, state, before, project, past, today)
        for paper in project.papers.values():
            for vote, grade in zip(paper.votes, polls.grades(paper), strict=True):
                mine.take(vote, grade, today)
                mine.heard |= polls.says(vote, paper)
        mine.names.add(project.slug)
        made = _moved(before, project, old, known, mine)
        mine.days += [(kind, today) for kind in ([] if before else ["created"]) + [one.kind for one in made]]
        stood, stands = tip.state.projects.get(key), state.projects[key]
        is_same = stood is not None and _card(stands) == _card(stood) and is_told(stood, old.ever)
        if is_told(stands, known.ever) and not is_same:
            mine.told = known.ever[stands.flow]
        told += [(key, one.kind, one.origin, one.to) for one in made]
        if before is not None:
            gates = {_USES_UP[one.kind] for one in made if one.kind in _USES_UP}
            for side in (known, state):
                _use_up(side.projects[key], before.phase, gates)
            mine.gone |= deepcopy(before.papers)
        mine.gone = {phase: paper for phase, paper in mine.gone.items() if phase not in project.papers}
    for key in state.projects.keys() - known.projects.keys():
        for vote in (one for paper in state.projects[key].papers.values() for one in paper.votes):
            vote.typed_by = ""  # of votes beside no card that anybody could read nobody knows who typed them
    state.waivers = waiving.landed(state.waivers, old, known, past)
    known.waivers = with_people(state, old).waivers
    trail = (*tip.trail, (tip.state, state))[-_TRAIL:]
    return Settled(Tip(state, known, past, commit, trail), today, tuple(told), faults)


def _touched(tip: Tip, state: State, known: State) -> Iterator[str]:
    """The projects that a change has touched: a flow that is mended or lost may let a card be read, or not."""
    stood, read = tip.state.projects, tip.known.projects
    for key, one in state.projects.items():
        is_read_anew = key in read and key in known.projects and not is_same_card(read[key], known.projects[key])
        if key not in stood or one.files != stood[key].files or is_read_anew:
            yield key


def _card(project: Project) -> tuple[str, str]:
    """Where a card stands and what it says."""
    path = f"{project.folder}/README.md"
    return path, project.files.get(path, "")


def _take_away(old: State, known: State, state: State, past: Past, key: str) -> None:
    """Note what a project was that is removed now; what its documents hold that stay behind has landed with that."""
    mine = past[key]
    went = mine.went = deepcopy(old.projects[key])
    mine.gone |= went.papers
    left = state.projects.get(key)
    polls = judge.polls_of(old, known.flows, state, old.projects[key], left, past, "") if left else None
    for phase, paper in left.papers.items() if left and polls else ():
        for vote, grade in zip(paper.votes, polls.grades(paper), strict=True) if polls and not paper.fault else ():
            vote.proof = grade
        mine.gone |= {} if paper.fault else {phase: deepcopy(paper)}


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
    for one in made:
        if one.kind in judge.ON_FOOT:
            known_by = (flow for flow in flows if {one.origin, one.to} <= {*flow.phases})
            past.enter(one.to, next(known_by, None) if one.kind == "backtracked" else None)
    return made


def _use_up(project: Project, left: str, gates: set[str]) -> None:
    for vote in project.papers[left].votes if left in project.papers else ():
        vote.is_used = vote.is_used or vote.gate in gates
