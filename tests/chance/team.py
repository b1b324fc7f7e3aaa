"""What a team does, drawn by lot: edits, votes and moves, honest and not, each as a commit of its own."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial

from tests.chance.judge import Landed, unreadable
from tests.chance.world import (
    BACK,
    CANCEL,
    FAULTS,
    GATES,
    PEOPLE,
    PHASES,
    REASONS,
    ROLES,
    Kpi,
    Paper,
    Project,
    State,
    Vote,
)

FAR = "2031-01-01"
NAMES = ("reach", "delay")
TARGETS = (">= 0.80", ">= 0.8", "> 0.8", "<= 0.8", "== 0.8", ">= 0.75")
VALUES = (0.8, 0.8, 0.8, 0.79, 0.81)
DECISIONS = ("approved", "approved", "approved", "changes-requested", "rejected", "not-applicable")


@dataclass
class Desk:
    """A branch at work: its state, what was last read of its base and has landed there, the lot, and the day."""

    state: State
    known: State
    past: dict[str, Landed]
    lot: random.Random
    today: str
    numbers: Iterator[int]

    def plan(self) -> Sequence["Action"]:
        """What is done on the branch: anything, or all that a move takes with something put in or left out."""
        lot = self.lot
        if lot.random() < 0.3:
            return [lot.choice(ACTIONS) for _ in range(lot.randint(1, 3))]
        project = lot.choice(list(self.state.projects.values()))
        acts = self.campaign(project)
        if unreadable(project) and lot.random() < 0.7:
            acts.insert(0, mends)
        if lot.random() < 0.5:
            acts.insert(lot.randint(0, len(acts)), lot.choice((objects, votes, promises, breaks, lot.choice(ACTIONS))))
        if lot.random() < 0.2:
            del acts[lot.randrange(len(acts))]
        return [partial(act, key=project.key) for act in acts]

    def campaign(self, project: Project) -> list["Action"]:
        """All that a move of the project takes, and the move."""
        if project.status != "active":
            return [halts]
        ends = [ends for ends in BACK if ends[0] == project.phase]
        match self.lot.choice(("on", "on", "on", "on", "back", "back", "halt", "anew")):
            case "back" if ends:
                way = self.lot.choice(ends)
                return [*agreed("backtrack", BACK[way][1]), partial(returns, to=way[1])]
            case "halt":
                status = self.lot.choice(("paused", "cancelled", "completed"))
                asked = CANCEL[1] if status == "cancelled" else {}
                return [*agreed("cancel", asked), partial(halts, status=status)]
            case "anew":
                phase = self.lot.choice(PHASES[: PHASES.index(project.phase) + 1])
                anew = [act for gate, asked in GATES[phase].items() for act in agreed(gate, asked, phase)]
                return [partial(promises, phase=phase), *anew]
            case _ if project.phase == PHASES[-1]:
                return [completes_text, partial(halts, status="completed")]
        votes = [act for gate, asked in GATES[project.phase].items() for act in agreed(gate, asked)]
        goals: dict[str, Action] = {"scope": promises, "build": measures}
        return [completes_text, *filter(None, [goals.get(project.phase)]), *votes, advances]

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


Action = Callable[..., str]  # from the desk and the name of a project to the author of the commit


def agreed(gate: str, asked: Mapping[str, int], phase: str = "") -> list[Action]:
    """As many approvals of different people as are asked for."""
    return [
        partial(agrees, gate=gate, role=role, nth=nth, phase=phase)
        for role, needed in asked.items()
        for nth in range(needed)
    ]


def agrees(desk: Desk, key: str = "", *, gate: str = "", role: str = "", nth: int = 0, phase: str = "") -> str:
    """The nth of those who can approve does so."""
    project = desk.project(key)
    paper = project.papers.get(phase) or desk.paper(project)
    gates = {**GATES[paper.phase], "cancel": CANCEL[1], "backtrack": {"product": 1}}
    gate = gate or desk.lot.choice(list(gates))
    role = role or desk.lot.choice(list(gates.get(gate, {"product": 1})))
    able = [name for name, roles in desk.state.roles.items() if role in roles and name != project.owner]
    by = able[nth % len(able)] if able else "dana"
    return desk.put(paper, gate=gate, role=role, by=by, decision="approved", note=desk.note())


def votes(desk: Desk, key: str = "") -> str:
    """Anybody votes somehow, mostly as they may."""
    lot, paper = desk.lot, desk.paper(desk.project(key))
    by = lot.choice(list(PEOPLE))
    own = sorted(desk.state.roles[by] & set(ROLES)) or ROLES
    return desk.put(
        paper,
        gate=lot.choice([*GATES[paper.phase], "cancel", "backtrack"]),
        role=lot.choice(own if lot.random() < 0.95 else ROLES),
        by=by,
        decision=lot.choice(DECISIONS),
        note=desk.note() if lot.random() < 0.95 else "",
        **({"date": FAR} if lot.random() < 0.03 else {}),
        **({"of": f"sha256:{lot.getrandbits(256):064x}"} if lot.random() < 0.03 else {}),
        **({"typed_by": lot.choice(list(PEOPLE))} if lot.random() < 0.1 else {}),
    )


def objects(desk: Desk, key: str = "") -> str:
    """Somebody stands against a move of the project, in a role that they hold."""
    lot, paper = desk.lot, desk.paper(desk.project(key))
    gate = lot.choice([*GATES[paper.phase], *GATES[paper.phase], "cancel", "backtrack"])
    by = lot.choice(("dana", "pam", "erin", "cody", "lena"))
    role = lot.choice(sorted(desk.state.roles[by]) or ["product"])
    decision = lot.choice(("rejected", "changes-requested"))
    return desk.put(paper, gate=gate, role=role, by=by, decision=decision, note=desk.note())


def rewrites(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    desk.paper(project).words += 1
    return desk.lot.choice((project.owner, *PEOPLE))


def restores(desk: Desk, key: str = "") -> str:
    """An older text comes back, and with it what votes on it are worth."""
    project = desk.project(key)
    paper = desk.paper(project)
    paper.words = max(0, paper.words - 1)
    return project.owner


def completes_text(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    desk.paper(project).is_filled = True
    return project.owner


def empties(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    desk.paper(project).is_filled = False
    return project.owner


def works(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    paper = desk.paper(project)
    paper.is_done = not paper.is_done
    return project.owner


def promises(desk: Desk, key: str = "", *, phase: str = "") -> str:
    """A KPI gets a target, in the first phase mostly, or another one; now and then only words."""
    project, lot = desk.project(key), desk.lot
    paper = project.papers.get(phase or "scope") if phase or lot.random() < 0.8 else None
    paper = paper or desk.paper(project)
    name = lot.choice(NAMES)
    target = lot.choice(TARGETS) if lot.random() < 0.9 else ""
    paper.kpis[name] = replace(paper.kpis.get(name, Kpi()), words="It is noticed.", target=target)
    return project.owner


def measures(desk: Desk, key: str = "") -> str:
    """What was promised gets a value in the present document, typed or in the file, and it does mostly."""
    project, lot = desk.project(key), desk.lot
    paper = desk.paper(project)
    promised = {name for one in project.papers.values() for name, kpi in one.kpis.items() if kpi.target}
    for name in sorted(promised) if lot.random() < 0.95 else NAMES:
        value, is_read = lot.choice(VALUES), lot.random() < 0.5
        if is_read:
            project.metrics[name] = value if lot.random() < 0.95 else str(value)
        typed = None if is_read and lot.random() < 0.7 else lot.choice((value,) * 8 + VALUES)
        paper.kpis[name] = replace(paper.kpis.get(name, Kpi()), measured=typed, is_read=is_read)
    return project.owner


def reports(desk: Desk, key: str = "") -> str:
    """A run writes other values, or none."""
    project, lot = desk.project(key), desk.lot
    for name in list(project.metrics):
        project.metrics[name] = lot.choice(VALUES)
        if lot.random() < 0.1:
            del project.metrics[name]
    return project.owner


def forgets(desk: Desk, key: str = "") -> str:
    """A KPI goes from a document."""
    project = desk.project(key)
    desk.paper(project).kpis.pop(desk.lot.choice(NAMES), None)
    return project.owner


def advances(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    steps = desk.lot.choice((*(1,) * 12, 2))
    there = PHASES[min(PHASES.index(project.phase) + steps, len(PHASES) - 1)]
    if there != project.phase:
        project.phase = there
        project.move = project.move if desk.lot.random() < 0.05 else None
        desk.enter(project, there)
    return project.owner


def returns(desk: Desk, key: str = "", *, to: str = "") -> str:
    project, lot = desk.project(key), desk.lot
    to = to or lot.choice(PHASES[: PHASES.index(project.phase) + 1])
    reasons = sorted(BACK[project.phase, to][0]) if (project.phase, to) in BACK else list(REASONS)
    because = lot.choice(reasons if lot.random() < 0.95 else list(REASONS))
    project.phase, project.move = to, (to, because) if lot.random() < 0.97 else None
    desk.enter(project, to)
    return project.owner


def halts(desk: Desk, key: str = "", *, status: str = "") -> str:
    project, lot = desk.project(key), desk.lot
    usual = {"active": "paused", "paused": "active", "cancelled": "active", "completed": "active"}
    if not status:
        status = usual[project.status] if lot.random() < 0.8 else lot.choice(list(usual))
    if status != project.status:
        because = lot.choice(sorted(CANCEL[0]) if lot.random() < 0.95 else list(REASONS))
        project.move = (status, because) if status == "cancelled" or lot.random() < 0.3 else None
        project.status = status
    return project.owner


def forges(desk: Desk, key: str = "") -> str:
    """Tampers with a vote that is there."""
    project, lot = desk.project(key), desk.lot
    paper = desk.paper(project)
    author = lot.choice(list(PEOPLE))
    if paper.votes:
        place = lot.randrange(len(paper.votes))
        if lot.random() < 0.5:
            del paper.votes[place]
        else:
            paper.votes[place] = replace(paper.votes[place], note=f"{desk.note()} Changed.", typed_by=author)
    return author


def breaks(desk: Desk, key: str = "") -> str:
    """A slip makes a document unreadable, or the card, but for one that gets another name on the way."""
    project, lot = desk.project(key), desk.lot
    known = desk.known.projects.get(project.key)
    is_there = known is not None and known.slug == project.slug
    spoilt: Paper | Project = project if is_there and lot.random() < 0.3 else desk.paper(project)
    spoilt.fault = spoilt.fault or lot.choice(list(FAULTS))
    return lot.choice((project.owner, *PEOPLE))


def mends(desk: Desk, key: str = "") -> str:
    """Whatever cannot be read of a project can be read again."""
    project = desk.project(key)
    project.fault = ""
    for paper in project.papers.values():
        paper.fault = ""
    if desk.lot.random() < 0.8 and project.key in desk.known.projects:
        _restore(project, desk.known.projects[project.key])
    return desk.lot.choice((project.owner, *PEOPLE))


def _restore(project: Project, known: Project) -> None:
    """Votes that had landed come first again, and as they were."""
    for phase, old in known.papers.items():
        paper = project.papers[phase]
        landed = [vote.entry for vote in old.votes]
        if [vote.entry for vote in paper.votes[: len(landed)]] != landed:
            paper.votes = deepcopy(old.votes)


def hands_over(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    project.owner = desk.lot.choice(("sam", "lena", "dana"))
    return project.owner


def moves_away(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    project.group = "two" if project.group == "one" else "one"
    return project.owner


def renames(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    if not project.fault:
        project.slug = f"{project.key}-{next(desk.numbers)}"
    return project.owner


def appoints(desk: Desk, key: str = "") -> str:
    """Somebody gets another role, or loses one: for this change those of the base count."""
    name, role = desk.lot.choice(list(PEOPLE)), desk.lot.choice(ROLES)
    desk.state.roles[name] ^= {role}
    return desk.project(key).owner


def begins(desk: Desk, key: str = "") -> str:
    key, lot = f"p{next(desk.numbers):04}", desk.lot
    begun = Project(key=key, slug=key, owner=lot.choice(("sam", "lena")), group=lot.choice(("one", "two")))
    begun.papers["scope"] = Paper(phase="scope", iteration=lot.choice((*(1,) * 8, 2)))
    desk.state.projects[key], desk.past[key] = begun, Landed()
    return begun.owner


ACTIONS: tuple[Action, ...] = (
    *(rewrites, restores, completes_text, empties, works, begins, appoints, renames, hands_over, moves_away, forges),
    *(*(breaks,) * 2, *(mends,) * 2),
    *(*(votes,) * 3, *(agrees,) * 2, *(promises,) * 2, measures, reports, forgets, advances, returns, *(halts,) * 2),
)
