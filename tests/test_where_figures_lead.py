"""Figures lead to just what they count: phases that a flow does not have, and days spent in another flow."""

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from ledger.assemble import load
from ledger.insight import flow_insights
from ledger.site.build import build
from ledger.site.pages.analysis_words import flow_answer
from tests.build import FLOW, Builder, card, document
from tests.portfolio import TODAY, read
from tests.visit import Visit

OTHER: Final = FLOW.replace("flow: small", "flow: other").replace("title: Build", "title: Making")
SHORTER: Final = FLOW.replace("  - {id: build, title: Build}\n", "").replace(
    "from: build, to: build", "from: run, to: run"
)


def moved(root: Path) -> Builder:
    """Churn is in build of the small flow and changes to the other one, which ads has always followed."""
    place = Builder(root).write({"schema/flows/other.yml": OTHER})
    place.project().project("ads", README=card("ads").replace("flow: small", "flow: other")).commit(date="2026-01-05")
    place.project(README=card(phase="build"), build=document("build")).commit(date="2026-01-20")
    place.project(README=card(phase="run"), run=document("run")).commit(date="2026-02-10")
    other = card(phase="run").replace("flow: small", "flow: other")
    place.write({"projects/churn/README.md": other}).commit(date="2026-03-01")
    return place


def test_a_standing_counts_apart_who_followed_another_flow(tmp_path: Path) -> None:
    (insight,) = flow_insights(load(moved(tmp_path).root, today=date(2026, 4, 1)))
    told = {one.day: (one.existing, one.elsewhere) for one in insight.cumulative.standings}
    assert (told[date(2026, 1, 25)], told[date(2026, 4, 1)]) == ((1, 1), (2, 0))


def test_a_figure_of_a_day_leads_nowhere_where_others_would_be_shown(tmp_path: Path) -> None:
    ledger = read(moved(tmp_path / "ledger").root)
    build(ledger, root=tmp_path / "ledger", out=tmp_path / "site")
    page = (tmp_path / "site/analysis.html").read_text("utf-8")
    assert re.findall(r"flow=other&amp;at=2026-01", page) == []
    assert len(re.findall(r"flow=other#projects", page)) > 1


@pytest.fixture
def lost(tmp_path: Path, browser: Browser) -> Page:
    """Churn stands in build, which its flow has no more; ads stands in idea."""
    place = Builder(tmp_path / "ledger")
    place.project().project("ads").commit(date="2026-01-05")
    place.project(README=card(phase="build"), build=document("build")).commit(date="2026-01-20")
    place.write({"schema/flows/small.yml": SHORTER}).commit(date="2026-02-01")
    build(read(place.root), root=place.root, out=tmp_path / "site")
    return Visit(browser).open(tmp_path / "site", "index.html").page


def test_the_column_of_an_unknown_phase_leads_to_its_projects(lost: Page) -> None:
    column = lost.locator("[data-phase='']")
    assert column.locator(".pl-count").inner_text().endswith("1")
    column.locator(".pl-count").click()
    assert lost.locator("#projects-table tbody tr:visible").evaluate_all(
        "all => all.map((row) => row.dataset.slug)"
    ) == ["churn"]
    assert column.locator(".pl-card").count() == 1


def test_one_day_is_told_as_one(tmp_path: Path) -> None:
    place = Builder(tmp_path).project()
    place.commit(date="2026-01-05")
    for day, phase in ((6, "build"), (7, "run")):
        place.project(README=card(phase=phase), **{phase: document(phase)}).commit(date=f"2026-01-0{day}")
    (insight,) = flow_insights(load(place.root, today=TODAY))
    assert "1 day in the median" in flow_answer(insight, {"churn": "Churn"}).striptags()


def test_projects_that_went_back_lead_to_a_list_that_counts_projects(tmp_path: Path, browser: Browser) -> None:
    place = Builder(tmp_path / "ledger")
    place.project().commit(date="2026-01-05")
    for nth, day in ((1, 6), (2, 8)):
        build_again = document("build", iteration=nth)
        place.project(README=card(phase="build"), build=build_again).commit(date=f"2026-01-0{day}")
        back = card(phase="idea", more="move: {to: idea, because: goal-change}\n")
        place.project(README=back, idea=document("idea", iteration=nth + 1)).commit(date=f"2026-01-0{day + 1}")
    build(read(place.root), root=place.root, out=tmp_path / "site")
    page = Visit(browser).open(tmp_path / "site", "backtracks.html").page
    figure = page.get_by_role("row", name="Build Idea").locator("td[data-label='projects:'] a")
    assert figure.inner_text() == "1"
    figure.click()
    expect(page.locator("[data-pl-narrowed]")).to_have_text("2 of 2, in 1 project. Show all")
