"""On a telephone drawings fit their frames in letters that can be read; on paper and on a desk it is the wide one."""

from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser

from ledger.site.drawings.svg import plain
from tests.kinds import PROJECT
from tests.visit import Visit

PAGES: Final = (PROJECT, "projects/shelf-gaps/index.html", "projects/churn/index.html", "backtracks.html")
LEAST: Final = 11  # pixels of a letter
_SIZES: Final = """all => all.filter((one) => one.textContent.trim()).map((one) => {
    const picture = one.ownerSVGElement, wide = picture.getBoundingClientRect().width;
    return parseFloat(getComputedStyle(one).fontSize) * wide / picture.viewBox.baseVal.width;
})"""
_OUTSIDE: Final = """all => all.filter((one) => !one.closest('defs')).filter((one) => {
    const inner = one.getBoundingClientRect(), frame = one.closest('figure').getBoundingClientRect();
    return inner.left < frame.left || inner.right > frame.right;
}).map((one) => one.outerHTML.slice(0, 120))"""
_CUT: Final = """all => all.filter((one) => one.textContent.trim()).filter((one) => {
    const inner = one.getBoundingClientRect(), frame = one.ownerSVGElement.getBoundingClientRect();
    return inner.left < frame.left - 0.5 || inner.right > frame.right + 0.5;
}).map((one) => one.textContent)"""
_SCROLLED: Final = "all => all.filter((one) => one.scrollWidth > one.clientWidth).length"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_drawing_fits_a_telephone(
    demonstration: Path, browser: Browser, path: str, scheme: Literal["light", "dark"]
) -> None:
    page = Visit(browser, width=360, scheme=scheme).open(demonstration / "site", path).page
    drawings = page.locator(".ledger-drawing > svg:visible")
    assert drawings.count() == page.locator("figure.ledger-drawing").count() > 0
    assert page.locator(".ledger-drawing :is(.ledger-scroll, .ledger-wide):visible").count() == 0
    assert page.locator(".ledger-drawing > svg text, .ledger-drawing > svg tspan").evaluate_all(_OUTSIDE) == []
    assert page.locator(".ledger-drawing > svg *").evaluate_all(_OUTSIDE) == []
    sizes = page.locator(".ledger-drawing > svg :is(text, tspan)").evaluate_all(_SIZES)
    assert min(sizes) >= LEAST
    assert page.locator("figure.ledger-drawing").evaluate_all(_SCROLLED) == 0


@pytest.mark.parametrize("path", PAGES)
def test_no_words_of_a_wide_drawing_are_cut_at_its_edge(demonstration: Path, browser: Browser, path: str) -> None:
    page = Visit(browser, width=1280).open(demonstration / "site", path).page
    words = page.locator(".ledger-drawing svg text:visible")
    assert words.count() > 0
    assert words.evaluate_all(_CUT) == []


def test_each_drawing_is_shown_once_and_tells_its_story(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser).open(demonstration / "site", PROJECT).page
    for width, medium in ((1280, "screen"), (360, "screen"), (1280, "print"), (360, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="print" if medium == "print" else "screen")
        shown = page.locator("figure.ledger-drawing svg[aria-describedby]").filter(visible=True)
        assert shown.count() == 1, (width, medium)
        told = shown.get_attribute("aria-describedby")
        assert page.locator(f"[id='{told}']").count() == 1
        is_narrow = "ledger-narrow" in (shown.get_attribute("class") or "")
        assert is_narrow == (width == 360 and medium == "screen")


def test_a_long_name_of_a_phase_is_told_in_full(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser, width=360).open(demonstration / "site", "projects/no-shows/index.html").page
    names = page.locator("svg.ledger-narrow :is(.name, .name-now)").all_text_contents()
    assert [plain(name) for name in names[2:4]] == ["Minimum viable", "product"]
