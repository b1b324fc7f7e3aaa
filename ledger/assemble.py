"""The map of the program: from a directory to a Ledger.

    repository -> snapshot (working tree, revision or merge result)
               -> history along the mainline: events, and every document parsed once
               -> rulebook (policy, flows, schemas) -> layout (which folder is a project) -> projects -> Ledger
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from ledger.diagnostics import LedgerError
from ledger.gitrepo import Repository, commit_time, open_repository, resolve
from ledger.history import History, read_history
from ledger.layout import Documents, layout_of
from ledger.model import Event, Ledger, Project
from ledger.past import Parsed
from ledger.projects import project_of
from ledger.rulebook import rulebook_of
from ledger.snapshot import Snapshot, is_history, parse, tree_snapshot, worktree_snapshot
from ledger.visits import halts_of, visits_of
from ledger.words import LEDGER_FILE


def load(directory: Path, *, today: date, revision: str | None = None) -> Ledger:
    """The ledger that holds `directory`: its working tree, or the commit that `revision` names.

    A bare repository has no working tree: its HEAD is read. Raises LedgerError when it cannot be read at all.
    """
    repository = open_repository(directory)
    tip = resolve(repository, revision or "HEAD")
    if revision is None and repository.root is not None:
        return assemble(repository, worktree_snapshot(repository, repository.root), tip, today=today, uncommitted=True)
    return assemble(repository, tree_snapshot(repository, tip), tip, today=today, uncommitted=False)


def assemble(repository: Repository, snapshot: Snapshot, tip: str, *, today: date, uncommitted: bool) -> Ledger:
    """The ledger of a snapshot whose past is the mainline of the commit `tip`."""
    if LEDGER_FILE not in snapshot.files:
        raise LedgerError(f"there is no {LEDGER_FILE} at the top of the repository: run 'ledger init' to start a ledger")
    history, parsed = read_history(repository, tip, frozenset(entry.blob for entry in snapshot.files.values()))
    documents = _documents(snapshot, parsed)
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
        projects=_with_past([one.project for one in read], history),
        today=today,
        head=tip,
        at=datetime.fromtimestamp(commit_time(repository, tip), UTC),
        uncommitted=uncommitted,
        events=history.events,
        findings=(
            *rulebook.findings,
            *layout.findings,
            *history.findings,
            *(finding for one in read for finding in one.findings),
        ),
        files=frozenset(snapshot.files),
        symlinks=frozenset(path for path in snapshot.files if snapshot.is_symlink(path)),
        json_files={path: raw for path, raw in snapshot.texts.items() if path.endswith(".json")},
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


def _with_past(projects: Iterable[Project], history: History) -> dict[str, Project]:
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for event in history.events:
        events[event.project].append(event)
    return {
        project.slug: replace(
            project,
            events=tuple(events[project.slug]),
            visits=visits_of(events[project.slug]),
            halts=halts_of(events[project.slug]),
        )
        for project in projects
    }
