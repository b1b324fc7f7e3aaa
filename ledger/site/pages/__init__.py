"""The pages of the site: each module gathers the values of one kind of page, and this one lists them all."""

from collections.abc import Iterator

from ledger.model import Ledger, Project
from ledger.site.files.shelf import Desk, shelf_of
from ledger.site.forge import Forge
from ledger.site.images import Gallery
from ledger.site.page import Page
from ledger.site.pages.activity import activity_pages
from ledger.site.pages.analysis import analysis_page
from ledger.site.pages.audit import audit_page
from ledger.site.pages.backtracks import backtracks_page
from ledger.site.pages.codes import codes_page
from ledger.site.pages.decisions import decision_pages
from ledger.site.pages.files import file_pages
from ledger.site.pages.flows import flow_pages
from ledger.site.pages.people import people_page
from ledger.site.pages.portfolio import portfolio_pages
from ledger.site.pages.project import project_page
from ledger.site.record import Record


def pages_of(
    ledger: Ledger, *, forge: Forge | None, gallery: Gallery, record: Record, address: str = ""
) -> Iterator[Page]:
    """Every page that is drawn from the ledger; `address` is the site's, with a slash at its end, where it is known."""
    yield from portfolio_pages(ledger)
    yield backtracks_page(ledger)
    yield analysis_page(ledger)
    yield people_page(ledger)
    yield from flow_pages(ledger)
    for slug in sorted(ledger.projects):
        project = ledger.projects[slug]

        def image(path: str, project: Project = project) -> str | None:
            return gallery.url(project, path)

        votes = record.decisions.get(slug, ())
        shelf = shelf_of(Desk(ledger=ledger, project=project, gallery=gallery, forge=forge))
        yield project_page(ledger, project, forge=forge, image=image, shelf=shelf, votes=votes, address=address)
        yield from file_pages(ledger, project, shelf)
    yield from decision_pages(ledger, record.decisions, forge=forge)
    yield from activity_pages(ledger, record.decisions, forge=forge)
    yield codes_page()
    if record.audit:
        yield audit_page(ledger, record, record.audit, forge=forge)
