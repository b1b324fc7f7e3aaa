"""Pages that tell of the same thing say the same: days before delivery, projects that are gone, flows that changed."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from bs4 import BeautifulSoup

from ledger.assemble import load
from ledger.audit import read as audit
from ledger.site.pages.backtracks import backtracks_page
from ledger.site.pages.portfolio import answer
from ledger.site.serve import build_at
from ledger.views import delivered_on, status_rows
from ledger.views.news import news_of
from tests.build import FLOW, Builder, card, document

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
    return re.sub(r"\s+([.,:;]|(?= ))", r"\1", re.sub(r"\s", " ", found.select(choice)[0].get_text(" "))).strip()


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
    assert "1 project, delivered after 10 days" in words(delivered, ".pl-said")
    shares = [row.td.get_text() for row in delivered.select("#shares-small tbody tr") if row.td]
    assert shares == ["10", "0", "0"]
    assert [cell.get_text() for cell in delivered.select("#days-small tbody td")][-3:] == ["10", "0", "0"]


def test_the_way_of_a_delivered_project_tells_the_ways_back_on_it(delivered: BeautifulSoup) -> None:
    assert words(delivered, ".pl-ways__words") == "Project churn 10 days ↩ 1 went back once"
    told = words(delivered, ".pl-ways li:not(.pl-ways__axis) svg title")
    assert told == "From 5 Jan 2026: Idea 3 d, Build 1 d, back to (goal change) Idea 3 d, Build 3 d, Run 0 d."


# A project that was removed is counted nowhere, and every page that tells of it says so.


@pytest.fixture(scope="module")
def removed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a project that never went back and of one that was delivered, went back and was removed."""
    builder = Builder(tmp_path_factory.mktemp("removed"))
    step(builder, "idea", "2026-01-05")
    for phase, day in (("idea", "2026-01-05"), ("build", "2026-01-20"), ("run", "2026-02-01")):
        step(builder, phase, day, slug="trial")
    step(builder, "build", "2026-02-04", slug="trial", iteration=2, more=_AGAIN)
    builder.git("rm", "-rq", "projects/trial")
    builder.commit("Remove", date="2026-02-10")
    return site(builder, "2026-06-01")


def test_the_front_page_names_none_that_is_no_more_as_the_last_to_go_back(removed: Path) -> None:
    assert "Last to go back" not in words(page(removed, "index.html"), ".pl-answer")


def test_the_ways_back_of_removed_projects_are_told_apart(removed: Path) -> None:
    found = page(removed, "backtracks.html")
    told = "The only project never went back; 1 backtrack in 1 that is no more is listed below."
    assert words(found, ".pl-answer") == told
    asked = str(found.select(".pl-answer a")[-1]["href"]).removeprefix("?").removesuffix("#all").split("&")
    (listed,) = found.select("[data-pl-narrow] li")
    assert all(listed[f"data-{name}"] == value for name, _, value in (pair.partition("=") for pair in asked))


def test_the_analysis_says_how_many_projects_are_no_more(removed: Path) -> None:
    told = words(page(removed, "analysis.html"), ".pl-answer")
    assert told == "1 project: 0 delivered, 1 in progress. 1 project that is no more is left out."


def test_ways_back_of_present_and_removed_projects_stand_side_by_side(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    for slug in ("churn", "trial", "test"):
        step(builder, "build", "2026-01-05", slug=slug)
        step(builder, "build", "2026-01-06", slug=slug, iteration=2, more="move: {to: build, because: model-failure}\n")
        step(builder, "idea", "2026-01-07", slug=slug, more="move: {to: idea, because: goal-change}\n")
    builder.git("rm", "-rq", "projects/trial", "projects/test")
    builder.commit("Remove", date="2026-02-10")
    ledger = load(builder.root, today=date(2026, 3, 1))
    told = str(backtracks_page(ledger).description)
    assert told.startswith("1 backtrack in 1 project and 2 in 2 that are no more, and 1 phase started anew.")
    assert "Last to go back: Project churn" in answer(ledger, status_rows(ledger)).striptags()


# A project that changed its flow, and a flow whose phases changed.

OTHER: Final = """\
flow: other
title: Other flow
phases:
  - {id: idea, title: Thought}
  - {id: build, title: Making}
  - {id: ship, title: Shipped, delivers: true}
backtracks:
  - {from: ship, to: build, because: [degradation]}
"""


def changed(root: Path) -> Builder:
    """A project that was delivered and went back under one flow, then took another and was delivered there."""
    builder = Builder(root).write({"schema/flows/other.yml": OTHER})
    for phase, day in (("idea", "2026-01-05"), ("build", "2026-01-10"), ("run", "2026-01-20")):
        step(builder, phase, day)
    step(builder, "build", "2026-02-01", iteration=2, more=_AGAIN)
    text = card(phase="build", more=_AGAIN).replace("flow: small", "flow: other")
    builder.write({"projects/churn/README.md": text}).commit("Another flow", date="2026-02-05")
    return builder


def test_a_delivery_stays_told_after_a_change_of_flow(tmp_path: Path) -> None:
    builder = changed(tmp_path)
    before, after = (load(builder.root, today=date(2026, 3, 1), revision=one) for one in ("HEAD~1", "HEAD"))
    days = [delivered_on(one.projects["churn"]) for one in (before, after)]
    assert days == [date(2026, 1, 20), date(2026, 1, 20)]
    news = news_of(after, after.events, {})
    assert [(row.target, row.time.day) for row in news.delivered] == [("run", 20)]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that project, which has been delivered under its new flow since, and went back there too."""
    builder = changed(tmp_path_factory.mktemp("other"))
    step(builder, "idea", "2026-01-05", slug="trial")
    for phase, day, iteration in (("ship", "2026-02-15", 1), ("build", "2026-02-20", 3)):
        text = card(phase=phase, more=_AGAIN if iteration > 1 else "").replace("flow: small", "flow: other")
        files = {"README.md": text, f"{phase}.md": document(phase, iteration=iteration)}
        builder.write({f"projects/churn/{name}": text for name, text in files.items()}).commit(phase, date=day)
    return site(builder, "2026-03-02")


def test_moves_under_another_flow_are_told_apart(other: Path) -> None:
    found = page(other, "backtracks.html")
    assert words(found, ".pl-answer").startswith("2 backtracks in 2 projects.")
    assert words(found, "section .pl-said").startswith(
        "1 backtrack in 1 project. All went back from Shipped ( the one project that reached it)."
    )
    rows = [[cell.get_text() for cell in row.select("th, td")][:3] for row in found.select("tbody tr")]
    assert rows == [["Shipped", "Making", "1"]]
    story = words(found, ".ledger-arcs details p")
    assert "0 in Thought, 1 in Making, 1 in Shipped. 1 went on from Making to Shipped. 1 went back from" in story
    told = words(found, "section > .pl-soft")
    assert told.startswith("From the time when its projects followed another flow, and counted apart: ")
    assert told.endswith("2 moves onward and 1 way back.")
    asked = str(found.select("section > .pl-soft a")[0]["href"]).removeprefix("?").removesuffix("#all").split("&")
    pairs = [pair.partition("=")[::2] for pair in asked]
    fitting = [one for one in found.select("[data-pl-narrow] li") if all(one[f"data-{a}"] == b for a, b in pairs)]
    assert [one["data-origin"] for one in fitting] == ["run"]


def test_the_analysis_mixes_no_stays_of_another_flow_in(other: Path) -> None:
    found = page(other, "analysis.html")
    told = words(found, "#flow-other ~ p .pl-said")
    assert "1 project, delivered after 15 days. The slowest phase before delivery is Making" in told
    assert "3 stays from the time when projects followed another flow are left out." in told
    stays = [row.select("td")[0].get_text() for row in found.select("#phases-other tbody tr")]
    assert stays == ["0", "1", "1"]


def test_moves_of_the_present_flow_are_what_their_events_said(tmp_path: Path) -> None:
    apart = FLOW.replace("  - {id: build", "  - {id: explore, title: Explore}\n  - {id: build")
    turned = apart.replace("  - {id: explore, title: Explore}\n", "").replace(
        "  - {id: run", "  - {id: explore, title: Explore}\n  - {id: run"
    )
    builder = Builder(tmp_path, flow=apart)
    for phase, day in (("idea", "2026-01-05"), ("explore", "2026-01-10"), ("build", "2026-01-20")):
        step(builder, phase, day)
    step(builder, "explore", "2026-01-25", iteration=2, more="move: {to: explore, because: goal-change}\n")
    builder.write({"schema/flows/small.yml": turned}).commit("Another order", date="2026-02-01")
    step(builder, "run", "2026-02-03")
    found = site(builder, "2026-03-02")
    backs = page(found, "backtracks.html")
    assert words(backs, ".pl-answer").startswith("1 backtrack in 1 project.")
    assert words(backs, "section > .pl-soft") == (
        "Not drawn: 1 move onward and 1 way back against the order that the phases have now."
    )
    assert "None went back" not in words(backs, ".ledger-arcs")
    assert "none went back" not in words(backs, ".ledger-arcs")
    heads = [re.sub(r"\s+", " ", one.get_text()).strip() for one in page(found, "onward.html").select("h3")]
    assert heads == ["Idea \u2192to Explore 1", "Explore \u2192to Build 1", "Explore \u2192to Run 1"]


def test_phases_that_a_flow_does_not_have_any_more_are_named_below_its_drawing(tmp_path: Path) -> None:
    builder = Builder(tmp_path, flow=FLOW.replace("  - {id: build", "  - {id: old, title: Old}\n  - {id: build"))
    for phase, day in (("idea", "2026-01-05"), ("old", "2026-01-10")):
        step(builder, phase, day)
    step(builder, "idea", "2026-01-25", iteration=2, more="move: {to: idea, because: goal-change}\n")
    builder.write({"schema/flows/small.yml": FLOW}).commit("One phase less", date="2026-02-01")
    found = site(builder, "2026-03-02")
    backs = page(found, "backtracks.html")
    told = "Not drawn: 1 move onward and 1 way back from or to a phase that the flow does not have now, old."
    assert words(backs, "section > .pl-soft") == told
    assert words(backs, ".pl-answer").startswith("1 backtrack in 1 project.")
    assert words(page(found, "onward.html"), ".pl-answer").startswith(
        "No move onward is listed yet. 1 more is not listed"
    )
    assert "The slowest phase before delivery is Idea" in words(page(found, "analysis.html"), ".pl-said")


def test_the_moves_that_the_audit_counts_are_those_that_its_figure_leads_to(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-01-05")
    step(builder, "build", "2026-01-20")
    builder.git("mv", "projects/churn", "projects/leavers")
    builder.commit("Rename", date="2026-02-02")
    made = site(builder, "2026-03-01")
    (figure,) = (one for one in page(made, "audit.html").select(".pl-answer a") if "move" in one.get_text())
    assert figure["href"] == "activity.html#months"
    months = page(made, "activity.html")
    heads, sums = months.select("#months thead th"), months.select("#months tfoot tr > *")
    told = {head.get_text(): one.get_text() for head, one in zip(heads[1:], sums[1:], strict=True)}
    assert (figure.get_text(), told) == ("2 moves", {"Other moves": "2", "Renames": "1", "All": "3"})


@pytest.mark.parametrize("is_new", [True, False])
def test_a_number_of_projects_leads_to_the_table_of_all_only_when_it_is_that_of_all(
    tmp_path: Path, *, is_new: bool
) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-01-05")
    if is_new:
        builder.project("ads")  # of which nothing has happened in the history yet
    made = site(builder, "2026-03-01")
    for path in ("activity.html", "audit.html"):
        leading = [one.get_text() for one in page(made, path).select(".pl-answer a[href$='#projects']")]
        assert leading == ([] if is_new else ["1 project"]), path


def test_the_portfolio_says_what_the_audit_found_and_the_audit_whose_it_is(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.write({"mkdocs.yml": "site_name: Ours\nrepo_url: https://github.com/example/ledger\n"})
    builder.project().commit(date="2026-01-05")
    made = site(builder, "2026-02-01")
    sound = page(made, "index.html").select(".pl-asof a")[-1]
    assert (sound.get_text(), sound["href"]) == ("audited, every move allowed", "audit.html#then")

    step(builder, "run", "2026-02-02")  # a phase is skipped, and what it leaves is not approved
    builder.write({"projects/churn/run.md": "no front matter\n"}).commit(date="2026-02-03")
    made = site(builder, "2026-02-10")
    told = page(made, "index.html").select_one(".pl-asof")
    assert told is not None
    severities = Counter(str(one.severity) for one in audit(builder.root, today=date(2026, 2, 10)).then)
    assert severities == {"error": 1, "note": 1}
    assert told.get_text().endswith("audited: 1 error and 1 note")
    assert {link["href"] for link in told.select("a")} == {"audit.html#then"}
    sums = [int(one.get_text().split()[0]) for one in page(made, "audit.html").select(".pl-answer a[href='#standing']")]
    found = page(made, "audit.html").select("#standing + div .pl-finding")
    assert sum(sums) == len(found) > 0
    links = [[str(link["href"]) for link in one.select("a")] for one in found]
    head = builder.git("rev-parse", "HEAD").strip()
    source = f"https://github.com/example/ledger/blob/{head}/projects/churn/run.md"
    assert ["projects/churn/index.html", source] in links
