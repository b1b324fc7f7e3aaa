"""The site in a real browser, opened as a file: nothing fails, nothing is fetched, nothing overflows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from ledger.site.build import build
from ledger.site.drawings.palette import contrast
from tests.portfolio import portfolio, read
from tests.visit import Visit

PAGES = ("index.html", "backtracks.html", "flows/index.html", "flows/startup.html", "projects/churn/index.html")
EVIL = "projects/evil & <co>/index.html"
_SCHEMES = {"light": "default", "dark": "slate"}


# Every piece of text outside the drawings, with its colour and that of the ground it stands on.
_COLOURS = """() => {
    const names = 'p, a, td, th, dt, dd, li, span, strong, time, code, button';
    const has_text = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const ground = (one) => {
        const colour = getComputedStyle(one).backgroundColor;
        return colour === 'rgba(0, 0, 0, 0)' && one.parentElement ? ground(one.parentElement) : colour;
    };
    return [...document.querySelectorAll(`.pl :is(${names})`)]
        .filter((one) => one.checkVisibility() && has_text(one))
        .filter((one) => !one.closest('svg, .ledger-stepper, .pl-quiet'))
        .map((one) => [one.outerHTML.slice(0, 90), getComputedStyle(one).color, ground(one)]);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = portfolio(tmp_path_factory.mktemp("ledger")).root
    out = tmp_path_factory.mktemp("built") / "site"
    build(read(root), root=root, out=out)
    return out


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A page that must have gone without a problem."""
    visit = Visit(browser)
    yield visit
    assert visit.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_open_from_the_disk_without_trouble(
    site: Path, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    visit = Visit(browser, scheme=scheme)
    for path in (*PAGES, EVIL):
        visit.open(site, path)
        visit.page.wait_for_timeout(100)
        assert visit.problems == [], path
        assert visit.page.locator("h1").count() == 1
        assert visit.page.evaluate("document.body.dataset.mdColorScheme") == _SCHEMES[scheme]


def test_pages_do_not_overflow_a_narrow_screen(site: Path, browser: Browser) -> None:
    visit = Visit(browser)
    for path in (*PAGES, EVIL):
        visit.open(site, path)
        for width in (320, 360, 800):
            visit.page.set_viewport_size({"width": width, "height": 900})
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"


def test_filters_work_and_live_in_the_address(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "index.html").page
    rows = page.locator("#projects-table tbody tr:visible")
    assert rows.count() == 3
    page.select_option("select[name=status]", "cancelled")
    assert rows.all_inner_texts()[0].startswith("Project leads")
    assert page.url.endswith("index.html?status=cancelled")
    page.reload()
    assert (rows.count(), page.locator("[data-pl-count]").inner_text()) == (1, "1 of 3 projects")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url("**/index.html")
    assert rows.count() == 3


def test_on_a_telephone_filters_open_when_they_are_asked_for_or_in_use(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=390).open(site, "index.html").page
    opener, phase = page.get_by_role("button", name="Filters"), page.locator("select[name=phase]")
    assert page.get_by_label("Find").is_visible()
    expect(phase).to_be_hidden()
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.press("Enter")
    expect(phase).to_be_visible()
    phase.select_option(index=1)
    phase.select_option(index=0)  # what is open stays open under the finger
    expect(phase).to_be_visible()
    opener.click()
    expect(phase).to_be_hidden()
    page.goto(f"{(site / 'index.html').as_uri()}?status=active")
    expect(page.locator("select[name=status]")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(opener).to_be_hidden()
    expect(phase).to_be_visible()


def test_an_address_with_filters_opens_filtered(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "index.html", "?back=1&find=churn&unknown=x#projects").page
    assert page.locator("#projects-table tbody tr:visible").count() == 1
    page.fill("input[name=find]", "nothing like it")
    assert page.get_by_text("No project fits these filters.").is_visible()


def test_tables_sort(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "index.html").page
    for way, shown in (("descending", ["127", "90", "28"]), ("ascending", ["28", "90", "127"])):  # the longest first
        page.get_by_role("button", name="In it").click()
        days = page.locator("#projects-table tbody td:nth-child(3)").all_inner_texts()
        assert [one.split()[0] for one in days] == shown
        assert page.locator(f"th[aria-sort={way}]").count() == 1
    page.get_by_role("button", name="Owner").click()
    assert page.locator("th[aria-sort=ascending]").count() == 1


def test_search_finds_words_from_the_disk(site: Path, browser: Browser) -> None:
    visit = Visit(browser).open(site, "index.html")
    visit.page.click(".md-search__input")
    visit.page.keyboard.type("onerror", delay=30)
    visit.page.wait_for_selector(".md-search-result__item")
    assert visit.problems == []
    expect(visit.page.locator(".md-search-result__item")).to_have_count(1)  # a letter before it were more


def test_pages_are_readable_without_javascript(site: Path, browser: Browser) -> None:
    visit = Visit(browser, script=False)
    for path in PAGES:
        page = visit.open(site, path).page
        assert page.locator("h1").is_visible()
        assert len(page.locator(".pl").inner_text()) > 100
        assert page.locator(".pl-filters:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["index.html", "projects/churn/index.html"])
def test_small_print_has_contrast(site: Path, browser: Browser, path: str, scheme: Literal["light", "dark"]) -> None:
    page = Visit(browser, scheme=scheme).open(site, path).page
    found = page.evaluate(_COLOURS)
    assert len(found) > 30
    assert [one for one in found if contrast(_hex(one[1]), _hex(one[2])) < 4.5] == []


def _hex(colour: str) -> str:
    red, green, blue = (round(float(part)) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_controls_are_large_enough_to_hit(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=360).open(site, "index.html").page
    page.get_by_role("button", name="Filters").click()
    controls = ".pl-filters :is(select, input:not([type=checkbox]), label.pl-switch, .pl-opener), .pl-sort"
    for control in page.locator(controls).all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 24
