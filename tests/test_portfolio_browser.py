"""The portfolio in a real browser: any day of its history, filters, the board and the address."""

import random
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ledger.assemble import load
from ledger.records.model import Ledger
from ledger.views import select, status_rows
from ledger.views.turns import turns_of
from tests.standings import standings_at
from tests.test_browser import visit as visit  # noqa: PLC0414 - a fixture of that file
from tests.visit import Visit

TODAY: Final = date(2026, 11, 20)
_SHOWN: Final = """() => Object.fromEntries([...document.querySelectorAll('#projects-table tbody tr')]
    .filter((row) => !row.hidden)
    .map((row) => [row.dataset.slug, [row.cells[1].querySelector('bdi').textContent, row.cells[2].textContent.trim()]]))
"""
_BOARD: Final = """() => Object.fromEntries([...document.querySelectorAll('.pl-card')]
    .filter((card) => card.checkVisibility())
    .map((card) => [card.querySelector('a').getAttribute('href').split('/')[1],
                    card.closest('[data-phase]').dataset.phase]))"""


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Ledger:
    return load(demonstration, today=TODAY)


@pytest.fixture(scope="module")
def site(demonstration: Path) -> Path:
    return demonstration / "site"


def at(visit: Visit, site: Path, query: str = "") -> Page:
    return visit.open(site, "index.html", query).page


def past(page: Page) -> Locator:
    return page.locator(".pl-past")


def rows(page: Page) -> Locator:
    return page.locator("#projects-table tbody tr:visible")


def test_any_day_is_as_the_history_tells_it(site: Path, ledger: Ledger, visit: Visit) -> None:
    turns = turns_of(ledger)
    page = at(visit, site)
    days = random.Random(4).sample(range((TODAY - turns[0].day).days), 12)  # noqa: S311 - days to try, no secret
    for day in (turns[0].day + timedelta(days=count) for count in days):
        at(visit, site, f"?at={day}")
        past(page).wait_for()
        told = standings_at(turns, day)
        flows = {slug: ledger.projects[slug].flow for slug in told}
        titles = {slug: flow.phase(told[slug].phase) for slug, flow in flows.items() if flow}
        expected = {slug: [phase.title, f"{told[slug].days} d"] for slug, phase in titles.items() if phase}
        assert page.evaluate(_SHOWN) == expected, day
        under_way = {slug: one.phase for slug, one in told.items() if one.status in {"active", "paused"}}
        assert page.evaluate(_BOARD) == under_way, day
        active = sum(one.status == "active" for one in told.values())
        assert page.locator("[data-pl-tile=active] strong").inner_text() == str(active)


def test_the_slider_obeys_the_keyboard_and_the_address_follows(site: Path, visit: Visit) -> None:
    page = at(visit, site)
    slider = page.get_by_role("slider")
    assert slider.get_attribute("aria-valuetext") == "20 Nov 2026, today"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/index.html?at=2026-11-19")
    assert slider.get_attribute("aria-valuetext") == "19 Nov 2026"
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_url("**/index.html?at=2026-11-12")
    page.keyboard.press("PageDown")
    page.wait_for_url("**/index.html?at=2026-10-13")
    page.keyboard.press("End")
    page.wait_for_url("**/index.html")
    assert past(page).count() == 0


def test_today_comes_back_as_it_was_built(site: Path, visit: Visit) -> None:
    page = at(visit, site)
    table, tiles = page.locator("#projects-table").inner_html(), page.locator(".pl-tiles").inner_text()
    board = page.evaluate(_BOARD)
    page.get_by_role("button", name="Day of the way back before").click()
    past(page).wait_for()
    assert page.locator(".pl-time__notice").is_visible()
    assert page.get_by_label("Overdue").is_disabled()
    assert page.locator(".pl-answer").inner_text().startswith("Today: 14 projects:")
    page.get_by_role("button", name="Back to today").click()
    page.wait_for_url("**/index.html")
    assert page.locator("#projects-table").inner_html() == table
    assert page.locator(".pl-tiles").inner_text() == tiles
    assert page.locator(".pl-answer").inner_text().startswith("14 projects:")
    assert page.evaluate(_BOARD) == board


def test_moves_and_ways_back_can_be_jumped_to(site: Path, ledger: Ledger, visit: Visit) -> None:
    page = at(visit, site)
    page.get_by_role("button", name="Day of the move before").click()
    last = [turn.day for turn in turns_of(ledger) if turn.day < TODAY][-1]
    page.wait_for_url(f"**/index.html?at={last}")
    page.get_by_role("button", name="Day of the next move").click()
    page.wait_for_url("**/index.html")
    marks = page.locator(".pl-time__track path").get_attribute("d")
    backs = {event.time.date() for event in ledger.events if event.kind == "backtracked"}
    assert marks is not None
    assert marks.count("M") == len(backs)


def test_filters_reach_table_board_and_address_together(site: Path, visit: Visit) -> None:
    page = at(visit, site)
    page.select_option("select[name=owner]", "ines")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_label("Went back", exact=True).check()
    assert page.url.endswith("?owner=ines&back=1")
    slugs = set(page.evaluate(_SHOWN))
    assert slugs == {"search-ranking", "shelf-gaps"} == set(page.evaluate(_BOARD))
    assert page.get_by_role("status").filter(has_text="2 of 14 projects").count() == 1
    page.select_option("select[name=owner]", "sam")
    page.fill("input[name=find]", "nothing like it")
    page.get_by_role("button", name="Show all projects").click()
    assert rows(page).count() == 14
    assert page.url.endswith("index.html")


def test_tags_filter(site: Path, visit: Visit) -> None:
    page = at(visit, site)
    page.select_option("select[name=tag]", "health")
    assert list(page.evaluate(_SHOWN)) == ["no-shows", "medication-reminders"]  # in the order of their titles


def test_who_is_waited_for_filters_today_as_the_command_does(site: Path, ledger: Ledger, visit: Visit) -> None:
    page = at(visit, site)
    waited = {role for row in status_rows(ledger) for role in row.asks_roles}
    options = page.locator("select[name=role] option")
    assert options.evaluate_all("all => all.map((one) => one.value)") == ["", *sorted(waited)]
    assert options.all_inner_texts() == ["any", *(role.replace("-", " ") for role in sorted(waited))]
    page.get_by_label("Waits for").select_option("product")
    assert page.url.endswith("?role=product")
    expected = {row.slug for row in select(status_rows(ledger), role="product")}
    assert set(page.evaluate(_SHOWN)) == expected == {"delivery-promises", "shelf-gaps"}
    page.get_by_role("button", name="Day of the move before").click()
    past(page).wait_for()
    assert page.get_by_label("Waits for").is_disabled()  # whose vote was waited for then is not told
    assert rows(page).count() > len(expected)


def test_switches_wait_behind_a_button_until_one_of_them_is_set(site: Path, browser: Browser) -> None:
    visit = Visit(browser, width=1440)
    page = at(visit, site)
    more, overdue = page.get_by_role("button", name="More", exact=True), page.get_by_label("Overdue", exact=True)
    assert (more.get_attribute("aria-expanded"), overdue.is_visible()) == ("false", False)
    filters = page.locator("form.pl-filters").bounding_box()
    assert filters is not None
    assert filters["height"] < 60
    more.press("Enter")
    assert (more.get_attribute("aria-expanded"), overdue.is_visible()) == ("true", True)
    more.press("Tab")
    overdue.press("Space")
    assert page.url.endswith("?overdue=1")
    more.click()
    assert overdue.is_visible()  # no filter hides while it is at work
    page.reload()
    assert (more.get_attribute("aria-expanded"), overdue.is_checked()) == ("true", True)


def test_owners_are_chosen_and_shown_by_name_and_asked_for_by_handle(site: Path, ledger: Ledger, visit: Visit) -> None:
    page = at(visit, site)
    page.get_by_label("Owner").select_option(label="Lena")
    assert page.url.endswith("?owner=lena")
    led = {row.slug for row in select(status_rows(ledger), owner="lena")}
    assert set(page.evaluate(_SHOWN)) == led != set()
    assert set(page.locator(".pl-projects tbody tr:visible td:nth-child(5)").all_inner_texts()) == {"Lena"}
    assert set(page.locator(".pl-card:visible .pl-card__foot bdi").all_inner_texts()) == {"Lena"}


def test_tiles_and_counts_lead_to_what_they_count_and_back(site: Path, visit: Visit) -> None:
    page = at(visit, site)
    for tile in page.locator(".pl-tile a[href^='?']").all():
        figure = int(tile.locator("strong").inner_text())
        tile.click()
        assert rows(page).count() == figure, page.url
        page.go_back()
        page.wait_for_url("**/index.html")
        expect(rows(page)).to_have_count(14)
    column = page.locator(".pl-count:visible").nth(1)
    figure = int(column.inner_text().split()[-1])
    column.click()
    assert rows(page).count() == figure


def test_filters_and_days_go_together(site: Path, ledger: Ledger, visit: Visit) -> None:
    page = at(visit, site, "?at=2025-10-01&status=active&sort=-days")
    past(page).wait_for()
    told = standings_at(turns_of(ledger), date(2025, 10, 1)).values()
    assert set(page.evaluate(_SHOWN)) == {one.project for one in told if one.status == "active"}
    days = [int(one.split()[0]) for one in page.locator("#projects-table tr:visible td:nth-child(3)").all_inner_texts()]
    assert days == sorted(days, reverse=True)
    page.locator("[data-pl-tile=paused] a").click()
    assert "at=2025-10-01" in page.url
    assert page.get_by_label("Status").input_value() == "paused"


def test_every_column_sorts_by_keyboard_and_the_address_remembers(site: Path, visit: Visit) -> None:
    page = at(visit, site)
    buttons = page.locator("#projects-table .pl-sort")
    for place in range(6):
        buttons.nth(place).focus()
        page.keyboard.press("Enter")
        assert page.locator("th[aria-sort]").count() == 1
    assert page.url.endswith("?sort=waits")
    first = rows(page).first.inner_text()
    page.reload()
    assert rows(page).first.inner_text() == first
    page.get_by_role("button", name="Show all").click()
    assert page.locator("th[aria-sort]").count() == 0


def test_it_works_below_a_path_of_a_host_too(site: Path, browser: Browser) -> None:
    handler = partial(_Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        visit = Visit(browser)
        visit.page.goto(f"{address}{site.name}/index.html?at=2025-10-01")
        past(visit.page).wait_for()
        assert [one for one in visit.problems if not one.startswith(address)] == []
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name of the base class
        """Nothing."""


@pytest.mark.parametrize("path", ["index.html?at=2025-10-01", "people.html"])
def test_nothing_overflows_a_phone(site: Path, browser: Browser, path: str) -> None:
    visit = Visit(browser, width=360)
    visit.page.goto((site / "index.html").as_uri().replace("index.html", path))
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.problems == []


def test_without_javascript_everything_is_there(site: Path, browser: Browser) -> None:
    visit = Visit(browser, script=False)
    page = at(visit, site)
    assert rows(page).count() == 14
    assert page.locator(".pl-card:visible").count() == 11
    assert page.locator(".pl-time:visible, .pl-filters:visible").count() == 0


def test_a_still_reader_gets_no_play_button(site: Path, browser: Browser) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto((site / "index.html").as_uri())
    assert page.get_by_role("button", name="Play the history").count() == 0
    assert page.get_by_role("button", name="Day of the next move").count() == 1
