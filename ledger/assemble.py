"""The map of the program: from a directory to a Ledger, or to a Change of one.

repository -> snapshot (working tree, revision or merge result)
-> history along the mainline: events, and every document parsed once
-> rulebook (policy, flows, schemas) -> layout (which folder is a project) -> projects -> Ledger
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from ledger.asof import as_it_is, as_it_was
from ledger.codes import severity_of
from ledger.contents import contents_of
from ledger.covered import lapses_of
from ledger.diagnostics import Diagnostic, LedgerError, Location
from ledger.forge.attestation import attestation
from ledger.forge.reviews import Review
from ledger.gitrepo import (
    Repository,
    has_uncommitted,
    is_ancestor,
    list_tree,
    merge_tree,
    open_repository,
    renames_between,
    resolve,
)
from ledger.grading import proposal, with_grades
from ledger.layout import Documents, layout_of
from ledger.memory import remembered
from ledger.model import Change, Event, Ledger, Project
from ledger.past import Parsed, iterations_of, votes_of
from ledger.projects import project_of
from ledger.renaming import renamed_projects
from ledger.rulebook import rulebook_of
from ledger.snapshot import (
    Snapshot,
    is_history,
    is_workflow,
    parse,
    tree_snapshot,
    with_files,
    worktree_snapshot,
)
from ledger.told import Told, tell, tell_all
from ledger.visits import halts_of, landed_by, turning, visits_of
from ledger.words import LEDGER_FILE

_NO_LEDGER: Final = f"there is no {LEDGER_FILE} at the top of the repository: run 'ledger init' to start a ledger"


Trial: TypeAlias = Callable[[Mapping[str, bytes]], Change]  # from the new contents of files to the change they make


def load(directory: Path, *, today: date, revision: str | None = None) -> Ledger:
    """The ledger that holds `directory`: its working tree, or the commit that `revision` names.

    A bare repository has no working tree: its HEAD is read. Raises LedgerError when it cannot be read at all.
    """
    repository = open_repository(directory)
    return _load(repository, resolve(repository, revision or "HEAD"), today, is_revision=revision is not None)


def _load(repository: Repository, tip: str, today: date, *, is_revision: bool) -> Ledger:
    snapshot, uncommitted = _present(repository, tip, is_revision=is_revision)
    with remembered(repository) as memory:
        told = tell(repository, memory, tip, snapshot)
    return _assemble(snapshot, told, today=today, uncommitted=uncommitted)


def load_whole(directory: Path, *, today: date, at: str | None = None) -> tuple[Ledger, Told]:
    """The ledger like `load_at`, and all that its history told, with the full text of every document on the way.

    One reading serves who shows the ledger and who audits it. Raises LedgerError like `load_at`.
    """
    repository = open_repository(directory)
    tip, today = as_it_is(repository, today) if at is None else as_it_was(repository, at, today)
    told = tell_all(repository, tip)
    snapshot, uncommitted = _present(repository, tip, is_revision=at is not None)
    return _assemble(snapshot, told, today=today, uncommitted=uncommitted), told


def _present(repository: Repository, tip: str, *, is_revision: bool) -> tuple[Snapshot, bool]:
    """The working tree, and whether it differs from its commit; the commit where that is wanted or no tree is there."""
    if repository.root is None or is_revision:
        return tree_snapshot(repository, tip), False
    return worktree_snapshot(repository, repository.root), has_uncommitted(repository)


def load_events(directory: Path) -> tuple[Event, ...]:
    """What happened in the ledger that holds `directory`, oldest first: its history without its present files.

    Raises LedgerError like `load`.
    """
    repository = open_repository(directory)
    tip = resolve(repository, "HEAD")
    if LEDGER_FILE not in {entry.path for entry in list_tree(repository, tip, LEDGER_FILE)}:
        raise LedgerError(_NO_LEDGER)
    with remembered(repository) as memory:
        events = memory.events(tip)
        if events is None:
            events = tell(repository, memory, tip).events
            memory.set_events(tip, events)
    return events


def load_at(directory: Path, *, at: str | None, today: date) -> Ledger:
    """The ledger as it was: at the end of a day (YYYY-MM-DD, in UTC), or at a revision on the day of its commit.

    Without `at` it is as `load` reads it, but not as of a day before its last commit. Raises LedgerError like `load`,
    for such a day, for one to come, and for one before the first commit.
    """
    repository = open_repository(directory)
    tip, day = as_it_is(repository, today) if at is None else as_it_was(repository, at, today)
    return _load(repository, tip, day, is_revision=at is not None)


def load_change(
    directory: Path, *, base: str, today: date, head: str | None = None, reviews: tuple[Review, ...] = ()
) -> Change:
    """The change from `base` to what merging the checked-out branch, or the commit `head`, into it would give.

    Both sides stand on the history that has landed, the base's. A branch that has the base in its past is judged as
    the working tree is; one that lags behind as git merges its commit. `reviews` are those that a forge has of the
    change; they attest its votes. Raises LedgerError like `load`.
    """
    repository = open_repository(directory)
    if head is not None:
        repository = replace(repository, root=None)  # the commit is judged, whatever the work tree holds
    tip, head = resolve(repository, base), resolve(repository, head or "HEAD")
    findings: tuple[Diagnostic, ...] = ()
    if is_ancestor(repository, tip, head):
        root = repository.root
        tree = None if root else head
        snapshot = worktree_snapshot(repository, root) if root else tree_snapshot(repository, head)
    else:
        tree, findings = _merged(repository, tip, head)
        snapshot = tree_snapshot(repository, tree)
    old = tree_snapshot(repository, tip)
    with remembered(repository) as memory:
        told = tell(repository, memory, tip, old, snapshot)
        similar = partial(renames_between, repository, tip, tree)
        renames = renamed_projects(told.history, old, snapshot, told.parsed, similar)
        proposed = proposal(repository, tip, head, told.history, renames)
        attested = attestation(repository, reviews)
        after = _assemble(snapshot, replace(told, proposed=proposed, attested=attested), today=today, uncommitted=True)
    after = replace(after, findings=(*after.findings, *findings))
    if LEDGER_FILE not in old.files:
        return Change(before=replace(after, projects={}, flows={}, events=(), findings=()), after=after)
    return Change(before=_assemble(old, told, today=today, uncommitted=False), after=after, renames=renames)


def load_trial(directory: Path, *, today: date, uncommitted: bool = False) -> Trial:
    """The ledger read once, to try edits on that nobody has written yet: each is a change from HEAD.

    What is edited is HEAD's content, or that of the working tree with `uncommitted`. Raises LedgerError like `load`,
    and when HEAD has no ledger.
    """
    repository = open_repository(directory)
    tip = resolve(repository, "HEAD")
    old = tree_snapshot(repository, tip)
    if LEDGER_FILE not in old.files:
        in_files = repository.root is not None and (repository.root / LEDGER_FILE).exists()
        raise LedgerError(f"{LEDGER_FILE} is not committed yet: commit the ledger first" if in_files else _NO_LEDGER)
    present = worktree_snapshot(repository, repository.root) if uncommitted and repository.root else old
    with remembered(repository) as memory:
        told = tell(repository, memory, tip, old, present)
    told_after = replace(told, proposed=proposal(repository, tip, tip, told.history, {}))
    before = _assemble(old, told, today=today, uncommitted=False)

    def trial(files: Mapping[str, bytes]) -> Change:
        snapshot = with_files(present, files, repository.object_format)
        after = _assemble(snapshot, told_after, today=today, uncommitted=True)
        similar = partial(renames_between, repository, tip, None)
        return Change(
            before=before, after=after, renames=renamed_projects(told.history, old, snapshot, told.parsed, similar)
        )

    return trial


def _merged(repository: Repository, tip: str, head: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The tree that the merge gives, or that of `head` where it conflicts, and what hinders it."""
    tree, conflicts = merge_tree(repository, tip, head)
    findings = [
        _git_finding(
            "GIT002",
            path,
            "the branch must merge into its base, found a conflict in this file",
            "merge or rebase onto the base and resolve it",
        )
        for path in conflicts
    ]
    if repository.root and has_uncommitted(repository):
        message = "the branch lags behind its base, so its last commit is judged, without the uncommitted changes"
        findings.append(_git_finding("GIT003", LEDGER_FILE, message, "commit them, or bring the branch up to date"))
    return head if conflicts else tree, tuple(findings)


def _git_finding(code: str, path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, severity=severity_of(code), location=Location(path=path), message=message, hint=hint)


def _assemble(snapshot: Snapshot, told: Told, *, today: date, uncommitted: bool) -> Ledger:
    if LEDGER_FILE not in snapshot.files:
        raise LedgerError(_NO_LEDGER)
    told = replace(told, events=landed_by(told.events, today))
    history = told.history
    documents = _documents(snapshot, told.parsed)
    rulebook = rulebook_of(snapshot, documents, history.past)
    were_projects = frozenset(path for path, folder in history.folders.items() if folder.card)
    layout = layout_of(snapshot, documents, rulebook.phases, were_projects)
    files = _files_below(snapshot, layout.projects.values())
    read = [
        project_of(slug, folder, files[folder], documents, rulebook, history.folders.get(folder))
        for slug, folder in sorted(layout.projects.items())
    ]
    return Ledger(
        policy=rulebook.policy,
        policy_source=rulebook.policy_source,
        flows=rulebook.flows,
        flow_sources=rulebook.flow_sources,
        projects=_with_past([one.project for one in read], told, today),
        today=today,
        head=told.tip,
        at=told.at,
        uncommitted=uncommitted,
        events=told.events,
        findings=(
            *rulebook.findings,
            *layout.findings,
            *history.findings,
            *(finding for one in read for finding in one.findings),
        ),
        files=frozenset(snapshot.files),
        symlinks=frozenset(path for path in snapshot.files if snapshot.is_symlink(path)),
        json_files={path: raw for path, raw in snapshot.texts.items() if path.endswith(".json") or is_workflow(path)},
        pages=layout.pages,
    )


def _documents(snapshot: Snapshot, parsed: Parsed) -> Documents:
    """Every file of the snapshot that the ledger reads, from the history's parse where the content is the same."""
    documents = {}
    for path in sorted(snapshot.texts):
        if is_history(path):
            blob = snapshot.files[path].blob
            found = parsed[blob] if blob in parsed else parse(path, snapshot.texts[path])
            documents[path] = found and found.moved(path)
    return documents


def _files_below(snapshot: Snapshot, folders: Iterable[str]) -> dict[str, frozenset[str]]:
    """The paths of each folder, relative to it."""
    below: dict[str, set[str]] = {folder: set() for folder in folders}
    for path in snapshot.files:
        above = path
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in below:
                below[above].add(path[len(above) + 1 :])
                break
    return {folder: frozenset(paths) for folder, paths in below.items()}


def _with_past(projects: Sequence[Project], told: Told, today: date) -> dict[str, Project]:
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for event in told.events:
        events[event.project].append(event)
    lapses = lapses_of(told.repository, told.history, projects)
    contents = contents_of(told.history.steps)
    turns = {project.slug: turning(events[project.slug], today) for project in projects}
    last = {step.project: step.after for step in told.history.steps}
    return {
        project.slug: replace(
            with_grades(project, told.landed.get(project.slug, ()), told.proposed, told.attested),
            lapses=lapses.get(project.slug, {}),
            contents=contents.get(project.slug, ()),
            events=tuple(events[project.slug]),
            visits=visits_of(turns[project.slug]),
            halts=halts_of(turns[project.slug]),
            gone=votes_of(last[project.slug].gone) if project.slug in last else {},
            landed_iterations=iterations_of(last[project.slug]) if project.slug in last else {},
        )
        for project in projects
    }
