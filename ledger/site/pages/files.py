"""What the pages of a project's files show, and the rows that lead to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath

from ledger.records.kpi_source import split_source
from ledger.records.model import Ledger, Project
from ledger.records.papers import Deliverable
from ledger.site.files.figures import Figure
from ledger.site.files.shelf import Item
from ledger.site.page import Page, file_page_path


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A deliverable with what became of its file; `item` is None where it names none.

    `is_pinned` says whether the file is still the one that the document pins; it is None where it pins none.
    """

    phase: str
    deliverable: Deliverable
    item: Item | None
    is_pinned: bool | None


def file_rows(ledger: Ledger, project: Project, shelf: Mapping[str, Item]) -> tuple[FileRow, ...]:
    """The deliverables of all phases in their order."""
    found = []
    for document in project.documents.values():
        known = project.flow.phase(document.phase) if project.flow else None
        for one in document.deliverables:
            item = shelf.get(normpath(one.path)) if one.path else None
            title = known.title if known else document.phase
            is_pinned = ledger.is_as_pinned(project, one)
            found.append(FileRow(phase=title, deliverable=one, item=item, is_pinned=is_pinned))
    return tuple(found)


def source_links(project: Project, shelf: Mapping[str, Item]) -> Mapping[str, str]:
    """The page of the file that a KPI's source cites, by source, seen from the project's page."""
    sources = {kpi.source for document in project.every_document for kpi in document.kpis if kpi.source}
    items = {source: shelf.get(normpath(split_source(source)[0])) for source in sorted(sources)}
    return {source: item.href for source, item in items.items() if item and item.href}


def file_pages(ledger: Ledger, project: Project, shelf: Mapping[str, Item]) -> Iterator[Page]:
    """A page for each file that has one."""
    for path, item in sorted(shelf.items()):
        if item.html or item.table:
            values = {"ledger": ledger, "project": project, "item": item, "is_figure": _is_figure}
            yield Page(
                path=file_page_path(project.slug, path),
                title=f"{item.title} · {project.title}",
                description=f"{item.path}, as the project {project.title} keeps it.",
                template="file.html.j2",
                values=values,
            )


def _is_figure(text: str) -> bool:
    return isinstance(text, Figure)
