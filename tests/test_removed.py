"""A project that was removed: what it did stays in the lists, nothing leads to its page, and no figure counts it."""

import re
from datetime import date
from pathlib import Path

import pytest

from ledger.site.serve import build_at
from tests.build import Builder, card, document
from tests.links import checked

_FIGURE = re.compile(r'<a href="\?([^"]*)#all">(\d+) backtracks?</a> in')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two projects that went back, of which one was removed afterwards."""
    builder = Builder(tmp_path_factory.mktemp("ledger"))
    builder.project().project("trial").commit(date="2026-01-05")
    for slug in ("churn", "trial"):
        start = f"projects/{slug}/"
        moved = {f"{start}README.md": card(slug, phase="build"), f"{start}build.md": document("build")}
        builder.write(moved).commit(date="2026-02-01")
        back = {f"{start}README.md": card(slug), f"{start}idea.md": document(iteration=2)}
        builder.write(back).commit(date="2026-02-10")
    builder.write({f"projects/trial/{name}.md": None for name in ("README", "idea", "build")}).commit(date="2026-03-03")
    build_at(builder.root, date(2026, 4, 1), out=Path("site"))
    return builder.root / "site"


def test_nothing_leads_to_the_page_of_a_removed_project(site: Path) -> None:
    assert checked(site).broken == ()
    assert '<bdi>trial</bdi> <span class="pl-back">went back</span>' in (site / "backtracks.html").read_text("utf-8")
    assert "<bdi>trial</bdi> removed" in (site / "index.html").read_text("utf-8")


def test_the_figure_of_ways_back_leads_to_just_as_many(site: Path) -> None:
    page = (site / "backtracks.html").read_text("utf-8")
    asked, count = _FIGURE.findall(page)[0]
    wanted = [f'data-{pair.replace("=", "=" + chr(34))}"' for pair in asked.replace("&amp;", "&").split("&")]
    listed = [line for line in page.splitlines() if '<li class="pl-move' in line]
    assert len(listed) == 2
    assert int(count) == len([line for line in listed if all(one in line for one in wanted)]) == 1


def test_projects_that_are_no_more_are_counted_apart(site: Path) -> None:
    for path in ("audit.html", "activity.html"):
        words = re.sub(r"<[^>]+>", "", (site / path).read_text("utf-8"))
        assert re.search(r"(of|in) 1 project and (of|in) 1 that is no more", words), path
