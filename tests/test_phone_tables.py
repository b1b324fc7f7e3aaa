"""On a telephone the projects and what a project has stand as lists: nothing is scrolled sideways, nothing is lost."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.kinds import PROJECT
from tests.visit import Visit

_SIDEWAYS: Final = """all => all.filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby'))"""
_CUT: Final = """all => all.filter((one) => one.textContent.trim() && one.checkVisibility()).filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < 0 || right > innerWidth;
}).map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("path", ["index.html", PROJECT, "projects/shelf-gaps/index.html", "backtracks.html"])
def test_no_table_is_scrolled_sideways(demonstration: Path, browser: Browser, path: str) -> None:
    page = Visit(browser, width=360).open(demonstration / "site", path).page
    assert page.locator("table:visible").count() > 0
    assert page.locator(".pl-scroll").evaluate_all(_SIDEWAYS) == []
    assert page.locator(".pl-table :is(th, td)").evaluate_all(_CUT) == []


def test_the_projects_can_be_sorted_and_filtered_on_a_telephone(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser, width=360).open(demonstration / "site", "index.html").page
    page.get_by_role("button", name="In it").click()
    rows = page.locator("#projects-table tbody tr:visible")
    days = [int(words.split()[0]) for words in rows.locator("td:nth-child(3)").all_inner_texts()]
    assert days == sorted(days, reverse=True)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Status").select_option("cancelled")
    assert rows.count() == 2
    assert page.get_by_role("button", name="Show all", exact=True).is_visible()
    for control in page.locator(".pl-sort").all():
        box = control.bounding_box()
        assert box
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= 360


def test_votes_are_sorted_by_who_has_waited_longest_first(demonstration: Path, browser: Browser) -> None:
    page = Visit(browser).open(demonstration / "site", "people.html").page
    page.get_by_role("button", name="Since").click()
    assert page.locator("th[aria-sort=ascending]").count() == 1  # the days on which the waiting began
    waits = page.locator("td[data-label=since] .pl-under").all_inner_texts()
    days = [int(words.split()[0]) for words in waits]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 1
