"""The head of a project's page: why it rests or ended, and what its phase asks for, in words that a manager knows."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser

from ledger.records.config import builtin_flows
from ledger.site.serve import build_at
from ledger.views.fields import asked_of
from tests.build import FLOW, Builder, card, document
from tests.visit import Visit


def page(root: Path, slug: str) -> BeautifulSoup:
    return BeautifulSoup((root / f"site/projects/{slug}/index.html").read_text("utf-8"), "html.parser")


def words(found: Tag | None) -> str:
    assert found is not None
    return " ".join(found.get_text().split())


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("churn", "That was on 6 Oct 2025 because of priority change: “The clinics' contract needs Yuki for a year."),
        ("lead-scoring", "That was on 2 Feb 2026: “Value measured, best-decile met, call-delay missed for"),
        ("medication-reminders", "It has rested since"),
        (
            "no-shows",
            "led by Yuki. It waits for the vote of end users on Users in the loop, the text Business case revisited",
        ),
        ("shelf-gaps", "It waits for the votes of product and customer success on KPI check and the text KPI check."),
        ("sensor-drift", "It waits for the text Findings."),
    ],
)
def test_a_project_says_at_its_top_why_it_rests_or_ended_and_what_it_waits_for(
    demonstration: Path, slug: str, said: str
) -> None:
    assert said in words(page(demonstration, slug).select_one(".pl-answer"))


def test_a_project_under_way_tells_nothing_of_a_rest_that_is_over(demonstration: Path) -> None:
    for slug in ("shelf-gaps", "invoice-fields"):  # one was paused, one completed, before it went on
        said = words(page(demonstration, slug).select_one(".pl-answer"))
        assert "rested" not in said
        assert "That was" not in said


def test_the_drawing_of_every_project_says_how_long_each_visit_took(demonstration: Path) -> None:
    for folder in (demonstration / "site/projects").iterdir():
        drawing = page(demonstration, folder.name).select(".ledger-staircase .ledger-wide > svg")[0]
        visits = drawing.select("g:has(> rect.bar)")
        assert len(drawing.select("text:is(.on-bar, .off-bar)")) == len(visits) > 0, folder.name


def test_what_is_there_is_folded_away_below_what_is_not(demonstration: Path, browser: Browser) -> None:
    shown = Visit(browser).open(demonstration / "site", "projects/no-shows/index.html").page
    assert shown.locator(".pl-need--open:visible").count() == 4
    assert shown.locator(".pl-need--met:visible").count() == 0
    shown.get_by_text("5 of 9 are there").click()
    assert shown.locator(".pl-need--met:visible").count() == 5
    shown.goto((demonstration / "site/projects/rush-hours/index.html").as_uri())  # nothing is open there
    assert shown.locator(".pl-need--met:visible").count() == 4


def test_fields_are_asked_for_by_their_titles_with_what_to_type(demonstration: Path) -> None:
    asked = [words(one) for one in page(demonstration, "no-shows").select(".pl-need__what")]
    assert "Data flow · Owner data_flow.owner field" in asked
    assert "Engineers engineers field" in asked


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("rush-hours", "Until delivery 233 d working, 37 d waiting for votes of product 34 d, data engineering 7 d, "),
        ("shelf-gaps", "Days so far 327 d working, 21 d waiting, 62 d idle for votes of product 21 d, data engi"),
        ("photo-quality", "Days so far 23 d working"),
    ],
)
def test_facts_tell_what_the_days_went_into_as_the_flow_analysis_does(
    demonstration: Path, slug: str, told: str
) -> None:
    (fact,) = (one for one in page(demonstration, slug).select(".pl-facts > div") if told[:8] in words(one))
    assert words(fact).startswith(told)
    link = fact.select_one("a")
    assert link is not None
    analysis = BeautifulSoup((demonstration / "site/analysis.html").read_text("utf-8"), "html.parser")
    table = analysis.select_one(str(link["href"]).removeprefix("../../analysis.html"))
    assert table is not None
    heads = [words(one) for one in table.select("thead th")]
    (row,) = (one for one in table.select("tbody tr") if slug in str(one.select_one("a")))
    days = dict(zip(heads, (words(one) for one in row.select("th, td")), strict=True))
    said = [f"{days['Working']} d working"]
    said += [f"{days['Waiting']} d waiting"] if days["Waiting"] != "0" else []
    said += [f"{days['Idle']} d idle"] if days["Idle"] != "0" else []
    assert words(link) == ", ".join(said)


@pytest.mark.parametrize(
    ("slug", "told", "leads"),
    [
        ("support-topics", "◇ Go on vote of management nobody has voted · ask Noor waits 8 d", ["noor"]),
        ("shelf-gaps", "◇ KPI check vote of product nobody has voted · ask Dana or Marek open", ["dana", "marek"]),
    ],
)
def test_a_vote_that_is_missing_names_who_could_give_it_and_how_long_they_are_waited_for(
    demonstration: Path, slug: str, told: str, leads: list[str]
) -> None:
    needs = page(demonstration, slug).select(".pl-need:has(a)")
    assert words(needs[0]) == told
    assert [link["href"] for link in needs[0].select("a")] == [f"../../people.html#lane-{one}" for one in leads]


@pytest.mark.parametrize("name", builtin_flows())
def test_every_need_of_a_built_in_flow_has_a_title_and_a_word_on_what_it_is_for(name: str) -> None:
    flow = builtin_flows()[name]
    for need in (need for phase in flow.phases for need in phase.needs):
        found = asked_of(flow, need)
        assert need.endswith(found.path)
        assert found.title[0].isupper(), need
        assert "_" not in found.title, need
        assert found.about.endswith("."), need


def test_a_field_without_a_title_is_called_by_its_name() -> None:
    found = asked_of(None, "card.extra.mine")
    assert (found.path, found.title, found.about) == ("extra.mine", "Extra facts · mine", "")


def test_what_was_written_in_a_phase_that_the_flow_dropped_is_still_there(tmp_path: Path) -> None:
    place = Builder(tmp_path).project(build=document("build", body="## Fit\n\nIt worked at once.\n"))
    place.write({"projects/churn/README.md": card(phase="build")}).commit(date="2026-01-12")
    shorter = "\n".join(line for line in FLOW.split("\n") if "build" not in line)
    place.write({"schema/flows/small.yml": shorter, "projects/churn/README.md": card(phase="run")})
    place.write({"projects/churn/run.md": document("run")}).commit("No phase 'build' any more", date="2026-01-19")
    build_at(place.root, date(2026, 2, 2), out=Path("site"))
    found = page(place.root, "churn")
    text = found.select_one("#text-build")
    assert words(text).startswith("build not in the flow now")
    assert "It worked at once." in words(text)
    boxes = [words(row) for row in found.select("section[aria-labelledby=frames] tbody tr")]
    assert any(row.startswith("build") and "2 weeks from 5 Jan 2026" in row for row in boxes)
