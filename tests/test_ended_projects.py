"""What was cancelled or completed waits for nobody: what lapsed or refused there is told, and asked of no one."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from ledger import rules
from ledger.assemble import load
from ledger.cli.app import app
from ledger.diagnostics import LedgerError, Severity
from ledger.report.tables import status_table
from ledger.site.drawings import badge
from ledger.site.pages.project import project_page
from ledger.site.render import render
from ledger.views import gates_of, status_rows
from ledger.views.news import news_of
from ledger.views.people import asked_votes, people_rows
from tests.build import Builder, card
from tests.gated import CARD, GATED, IDEA, STOPPED, branch, land, owing, started, voted

TODAY: Final = date(2026, 3, 12)
ENDED: Final = {
    "cancelled": card(phase="build", status="cancelled", more="move: {to: cancelled, because: no-data}\n"),
    "completed": card(phase="build", status="completed"),
}


def told(place: Builder) -> list[tuple[str, str]]:
    """What `check` says of votes, by code and severity."""
    found = rules.judge(load(place.root, today=TODAY))
    return [(one.code, one.severity.value) for one in found if one.code.startswith("APR")]


@pytest.mark.parametrize("status", sorted(ENDED))
def test_nobody_owes_a_vote_to_what_has_ended(tmp_path: Path, status: str) -> None:
    place = owing(tmp_path)
    place.commit("Half a need")
    assert told(place) == [("APR002", "warning")]
    place.write({CARD: ENDED[status]}).commit("End")
    ledger = load(place.root, today=TODAY)
    (row,) = rows = status_rows(ledger)
    assert row.debt == 0
    assert "lapsed" not in str(list(status_table(rows).columns[-1].cells))
    assert "lapsed" not in badge.draw(row)
    assert news_of(ledger, ledger.events, {}).in_debt == ()
    assert {len(one.lapsed) for one in people_rows(ledger, rows, asked_votes(ledger))} == {0}
    lapsed = [vote for gate in gates_of(ledger, ledger.projects["churn"]) for vote in gate.count.debt]
    assert len(lapsed) == 1
    assert told(place) == [("APR002", "note")]
    place.write({CARD: card(phase="build")}).commit("Reopen")
    assert [row.debt for row in status_rows(load(place.root, today=TODAY))] == [1]
    assert told(place) == [("APR002", "warning")]


def test_a_veto_on_what_has_ended_is_asked_of_nobody(tmp_path: Path) -> None:
    place = started(tmp_path)
    refused = voted((place.root / IDEA).read_text(), "dana", "rejected")
    place.write({IDEA: refused}).commit("No", author="dana")
    assert told(place) == [("APR008", "warning")]
    place.write({CARD: ENDED["cancelled"].replace("phase: build", "phase: idea")}).commit("End")
    assert told(place) == [("APR008", "note")]
    (one,) = (one for one in rules.judge(load(place.root, today=TODAY)) if one.code == "APR008")
    assert one.severity is Severity.NOTE
    assert one.hint == "nothing is to be done while the project is cancelled; who reopens it settles it with dana"


@pytest.mark.parametrize(("status", "missing"), [("active", 1), *((status, 0) for status in sorted(ENDED))])
def test_no_vote_is_missing_on_the_page_of_what_has_ended(tmp_path: Path, status: str, missing: int) -> None:
    place = started(tmp_path)
    place.write({CARD: ENDED.get(status, card()).replace("phase: build", "phase: idea")}).commit("End")
    ledger = load(place.root, today=TODAY)
    (row,) = status_rows(ledger)
    page = project_page(
        ledger, row, forge=None, image=lambda *_: None, shelf={}, votes=(), address="", searches_texts=True
    )
    assert render(page).count("1 missing") == missing


def approves(place: Builder, gate: str, *more: str) -> str:
    """What `ledger approve` says, or the sentence in which it refuses."""
    place.git("config", "user.name", "Dana")
    place.git("config", "user.email", "dana@example.com")
    done = CliRunner().invoke(app, ["-C", str(place.root), "approve", "churn", gate, "--as", "product", *more])
    assert done.exception is None or isinstance(done.exception, LedgerError), done.output
    return str(done.exception or done.output)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_a_vote_on_what_has_ended_is_refused(tmp_path: Path, status: str) -> None:
    place = started(tmp_path)
    head = place.write({CARD: ENDED[status].replace("phase: build", "phase: idea")}).commit("End")
    refused = f"'churn' is {status}, so no vote is asked for: 'ledger reopen churn' first, if it goes on"
    assert approves(place, "scope") == refused
    assert approves(place, "scope", "--reject", "--no-commit") == refused
    assert place.git("rev-parse", "HEAD").strip() == head
    assert place.git("status", "--porcelain") == ""
    place.write({CARD: card()}).commit("Reopen")
    assert "approved for the gate 'scope' of churn" in approves(place, "scope")


def test_a_vote_for_the_very_move_that_ends_it_is_taken_on_its_branch(tmp_path: Path) -> None:
    flow = GATED.replace("cancel: {because: [no-data]}", "cancel: {because: [no-data], approvals: {product: 1}}")
    place = branch(started(tmp_path, flow=flow))
    place.write({CARD: STOPPED}).commit("Stop")
    assert "approved for the gate 'cancel' of churn" in approves(place, "cancel")
    land(place)
    assert approves(place, "cancel", "--reject").startswith("'churn' is cancelled, so no vote is asked for")
