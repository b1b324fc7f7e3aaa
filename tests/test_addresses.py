"""Addresses as careless and hostile people write them: what the page shows and what its address says agree."""

import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ledger.site.serve import build_at
from tests.build import Builder, card, document
from tests.test_browser import visit as visit  # noqa: PLC0414 - a fixture of that file
from tests.visit import Visit

_STATE = "() => [document.querySelector('[data-pl-count]').textContent, location.search]"
_ROWS = """() => [...document.querySelectorAll('#projects-table tbody tr')]
    .filter((row) => !row.hidden).map((row) => row.dataset.slug)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Churn paused for February, leads there all the time, trial removed in March."""
    builder = Builder(tmp_path_factory.mktemp("ledger"))
    builder.project().project("leads").project("trial").commit(date="2026-01-05")
    builder.write({"projects/churn/README.md": card(status="paused")}).commit(date="2026-02-01")
    builder.write({"projects/churn/README.md": card()}).commit(date="2026-03-01")
    moved = {"projects/leads/README.md": card("leads", phase="build"), "projects/leads/build.md": document("build")}
    builder.write(moved).commit(date="2026-03-02")
    builder.write({"projects/trial/README.md": None, "projects/trial/idea.md": None}).commit(date="2026-03-03")
    back = {"projects/leads/README.md": card("leads"), "projects/leads/idea.md": document(iteration=2)}
    builder.write(back).commit(date="2026-03-04")
    build_at(builder.root, date(2026, 4, 1), out=Path("site"))
    return builder.root / "site"


@pytest.fixture(params=["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def far_off(request: pytest.FixtureRequest, browser: Browser) -> Page:
    """A page where it is another day than in UTC most of the time, and digits and capitals are others, too."""
    return browser.new_context(timezone_id=request.param, locale="ar-EG").new_page()


def comes_to(page: Page, site: Path, query: str, *counts: str, address: str | None = None) -> None:
    """Open the portfolio and wait until its count, and its address where one is given, are these; they must stay so."""
    page.goto((site / "index.html").as_uri() + query)
    wanted = (
        f"([count, address]) => {json.dumps(counts)}.includes(count) && [null, address].includes({json.dumps(address)})"
    )
    page.wait_for_function(f"() => ({wanted})(({_STATE})())")
    page.wait_for_timeout(100)
    assert page.evaluate(f"() => ({wanted})(({_STATE})())"), page.evaluate(_STATE)


def test_what_is_no_day_of_the_history_is_today_in_every_time_zone(site: Path, far_off: Page) -> None:
    for text in ("2026-2-5", "2026", "5", "2026-02-30", "2026-02-05T23:00-12:00", "x", "", "2099-01-01"):
        comes_to(far_off, site, f"?at={text}", "2 projects", address="")
        expect(far_off.locator(".pl-time__day"), text).to_have_text("1 Apr 2026 · today")


def test_a_day_is_the_same_in_every_time_zone(site: Path, far_off: Page) -> None:
    comes_to(far_off, site, "?at=2026-02-01", "2 projects", address="?at=2026-02-01")
    expect(far_off.locator(".pl-time__day")).to_have_text("1 Feb 2026")
    expect(far_off.locator("tr[data-slug=churn] td:nth-child(3)")).to_have_text("27 d")
    expect(far_off.locator("[data-pl-tile=paused] strong")).to_have_text("1")


def test_a_day_before_the_first_is_the_first(site: Path, visit: Visit) -> None:
    comes_to(visit.page, site, "?at=1999-01-01", "2 projects", address="?at=2026-01-05")


def test_a_status_of_another_day_can_be_asked_for(site: Path, visit: Visit) -> None:
    asked = "?status=paused&at=2026-02-10"
    comes_to(visit.page, site, asked, "1 of 2 projects", address=asked)
    assert visit.page.evaluate(_ROWS) == ["churn"]


@pytest.mark.parametrize("asked", ["status=paused", "debt=1", "team=zz", "tag=x", "phase=Gone", "flow=constructor"])
def test_what_fits_nothing_shows_nothing(site: Path, visit: Visit, asked: str) -> None:
    comes_to(visit.page, site, f"?{asked}", "0 of 2 projects", address=f"?{asked}")
    assert visit.page.locator("[data-pl-none]").is_visible()
    visit.page.locator("[data-pl-none] button").click()
    assert visit.page.evaluate(_STATE) == ["2 projects", ""]


@pytest.mark.parametrize("asked", ["sort=__proto__", "sort=-", "back=2", "nonsense=1", "status=", "find=%20"])
def test_what_means_nothing_leaves_the_address(site: Path, visit: Visit, asked: str) -> None:
    comes_to(visit.page, site, f"?{asked}", "2 projects", "2 of 2 projects")
    assert "sort" not in visit.page.evaluate("location.search")


@pytest.mark.parametrize("text", ["%E0%A4%A", "%", "x" * 8000, "<img src=x onerror=alert(1)>", "%00", "constructor"])
def test_any_words_can_be_looked_for(site: Path, visit: Visit, text: str) -> None:
    comes_to(visit.page, site, f"?find={text}", "0 of 2 projects")
    comes_to(visit.page, site, f"?find=LEADS#{text}", "1 of 2 projects")


def test_projects_that_were_removed_since_are_named_on_the_days_they_were_there(site: Path, visit: Visit) -> None:
    notice = visit.page.locator(".pl-time__notice")
    comes_to(visit.page, site, "?at=2026-03-02", "2 projects")
    expect(notice).to_contain_text("Not shown, since removed: trial.")
    comes_to(visit.page, site, "?at=2026-03-03", "2 projects")
    expect(visit.page.locator(".pl-time__day")).to_have_text("3 Mar 2026")
    assert "removed" not in notice.inner_text()


def test_going_back_and_loading_again_show_what_the_address_says(site: Path, visit: Visit) -> None:
    page = visit.page
    comes_to(page, site, "?at=2026-02-10", "2 projects")
    page.locator("[data-pl-tile=active] a").click()
    page.wait_for_function("() => location.search.includes('status')")
    page.wait_for_function(f"() => ({_ROWS})().join() === 'leads'")
    page.reload()
    page.wait_for_selector(".pl-past")
    assert page.evaluate(_ROWS) == ["leads"]
    page.go_back()
    page.wait_for_function("() => location.search === '?at=2026-02-10'")
    expect(page.locator("[data-pl-count]")).to_have_text("2 projects")
    assert page.evaluate(_STATE) == ["2 projects", "?at=2026-02-10"]


def test_keys_of_javascript_narrow_no_list(site: Path, visit: Visit) -> None:
    visit.open(site, "backtracks.html", "?constructor=x&toString=y")
    assert visit.page.locator("[data-pl-narrow] li:visible").count() == 1


@pytest.mark.parametrize(("asked", "kept", "shown"), [("?kind=back", "?kind=back", 1), ("?kind=toString&x=1", "", 8)])
def test_the_kind_of_events_agrees_with_the_address(
    site: Path, visit: Visit, asked: str, kept: str, shown: int
) -> None:
    visit.open(site, "activity.html", f"{asked}#2026-03")
    assert visit.page.evaluate("location.search + location.hash") == f"{kept}#2026-03"
    assert visit.page.locator("li.pl-move:visible").count() == shown
