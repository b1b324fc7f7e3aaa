"""The pages of the site: each module gathers the values of one kind of page, and this one lists them all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ledger.records.model import Ledger
from ledger.site.charts import vega
from ledger.site.files.shelf import Desk, shelf_of
from ledger.site.forge import Forge
from ledger.site.images import Gallery
from ledger.site.page import Page
from ledger.site.pages.activity import activity_pages
from ledger.site.pages.analysis import Draw, analysis_page
from ledger.site.pages.audit import audit_page
from ledger.site.pages.backtracks import backtracks_page
from ledger.site.pages.codes import codes_page
from ledger.site.pages.decisions import decision_pages
from ledger.site.pages.files import file_pages
from ledger.site.pages.flows import flow_pages
from ledger.site.pages.onward import onward_page
from ledger.site.pages.people import people_page
from ledger.site.pages.portfolio import portfolio_pages
from ledger.site.pages.project import project_page
from ledger.site.record import Record
from ledger.views import StatusRow


def shared_pages(
    ledger: Ledger, rows: Sequence[StatusRow], *, forge: Forge | None, record: Record, draw: Draw = vega.draw
) -> Mapping[str, Callable[[], Iterable[Page]]]:
    """Every page that tells of more than one project, and those of votes in projects that are gone.

    They come in groups, by what a group shows; the group that takes longest is the first. `draw` makes SVG of charts.
    """
    gone = {slug: votes for slug, votes in record.decisions.items() if slug not in ledger.projects}
    groups: dict[str, Callable[[], Iterable[Page]]] = {
        "figures": lambda: [analysis_page(ledger, draw=draw)],
        "months": lambda: activity_pages(ledger, record.decisions, forge=forge),
        "sheets of the portfolio": lambda: portfolio_pages(ledger, rows, record.audit),
        "people": lambda: [people_page(ledger, rows)],
        "ways back and onward": lambda: [backtracks_page(ledger), onward_page(ledger)],
        "flows": lambda: flow_pages(ledger),
        "codes": lambda: [codes_page()],
        "decisions of projects that are gone": lambda: decision_pages(ledger, gone, forge=forge),
    }
    if audit := record.audit:
        groups["verdicts"] = lambda: [audit_page(ledger, record, audit, forge=forge)]
    return groups


def pages_of_project(
    ledger: Ledger,
    row: StatusRow,
    *,
    forge: Forge | None,
    gallery: Gallery,
    record: Record,
    address: str = "",
    searches_texts: bool = True,
) -> Iterator[Page]:
    """The pages of the project of a row: its own, those of its files, and those of its votes.

    `address` is the site's, with a slash at its end, where it is known. The files that they show come to the gallery.
    Search looks into the texts only when `searches_texts` says so.
    """
    project = ledger.projects[row.slug]

    def image(path: str) -> str | None:
        return gallery.url(project, path)

    votes = record.decisions.get(project.slug, ())
    shelf = shelf_of(Desk(ledger=ledger, project=project, gallery=gallery, forge=forge))
    yield project_page(
        ledger,
        row,
        forge=forge,
        image=image,
        shelf=shelf,
        votes=votes,
        address=address,
        searches_texts=searches_texts,
    )
    yield from file_pages(ledger, project, shelf)
    yield from decision_pages(ledger, {project.slug: votes}, forge=forge)
