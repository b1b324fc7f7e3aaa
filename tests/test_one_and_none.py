"""Sentences about one and about none, and moves that are told by what they are: back, or anew."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ledger.assemble import load
from ledger.site.drawings import labels, paths
from ledger.site.drawings.timeline import Box
from ledger.site.pages.activity import activity_pages
from ledger.site.pages.analysis import analysis_page
from ledger.site.pages.backtracks import backtracks_page
from ledger.site.pages.flows import flow_pages
from ledger.site.render import render
from tests.build import Builder, advanced, card, document

TODAY = date(2026, 3, 9)


def words(html: str, selector: str) -> list[str]:
    found = BeautifulSoup(html, "html.parser").select(selector)
    return [" ".join(one.get_text().split()) for one in found]


def iterated(root: Path) -> Builder:
    """A project that began its phase anew and never went back."""
    place = advanced(root)
    more = "move: {to: build, because: model-failure, note: No better than chance.}\n"
    place.write({"projects/churn/README.md": card(phase="build", more=more)})
    place.write({"projects/churn/build.md": document("build", iteration=2)}).commit("Again", date="2026-02-10")
    return place


def backtracks(place: Builder, selector: str) -> list[str]:
    return words(render(backtracks_page(load(place.root, today=TODAY))), selector)


def analysis(place: Builder) -> list[str]:
    return words(render(analysis_page(load(place.root, today=TODAY))), "section .pl-said")


def test_one_project_that_never_went_back_is_told_as_one(tmp_path: Path) -> None:
    place = advanced(tmp_path)
    assert backtracks(place, ".pl-answer") == ["The only project never went back."]
    assert backtracks(place, ".pl-said") == ["1 project, which never went back."]
    place.project("leads").commit(date="2026-02-02")
    assert backtracks(place, ".pl-answer") == ["None of 2 projects ever went back."]
    assert backtracks(place, ".pl-said") == ["2 projects, none of which ever went back."]


def test_where_all_that_went_back_are_no_more_there_is_no_project(tmp_path: Path) -> None:
    place = advanced(tmp_path)
    back = "move: {to: idea, because: goal-change, note: Another.}\n"
    place.write({"projects/churn/README.md": card(more=back), "projects/churn/idea.md": document(iteration=2)})
    place.commit("Back", date="2026-02-10")
    place.write({f"projects/churn/{name}.md": None for name in ("README", "idea", "build")}).commit(date="2026-02-20")
    assert backtracks(place, ".pl-answer") == [
        "There is no project now; 1 backtrack in 1 that is no more is listed below."
    ]


def test_a_phase_that_was_started_anew_is_told_where_none_went_back(tmp_path: Path) -> None:
    place = iterated(tmp_path)
    assert backtracks(place, ".pl-answer") == ["The only project never went back, and 1 phase started anew."]
    assert backtracks(place, ".pl-said") == ["1 project, which never went back. A phase was started anew once."]
    assert backtracks(place, "#all") == ["Every way back and iteration"]


def test_the_activity_counts_iterations_as_such(tmp_path: Path) -> None:
    (page,) = activity_pages(load(iterated(tmp_path).root, today=TODAY), {}, forge=None)
    html = render(page)
    assert words(html, ".pl-answer")[0].startswith("3 events in 1 project: 1 way back or iteration and 2 other moves.")
    assert "Ways back and iterations" in words(html, "th")
    assert "Ways back and iterations" in words(html, "option")


def test_a_flow_lists_its_ways_back_and_what_may_be_started_anew_apart(tmp_path: Path) -> None:
    page = next(one for one in flow_pages(load(iterated(tmp_path).root, today=TODAY)) if one.path == "flows/small.md")
    html = render(page)
    assert words(html, ".pl-answer") == ["3 phases, 2 listed ways back and 1 listed iteration; 1 project follows it."]
    assert words(html, "h3[id^=back]") == ["Ways back and iterations", "Ways back"]


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((), "1 project, which has not been delivered yet."),
        (("2026-02-20",), "1 project, delivered after 46 days."),
    ],
)
def test_the_lead_time_of_one_project_is_told_of_one(tmp_path: Path, moves: tuple[str, ...], said: str) -> None:
    place = advanced(tmp_path)
    for day in moves:
        place.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
        place.commit("Deliver", date=day)
    (told,) = analysis(place)
    assert told.startswith(said)


def test_what_is_in_progress_alone_is_told_of_one(tmp_path: Path) -> None:
    place = advanced(tmp_path)
    assert "The only one in progress has not stood in its phase longer than usual." in analysis(place)[0]
    place.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    place.commit("Deliver", date="2026-02-02")
    place.project("leads").commit(date="2026-01-05")
    told = "The only one in progress has stood longer than usual: Project leads, 63 days in Idea."
    assert told in analysis(place)[0]


def test_days_have_their_thousands_parted_in_drawings_too() -> None:
    drawn = paths.axis(2200, prefix="ways")
    assert "2,190 d" in drawn
    assert "from 0 to 2,200" in drawn
    assert labels.box_words(Box(start=TODAY, weeks=2), 1204)[0] == "time box 2 wk, 1,204 d over"
