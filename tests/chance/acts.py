"""What somebody of the team does in one commit, drawn by lot, honest and not: each gives the author."""

from copy import deepcopy
from dataclasses import replace

from tests.chance import names
from tests.chance.desk import Desk
from tests.chance.flows import REASONS, TOUR
from tests.chance.landed import Landed
from tests.chance.world import FAULTS, PEOPLE, ROLES, WITNESSES, Kpi, Paper, Project, human

FAR = "2031-01-01"
NAMES = ("reach", "delay")
TARGETS = (">= 0.80", ">= 0.8", "> 0.8", "<= 0.8", "== 0.8", ">= 0.75")
VALUES = (0.8, 0.8, 0.8, 0.79, 0.81)
DECISIONS = ("approved", "approved", "approved", "changes-requested", "rejected", "not-applicable")


def agrees(desk: Desk, key: str = "", *, gate: str = "", role: str = "", nth: int = 0, phase: str = "") -> str:
    """The nth of those who can approve does so."""
    project = desk.project(key)
    paper = project.papers.get(phase) or desk.paper(project)
    flow = desk.flow(project)
    gates = {**flow.gates.get(paper.phase, {}), "cancel": flow.cancel[1], "backtrack": {"product": 1}}
    gate = gate or desk.lot.choice(list(gates))
    role = role or desk.lot.choice(list(gates.get(gate) or {"product": 1}))
    able = [name for name, roles in desk.state.roles.items() if role in roles and human(name) != human(project.owner)]
    by = able[nth % len(able)] if able else "dana"
    return desk.put(project, paper, gate=gate, role=role, by=by, decision="approved", note=desk.note())


def votes(desk: Desk, key: str = "") -> str:
    """Anybody votes somehow, mostly as they may."""
    lot, project = desk.lot, desk.project(key)
    paper = desk.paper(project)
    by = lot.choice(list(PEOPLE))
    own = sorted(desk.state.roles[by] & set(ROLES)) or ROLES
    return desk.put(
        project,
        paper,
        gate=lot.choice([*desk.flow(project).gates.get(paper.phase, {}), "cancel", "backtrack"]),
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
    lot, project = desk.lot, desk.project(key)
    paper = desk.paper(project)
    gate = lot.choice([*[*desk.flow(project).gates.get(paper.phase, {})] * 2, "cancel", "backtrack"])
    by = lot.choice(("dana", "pam", "erin", "cody", "lena"))
    role = lot.choice(sorted(desk.state.roles[by]) or ["product"])
    decision = lot.choice(("rejected", "changes-requested"))
    return desk.put(project, paper, gate=gate, role=role, by=by, decision=decision, note=desk.note())


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
    phases = desk.flow(project).phases
    there = phases[min(desk.place(project) + desk.lot.choice((*(1,) * 12, 2)), len(phases) - 1)]
    if there != project.phase:
        project.phase = there
        project.move = project.move if desk.lot.random() < 0.05 else None
        desk.enter(project, there)
    return project.owner


def returns(desk: Desk, key: str = "", *, to: str = "") -> str:
    project, lot = desk.project(key), desk.lot
    flow = desk.flow(project)
    to = to or lot.choice(flow.phases[: max(0, desk.place(project)) + 1])
    reasons = sorted(flow.back[project.phase, to][0]) if (project.phase, to) in flow.back else list(REASONS)
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
        because = lot.choice(sorted(desk.flow(project).cancel[0]) if lot.random() < 0.95 else list(REASONS))
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
            paper.votes[place] = replace(paper.votes[place], note=f"{desk.note()} Changed.", typed_by=author, proof="")
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
        paper = project.papers.get(phase)
        if paper is None:
            continue
        landed = [vote.entry for vote in old.votes]
        if [vote.entry for vote in paper.votes[: len(landed)]] != landed:
            paper.votes = deepcopy(old.votes)


def hands_over(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    entries = [entry for entry in desk.state.roles if human(entry) in {"sam", "lena", "dana"}]
    project.owner = desk.state.called(desk.lot.choice(entries))
    return project.owner


def moves_away(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    if desk.may_rename(project):
        project.group = "two" if project.group == "one" else "one"
    return project.owner


def renames(desk: Desk, key: str = "") -> str:
    project = desk.project(key)
    if desk.may_rename(project):
        project.slug = f"{project.key}-{next(desk.numbers)}"
    return project.owner


def appoints(desk: Desk, key: str = "") -> str:
    """Somebody gets another role, or loses one: for this change those of the base count."""
    name, role = desk.lot.choice(list(PEOPLE)), desk.lot.choice(ROLES)
    desk.state.roles[name] ^= {role}
    return desk.project(key).owner


def registers(desk: Desk, key: str = "") -> str:
    """Somebody's key or account comes into the ledger, or a witness, or is taken out: here those of the base count."""
    state, lot = desk.state, desk.lot
    match lot.choice(("key", "account", "witness")):
        case "key":
            state.signers ^= {lot.choice(list(PEOPLE))}
        case "account":
            state.accounts ^= {lot.choice(list(PEOPLE))}
        case _:
            state.witnesses = tuple(sorted({*state.witnesses} ^ {lot.choice(WITNESSES)}))
    return desk.project(key).owner


def copies(desk: Desk, key: str = "") -> str:
    """A vote that is there is entered once more, with its signature and another note; or one on another project."""
    project, lot = desk.project(key), desk.lot
    paper, author = desk.paper(project), lot.choice(list(PEOPLE))
    others = [one for other in _others(desk, project) if (one := other.papers.get(paper.phase))]
    source = lot.choice(others) if others and lot.random() < 0.4 else paper
    if source is not paper and lot.random() < 0.5:  # what they voted on comes along
        for fact in ("iteration", "words", "is_filled", "kpis"):
            setattr(paper, fact, deepcopy(getattr(source, fact)))
    if source.votes:
        vote = lot.choice(source.votes)
        note = vote.note if source is not paper and lot.random() < 0.5 else desk.note()
        paper.votes.append(replace(vote, note=note, typed_by=author, proof="", is_used=False))
    return author


def _others(desk: Desk, project: Project) -> list[Project]:
    """All that are there or were."""
    gone = [one.went for one in desk.past.values() if one.went]
    return [one for one in (*desk.state.projects.values(), *gone) if one.key != project.key]


def begins(desk: Desk, key: str = "") -> str:
    if desk.removed:
        return desk.project(key).owner  # git would take the one for the other
    desk.has_begun = True
    key, lot = f"p{next(desk.numbers):04}", desk.lot
    slug = lot.choice(names.free(desk, is_new=True) or [key]) if lot.random() < 0.5 else key
    begun = Project(
        key=key, slug=slug, owner=desk.state.called(lot.choice(("sam", "lena"))), group=lot.choice(("one", "two"))
    )
    begun.flow = lot.choice(list(desk.state.flows) or [TOUR.name])
    begun.phase = desk.flow(begun).phases[0]
    begun.papers[begun.phase] = Paper(phase=begun.phase, iteration=lot.choice((*(1,) * 8, 2)))
    desk.state.projects[key], desk.past[key] = begun, Landed()
    return begun.owner
