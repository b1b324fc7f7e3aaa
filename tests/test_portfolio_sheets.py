"""A portfolio of more projects than one table holds: sheets without JavaScript, and one table with it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ledger.assemble import load
from ledger.site.build import build
from ledger.views import status_rows
from ledger.words import Status
from tests.build import Builder, card
from tests.conftest import DAY
from tests.test_browser import visit as visit  # noqa: PLC0414 - a fixture of that file
from tests.visit import Visit

SHEET = 5
_ROWS = """() => [...document.querySelectorAll('#projects-table tbody tr')]
    .filter((row) => !row.hidden).map((row) => row.dataset.slug)"""


@pytest.fixture(scope="module")
def slugs(demonstration: Path) -> list[str]:
    """The projects in the order of the table: what is under way first, then by title."""
    rows = sorted(status_rows(load(demonstration, today=DAY)), key=lambda row: row.slug)
    closed = {Status.CANCELLED, Status.COMPLETED}
    return [row.slug for row in sorted(rows, key=lambda row: (row.status in closed, row.title.lower()))]


@pytest.fixture(scope="module")
def site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sheets") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.site.pages.portfolio.SHEET", SHEET)
        build(load(demonstration, today=DAY), root=demonstration, out=out)
    return out


def test_without_javascript_the_sheets_hold_every_project_once(site: Path, browser: Browser, slugs: list[str]) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "index.html").as_uri())
    shown = page.locator("#projects-table tbody th a").evaluate_all("all => all.map(one => one.href.split('/').at(-2))")
    for number in range(2, -(-len(slugs) // SHEET) + 1):
        page.get_by_label("Sheets of the table").get_by_role("link", name=str(number), exact=True).click()
        page.wait_for_url(f"**/portfolio-{number}.html")
        assert page.locator("#projects-table tbody tr").count() <= SHEET
        shown += page.locator("#projects-table tbody th a").evaluate_all(
            "all => all.map(one => one.href.split('/').at(-2))"
        )
    page.context.close()
    assert shown == slugs


def test_what_is_asked_for_is_found_on_any_sheet(site: Path, visit: Visit, slugs: list[str]) -> None:
    page = visit.open(site, "index.html", f"?find={slugs[-1]}").page
    page.wait_for_function("() => !document.querySelector('[data-pl-sheets]:not([hidden])')")
    assert page.evaluate(_ROWS) == [slugs[-1]]
    assert not page.locator("#__search").is_checked()  # the theme's own search takes `?q=`
    assert f"1 of {len(slugs)}" in page.locator("[data-pl-count]").inner_text()


def test_showing_all_again_shows_all_sheets(site: Path, visit: Visit, slugs: list[str]) -> None:
    page = visit.open(site, "index.html", f"?find={slugs[-1]}").page
    page.wait_for_function("() => !document.querySelector('[data-pl-sheets]:not([hidden])')")
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(_ROWS) == slugs


def test_what_is_typed_while_the_sheets_load_is_not_lost(site: Path, visit: Visit, slugs: list[str]) -> None:
    page = visit.open(site, "index.html").page
    page.get_by_label("Find", exact=True).press_sequentially(slugs[-1])
    page.wait_for_function("() => !document.querySelector('[data-pl-sheets]:not([hidden])')")
    assert page.get_by_label("Find", exact=True).input_value() == slugs[-1]
    assert page.evaluate(_ROWS) == [slugs[-1]]
    assert page.evaluate("location.search") == f"?find={slugs[-1]}"


def test_projects_stand_in_the_order_of_their_titles_as_a_script_sorts_them(tmp_path: Path, visit: Visit) -> None:
    titles = ["Ads 2", "Ads 10", "ähren", "Ärger", "beta", "Éclairs", "Zoo"]
    builder = Builder(tmp_path / "ledger")
    for number, title in enumerate(reversed(titles)):
        named = card(f"p{number}").replace(f"title: Project p{number}", f"title: {title}")
        builder.project(f"p{number}", README=named)
    builder.commit(date="2026-01-05")
    build(load(builder.root, today=DAY), root=builder.root, out=tmp_path / "site")
    page = visit.open(tmp_path / "site", "index.html").page
    shown = "all => all.map(one => one.textContent)"
    assert page.locator("#projects-table tbody th a").evaluate_all(shown) == titles
    page.locator("#projects-table thead").get_by_role("button", name="Project").click()
    assert page.locator("#projects-table tbody th a").evaluate_all(shown) == titles
