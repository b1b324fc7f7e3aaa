"""What can be read of a ledger: a file that cannot be keeps what it said when it last could be."""

from dataclasses import replace

from tests.chance.world import Project, State

CARD = ("owner", "flow", "phase", "status", "move")


def readable(project: Project, known: Project | None) -> Project:
    """A project without the documents that cannot be read, and with the card that is known where its own cannot be."""
    papers = {phase: paper for phase, paper in project.papers.items() if not paper.fault}
    facts = {fact: getattr(known, fact) for fact in CARD} if project.fault and known else {}
    return replace(project, papers=papers, **facts)


def last_read(state: State, known: State) -> State:
    """A state in which each file says what it said when it could last be read; a project begins with its card."""
    found = {}
    for key, project in state.projects.items():
        old = known.projects.get(key)
        if project.fault and not old:
            continue
        found[key] = readable(project, old)
        for phase, paper in project.papers.items():
            if paper.fault and old and phase in old.papers:
                found[key].papers[phase] = old.papers[phase]
    return replace(state, projects=found)
