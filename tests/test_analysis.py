"""The flow analysis: sentences for every ledger, links that lead to what was counted, a page for all screens."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from ledger.records.model import Ledger
from ledger.site.build import build
from ledger.site.drawings.palette import SCHEMES, contrast
from ledger.site.pages.analysis import analysis_page
from ledger.site.pages.analysis_words import answer, flow_answer
from ledger.site.render import render
from ledger.views import select, status_rows
from tests.build import FLOW, Builder, card, document
from tests.portfolio import portfolio, read
from tests.test_browser import _COLOURS, _hex
from tests.test_votes import entry
from tests.visit import Visit

TODAY = date(2026, 6, 30)


def delivered(root: Path) -> Builder:
    """The portfolio, with one project delivered and voted on, and one that was paused."""
    builder = portfolio(root)
    votes = "approvals:\n" + entry(phase="build", iteration=2, gate="validity")
    builder.write({"projects/churn/build.md": document("build", iteration=2, more=votes, body="A model.\n")})
    builder.commit("Vote", date="2026-04-10", author="dana")
    builder.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    builder.commit("Deliver", date="2026-04-20")
    builder.project("rest", group="growth").commit("Start rest", date="2026-05-01")
    builder.write({"projects/growth/rest/README.md": card("rest", status="paused")}).commit("Rest", date="2026-05-11")
    return builder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    return delivered(tmp_path_factory.mktemp("analysis"))


@pytest.fixture(scope="module")
def ledger(place: Builder) -> Ledger:
    return read(place.root)


@pytest.fixture(scope="module")
def page(ledger: Ledger) -> str:
    return render(analysis_page(ledger))


@pytest.fixture(scope="module")
def site(place: Builder, ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "site"
    build(ledger, root=place.root, out=out)
    return out


def plain(html: str) -> str:
    return re.sub(r" ([.,:;])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()))


def test_the_page_answers_before_it_draws(page: str) -> None:
    shown = plain(page)
    assert "4 projects: 1 delivered, 2 in progress, 1 of which has stood in its phase longer than usual." in shown
    assert (
        "One of 4 projects was delivered, after 105 days. The slowest phase before delivery is Build, "
        "38.5 days in the median." in shown
    )
    assert page.index("105 days") < page.index("<svg")


def test_the_tables_say_what_the_charts_draw(page: str) -> None:
    shown = plain(page)
    assert "Build 2 38.5 d 56 d 56 d 21 d 1 stay 56 d 1 stay" in shown
    assert "Run 0" in shown
    assert "product 0 and 1 with the text" in shown
    assert "Project churn 105 days ↩ 1 went back once" in shown


def test_counts_of_what_is_there_lead_to_the_same_number_of_projects(page: str, ledger: Ledger) -> None:
    found = re.findall(r'href="index\.html\?([^"#]+)#projects">(\d+)', page)
    assert len(found) >= 3
    for query, count in found:
        asked = {name: values[0] for name, values in parse_qs(unescape(query)).items()}
        if "at" in asked:  # a past day, which the browser counts
            continue
        title, statuses = asked.pop("phase", None), {asked.pop("status", "any")}
        statuses = {"active", "paused"} if statuses == {"under way"} else statuses
        fitting = [row for row in select(status_rows(ledger), **asked) if title in {None, row.phase_title}]  # type: ignore[arg-type]  # the filters that pages use are texts
        rows = [row for row in fitting if statuses == {"any"} or row.status in statuses]
        assert len(rows) == int(count), query


def test_every_project_named_has_its_page(page: str, ledger: Ledger) -> None:
    paths = {urlsplit(unescape(link)).path for link in re.findall(r'href="(projects/[^"]+)"', page)}
    assert len(paths) == len(ledger.projects)


def test_an_empty_ledger_and_one_without_deliveries_have_their_sentences(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.commit("Begin")
    empty = analysis_page(read(tmp_path))
    assert "There is no project yet, so nothing has taken any time." in plain(render(empty))
    builder.project().commit("Start", date="2026-06-01")
    shown = plain(render(analysis_page(read(tmp_path))))
    assert "1 project: 0 delivered, 1 in progress." in shown
    assert "which has not been delivered yet. No stay in a phase has ended yet. The only one in progress has" in shown


def test_thirty_phases_and_no_flow_are_shown(tmp_path: Path, ledger: Ledger) -> None:
    phases = "".join(f"  - {{id: p{at}, title: Phase {at}}}\n" for at in range(30))
    builder = Builder(tmp_path, flow=f"{FLOW[: FLOW.index('phases:')]}phases:\n{phases}")
    builder.write({"projects/churn/README.md": card(phase="p7")}).commit()
    shown = render(analysis_page(read(tmp_path)))
    assert shown.count('class="pl-chart__picture"') == 10
    assert "Phase 29" in shown
    lost = {slug: replace(project, flow=None) for slug, project in ledger.projects.items()}
    assert "<svg" not in render(analysis_page(replace(ledger, projects=lost)))


def test_words_of_no_flow_are_those_of_no_project() -> None:
    assert answer((), 0) == "There is no project yet, so nothing has taken any time."
    assert flow_answer.__doc__


def test_regions_and_pictures_have_names_of_their_own(page: str) -> None:
    labels = re.findall(r'role="group" aria-label="([^"]+)"', page)
    assert len(labels) == len(set(labels)) == 12
    assert page.count('role="img"') == page.count("<svg")


# In the browser


def pictures(site: Path, browser: Browser, scheme: Literal["light", "dark"]) -> Iterator[tuple[str, str]]:
    page = Visit(browser, scheme=scheme).open(site, "analysis.html").page
    yield from page.evaluate(
        """() => [...document.querySelectorAll('.pl-chart__picture :is(path, text, line)')]
            .map((one) => [one.getAttribute('fill') || '', getComputedStyle(one).fill])"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_colours_of_the_scheme(site: Path, browser: Browser, scheme: Literal["light", "dark"]) -> None:
    colours = next(one for one in SCHEMES if one.name == {"light": "default", "dark": "slate"}[scheme])
    shown = dict(pictures(site, browser, scheme))
    assert _hex(shown["var(--phase-1)"]) == colours.phases[0]
    assert _hex(shown["var(--phase-2)"]) == colours.phases[1]
    assert contrast(_hex(shown["var(--ledger-soft)"]), colours.tones["surface"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_opens_without_trouble_and_can_be_read(
    site: Path, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    visit = Visit(browser, scheme=scheme).open(site, "analysis.html")
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert visit.problems == []
    assert visit.page.evaluate("document.querySelectorAll('[id]').length") == visit.page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map((one) => one.id)).size"
    )
    found = visit.page.evaluate(_COLOURS)
    assert [one for one in found if contrast(_hex(one[1]), _hex(one[2])) < 4.5] == []


def test_charts_scroll_inside_their_frames_on_a_narrow_screen(site: Path, browser: Browser) -> None:
    page = Visit(browser, width=360).open(site, "analysis.html").page
    for width in (320, 360, 800):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_charts_are_legible_at_every_width_and_on_a_phone_need_no_scrolling(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "analysis.html").page
    for width in (320, 360, 700, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        sizes = page.evaluate(
            """() => [...document.querySelectorAll('.pl-chart__picture')].filter((one) => one.checkVisibility())
                .map((one) => [12 * one.getBoundingClientRect().width / one.viewBox.baseVal.width,
                 one.getBoundingClientRect().width - one.parentElement.clientWidth])"""
        )
        assert len(sizes) == 5, width
        assert min(letters for letters, _ in sizes) >= 9.5, "letters of twelve pixels stay legible"
        assert width > 360 or max(beyond for _, beyond in sizes) <= 0, width


def test_the_words_of_a_chart_can_be_selected(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "analysis.html").page
    words = page.evaluate(
        """() => { const range = document.createRange();
            range.selectNodeContents(document.querySelector('.pl-chart__picture'));
            getSelection().removeAllRanges(); getSelection().addRange(range); return String(getSelection()); }"""
    )
    assert "Idea" in words


def test_a_count_opens_the_portfolio_with_those_projects(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "analysis.html").page
    page.locator("figure summary").first.click()
    page.get_by_role("link", name="1 paused").click()
    page.wait_for_url("**/index.html?*status=paused*")
    assert page.locator("#projects-table tbody tr:visible").count() == 1


def test_a_count_of_stays_opens_the_days_that_it_counts(site: Path, browser: Browser) -> None:
    page = Visit(browser).open(site, "analysis.html").page
    assert not page.locator("#days-small table").is_visible()
    page.locator("figure summary").first.click()
    page.locator("figure a[href='#days-small-1']").nth(1).click()
    assert page.locator("#days-small table").is_visible()


def test_the_page_is_complete_without_javascript(site: Path, browser: Browser) -> None:
    page = Visit(browser, script=False).open(site, "analysis.html").page
    assert page.locator(".pl-chart__picture").filter(visible=True).count() == 5
    assert page.locator("h1").inner_text() == "Flow analysis"
    page.locator("figure summary").first.click()
    assert page.locator("figure table").first.is_visible()
