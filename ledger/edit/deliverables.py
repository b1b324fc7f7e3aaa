"""A file that a phase delivers, among its deliverables."""

from dataclasses import dataclass

from ledger.diagnostics import LedgerError
from ledger.edit.content import Note, document_for, given
from ledger.edit.splices import Append
from ledger.paths import inside
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeliverable:
    """A file that a phase delivers."""

    path: str
    title: str
    kind: str | None = None
    phase: str | None = None


def add_deliverable(new: NewDeliverable, project: Project) -> Note:
    """The note that lists a deliverable. Raises LedgerError for one that is listed already."""
    document, path = document_for(project, new.phase), inside(new.path, project.folder)
    _refuse_listed(document, path)
    item = given(title=new.title, path=path, kind=new.kind)
    edit = Append(key="deliverables", item=item)
    return Note(document=document, edits=(edit,), subject=f"{project.slug}: deliver {new.title}", cites=path)


def _refuse_listed(document: PhaseDocument, path: str) -> None:
    if any(one.path == path for one in document.deliverables):
        raise LedgerError(f"'{path}' is a deliverable of {document.phase} already: there is nothing to add")
