"""What git makes of two sides that changed different files of a ledger."""

from copy import deepcopy

from tests.chance.reading import POLICY
from tests.chance.world import METRICS, Project, State

Parts = dict[tuple[str, str], tuple[str, str]]  # by project and file: its path and its text


def merged(base: State, ours: State, theirs: State, *, is_forced: bool = False) -> State | None:
    """Both changes together; None where both changed one file, which git may or may not be able to merge.

    With `is_forced` such a file is theirs. What both changed alike is ours.
    """
    before, mine, other = _parts(base), _parts(ours), _parts(theirs)
    changed = {key for key in before.keys() | other.keys() if other.get(key) not in (before.get(key), mine.get(key))}
    if not is_forced and any(before.get(key) != mine.get(key) for key in changed):
        return None
    if before.keys() - mine.keys() - other.keys() and other.keys() - before.keys():
        return None  # git may take what is gone for what came
    both = {key for key, _ in _differing(before, mine)} & {key for key, _ in _differing(before, other)}
    if any(len(_folders(key, base, ours, theirs)) > 1 for key in both if _of(mine, key) != _of(other, key)):
        return None  # git may follow a project that one of them moves
    if base.flows != ours.flows and any(len(_folders(key, base, theirs)) > 1 for key in base.projects):
        return None  # a card that is read no more may not be found again elsewhere
    gone = {key for key, _ in changed if key and key not in theirs.projects}
    if any(key in gone for key, _ in mine.keys() - before.keys()):
        return None  # what was added to a project meanwhile stays behind where that is removed
    found = deepcopy(ours)
    for key, name in sorted(changed):
        if not key:
            _take_rule(found, theirs, name)
        elif key in theirs.projects:
            _take_part(found.projects.setdefault(key, deepcopy(theirs.projects[key])), theirs.projects[key], name)
        else:
            found.projects.pop(key, None)
    names = {project.slug for project in found.projects.values()}
    return found if len(names) == len(found.projects) else None  # two may have taken one name


def _differing(one: Parts, other: Parts) -> set[tuple[str, str]]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _of(parts: Parts, key: str) -> Parts:
    return {part: held for part, held in parts.items() if part[0] == key}


def _folders(key: str, *states: State) -> set[str]:
    return {state.projects[key].folder for state in states if key in state.projects}


def _take_rule(found: State, theirs: State, name: str) -> None:
    if name == "people":
        for fact in (*POLICY, "fault"):
            setattr(found, fact, deepcopy(getattr(theirs, fact)))
    elif name in theirs.flows:
        found.flows[name] = theirs.flows[name]
    else:
        del found.flows[name]


def _take_part(kept: Project, project: Project, name: str) -> None:
    kept.slug, kept.group = project.slug, project.group
    if name == "README":
        for fact in ("owner", "flow", "phase", "status", "move", "fault", "has_card"):
            setattr(kept, fact, getattr(project, fact))
    elif name == METRICS:
        kept.metrics = dict(project.metrics)
    elif name in project.papers:
        kept.papers[name] = deepcopy(project.papers[name])
    else:
        kept.papers.pop(name, None)


def _parts(state: State) -> Parts:
    """Of a project that lies in another folder every file is another one."""
    files = state.files
    found: Parts = {("", "people"): ("", files["ledger.yml"])}
    found |= {("", name): ("", flow.text) for name, flow in state.flows.items()}
    for key, project in state.projects.items():
        for path, text in project.files.items():
            found[key, path.rpartition("/")[2].removesuffix(".md")] = (path, text)
    return found
