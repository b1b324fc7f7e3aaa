"""Hostile texts in every place at once: the site builds strictly, nothing runs, nothing loads, every word is shown."""

import json
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from ledger.site.serve import build_at
from tests.conftest import once
from tests.hostile.ledger import ODD_NAMES, hostile_ledger, slug
from tests.hostile.markup import Element, elements_of, text_of
from tests.hostile.strings import STRINGS
from tests.portfolio import TODAY
from tests.visit import Visit

_LINK: Final = re.compile(r"(https?|mailto):", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[\s\x00-\x1f]*[a-z][a-z0-9+.\s-]*:", re.IGNORECASE)
_NEVER: Final = {
    *("script", "style", "link", "meta"),
    *("iframe", "object", "embed", "base", "template", "xmp", "noscript", "frame", "applet", "marquee"),
}

# What a page holds that it must not: scripts, handlers, links and styles that came from a text.
_FOUND: Final = """() => ({
    pwned: window.pwned === undefined && ({}).polluted === undefined ? [] : ['pwned'],
    scripts: [...document.scripts].filter((one) => !one.src && one.text.includes('pwned')).map((one) => one.outerHTML),
    handlers: [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes])
        .filter((one) => /^on/i.test(one.name)).map((one) => one.name + one.value),
    links: [...document.querySelectorAll('[href], [src], [action], [formaction], [data]')]
        .map((one) => one.href?.baseVal ?? one.href ?? one.src ?? one.action ?? '')
        .filter((one) => /^\\s*(javascript|vbscript|data):/i.test(one)),
    fixed: [...document.querySelectorAll('.pl *')].filter((one) => getComputedStyle(one).position === 'fixed')
        .map((one) => one.outerHTML.slice(0, 200)),
})"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "hostile", _built) / "site"


def _built(root: Path) -> None:
    report = build_at(hostile_ledger(root).root, TODAY, out=Path("site"))
    assert report.warnings == ()


def pages(site: Path) -> list[str]:
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(path for path in found if path != "404.html")


def own_part(site: Path, page: str) -> str:
    html = (site / page).read_text("utf-8")
    start = html.find('<div class="pl ')
    return html[start : html.index("</article>", start)] if start >= 0 else ""


def test_the_corpus_is_large_enough() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 80


def wrong(one: Element) -> bool:
    """Whether an element runs or loads something, or leads to what does."""
    if one.tag in _NEVER or (one.tag == "form" and one.attributes["class"] != "pl-filters"):
        return True
    if any(name.startswith("on") or name == "srcdoc" for name in one.attributes):
        return True
    addresses = [one.attributes[name] for name in ("href", "src") if name in one.attributes]
    return any(
        address.startswith(("//", "\\")) or (_SCHEME.match(address.partition("/")[0]) and not _LINK.match(address))
        for address in addresses
    )


def test_no_page_has_an_element_that_runs_or_loads(site: Path) -> None:
    found = {page: [one for one in elements_of(own_part(site, page)) if wrong(one)] for page in pages(site)}
    assert {page: elements for page, elements in found.items() if elements} == {}


def test_every_page_is_whole(site: Path) -> None:
    for page in pages(site):
        html = (site / page).read_text("utf-8")
        assert [html.count(f"</{tag}>") for tag in ("head", "main", "body", "html")] == [1] * 4, page
        assert html[: html.index("</head>")].count("</title>") == 1, page
        ids = [one.attributes["id"] for one in elements_of(html) if "id" in one.attributes]
        assert sorted(ids) == sorted(set(ids)), page
        assert "root:x:0" not in html, page


def test_titles_are_shown_as_they_are_written(site: Path) -> None:
    for number, title in enumerate(STRINGS):
        html = own_part(site, f"projects/{slug(number)}/index.html")
        heading = html[html.index("<h1") : html.index("</h1>")]
        assert "".join(text_of(heading).split()) == "".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", title).split())


def test_every_string_is_read_in_a_report_and_in_figures(site: Path) -> None:
    figures = text_of(own_part(site, f"projects/{slug(0)}/files/reports/metrics.json.html"))
    flat = "".join(figures.split())
    for one in STRINGS:
        words = "".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", one)[:290].split())
        assert words in flat, one


def test_what_a_browser_would_run_is_not_in_the_site(site: Path) -> None:
    for path in (site / "projects").rglob("*"):
        assert path.suffix not in {".svg", ".js", ".htm", ".xhtml", ".xml"} or path.name == "badge.svg", path
        assert path.is_dir() or path.suffix != ".html" or "<!doctype html>" in path.read_text("utf-8")[:40], path
    named = text_of(own_part(site, f"projects/{slug(0)}/index.html"))
    assert all(name in named for name in (*ODD_NAMES, "../../../ledger.yml", "/etc/passwd"))


def test_the_data_is_data(site: Path) -> None:
    ledger = json.loads((site / "data/ledger.json").read_text("utf-8"))
    assert {one["title"] for one in ledger["projects"]} == set(STRINGS)


def _visited(site: Path) -> list[str]:
    """Every page that stands alone, and the pages of a few projects with all that belongs to them."""
    few = {f"projects/{slug(number)}/" for number in (0, 1, 2, 16, 44, 71)}
    found = [page for page in pages(site) if not page.startswith("projects/") or page.startswith(tuple(few))]
    kinds = {re.sub(r"decisions/.*", "decisions", page): page for page in found}
    return sorted(kinds.values())


def test_on_a_telephone_nothing_runs_and_nothing_is_too_wide(site: Path, browser: Browser) -> None:
    visit = Visit(browser, width=360)
    for path in _visited(site):
        visit.open(site, path)
        found = visit.page.evaluate(_FOUND)
        assert not any(found.values()), (path, found)
        assert visit.problems == [], path
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_filters_and_search_survive_hostile_words(site: Path, browser: Browser) -> None:
    visit = Visit(browser)
    page = visit.open(site, "index.html", "?tag=__proto__&owner=__proto__&find=%3Cimg%20src%3Dx%20onerror%3Dno%3E").page
    page.fill("input[name=find]", STRINGS[9])
    visit.open(site, "index.html")
    page.click(".md-search__input")
    page.keyboard.type("pwned", delay=20)
    page.wait_for_selector(".md-search-result__item, .md-search-result__meta")
    assert not any(page.evaluate(_FOUND).values())
    assert visit.problems == []


def test_no_name_stretches_the_table_of_projects(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=1440).open(site, "index.html").page
    assert page.locator("#projects-table").evaluate("(one) => one.scrollWidth - one.parentElement.clientWidth") <= 0
