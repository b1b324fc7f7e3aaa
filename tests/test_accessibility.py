"""Every kind of page opens without trouble, fits its screen and breaks no rule of axe-core, in two looks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.kinds import DECISION, KINDS, LOST, PROJECT, served
from tests.visit import Visit

LOOKS: Final[tuple[tuple[Literal["light", "dark"], int], ...]] = (("light", 1280), ("dark", 360))
# axe-core keeps every part of every colour in a weak map, and makes colours by the thousand. Kept by the colours
# themselves they are the same, for two thirds of its time.
_KEPT: Final = """class {
    key = Symbol();
    get(one) { return one[this.key]; }
    set(one, value) { one[this.key] = value; return this; }
    add(one) { return this.set(one, true); }
    has(one) { return this.key in one; }
}"""
AXE: Final = f"((WeakMap, WeakSet) => {{ {AXE_SCRIPT}\n }})(...Array(2).fill({_KEPT}))"
# It also reads the same few colours thousands of times, by way of a model of all colour spaces. Remembered by their
# text they are the same numbers, for half of its time.
REMEMBER_COLOURS: Final = """() => {
    const { prototype } = axe.commons.color.Color, read = prototype.parseString, known = new Map();
    prototype.parseString = function (text) {
        if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
        else known.set(text, [read.call(this, text).r, this.g, this.b, this.alpha]);
        return this;
    };
}"""
RUN: Final = "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)"
# What reaches beyond the screen although nothing around it scrolls, as the start of its HTML.
_BEYOND: Final = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (one) =>
        one && (/auto|scroll|hidden/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    return [...document.querySelectorAll('.pl *')]
        .filter((one) => one.checkVisibility() && !one.closest('svg') && !one.matches('.pl-quiet, .pl-quiet *'))
        .filter((one) => one.getBoundingClientRect().right > width + 1 && !scrolls(one.parentElement))
        .map((one) => one.outerHTML.slice(0, 90));
}"""


def broken(page: Page) -> list[str]:
    """What axe-core finds, one line a rule, the WCAG's and those of good practice alike."""
    page.evaluate(AXE)
    page.evaluate(REMEMBER_COLOURS)
    # Whatever passes need not be described, which is a good part of the work.
    found = page.evaluate(RUN)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} (and {len(one['nodes']) - 1} more)" for one in found]


def looks(browser: Browser, address: str) -> Iterator[tuple[int, Visit]]:
    """Colours depend on the scheme and the layout on the width, so two looks have every colour and every layout."""
    for scheme, width in LOOKS:
        visit = Visit(browser, scheme=scheme, width=width)
        visit.page.goto(address)
        yield width, visit


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_is_sound_below_a_path(demonstration: Path, browser: Browser, path: str) -> None:
    with served(demonstration / "site", "x/y") as address:
        for width, visit in looks(browser, f"{address}{path}"):
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
            assert visit.page.evaluate(_BEYOND) == []
            assert broken(visit.page) == [], width
            visit.page.wait_for_load_state("networkidle")
            assert [one for one in visit.problems if not one.startswith(address)] == []


def test_so_is_the_page_for_a_lost_address_and_leads_back(demonstration: Path, browser: Browser) -> None:
    with served(demonstration / "site") as address:  # where the site says that it is
        for width, visit in looks(browser, f"{address}{LOST}"):
            assert broken(visit.page) == [], width
            visit.page.locator(".pl-lost").get_by_role("link", name="portfolio").click()
            visit.page.wait_for_url(f"{address}index.html")  # a click does not wait for what it leads to


@pytest.mark.parametrize("path", ["index.html", PROJECT, DECISION])
def test_nor_do_the_pages_of_the_other_engine_break_a_rule(zensical_site: Path, browser: Browser, path: str) -> None:
    found = {width: broken(visit.page) for width, visit in looks(browser, (zensical_site / path).as_uri())}
    assert found == {width: [] for _, width in LOOKS}


def test_everything_that_opens_is_sound_when_it_is_open(demonstration: Path, browser: Browser) -> None:
    for path in (PROJECT, "analysis.html", "people.html"):
        page = Visit(browser).open(demonstration / "site", path).page
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert broken(page) == [], path
