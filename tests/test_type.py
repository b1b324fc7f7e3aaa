"""The letters of the site: one family that it brings along, for texts, drawings and charts, wherever it is opened."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from ledger.site.build import build
from ledger.site.settings import FONTS
from tests.build import Builder, card
from tests.kinds import PROJECT, served
from tests.portfolio import read
from tests.visit import Visit

ADDRESSES: Final = re.compile(r"url\(\"?([^)\"]+)\"?\)")


def faces(page: Page, selector: str) -> Mapping[str, bool]:
    """The families that the browser really drew the text of an element with, and whether the page brought them."""
    page.evaluate("document.fonts.ready")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root: dict[str, Any] = devtools.send("DOM.getDocument")["root"]
    node = devtools.send("DOM.querySelector", {"nodeId": root["nodeId"], "selector": selector})["nodeId"]
    used = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    devtools.detach()
    return {one["familyName"]: one["isCustomFont"] for one in used}


@pytest.fixture(params=["demonstration", "zensical_site"])
def site(request: pytest.FixtureRequest) -> Path:
    place: Path = request.getfixturevalue(request.param)
    return place / "site" if request.param == "demonstration" else place


def test_texts_drawings_and_charts_are_set_in_the_family_that_the_site_brings(site: Path, browser: Browser) -> None:
    with served(site) as address:
        for start in (f"{site.as_uri()}/", address):
            page = Visit(browser).page
            page.goto(f"{start}{PROJECT}")
            for selector in ("h1", ".pl-answer", "figure svg text.tick"):
                assert faces(page, selector) == {"Inter": True}, (start, selector)
            page.goto(f"{start}analysis.html")
            assert faces(page, ".pl-chart svg text") == {"Inter": True}, start


def test_letters_beyond_ascii_are_brought_too(tmp_path: Path, browser: Browser) -> None:
    told = card().replace("Project churn", "Größe, Łódź, Ελλάδα, Москва, Việt")
    Builder(tmp_path).project(README=told).commit()
    out = tmp_path / "site"
    build(read(tmp_path), root=tmp_path, out=out)
    visit = Visit(browser).open(out, "projects/churn/index.html")
    assert faces(visit.page, "h1") == {"Inter": True}
    assert visit.problems == []


def test_the_style_sheet_names_each_file_of_letters_and_no_other(site: Path) -> None:
    named = {one for one in ADDRESSES.findall((site / "assets/ledger.css").read_text("utf-8")) if "data:" not in one}
    there = {f"fonts/{file.name}" for file in (site / FONTS).iterdir()}
    assert named == there - {"fonts/OFL.txt"}
    assert "SIL OPEN FONT LICENSE" in (site / FONTS / "OFL.txt").read_text("utf-8")
