"""What becomes of each file that a project delivers: a page, an image, a link to the forge, or its name and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Final

from markupsafe import Markup

from ledger.paths import is_address
from ledger.records.kpi_source import split_source
from ledger.records.model import Ledger, Project
from ledger.records.papers import Deliverable
from ledger.site import markdown_text
from ledger.site.files.figures import FiguresFault, Table, csv_table, json_table
from ledger.site.files.notebook import NotebookFault, render_notebook
from ledger.site.forge import Forge
from ledger.site.images import FileFault, Gallery
from ledger.site.page import file_page_path, files_path, project_path, url
from ledger.site.render import safe

_PAGES: Final = {".ipynb": "notebook", ".md": "report", ".json": "figures", ".csv": "figures", ".tsv": "figures"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A file of a project and how it is shown: as a notebook, report, figures, image, elsewhere, or only named.

    `href` leads there from the project's page, `forge` to the file itself; `reason` says why it is not shown better.
    `html` or `table` is what its page holds.
    """

    path: str
    title: str
    kind: str
    href: str = ""
    forge: str = ""
    reason: str = ""
    html: Markup | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is needed to make a shelf: the ledger, its project, where files are read, and the forge if there is one."""

    ledger: Ledger
    project: Project
    gallery: Gallery
    forge: Forge | None


def shelf_of(desk: Desk) -> Mapping[str, Item]:
    """The files that a project delivers, that its KPIs cite and that its last move gives as evidence, by path."""
    return {path: _item(desk, path, title) for path, title in _named(desk.project).items() if path}


def page_links(shelf: Mapping[str, Item]) -> Callable[[str], str | None]:
    """The way from a project's page to the page of one of its files, by path."""
    hrefs = {path: item.href for path, item in shelf.items() if item.kind in _PAGES.values()}
    return hrefs.get


def _named(project: Project) -> dict[str, str]:
    """The paths with their titles; the first deliverable that names a path gives the title."""
    found: dict[str, str] = {}
    for one in _deliverables(project):
        if one.path:
            found.setdefault(normpath(one.path), one.title or one.path)
    for path in _cited(project):
        found.setdefault(normpath(path), path)
    return found


def _deliverables(project: Project) -> Iterator[Deliverable]:
    return (one for document in project.documents.values() for one in document.deliverables)


def _cited(project: Project) -> Iterator[str]:
    """The files that KPIs and the last move cite."""
    sources = (kpi.source for document in project.every_document for kpi in document.kpis if kpi.source)
    yield from (path for source in sources if (path := split_source(source)[0]))
    move = project.move
    if move and move.evidence and not is_address(move.evidence):
        yield move.evidence.partition("#")[0]


def _item(desk: Desk, path: str, title: str) -> Item:
    full = f"{desk.project.folder}/{path}"
    known = path in desk.project.files and full not in desk.ledger.symlinks
    elsewhere = desk.forge.file(desk.ledger.head, full) if desk.forge and known else ""
    kind = next((kind for ending, kind in _PAGES.items() if path.lower().endswith(ending)), "")
    if image := desk.gallery.url(desk.project, path):
        return Item(path=path, title=title, kind="image", href=image, forge=elsewhere)
    if kind:
        try:
            return _page_item(desk, path, title, kind, elsewhere)
        except (FileFault, NotebookFault, FiguresFault) as fault:
            reason = fault.reason
    else:
        reason = _why_not(desk, path)
    return Item(path=path, title=title, kind="elsewhere" if elsewhere else "named", href=elsewhere, reason=reason)


def _why_not(desk: Desk, path: str) -> str:
    """Why a file that has no page of its own cannot be had at all; empty where only its kind has none."""
    try:
        desk.gallery.check(desk.project, path)
    except FileFault as fault:
        return fault.reason
    return ""


def _page_item(desk: Desk, path: str, title: str, kind: str, elsewhere: str) -> Item:
    """A file with a page. Raises the fault that its reader finds."""
    raw = desk.gallery.read(desk.project, path)
    html, table = None, None
    if kind == "notebook":
        html = _notebook(desk, path, raw)
    elif kind == "report":
        html = _report(desk, path, raw)
    elif path.lower().endswith(".json"):
        table = json_table(raw)
    else:
        table = csv_table(raw, separator="\t" if path.lower().endswith(".tsv") else "")
    href = url(file_page_path(desk.project.slug, path), project_path(desk.project.slug))
    return Item(path=path, title=title, kind=kind, href=href, forge=elsewhere, html=html, table=table)


def _notebook(desk: Desk, path: str, raw: bytes) -> Markup:
    folder = files_path(desk.project.slug, f"{path}.images")
    made = render_notebook(raw, folder=url(folder, file_page_path(desk.project.slug, path)))
    desk.gallery.wanted.update({f"{folder}/{name}": image for name, image in made.images.items()})
    return safe(made.html)


def _report(desk: Desk, path: str, raw: bytes) -> Markup:
    page = file_page_path(desk.project.slug, path)

    def image(name: str) -> str | None:
        inside = normpath(join(dirname(path), name))
        found = desk.gallery.url(desk.project, inside)
        return url(files_path(desk.project.slug, inside), page) if found else None

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileFault("it is not UTF-8 text") from None
    place = markdown_text.Place(prefix="report", level=2, image=image)
    return safe(markdown_text.to_html(text, place))
