"""A snapshot and what the history told to a Ledger: rulebook, layout and projects put together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from posixpath import normpath
from typing import Final

from ledger.assembly.layout import Documents, layout_of
from ledger.assembly.projects import project_of
from ledger.assembly.rulebook import rulebook_of
from ledger.assembly.told import Told, told_by
from ledger.diagnostics import LedgerError
from ledger.edges.snapshot import Snapshot, blobs_of, is_history, is_workflow, parse
from ledger.past.contents import contents_of
from ledger.past.covered import lapses_of
from ledger.past.meant import with_meaning
from ledger.past.renaming import Renaming, followed
from ledger.past.states import EMPTY_FOLDER, Parsed, iterations_of, votes_gone
from ledger.past.visits import halts_of, turning, visits_of
from ledger.paths import folder_of
from ledger.proof.grading import Proposal, by_name, with_grades
from ledger.records.blank import in_order
from ledger.records.front_matter import phase_document_of
from ledger.records.model import Event, Ledger, Project
from ledger.text.document import Document, with_text
from ledger.words import CARD_NAME, LEDGER_FILE

_NOTHING_RENAMED: Final = Renaming()
NO_LEDGER: Final = f"there is no {LEDGER_FILE} at the top of the repository: run 'ledger init' to start a ledger"


def assembled(
    snapshot: Snapshot,
    told: Told,
    *,
    today: date,
    uncommitted: bool,
    base: Ledger | None = None,
    renaming: Renaming = _NOTHING_RENAMED,
    proposed: Proposal | None = None,
) -> Ledger:
    """The ledger of a snapshot on the history that `told` tells, at the end of which it was `base`, if another one.

    `renaming` tells which projects stand elsewhere since: they keep their past. `proposed` proves the votes that have
    not landed; without it they are claimed. Raises LedgerError where the snapshot holds no ledger.
    """
    if LEDGER_FILE not in snapshot.files:
        raise LedgerError(NO_LEDGER)
    told = told_by(told, today)
    history = told.history
    documents = _documents(snapshot, told.parsed)
    rulebook = rulebook_of(snapshot, documents, history.past)
    origins = renaming.origins
    were_projects = frozenset(path for path, folder in history.folders.items() if folder.card) | origins.keys()
    layout = layout_of(snapshot, documents, rulebook.phases, were_projects, rulebook.tells)
    names = followed(renaming.names, base.projects if base else (), layout.projects)
    files = _files_below(snapshot, layout.projects.values())
    read = [
        project_of(
            slug,
            folder,
            files[folder],
            documents,
            rulebook,
            history.folders.get(origins.get(folder, folder)),
            raw=snapshot.texts.get(f"{folder}/{CARD_NAME}"),
        )
        for slug, folder in sorted(layout.projects.items())
    ]
    projects = [one.project for one in read]
    return Ledger(
        policy=with_meaning(rulebook.policy, history, {old: new for new, old in names.items()}),
        policy_source=rulebook.policy_source,
        flows=rulebook.flows,
        flow_sources=rulebook.flow_sources,
        projects=_with_past(projects, told, names, proposed),
        today=today,
        head=told.tip,
        at=told.at,
        uncommitted=uncommitted,
        events=told.events,
        findings=(
            *rulebook.findings,
            *layout.findings,
            # What was mended since is for the audit to tell.
            *(one for one in history.findings if one.location.path in history.unread),
            *(finding for one in read for finding in one.findings),
        ),
        files=frozenset(snapshot.files),
        symlinks=frozenset(path for path in snapshot.files if snapshot.is_symlink(path)),
        json_files={path: raw for path, raw in snapshot.texts.items() if path.endswith(".json") or is_workflow(path)},
        blobs=blobs_of(snapshot, told.repository, _pinned(projects)),
        pages=layout.pages,
    )


def _pinned(projects: Iterable[Project]) -> Iterator[str]:
    """The files whose content a document pins, by path from the root."""
    for project in projects:
        for document in project.documents.values():
            for one in document.deliverables:
                if one.path and one.blob:
                    yield normpath(f"{project.folder}/{one.path}")


def as_last_read(ledger: Ledger, told: Told) -> Ledger:
    """A base as a change is judged against it: what its documents held when they could last be read.

    Who mends a file must leave standing what landed in it. Of such a document only the values are known, not the text.
    """
    projects = {slug: _as_last_read(project, told) for slug, project in ledger.projects.items()}
    return ledger if projects == ledger.projects else replace(ledger, projects=projects)


def _as_last_read(project: Project, told: Told) -> Project:
    blobs = told.history.folders.get(project.folder, EMPTY_FOLDER).document_blobs
    found = {
        phase: phase_document_of(read.moved(f"{project.folder}/{phase}.md"), phase)
        for phase, blob in blobs.items()
        if f"{phase}.md" in project.files
        and phase not in project.records
        and isinstance(read := told.parsed.get(blob), Document)
    }
    if not found:
        return project
    flow = project.flow
    strays = {phase: one for phase, one in found.items() if flow is not None and flow.phase(phase) is None}
    held = {**project.documents, **{phase: one for phase, one in found.items() if phase not in strays}}
    known = replace(
        project,
        documents=in_order(held, flow) if flow else dict(sorted(held.items())),
        strays={**project.strays, **strays},
    )
    return with_grades(known, told.landed.get(project.slug, ()))


def _documents(snapshot: Snapshot, parsed: Parsed) -> Documents:
    """Every file of the snapshot that the ledger reads, from the history's parse where the content is the same."""
    documents = {}
    for path in sorted(snapshot.texts):
        if is_history(path):
            blob = snapshot.files[path].blob
            found = parsed[blob] if blob in parsed else parse(path, snapshot.texts[path])
            if isinstance(found, Document) and not found.header:  # of a text that only the history had, it keeps none
                found = with_text(found, snapshot.texts[path])
            documents[path] = found and found.moved(path)
    return documents


def _files_below(snapshot: Snapshot, folders: Iterable[str]) -> dict[str, frozenset[str]]:
    """The paths of each folder, relative to it."""
    below: dict[str, set[str]] = {folder: set() for folder in folders}
    for path in snapshot.files:
        above = path
        while "/" in above:
            above = folder_of(above)
            if above in below:
                below[above].add(path[len(above) + 1 :])
                break
    return {folder: frozenset(paths) for folder, paths in below.items()}


def _with_past(
    projects: Sequence[Project], told: Told, names: Mapping[str, str], proposed: Proposal | None
) -> dict[str, Project]:
    """The projects by name, each with what the history tells of it; that knows some by `names` of before."""
    known_as = {project.slug: names.get(project.slug, project.slug) for project in projects}
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for event in told.events:
        events[event.project].append(event)
    lapses = lapses_of(told.repository, told.history, projects)
    contents = contents_of(told.history.steps, told.until)
    turns = {slug: turning(events[was]) for slug, was in known_as.items()}
    last = {step.project: step.after for step in told.history.steps}
    said = by_name(told.landed)
    return {
        project.slug: replace(
            with_grades(project, told.landed.get(was, ()), proposed, said=said.get(project.slug, ())),
            lapses=lapses.get(project.slug, {}),
            contents=contents.get(was, ()),
            events=tuple(events[was]),
            visits=visits_of(turns[project.slug]),
            halts=halts_of(turns[project.slug]),
            gone=votes_gone(last[was]) if was in last else {},
            landed_iterations=iterations_of(last[was]) if was in last else {},
        )
        for project in projects
        for was in (known_as[project.slug],)
    }
