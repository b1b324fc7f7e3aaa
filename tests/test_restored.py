"""A project that is restored: every place tells the same visit, the same days and the same delivery."""

import re
from datetime import date
from pathlib import Path
from typing import Final, cast

import pytest
from playwright.sync_api import Browser

from ledger.assemble import load, load_at
from ledger.insight import flow_insights
from ledger.records.model import Ledger
from ledger.site.build import build
from ledger.site.drawings import stepper, strip
from ledger.site.pages.analysis import Section, analysis_page
from ledger.views import status_row, status_rows
from ledger.views.news import news_of
from ledger.views.turns import turns_of
from tests.build import FLOW, Builder, card, document
from tests.portfolio import read
from tests.standings import standings_at
from tests.visit import Visit

TODAY: Final = date(2026, 4, 1)
GONE: Final[dict[str, str | None]] = {f"projects/churn/{name}.md": None for name in ("README", "idea", "build")}
BUILD: Final = {"README": card(phase="build"), "build": document("build")}


def restored(root: Path, *, on: str, flow: str = FLOW) -> Builder:
    """Churn entered build on 1 February and was removed on the 10th; on a later day, or that very one, it is back."""
    place = Builder(root, flow=flow)
    place.project().commit(date="2026-01-05")
    place.project(**BUILD).commit(date="2026-02-01")
    place.write(GONE).commit(date="2026-02-10T08:00:00Z")
    place.project(**BUILD).commit(date=on)
    return place


@pytest.mark.parametrize("on", ["2026-02-20", "2026-02-10T20:00:00Z"])
def test_a_visit_that_goes_on_is_no_further_one(tmp_path: Path, on: str) -> None:
    ledger = load(restored(tmp_path, on=on).root, today=TODAY)
    project = ledger.projects["churn"]
    assert status_row(ledger, project).iteration == 1
    assert [step.iterations for step in stepper.from_project(project).steps] == [1, 1, 0]


@pytest.mark.parametrize("on", ["2026-02-20", "2026-02-10T20:00:00Z"])
@pytest.mark.parametrize("day", ["2026-02-09", "2026-02-12", "2026-03-01"])
def test_the_slider_counts_the_days_since_it_is_back(tmp_path: Path, on: str, day: str) -> None:
    root = restored(tmp_path, on=on).root
    rows = status_rows(load_at(root, at=day, today=TODAY))
    shown = standings_at(turns_of(load(root, today=TODAY)), date.fromisoformat(day))
    assert {one.project: one.days for one in shown.values()} == {row.slug: row.days for row in rows}


def test_a_browser_counts_them_likewise(tmp_path: Path, browser: Browser) -> None:
    ledger = read(restored(tmp_path / "ledger", on="2026-02-20").root)
    build(ledger, root=tmp_path / "ledger", out=tmp_path / "site")
    page = Visit(browser).open(tmp_path / "site", "index.html", "?at=2026-03-01").page
    page.locator(".pl-past").wait_for()
    assert page.locator("#projects-table tbody td.pl-number").inner_text() == "9 d"


def delivered(ledger: Ledger) -> tuple[list[str], list[date | None]]:
    told = news_of(ledger, ledger.events, {}).delivered
    return [row.kind for row in told], [row.delivered for row in status_rows(ledger)]


def test_who_comes_back_is_not_delivered_by_that(tmp_path: Path) -> None:
    place = restored(tmp_path, on="2026-02-20", flow=FLOW.replace(", delivers: true", ""))
    delivers = FLOW.replace("title: Build}", "title: Build, delivers: true}")
    place.write({**GONE, "schema/flows/small.yml": delivers}).commit(date="2026-02-25")
    place.project(**BUILD).commit(date="2026-02-26")
    assert delivered(load(place.root, today=TODAY)) == ([], [None])
    place.project(README=card(phase="build"), build=document("build", iteration=2)).commit(date="2026-03-01")
    assert delivered(load(place.root, today=TODAY)) == (["iterated"], [date(2026, 3, 1)])


@pytest.mark.parametrize(("on", "days"), [("2026-02-20", 36 + 9), ("2026-02-10T20:00:00Z", 36 + 19)])
def test_the_lead_time_is_what_the_days_before_the_delivery_add_up_to(tmp_path: Path, on: str, days: int) -> None:
    place = restored(tmp_path, on=on)
    place.project(README=card(phase="run"), run=document("run")).commit(date="2026-03-01")
    (insight,) = flow_insights(load(place.root, today=TODAY))
    (lead,) = insight.leads
    assert lead.days == insight.each["churn"].days == days


def test_the_way_to_the_delivery_is_drawn_with_the_days_between_on_its_axis(tmp_path: Path) -> None:
    place = restored(tmp_path, on="2026-02-20")
    place.project(README=card(phase="run"), run=document("run")).commit(date="2026-03-01")
    (section,) = cast("tuple[Section, ...]", analysis_page(load(place.root, today=TODAY)).values["sections"])
    assert "from 0 to 55" in section.ways_axis
    (way,) = section.ways
    ends = [float(x) + float(wide) for x, wide in re.findall(r'x="([0-9.]+)" width="([0-9.]+)"', way.drawing)]
    assert max(ends) <= strip.RIGHT
