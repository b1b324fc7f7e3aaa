"""No page of any kind breaks a rule of axe-core, in light and dark, on a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.kinds import DECISION, KINDS, LOST, PROJECT, served
from tests.visit import Visit

LOOKS: Final[tuple[tuple[Literal["light", "dark"], int], ...]] = (("light", 1280), ("dark", 360))
# axe-core reads the same few colours thousands of times, by way of a model of all colour spaces. Remembered by their
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


def broken(page: Page) -> list[str]:
    """What axe-core finds, one line a rule, the WCAG's and those of good practice alike."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(REMEMBER_COLOURS)
    # Whatever passes need not be described, which is a good part of the work.
    found = page.evaluate(RUN)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} (and {len(one['nodes']) - 1} more)" for one in found]


def looks(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    """Colours depend on the scheme and the layout on the width, so two looks have every colour and every layout."""
    for scheme, width in LOOKS:
        page = Visit(browser, scheme=scheme, width=width).page
        page.goto(address)
        yield f"{scheme} {width}", page
        page.context.close()


@pytest.mark.parametrize("path", KINDS)
def test_no_page_breaks_a_rule(demonstration: Path, browser: Browser, path: str) -> None:
    address = (demonstration / "site" / path).as_uri()
    assert [(look, found) for look, page in looks(browser, address) if (found := broken(page))] == []


def test_neither_does_the_page_for_a_lost_address(demonstration: Path, browser: Browser) -> None:
    with served(demonstration / "site") as address:
        found = [(look, broken(page)) for look, page in looks(browser, f"{address}{LOST}")]
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize("path", ["index.html", PROJECT, DECISION])
def test_nor_the_pages_of_the_other_engine(zensical_site: Path, browser: Browser, path: str) -> None:
    address = (zensical_site / path).as_uri()
    assert [(look, found) for look, page in looks(browser, address) if (found := broken(page))] == []


def test_everything_that_opens_is_sound_when_it_is_open(demonstration: Path, browser: Browser) -> None:
    for path in (PROJECT, "analysis.html", "people.html"):
        page = Visit(browser).page
        page.goto((demonstration / "site" / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert broken(page) == [], path
