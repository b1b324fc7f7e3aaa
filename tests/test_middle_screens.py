"""Between a telephone and a desk: pages stay within the screen, and letters of charts stay large enough to read."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.visit import Visit

_SIDEWAYS: Final = """all => all.filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.getAttribute('aria-label'))"""
_AS_WIDE: Final = "(width) => document.documentElement.scrollWidth === width"
_LETTERS: Final = """all => all.filter((one) => one.checkVisibility()).map((one) => {
    const picture = one.ownerSVGElement, wide = picture.getBoundingClientRect().width;
    return parseFloat(getComputedStyle(one).fontSize) * wide / picture.viewBox.baseVal.width;
})"""

_EDGES: Final = """all => all.map((one) => {
    const { left, right } = one.getBoundingClientRect();
    return [left, right];
})"""


@pytest.mark.parametrize("path", ["index.html", "people.html", "analysis.html", "audit.html", "codes.html"])
def test_no_page_is_wider_than_a_tablet(demonstration: Path, browser: Browser, path: str) -> None:
    visit = Visit(browser).open(demonstration / "site", path)
    for width in (600, 720, 768, 1024):
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.wait_for_function(_AS_WIDE, arg=width)  # the theme moves its search field to its new place


def test_a_board_of_five_phases_is_not_scrolled_for_a_few_pixels(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser, width=1024).open(demonstration / "site", "index.html").page
    assert page.locator(".pl-board").evaluate_all(_SIDEWAYS) == [
        "Board of Six phases, a deliverable each, small tasks",
        "Board of Four scientific steps, two engineering steps",
    ]


def test_what_projects_wait_for_is_seen_and_strips_lie_under_their_axis(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser).open(demonstration / "site", "index.html").page
    for width in (360, 600, 768, 960, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("#projects-table").evaluate("(one) => one.scrollWidth <= one.parentElement.clientWidth")
        drawn = page.locator("#projects-table svg.ledger-strip").evaluate_all(_EDGES)
        assert len(drawn) > 10, width
        assert max(abs(edge - first) for edges in drawn for edge, first in zip(edges, drawn[0], strict=True)) <= 1


def test_charts_are_not_scrolled_and_can_be_read(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser).open(demonstration / "site", "analysis.html").page
    for width in (560, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".pl-chart .ledger-scroll, #overview").evaluate_all(_SIDEWAYS) == [], width
        assert min(page.locator(".pl-chart__picture text, svg.ledger-axis text").evaluate_all(_LETTERS)) >= 9.5, width


def test_the_switch_of_colours_shows_its_focus_in_dark_too(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser, scheme="dark").open(demonstration / "site", "index.html").page
    for _ in range(3):
        page.keyboard.press("Tab")
    label = page.locator("[data-md-component=palette] > label:visible")
    assert label.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"


def test_colours_that_name_something_stay_under_forced_colours(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser).open(demonstration / "site", "analysis.html").page
    page.emulate_media(forced_colors="active")
    keys = page.locator(".pl-charts >> nth=0").locator(".pl-legend .pl-key")
    found = keys.evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert len(set(found)) > 4
