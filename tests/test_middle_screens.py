"""Between a telephone and a desk: pages stay within the screen, and letters of charts stay large enough to read."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.kinds import PROJECT
from tests.visit import Visit

_SIDEWAYS: Final = """all => all.filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.getAttribute('aria-label'))"""
_AS_WIDE: Final = "(width) => document.documentElement.scrollWidth === width"
_LETTERS: Final = """all => all.filter((one) => one.checkVisibility()).map((one) => {
    const picture = one.ownerSVGElement, wide = picture.getBoundingClientRect().width;
    return parseFloat(getComputedStyle(one).fontSize) * wide / picture.viewBox.baseVal.width;
})"""

_TOPS: Final = """all => all.map((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return [top, bottom];
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


_BESIDE: Final = """all => all.map((board) => {
    const edge = board.getBoundingClientRect().right;
    const places = [...board.querySelectorAll('.pl-column')].map((one) => one.getBoundingClientRect());
    const cut = places.find((one) => one.left < edge && one.right > edge + 1);
    return cut ? edge - cut.left : null;
})"""
_CONTROLS: Final = "all => Math.max(...all.map((one) => one.getBoundingClientRect().bottom))"


@pytest.mark.parametrize("width", [768, 1024])
def test_of_a_board_that_goes_on_enough_is_seen_to_tell_so(demonstration: Path, browser: Browser, width: int) -> None:
    page = Visit(browser, width=width).open(demonstration / "site", "index.html").page
    seen = page.locator(".pl-board").evaluate_all(_BESIDE)
    assert len(seen) == 4
    assert min(one for one in seen if one is not None) >= 40


def test_figures_stand_in_one_row_and_the_count_right_below_the_filters(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser).open(demonstration / "site", "index.html").page
    for width in (768, 1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert len({edge for edge, _ in page.locator(".pl-tile").evaluate_all(_TOPS)}) == 1, width
        count = page.locator("[data-pl-count]").bounding_box()
        assert count
        assert count["y"] - page.locator(".pl-filters :is(label, button):visible").evaluate_all(_CONTROLS) < 30, width


@pytest.mark.parametrize("path", [PROJECT, "backtracks.html"])
def test_letters_of_drawings_are_no_larger_than_those_around_them(
    demonstration: Path, browser: Browser, path: str
) -> None:
    page = Visit(browser, width=1440).open(demonstration / "site", path).page
    sizes = page.locator(".ledger-wide > svg text:not(.node-count)").evaluate_all(_LETTERS)
    assert 11.5 <= min(sizes) <= max(sizes) <= 16.5


def test_sentences_at_a_desk_end_before_a_reader_loses_the_line(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser, width=1440).open(demonstration / "site", "index.html").page
    for path in ("analysis.html", "backtracks.html", "flows/index.html"):
        page.goto((demonstration / "site" / path).as_uri())
        wide = page.locator(".pl section > p").evaluate_all("all => all.map((one) => one.clientWidth)")
        assert max(wide) <= 900, path


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


def test_where_two_charts_have_no_room_side_by_side_the_tables_stand_beside_each(
    demonstration: Path, browser: Browser
) -> None:
    page = Visit(browser, width=1120).open(demonstration / "site", "analysis.html").page
    for chart in page.locator("figure.pl-chart:has(> .pl-wide):has(> details)").all():
        ((_, right),) = chart.locator("> .pl-wide").evaluate_all(_EDGES)
        assert min(left for left, _ in chart.locator("> details").evaluate_all(_EDGES)) >= right
