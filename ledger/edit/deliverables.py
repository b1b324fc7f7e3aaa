"""The files that a phase delivers: one more among them, and the content to which votes on its document hold them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from posixpath import normpath

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.edit.content import Note, document_for, given
from ledger.edit.splices import Append, Put
from ledger.paths import inside
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeliverable:
    """A file that a phase delivers; its content is pinned where that is wanted."""

    path: str
    title: str
    kind: str | None = None
    phase: str | None = None
    is_pinned: bool = False


def add_deliverable(new: NewDeliverable, project: Project, ledger: Ledger) -> Note:
    """The note that lists a deliverable. Raises LedgerError for one that is listed already."""
    document, path = document_for(project, new.phase), inside(new.path, project.folder)
    if path in _listed(document):
        raise LedgerError(f"'{path}' is a deliverable of {document.phase} already: there is nothing to add")
    blob = _blob(path, project, ledger) if new.is_pinned else None
    item = given(title=new.title, path=path, kind=new.kind, blob=blob)
    edit = Append(key="deliverables", item=item)
    return Note(document=document, edits=(edit,), subject=f"{project.slug}: deliver {new.title}", cites=(path,))


def pin_deliverables(paths: Sequence[str], phase: str | None, project: Project, ledger: Ledger) -> Note:
    """The note that pins the content of deliverables of a phase; without paths, of each that is a single file.

    Raises LedgerError for a path that is not listed, and where there is no content to be pinned.
    """
    document = document_for(project, phase)
    listed = _listed(document)
    chosen = [inside(path, project.folder) for path in paths] or [path for path in listed if path in project.files]
    if not chosen:
        raise LedgerError(f"{document.phase} lists no file: 'ledger deliverable add' lists one")
    for path in chosen:
        if path not in listed:
            raise LedgerError(f"'{path}' is no deliverable of {document.phase}: {_hint(path, listed, project)}")
    blobs = {path: _blob(path, project, ledger) for path in chosen}
    edits = (
        Put(path=("deliverables", place, "blob"), value=blob) for path, blob in blobs.items() for place in listed[path]
    )
    return Note(
        document=document, edits=tuple(edits), subject=f"{project.slug}: pin {', '.join(blobs)}", cites=tuple(blobs)
    )


def _listed(document: PhaseDocument) -> Mapping[str, Sequence[int]]:
    """The places in the list of deliverables at which each path stands; a file may be listed as several things."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for one in document.deliverables:
        if one.path:
            found[normpath(one.path)].append(one.index)
    return found


def _hint(path: str, listed: Collection[str], project: Project) -> str:
    elsewhere = next((one.phase for one in project.documents.values() if path in _listed(one)), None)
    if elsewhere:
        return f"{elsewhere} lists it, so add '--phase {elsewhere}'"
    return did_you_mean(path, listed) if listed else "'ledger deliverable add' lists one"


def _blob(path: str, project: Project, ledger: Ledger) -> str:
    if blob := ledger.blob(project, path):
        return blob
    if normpath(path) in project.files:
        raise LedgerError(f"'{path}' has changes that are not committed: commit them first, then pin it")
    raise LedgerError(f"'{path}' is no file of the project that could be pinned: of a folder, pin its files")
