"""Waiting for votes, told from real histories: since when a text stood, and when the vote on it landed."""

from datetime import date
from pathlib import Path

import pytest

from ledger.insight import flow_insights, landed_waits, open_waits
from ledger.records.model import Ledger
from ledger.site.pages.analysis import analysis_page
from ledger.site.render import render
from tests.build import LEDGER, Builder, card, document
from tests.portfolio import read
from tests.test_votes import GATED, entry, idea

IDEA = "projects/churn/idea.md"


def start(root: Path) -> Builder:
    """A project whose first text lands on 5 January without any vote."""
    builder = Builder(root, flow=GATED).project(idea=document())
    builder.commit("Start", date="2026-01-05")
    return builder


def landed(ledger: Ledger) -> list[tuple[str, int, bool]]:
    return [(wait.role, wait.days, wait.is_at_once) for wait in landed_waits(ledger, ledger.projects["churn"])]


def test_a_wait_lasts_from_the_landing_of_the_text_to_that_of_the_vote(tmp_path: Path) -> None:
    builder = start(tmp_path)
    builder.write({IDEA: idea(entry())}).commit("Vote", date="2026-01-12", author="dana")
    assert landed(read(tmp_path)) == [("product", 7, False)]


def test_tasks_and_other_votes_do_not_start_a_wait_anew_but_another_text_does(tmp_path: Path) -> None:
    builder = start(tmp_path)
    builder.write({IDEA: document(body="## Need\n\nAnother.\n")}).commit("Other text", date="2026-01-07")
    builder.write({IDEA: document()}).commit("The first text again", date="2026-01-09")
    builder.write({IDEA: document(more="tasks: [{id: t1, title: Ask}]\n")}).commit("Task", date="2026-01-10")
    builder.write({IDEA: idea(entry())}).commit("Vote", date="2026-01-12", author="dana")
    assert landed(read(tmp_path)) == [("product", 3, False)]


def test_a_text_that_lands_with_its_vote_is_known_apart(tmp_path: Path) -> None:
    builder = Builder(tmp_path, flow=GATED).project(idea=idea(entry()))
    builder.commit("Start", date="2026-01-05", author="dana")
    assert landed(read(tmp_path)) == [("product", 0, True)]


def test_only_the_first_vote_on_a_text_ends_a_wait_and_none_on_another_text(tmp_path: Path) -> None:
    builder = start(tmp_path)
    veto, stale = entry(decision="rejected"), entry(iteration=9)
    builder.write({IDEA: idea(veto, stale)}).commit("Votes", date="2026-01-08", author="dana")
    builder.write({IDEA: idea(veto, stale, entry())}).commit("Lifted", date="2026-01-20", author="dana")
    assert landed(read(tmp_path)) == [("product", 3, False)]


def test_a_second_handle_of_a_person_ends_no_wait_again(tmp_path: Path) -> None:
    ledger = LEDGER + "  dk: {emails: [dana@example.com], roles: [product]}\n"
    builder = start(tmp_path).write({"ledger.yml": ledger})
    builder.write({IDEA: idea(entry())}).commit("Vote", date="2026-01-08", author="dana")
    again = entry().replace("by: dana", "by: dk")
    builder.write({IDEA: idea(entry(), again)}).commit("Again", date="2026-01-20", author="dana")
    assert landed(read(tmp_path)) == [("product", 3, False)]


def test_a_text_written_ahead_is_waited_for_since_its_phase_was_entered(tmp_path: Path) -> None:
    builder = start(tmp_path)
    path = "projects/churn/build.md"
    builder.write({path: document("build", body="A model.\n")}).commit("Ahead", date="2026-01-06")
    builder.write({"projects/churn/README.md": card(phase="build")}).commit("Build", date="2026-01-20")
    votes = "approvals:\n" + entry(phase="build", gate="try")
    builder.write({path: document("build", body="A model.\n", more=votes)}).commit("Vote", date="2026-01-23")
    assert landed(read(tmp_path)) == [("product", 3, False)]


def test_a_wait_that_goes_on_is_in_no_sum_of_days_as_the_page_says(tmp_path: Path) -> None:
    start(tmp_path)
    ledger = read(tmp_path, date(2026, 1, 20))
    (insight,) = flow_insights(ledger)
    assert (insight.shares.working, insight.shares.waiting) == (15, 0)
    assert "A wait that goes on counts as working until the vote lands." in render(analysis_page(ledger))


def test_a_project_that_only_lacks_a_vote_waits_today(tmp_path: Path) -> None:
    start(tmp_path)
    ledger = read(tmp_path, date(2026, 1, 20))
    (wait,) = open_waits(ledger, ledger.projects["churn"])
    assert (wait.role, wait.gate, wait.since, wait.days, wait.is_open) == (
        "product",
        "scope",
        date(2026, 1, 5),
        15,
        True,
    )


def test_nobody_waits_for_a_vote_while_the_text_is_missing_or_a_veto_stands(tmp_path: Path) -> None:
    builder = start(tmp_path)
    builder.write({IDEA: document(body="## Need\n")}).commit("Emptied", date="2026-01-06")
    ledger = read(tmp_path)
    assert open_waits(ledger, ledger.projects["churn"]) == ()
    builder.write({IDEA: idea(entry(decision="rejected"))}).commit("Veto", date="2026-01-08", author="dana")
    ledger = read(tmp_path)
    assert open_waits(ledger, ledger.projects["churn"]) == ()


@pytest.mark.parametrize("gate", ["cancel", "backtrack"])
def test_a_vote_on_a_move_ends_no_wait_and_its_lapse_begins_none(tmp_path: Path, gate: str) -> None:
    builder = start(tmp_path)
    builder.write({IDEA: idea(entry(), entry(gate=gate))}).commit("Votes", date="2026-04-05", author="dana")
    assert landed(read(tmp_path)) == [("product", 90, False)]
    builder.write({IDEA: idea(entry(), entry(gate=gate, iteration=9))}).commit("Lapsed", date="2026-04-06")
    ledger = read(tmp_path)
    assert open_waits(ledger, ledger.projects["churn"]) == ()
