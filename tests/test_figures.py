"""Every figure that the site shows leads to what it counts, and there stands as much as it says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from playwright.sync_api import Browser, Page

from tests.visit import Visit

# Where a number is no figure of ours: dates, names, texts and values that people wrote, drawings and their words (whose
# tables have the links), headings of columns, sums of a column, the place of a phase in its flow.
_WRITTEN: Final = (
    "time, code, pre, q, blockquote, bdi, h1, form, .pl-prose, .pl-facts, .pl-listing, .pl-diff, .pl-fields, .pl-file, "
    ".pl-codes"
)
_STATED: Final = (
    "svg, .ledger-drawing, .state, thead, tfoot, .pl-asof, .pl-data, .pl-quiet, .pl-badge, .pl-flowpage section, "
    ".pl-chart > .pl-soft, .pl-datapage .pl-soft, [data-pl-narrowed]"
)
_SECTIONS: Final = ("kpis", "frames", "case", "tasks", "deliverables", "needs", "rules")
_DATE: Final = re.compile(r"\b(\d{1,2} )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}\b|\bQ\d \d{4}\b|85 %")
_GO_ON: Final = "(address) => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }"
_COUNT: Final = re.compile(r"[1-9]")
_FOCUSED_LINK: Final = """() => {
    const one = document.querySelector('svg a:focus');
    return one && {href: one.getAttribute('href'), outline: getComputedStyle(one).outlineStyle,
                   within: Boolean(one.closest('text'))};
}"""


def figures_of(page: Path) -> Iterator[tuple[str, NavigableString]]:
    """The figures of a page's own part that are no dates, names or written values; nothing to count is no figure."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    sections = ", ".join(f"[aria-labelledby={one}]" for one in _SECTIONS)
    other = {id(one) for one in soup.select(f"{_WRITTEN}, {_STATED}, {sections}")}
    top = soup.select_one(".pl")
    for words in top.find_all(string=_COUNT) if top else ():
        rest = _DATE.sub("", words)
        if (
            type(words) is NavigableString
            and _COUNT.search(rest)
            and not any(id(one) in other for one in words.parents)
        ):
            yield " ".join(words.split()), words


def leads(words: NavigableString) -> bool:
    """Whether a figure is a link, folds out what it counts, or stands in a row or beside the name of what it is of."""
    for one in words.parents:
        if one.name == "summary" or (one.name == "a" and one.get("href")):
            return True
        if "pl-lane__line" in one.get_attribute_list("class") or one.name == "li":
            return one.find("a", href=True) is not None
        if one.name == "tr":
            return one.select_one("th a[href]") is not None
        named = (
            one.find_previous_sibling()
            if one.name == "span"
            else one.find(class_="pl-under")
            if one.name == "td"
            else None
        )
        if named and (named.name == "a" or named.find("a", href=True)):
            return True
    return False


def test_every_figure_leads_to_what_it_counts(demonstration: Path) -> None:
    site = demonstration / "site"
    found = [(page, *one) for page in sorted(site.rglob("*.html")) for one in figures_of(page)]
    assert len(found) > 1000
    assert [f"{page.relative_to(site)}: {said}" for page, said, words in found if not leads(words)] == []


def counts_of(site: Path, path: str, target: str) -> dict[str, int]:
    """The largest plain count of a page that leads to an address, for those that begin with `target`; no days."""
    soup = BeautifulSoup((site / path).read_text("utf-8"), "html.parser")
    found: dict[str, int] = {}
    for link in soup.select(f'.pl a[href^="{target}"]'):
        said = re.match(r"([\d,]+)(?! d\b| days?\b| of\b|[\d.,])", link.get_text(" ", strip=True))
        if said:
            found[str(link["href"])] = max(found.get(str(link["href"]), 0), int(said[1].replace(",", "")))
    return found


def shown(page: Page, rows: str) -> int:
    return page.locator(rows).filter(visible=True).count()


def test_the_portfolio_shows_as_many_projects_as_its_links_say(demonstration: Path, browser: Browser) -> None:
    site = demonstration / "site"
    pages = ("analysis.html", "people.html", "backtracks.html", "activity.html", "audit.html", "flows/index.html")
    asked = {
        href.rpartition("/")[2]: count for path in pages for href, count in counts_of(site, path, "index.html").items()
    }
    asked |= {f"index.html{href}": count for href, count in counts_of(site, "index.html", "?").items()}
    past = [href for href in asked if "at=" in href]
    assert len(asked) > 100
    page = Visit(browser).open(site, "index.html").page
    for number, href in enumerate([*sorted(set(asked) - set(past)), *past[:: len(past) // 12]]):
        address = f"{(site / 'index.html').as_uri()}{href.removeprefix('index.html')}"
        if number % 25:
            page.evaluate(_GO_ON, address)  # what Back and Forward do is a tenth of the work of opening
        else:
            page.goto(address)
        if "at=" in href:
            page.locator(".pl-past").wait_for()
        assert shown(page, "#projects-table tbody tr") == asked[href], href


def test_ways_back_are_listed_as_often_as_their_table_says(demonstration: Path, browser: Browser) -> None:
    site = demonstration / "site"
    asked = counts_of(site, "backtracks.html", "?")
    ways = BeautifulSoup((site / "backtracks.html").read_text("utf-8"), "html.parser").select("[data-pl-narrow] > li")
    assert len(asked) > 10
    page = Visit(browser).page
    for number, (href, count) in enumerate(sorted(asked.items())):
        wanted = dict(parse_qsl(urlsplit(href).query))
        assert sum(all(way[f"data-{name}"] == value for name, value in wanted.items()) for way in ways) == count, href
        if number % 4:
            continue
        page.goto(f"{(site / 'backtracks.html').as_uri()}{href}")
        assert shown(page, "[data-pl-narrow] > li") == count, href
        assert page.locator("[data-pl-narrowed]").inner_text().startswith(f"{count} of 14, in ")


def test_a_month_has_as_many_events_of_a_kind_as_its_table_says(demonstration: Path, browser: Browser) -> None:
    site = demonstration / "site"
    asked = {
        href: count for href, count in counts_of(site, "activity.html", "activity.html").items() if "kind=" in href
    }
    page = Visit(browser).page
    for href in sorted(asked)[::9]:
        page.goto(f"{site.as_uri()}/{href}")
        assert shown(page, f"[aria-labelledby='{urlsplit(href).fragment}'] [data-kind]") == asked[href], href


@pytest.mark.parametrize(
    ("path", "target", "rows"),
    [
        ("analysis.html", "#ages-", "tbody tr"),
        ("analysis.html", "#ways-", "li:has(a)"),
        ("people.html", "#votes", "tr[id]"),
        ("data.html", "#files", "a[download]"),
    ],
)
def test_a_table_has_as_many_rows_as_the_figure_that_leads_to_it(
    demonstration: Path, browser: Browser, path: str, target: str, rows: str
) -> None:
    site = demonstration / "site"
    asked = counts_of(site, path, target)
    page = Visit(browser).page
    for href, count in asked.items():
        page.goto(f"{(site / path).as_uri()}{href}")
        place = page.locator(href)
        assert place.is_visible(), "what was folded is unfolded"
        place = place if href not in {"#votes", "#files"} else place.locator("xpath=..")
        assert place.locator(rows).count() == count, href
    assert asked


def test_a_phase_has_as_many_finished_stays_as_its_table_says(demonstration: Path) -> None:
    soup = BeautifulSoup((demonstration / "site" / "analysis.html").read_text("utf-8"), "html.parser")
    asked = {href: count for href, count in _stays(soup) if count}
    assert len(asked) > 12
    for href, count in asked.items():
        head = soup.find(id=href[1:])
        table = head.find_parent("table") if head else None
        assert head
        assert table
        place = table.select("thead th").index(head) - 1
        cells = [row.find_all("td")[place].get_text() for row in table.select("tbody tr")]
        stays = [stay for cell in cells for stay in cell.split(" + ") if stay]
        assert sum(stay.replace(",", "").isdecimal() for stay in stays) == count, href


def _stays(soup: BeautifulSoup) -> Iterator[tuple[str, int]]:
    for row in soup.select("[id^=phases-] tbody tr"):
        link = row.select_one("td a[href^='#days-']:not(.pl-under)")
        if link:
            yield str(link["href"]), int(str(row.find_all("td")[0]["data-value"]))


def test_figures_in_drawings_lead_to_what_they_count(demonstration: Path) -> None:
    site = demonstration / "site"
    pages = [(page, BeautifulSoup(page.read_text("utf-8"), "html.parser")) for page in sorted(site.rglob("*.html"))]
    arcs = [(page, words) for page, soup in pages for words in soup.select(".ledger-arcs svg text")]
    figures = [(page, words) for page, words in arcs if _COUNT.search(words.get_text())]
    assert len(figures) > 60
    assert [words for _, words in figures if not words.find_parent("a", href=True)] == []
    named = [one for _, soup in pages for one in soup.select(".ledger-drawing svg a[href]")]
    assert [str(one) for one in named if not (one.get("aria-label") or one.get_text(strip=True))] == []


def test_a_phase_of_the_arcs_was_reached_by_as_many_projects_as_it_says(demonstration: Path) -> None:
    days = BeautifulSoup((demonstration / "site" / "analysis.html").read_text("utf-8"), "html.parser")
    arcs = BeautifulSoup((demonstration / "site" / "backtracks.html").read_text("utf-8"), "html.parser")
    nodes = arcs.select(".ledger-arcs .ledger-wide svg a[href^='analysis.html#days-']")
    assert len(nodes) > 15
    for node in nodes:
        head = days.find(id=str(node["href"]).partition("#")[2])
        table = head.find_parent("table") if head else None
        assert head
        assert table
        place = table.select("thead th").index(head) - 1
        reached = [row for row in table.select("tbody tr") if row.find_all("td")[place].get_text(strip=True)]
        said = node.select_one(".node-count")
        assert said
        assert len(reached) == int(said.get_text()), node["aria-label"]


@pytest.mark.parametrize("shape", ["wide", "narrow"])
def test_moves_onward_are_listed_as_often_as_the_arcs_say(demonstration: Path, shape: str) -> None:
    listed = BeautifulSoup((demonstration / "site" / "onward.html").read_text("utf-8"), "html.parser")
    arcs = BeautifulSoup((demonstration / "site" / "backtracks.html").read_text("utf-8"), "html.parser")
    counts = arcs.select(f".ledger-arcs .ledger-{shape} a[href^='onward.html#']")
    assert len(counts) >= 18
    for count in counts:
        head = listed.find(id=str(count["href"]).partition("#")[2])
        assert head
        said = count.get_text(strip=True).strip("\u2068\u2069")
        assert head.get_text(" ", strip=True).endswith(f" {said}")
        moves = head.find_next("ol")
        assert moves
        assert len(moves.select("li")) == int(said), count["aria-label"]


@pytest.mark.parametrize("width", [1280, 360])
def test_links_in_drawings_are_reached_by_keyboard_and_show_it(
    demonstration: Path, browser: Browser, width: int
) -> None:
    page = Visit(browser, width=width).page
    for path in ("backtracks.html", "projects/search-ranking/index.html"):
        page.goto((demonstration / "site" / path).as_uri())
        links = page.locator(".ledger-drawing svg a:not([tabindex])").filter(visible=True)
        addresses = links.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
        assert len(addresses) >= 5, path
        page.locator(".ledger-drawing").first.evaluate("(one) => { one.tabIndex = -1; one.focus(); }")
        reached = []
        for _ in range(400):
            page.keyboard.press("Tab")
            if now := page.evaluate(_FOCUSED_LINK):
                reached.append(now["href"])
                assert now["outline"] == "solid"
                assert not now["within"], "within letters no outline is drawn"
            if len(reached) == len(addresses):
                break
        assert reached == addresses, path
