"""Pages that tell of the same thing say the same: days before delivery, projects that are gone, flows that changed."""

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ledger.site.serve import build_at
from tests.build import Builder, card, document

_AGAIN = "move: {to: build, because: degradation}\n"


def step(builder: Builder, phase: str, day: str, *, slug: str = "churn", iteration: int = 1, **parts: str) -> None:
    """A commit that brings a project into a phase; `parts` are those of its card."""
    start = f"projects/{slug}/"
    text = document(phase, iteration=iteration)
    builder.write({f"{start}README.md": card(slug, phase=phase, **parts), f"{start}{phase}.md": text})
    builder.commit(f"{slug}: {phase}", date=day)


def site(builder: Builder, today: str) -> Path:
    build_at(builder.root, date.fromisoformat(today), out=Path("site"))
    return builder.root / "site"


def page(folder: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((folder / path).read_text("utf-8"), "html.parser")


def words(found: BeautifulSoup, choice: str) -> str:
    """The text of the first element that is chosen, on one line."""
    return re.sub(r"\s+", " ", found.select(choice)[0].get_text(" ")).replace(" .", ".").replace(" ,", ",").strip()


# The days before delivery end with it.


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    """The analysis of a project that went back on its way, was delivered on the 10th day, and went back for good."""
    builder = Builder(tmp_path_factory.mktemp("delivered"))
    step(builder, "idea", "2026-01-05")
    step(builder, "build", "2026-01-08")
    step(builder, "idea", "2026-01-09", iteration=2, more="move: {to: idea, because: goal-change}\n")
    step(builder, "build", "2026-01-12", iteration=2)
    step(builder, "run", "2026-01-15")
    step(builder, "build", "2026-01-15", iteration=3, more=_AGAIN)
    step(builder, "run", "2026-02-01", iteration=2)
    step(builder, "build", "2026-02-02", iteration=4, more=_AGAIN)
    return page(site(builder, "2026-06-01"), "analysis.html")


def test_days_before_delivery_end_on_the_day_of_the_first_one(delivered: BeautifulSoup) -> None:
    assert "was delivered, after 10 days" in words(delivered, ".pl-said")
    shares = [row.td.get_text() for row in delivered.select("#shares-small tbody tr") if row.td]
    assert shares == ["10", "0", "0"]
    assert [cell.get_text() for cell in delivered.select("#days-small tbody td")][-3:] == ["10", "0", "0"]


def test_the_way_of_a_delivered_project_tells_the_ways_back_on_it(delivered: BeautifulSoup) -> None:
    assert words(delivered, ".pl-ways__words") == "Project churn 10 days ↩ 1 went back once"
    told = words(delivered, ".pl-ways li:not(.pl-ways__axis) svg title")
    assert told == "From 5 Jan 2026: Idea 3 d, Build 1 d, back to (goal change) Idea 3 d, Build 3 d, Run 0 d."
