"""The pages of the site: each module gathers the values of one kind of page, and this one lists them all."""

from collections.abc import Iterator, Sequence

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
from ledger.views import StatusRow


def shared_pages(ledger: Ledger, rows: Sequence[StatusRow], *, forge: Forge | None, record: Record) -> Iterator[Page]:
    """Every page that tells of more than one project, and those of votes in projects that are gone."""
    yield from portfolio_pages(ledger, rows)
    yield backtracks_page(ledger)
    yield analysis_page(ledger)
    yield people_page(ledger, rows)
    yield from flow_pages(ledger)
    gone = {slug: votes for slug, votes in record.decisions.items() if slug not in ledger.projects}
    yield from decision_pages(ledger, gone, forge=forge)
    yield from activity_pages(ledger, record.decisions, forge=forge)
    yield codes_page()
    if record.audit:
        yield audit_page(ledger, record, record.audit, forge=forge)


def pages_of_project(
    ledger: Ledger, project: Project, *, forge: Forge | None, gallery: Gallery, record: Record, address: str = ""
) -> Iterator[Page]:
    """The pages of one project: its own, those of its files, and those of its votes.

    `address` is the site's, with a slash at its end, where it is known. The files that they show come to the gallery.
    """

    def image(path: str) -> str | None:
        return gallery.url(project, path)

    votes = record.decisions.get(project.slug, ())
    shelf = shelf_of(Desk(ledger=ledger, project=project, gallery=gallery, forge=forge))
    yield project_page(ledger, project, forge=forge, image=image, shelf=shelf, votes=votes, address=address)
    yield from file_pages(ledger, project, shelf)
    yield from decision_pages(ledger, {project.slug: votes}, forge=forge)
