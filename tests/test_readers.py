"""The demonstration's site as its readers meet it: with a mouse, with keys, on a phone, on paper, by either engine."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from tests.kinds import DECISION, LOST, NOTEBOOK, PROJECT, TABS, served
from tests.visit import Visit

_FOCUSED: Final = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const drawn = (it) => it && getComputedStyle(it).outlineStyle !== 'none';
    // The theme's switch of colours is an input that its label stands for; its list of results is empty as yet.
    const drawer = one.matches('.md-option') ? one.nextElementSibling : one.closest('.pl-card');
    return {tag: one.outerHTML.slice(0, 90), empty: one.matches('.md-search__scrollwrap, .md-option'),
            seen: box.width > 0 && box.height > 0, inside: box.bottom > 0 && box.top < innerHeight,
            marked: drawn(one) || drawn(drawer)};
}"""


@pytest.fixture(scope="module")
def site(demonstration: Path) -> Path:
    return demonstration / "site"


def pages_of(site: Path) -> list[tuple[str, BeautifulSoup]]:
    paths = sorted(path for path in site.rglob("*.html") if path.name != LOST)
    return [(path.relative_to(site).as_posix(), BeautifulSoup(path.read_bytes(), "html.parser")) for path in paths]


def test_every_page_says_of_which_day_and_commit_it_is_and_what_it_tells(site: Path) -> None:
    pages = pages_of(site)
    feet = {foot.get_text(" ", strip=True) for _, page in pages for foot in page.select(".md-copyright")}
    (said,) = feet
    assert re.fullmatch(r"As of 20 Nov 2026 · commit [0-9a-f]{8}", said)
    assert [path for path, page in pages if not page.select_one(".md-copyright")] == []
    drawn = [(path, page) for path, page in pages if page.select_one(".pl")]
    told = 'meta[property="og:description"][content]'
    assert [path for path, page in drawn if not page.select_one(told)] == []
    titles = [page.title.get_text() for _, page in pages if page.title]
    assert len(titles) == len(set(titles)) == len(pages)


def test_the_tabs_lead_to_every_part(site: Path, browser: Browser) -> None:
    visit = Visit(browser).open(site, "index.html")
    for name, path in TABS.items():
        visit.page.locator(".md-tabs").get_by_role("link", name=name, exact=True).click()
        visit.page.wait_for_url((site / path).as_uri())  # until it is loaded, which a click does not wait for
        assert visit.page.locator("h1:visible").count() == 1
        assert visit.page.locator(".md-tabs__item--active").inner_text() == name
    assert visit.problems == []


@pytest.mark.parametrize("path", ["index.html", PROJECT])
def test_keys_alone_reach_everything_and_show_where_they_are(site: Path, browser: Browser, path: str) -> None:
    page = Visit(browser).open(site, path).page
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")
    seen = []
    for _ in range(45):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(_FOCUSED))
    assert [one for one in seen if not ((one["seen"] or one["empty"]) and one["inside"] and one["marked"])] == []
    assert len({one["tag"] for one in seen}) > 30


def test_the_first_key_skips_to_the_content(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, PROJECT).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.md-content') !== null")


def test_the_kind_of_event_stands_in_the_address(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "activity.html", "?kind=votes").page
    shown = "[...document.querySelectorAll('.pl-move')].filter((one) => one.checkVisibility())"
    kinds = f"{shown}.map((one) => one.dataset.kind)"
    assert set(page.evaluate(kinds)) == {"votes"}
    page.get_by_label("Kind").select_option("moves")
    assert page.url.endswith("activity.html?kind=moves")
    assert set(page.evaluate(kinds)) == {"moves"}
    page.get_by_label("Kind").select_option("")
    assert page.url.endswith("activity.html")
    assert len(set(page.evaluate(kinds))) > 2


@pytest.mark.parametrize(
    "address",
    [f"{PROJECT}#approvals", "codes.html#MOV001", "flows/startup.html#phase-research", "people.html#lane-omar"],
)
def test_an_address_with_an_anchor_opens_there(site: Path, browser: Browser, address: str) -> None:
    path, _, anchor = address.partition("#")
    page = Visit(browser).open(site, path, f"#{anchor}").page
    top = "document.querySelector(':target').getBoundingClientRect().top"
    header = "document.querySelector('.md-header').getBoundingClientRect().bottom"
    page.wait_for_function(f"() => {header} <= {top} && {top} < 450")
    page.wait_for_timeout(100)
    assert page.evaluate(header) <= page.evaluate(top) < 450


def pdf_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_every_project_prints_as_a_brief_of_one_page(site: Path, browser: Browser) -> None:
    page = Visit(browser, scheme="dark").page
    counts = {}
    for path in sorted(site.glob("projects/*/index.html")):
        page.goto(path.as_uri())
        counts[path.parent.name] = pdf_pages(page)
    assert len(counts) == 14
    assert set(counts.values()) == {1}, counts


def test_paper_has_what_a_brief_needs_in_black_on_white(site: Path, browser: Browser) -> None:
    page = Visit(browser, scheme="dark", width=703).open(site, PROJECT).page
    page.emulate_media(media="print")
    for shown in ("h1", ".pl-answer", ".ledger-stepper", "#needs", "[aria-labelledby=past] svg", "#kpis", "#approvals"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".md-header", ".md-tabs", "#texts", "#events", ".pl-badge-snippet", ".ledger-words"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".md-copyright").inner_text().endswith(urlsplit((site / PROJECT).as_uri()).path)
    ink = page.locator("h1").evaluate("(one) => getComputedStyle(one).color")
    assert [int(part) < 60 for part in re.findall(r"\d+", ink)] == [True] * 3


def test_the_portfolio_prints_its_figures_and_its_table(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "index.html").page
    assert pdf_pages(page) <= 2
    page.emulate_media(media="print")
    assert page.locator(".pl-tile:visible").count() == 7
    assert page.locator("#projects-table tbody tr:visible").count() == 14
    assert page.locator(".pl-board:visible, .pl-filters:visible, .pl-time:visible").count() == 0


def test_paper_shows_a_drawing_and_not_the_same_in_words(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "backtracks.html").page
    page.emulate_media(media="print")
    assert page.locator(".ledger-arcs:visible").count() == 4
    assert page.locator(".ledger-words:visible").count() == 0


def test_the_other_engine_gives_readers_the_same(zensical_site: Path, browser: Browser) -> None:
    visit = Visit(browser, width=360)
    for path in ("index.html", PROJECT, DECISION, NOTEBOOK):
        page = visit.open(zensical_site, path).page
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert page.locator("h1:visible").count() == 1
        assert "As of 20 Nov 2026" in page.locator(".md-copyright").inner_text()
    assert visit.problems == []
    page.goto((zensical_site / PROJECT).as_uri())
    assert pdf_pages(page) == 1


@pytest.mark.parametrize("fixture", ["demonstration", "zensical_site"])
def test_both_engines_find_words_from_a_disk_and_from_a_host(
    request: pytest.FixtureRequest, browser: Browser, fixture: str
) -> None:
    place: Path = request.getfixturevalue(fixture)
    built = place / "site" if fixture == "demonstration" else place
    with served(built) as address:
        for start in (f"{built.as_uri()}/", address):
            visit = Visit(browser)
            visit.page.goto(f"{start}people.html")
            visit.page.wait_for_load_state("networkidle")
            assert [one for one in visit.problems if one.endswith("search_index.json")] == []
            assert finds(visit.page, "bandits"), start
            assert [one for one in visit.problems if not one.startswith(address)] == []


@pytest.mark.parametrize("asked", ["?q=bandits", "/", "s"])
def test_search_answers_to_an_address_and_to_keys(site: Path, browser: Browser, asked: str) -> None:
    with served(site) as address:
        page = Visit(browser).page
        page.goto(f"{address}people.html{asked if len(asked) > 1 else ''}")
        if len(asked) == 1:
            page.keyboard.press(asked)
            page.locator("input:focus").wait_for()
            page.keyboard.type("bandits", delay=30)
        page.locator(".md-search-result__item").filter(has_text="bandits").first.wait_for()


def finds(page: Page, word: str) -> bool:
    """Whether the search lists a page for a word, as a reader would use it."""
    page.wait_for_load_state("networkidle")
    page.locator(".md-search__input, .md-search__button").first.click()
    page.locator("input:focus").wait_for()
    page.keyboard.type(word, delay=30)
    found = page.locator("a").filter(has_text=re.compile(word, re.IGNORECASE))
    found.first.wait_for(timeout=15_000)
    return found.count() > 0
