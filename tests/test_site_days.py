"""The day that a site is of: never one before its last commit, and what clocks that run ahead claim is no future."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger import audit
from ledger.assemble import load, load_whole
from ledger.insight import cumulative_flow
from ledger.proof.decisions import Decided
from ledger.site.pages.portfolio import answer
from ledger.site.record import record_of
from ledger.site.serve import build_at
from ledger.views import status_rows, stays_of
from ledger.views.turns import turns_of
from tests.build import Builder, card, document
from tests.gated import voted
from tests.standings import standings_at

AHEAD = date(2026, 6, 30)


def back_ahead(root: Path) -> Builder:
    """A project that goes back in a commit whose clock is years ahead, and another that lands after it."""
    builder = Builder(root)
    builder.project().commit(date="2026-06-01")
    moved = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    builder.write(moved).commit(date="2026-06-10")
    back = {"projects/churn/README.md": card(), "projects/churn/idea.md": document(iteration=2)}
    builder.write(back).commit(date="2038-01-01")
    builder.project("leads").commit(date="2026-06-20")
    return builder


def test_a_last_commit_whose_clock_runs_ahead_keeps_nobody_from_building(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2099-06-30")
    today = datetime.now(UTC).date()
    build_at(tmp_path, today, out=Path("site"))
    assert f'As of <time datetime="{today}">' in (tmp_path / "site/index.html").read_text("utf-8")


def test_a_clock_that_is_behind_at_midnight_gives_way_to_the_last_commit(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-06-30T00:01:00+00:00")
    build_at(tmp_path, date(2026, 6, 29), out=Path("site"))
    assert 'As of <time datetime="2026-06-30">30 Jun 2026' in (tmp_path / "site/index.html").read_text("utf-8")


def test_a_commit_of_the_future_counts_as_of_today_everywhere(tmp_path: Path) -> None:
    ledger = load(back_ahead(tmp_path).root, today=AHEAD)
    churn = ledger.projects["churn"]
    assert [(stay.phase, stay.days) for stay in stays_of(churn, AHEAD)] == [("idea", 9), ("build", 20), ("idea", 0)]
    assert standings_at(turns_of(ledger), AHEAD)["churn"].phase == "idea"
    last = cumulative_flow(ledger.flows["small"], tuple(ledger.projects.values()), AHEAD).standings[-1]
    assert (last.phases, last.existing) == ((2, 0, 0), 2)
    assert "Last to go back: Project churn, 0 days ago." in answer(ledger, status_rows(ledger)).striptags()


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_site_of_changes_that_are_not_committed_says_so(tmp_path: Path, *, is_changed: bool) -> None:
    builder = Builder(tmp_path)
    builder.project().commit(date="2026-06-30")
    if is_changed:
        builder.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    build_at(tmp_path, AHEAD, out=Path("site"))
    for path in ("index.html", "projects/churn/index.html", "analysis.html"):
        page = (tmp_path / "site" / path).read_text("utf-8")
        assert ("</code> and changes that are not committed" in page) is is_changed, path


def test_the_longest_in_its_phase_is_told_of_those_that_wait_for_something(tmp_path: Path) -> None:
    builder = Builder(tmp_path)
    builder.project("idle", README=card("idle", phase="run"), run="---\nphase: run\niteration: 1\n---\n\nRuns.\n")
    builder.commit(date="2026-01-05")
    builder.project("stuck", idea=document(body="## Need\n")).commit(date="2026-03-01")
    ledger = load(tmp_path, today=AHEAD)
    said = answer(ledger, status_rows(ledger)).striptags()
    assert "Of those that wait for something, longest in its phase: Project stuck, 121 days in Idea." in said


CLAIMED = re.compile(r"\b2038-|\b[A-Z][a-z]{2} 2038\b")


def test_no_page_tells_of_a_vote_or_a_move_on_a_day_to_come(tmp_path: Path) -> None:
    root = back_ahead(tmp_path).root
    vote = voted(document(iteration=2), "dana")
    Builder(root).write({"projects/churn/idea.md": vote}).commit("Yes", author="dana", date="2038-02-01")
    today = datetime.now(UTC).date()
    build_at(root, today, out=Path("site"))
    site = root / "site"
    told = [path for path in sorted(site.rglob("*")) if path.suffix in {".html", ".json", ".js", ".csv", ".xml"}]
    assert any(path.name == "idea-scope-dana-1.html" for path in told)
    assert [path.name for path in told if CLAIMED.search(path.read_text("utf-8"))] == []
    found = audit.read(root, today=today)
    assert {*(one.time.date() for one in found.judged), found.at.date()} <= {
        *(date(2026, 6, day) for day in (1, 10, 20)),
        today,
    }
    assert max(one.graded.landing.time.date() for one in _votes(root, today)) == today


def _votes(root: Path, today: date) -> tuple[Decided, ...]:
    ledger, told = load_whole(root, today=today)
    return record_of(ledger, told).decisions["churn"]
