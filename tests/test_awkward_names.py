"""Names of any length and direction: what stands beside them stays whole, in its place and readable."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from ledger.site.serve import build_at
from tests.build import FLOW, Builder, card, document
from tests.portfolio import TODAY
from tests.visit import Visit

ARABIC: Final = "مشروع التنبؤ بساعات الذروة"
LONG: Final = "Donaudampfschifffahrtsgesellschaftskapitän"

# Broken in two by a name in letters from right to left, a figure has two boxes on one line.
_BROKEN: Final = """all => all.filter((one) => {
    one.style.whiteSpace = 'nowrap';
    return one.getClientRects().length > 1;
}).map((one) => one.textContent)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in each direction that went back into a phase with a long name, and a card that cannot be read."""
    builder = Builder(tmp_path_factory.mktemp("awkward"), flow=FLOW.replace("title: Idea", f"title: {LONG}"))
    for slug, title in (("rtl", ARABIC), ("long", "A title that is long enough for three lines of a telephone")):
        own = card(slug).replace(f"Project {slug}", title)
        at = f"projects/{slug}"
        builder.project(slug, README=own).commit(date="2026-01-05")
        builder.write(
            {f"{at}/README.md": own.replace("phase: idea", "phase: build"), f"{at}/build.md": document("build")}
        )
        builder.commit(date="2026-01-20")
        back = own.replace("started:", "move: {to: idea, because: goal-change}\nstarted:")
        builder.write({f"{at}/README.md": back, f"{at}/idea.md": document(iteration=2)}).commit(date="2026-02-03")
    builder.project("broken").commit(date="2026-02-04")
    builder.write({"projects/broken/README.md": card("broken").replace("owner: sam", "owner: [sam")})
    builder.commit(date="2026-02-05")
    build_at(builder.root, TODAY, out=Path("site"))
    return builder.root / "site"


@pytest.mark.parametrize("path", ["index.html", "analysis.html", "projects/rtl/index.html"])
def test_a_name_from_right_to_left_breaks_no_figure_beside_it(site: Path, browser: Browser, path: str) -> None:
    figures = Visit(browser, width=1440).open(site, path).page.locator(":is(.pl-answer, .pl-said) a:not(:has(bdi))")
    assert figures.count() > 1
    assert figures.evaluate_all(_BROKEN) == []


_START: Final = """(one) => {
    const letters = document.createRange();
    letters.selectNodeContents(one);
    return letters.getBoundingClientRect().left - one.getBoundingClientRect().left;
}"""
_COMMA: Final = """(one) => {
    const letters = document.createRange();
    letters.setStart(one.lastChild, 0);
    letters.setEnd(one.lastChild, 1);
    return letters.getBoundingClientRect().left - one.getBoundingClientRect().left;
}"""
_ROWS: Final = """all => all.map((one) => {
    const ends = new Map();
    for (const chart of one.children) {
        const { top, right } = chart.getBoundingClientRect();
        ends.set(top, Math.max(right, ends.get(top) ?? 0));
    }
    return [...ends.values()].map((end) => one.getBoundingClientRect().right - end);
})"""


def test_a_title_from_right_to_left_begins_where_the_page_does(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=1440).open(site, "projects/rtl/index.html").page
    assert page.locator("h1").evaluate(_START) < 2
    page.goto((site / "index.html").as_uri())
    assert page.locator(".pl-card > a", has_text=ARABIC).evaluate(_START) < 2


def test_no_line_of_the_facts_begins_with_a_comma(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=1440).open(site, "projects/rtl/index.html").page
    phase = page.locator(".pl-facts dd", has=page.locator(".pl-phase"))
    assert phase.inner_text().endswith(", 2nd time")
    assert phase.evaluate(_COMMA) > 20


def test_no_chart_stands_beside_nothing(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=1440).open(site, "analysis.html").page
    assert page.locator(".pl-chart").count() == 5
    (rows,) = page.locator(".pl-charts").evaluate_all(_ROWS)
    assert max(rows) < 2


def test_a_notice_is_as_small_as_what_it_says(site: Path, browser: Browser) -> None:
    notice = Visit(browser, width=1440).open(site, "index.html").page.locator("section.pl-notice")
    assert notice.locator("h2").inner_text() == "A card that cannot be read"
    box = notice.bounding_box()
    assert box
    assert box["height"] < 120
