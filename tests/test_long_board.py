"""A board whose columns are longer than what they show: quick to filter, and no card is out of anyone's reach."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from ledger.site.build import build
from tests.build import Builder
from tests.portfolio import read
from tests.visit import Visit

COUNT: Final = 30
_LAID_OUT: Final = "all => all.filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length"
_TARGETS: Final = "all => all.map((one) => one.getAttribute('href'))"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    builder = Builder(tmp_path_factory.mktemp("long") / "ledger")
    for number in range(COUNT):
        builder.project(f"project-{number:02}")
    builder.commit("Start them all", date="2026-01-05")
    out = builder.root.parent / "site"
    build(read(builder.root), root=builder.root, out=out)
    return out


@pytest.fixture
def page(site: Path, browser: Browser) -> Page:
    return Visit(browser).open(site, "index.html").page


def laid_out(page: Page) -> int:
    return int(page.locator(".pl-card > a").evaluate_all(_LAID_OUT))


def test_only_what_a_column_shows_is_laid_out(page: Page) -> None:
    assert 10 <= laid_out(page) < COUNT


def test_the_keyboard_passes_every_card_in_order(page: Page) -> None:
    board = page.locator(".pl-board")
    targets = board.locator("a:visible").evaluate_all(_TARGETS)
    assert len(targets) > COUNT
    board.focus()
    reached = []
    for _ in targets:
        page.keyboard.press("Tab")
        reached += page.locator("a:focus").evaluate_all(_TARGETS)
        assert page.locator("a:focus").evaluate_all(_LAID_OUT) == 1
    assert reached == targets


def test_the_browser_finds_a_card_far_down(page: Page) -> None:
    far = page.locator(".pl-card > a").nth(COUNT - 2)
    assert page.evaluate("(words) => find(words)", far.text_content())
    assert page.evaluate("getSelection().anchorNode.parentElement.getAttribute('href')") == far.get_attribute("href")
    assert page.evaluate("Boolean(getSelection().anchorNode.parentElement.closest('.pl-card'))")


def test_paper_gets_every_card_and_every_row(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("#projects-table tbody th > a").evaluate_all(_LAID_OUT) == COUNT
    page.add_style_tag(content=".pl-portfolio .pl-boards { display: flex !important }")  # who wants the board on paper
    assert laid_out(page) == COUNT


@pytest.mark.parametrize("width", [1280, 360])
def test_a_link_past_the_board_ends_where_it_leads(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 300})
    for _ in range(2):
        page.evaluate("scrollTo(0, 0)")
        page.locator("[data-pl-tile=active] a").click()
        top = "document.querySelector('h2#projects').getBoundingClientRect().top"
        page.wait_for_function(f"() => Math.abs({top} - 68) <= 1")
        page.wait_for_timeout(100)
        assert page.evaluate(top) == pytest.approx(68, abs=1)
