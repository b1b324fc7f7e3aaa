"""Who has what on the table, and whose vote is waited for."""

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load
from ledger.demo.make import make
from ledger.insight.waiting import open_waits
from ledger.records.model import Ledger
from ledger.site.pages.people import people_page
from ledger.site.render import render
from ledger.site.serve import build_at
from ledger.views import status_rows
from ledger.views.inbox import waiting_in_ledger
from ledger.views.moves import latest_moves
from ledger.views.people import PersonRow, asked_votes, people_rows
from ledger.votes.digest import digest
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 3, 1)
BOX: Final = {"start": "2026-01-05", "weeks": 2}
OF: Final = digest({"phase": "idea", "iteration": 1, "timebox": BOX}, "## Need\n\nA need.\n")  # what a vote covers
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, title: Scope, approvals: {product: 1}}]")
ASKED: Final = LEDGER + "  tom: {name: Tom, emails: [tom@example.com], roles: [product]}\n"


def _people(ledger: Ledger) -> tuple[PersonRow, ...]:
    return people_rows(ledger, status_rows(ledger), asked_votes(ledger))


def gated(root: Path) -> Builder:
    return Builder(root, ledger=ASKED, flow=GATED)


def person(ledger: Ledger, handle: str) -> PersonRow:
    return next(row for row in _people(ledger) if row.handle == handle)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    root = tmp_path_factory.mktemp("demo") / "ledger"
    make(root)
    return load(root, today=date(2026, 11, 20))


def test_a_vote_waits_for_everybody_who_may_cast_it(tmp_path: Path) -> None:
    gated(tmp_path).project().commit(date="2026-01-05")
    ledger = load(tmp_path, today=TODAY)
    (vote,) = asked_votes(ledger)
    assert (vote.gate, vote.role, vote.since, vote.voters) == ("Scope", "product", date(2026, 1, 5), ("dana", "tom"))
    assert (vote.is_ready, vote.is_blocked) == (True, False)
    assert person(ledger, "tom").asked == person(ledger, "dana").asked == (vote,)
    assert person(ledger, "sam").asked == ()


def test_a_veto_waits_for_who_cast_it_since_it_was_cast(tmp_path: Path) -> None:
    place = gated(tmp_path)
    place.project().commit(date="2026-01-05")
    veto = f"{{gate: scope, role: product, by: dana, date: 2026-01-20, decision: changes-requested, of: '{OF}'}}"
    place.write({"projects/churn/idea.md": document(more=f"approvals:\n  - {veto}\n")})
    place.commit(date="2026-01-20", author="dana")
    (vote,) = asked_votes(load(tmp_path, today=TODAY))
    assert (vote.since, vote.voters, vote.is_blocked) == (date(2026, 1, 20), ("dana",), True)


def test_a_vote_on_an_unwritten_document_is_not_ready(tmp_path: Path) -> None:
    place = gated(tmp_path)
    place.project()
    place.write({"projects/churn/idea.md": document(body="## Need\n")}).commit()
    (vote,) = asked_votes(load(tmp_path, today=TODAY))
    assert not vote.is_ready


def days_told(root: Path) -> list[date]:
    """Since when the people's page, Dana's inbox and the flow analysis have the one vote waited for."""
    ledger = load(root, today=TODAY)
    (vote,) = asked_votes(ledger)
    (inbox,) = waiting_in_ledger(ledger, "dana")
    (wait,) = open_waits(ledger, ledger.projects["churn"])
    return [vote.since, inbox.since, wait.since]


def test_nobody_has_kept_a_project_waiting_before_its_text_was_complete(tmp_path: Path) -> None:
    place = gated(tmp_path)
    place.project(idea=document(body="## Need\n")).commit(date="2026-01-05")
    assert [vote.since for vote in asked_votes(load(tmp_path, today=TODAY))] == [date(2026, 1, 5)]
    place.write({"projects/churn/idea.md": document()}).commit(date="2026-02-03")
    assert days_told(tmp_path) == [date(2026, 2, 3)] * 3


@pytest.mark.parametrize(
    ("kpis", "is_ready"), [("", False), ('kpis: [{id: f1, product: x, metric: F1, target: ">= 0.8"}]\n', True)]
)
def test_nobody_is_waited_for_before_the_kpis_that_the_gate_asks_for_are_there(
    tmp_path: Path, kpis: str, *, is_ready: bool
) -> None:
    """A vote would lapse with them: the report said that it could be given, the analysis that nobody is waited for."""
    place = Builder(tmp_path, ledger=ASKED, flow=GATED.replace("{id: scope, ", "{id: scope, kpis: defined, "))
    place.project(idea=document(more=kpis)).commit(date="2026-01-05")
    ledger = load(tmp_path, today=TODAY)
    (vote,) = asked_votes(ledger)
    (inbox,) = waiting_in_ledger(ledger, "dana")
    assert (vote.is_ready, inbox.is_complete, len(open_waits(ledger, ledger.projects["churn"]))) == (
        (True, True, 1) if is_ready else (False, False, 0)
    )
    assert inbox.missing == (() if is_ready else ("KPIs defined",))


@pytest.mark.parametrize("status", ["paused", "cancelled"])
def test_nobody_has_kept_a_project_waiting_while_it_rested(tmp_path: Path, status: str) -> None:
    place = gated(tmp_path)
    place.project(idea=document()).commit(date="2026-01-05")
    rests = card(status=status, more=f"move: {{to: {status}, because: no-data, note: later}}\n")
    place.write({"projects/churn/README.md": rests}).commit(date="2026-01-06")
    place.write({"projects/churn/README.md": card()}).commit(date="2026-02-03")
    assert days_told(tmp_path) == [date(2026, 2, 3)] * 3


def test_owners_and_assignees_that_nobody_named_have_a_row_too(tmp_path: Path) -> None:
    place = gated(tmp_path)
    place.project()
    task = (
        "tasks:\n  - {id: t1, title: Count, status: doing, assignee: eve}\n  - {id: t2, title: Plot, status: doing}\n"
    )
    folder = "projects/leads/"
    place.write(
        {
            f"{folder}README.md": card("leads").replace("owner: sam", "owner: ole"),
            f"{folder}idea.md": document(more=task),
        }
    ).commit(date="2026-01-05")
    ledger = load(tmp_path, today=TODAY)
    rows = _people(ledger)
    assert [row.handle for row in rows] == ["dana", "eve", "ole", "sam", "tom", ""]
    assert [row.is_known for row in rows] == [True, False, False, True, True, False]
    assert [task.title for task in rows[1].tasks] == ["Count"]
    assert [task.title for task in rows[-1].tasks] == ["Plot"]
    assert rows[1].tasks[0].since == date(2026, 1, 5)


def test_the_table_holds_as_many_votes_as_the_tile_counts(demo: Ledger) -> None:
    assert len(asked_votes(demo)) == sum(row.asks_votes for row in status_rows(demo)) > 3


def test_every_project_under_way_lies_on_one_table(demo: Ledger) -> None:
    leads = sorted(row.slug for person in _people(demo) for row in person.leads)
    assert leads == sorted(row.slug for row in status_rows(demo) if row.status in {"active", "paused"})
    assert sum(len(row.lapsed) for row in _people(demo)) == sum(row.debt for row in status_rows(demo))


def test_the_page_answers_first_and_names_nobody_best(demo: Ledger) -> None:
    html = render(people_page(demo, status_rows(demo)))
    assert "votes are waited for" in html
    assert html.index('id="votes"') < html.index('id="lanes"')
    names = [row.name for row in _people(demo)]
    busy = [html.index(f">{name}</h3>") for name in names if name != "Greta"]
    assert busy == sorted(busy)
    assert html.index("Nothing on the table of their own") < html.index('<li id="lane-greta"><strong><bdi>Greta</bdi>')


def test_votes_that_a_whole_role_may_give_are_on_nobodys_table(tmp_path: Path) -> None:
    many = "".join(f"  p{one}: {{emails: [p{one}@example.com], roles: [product]}}\n" for one in range(5))
    Builder(tmp_path, ledger=ASKED + many, flow=GATED).project().commit(date="2026-01-05")
    ledger = load(tmp_path, today=TODAY)
    html = render(people_page(ledger, status_rows(ledger)))
    assert 'any of <a href="#role-product">7 in the role</a>' in html
    assert html.count('href="#lane-p') == 5
    assert 'id="vote-1"' in html
    assert "to vote" not in html


def test_those_who_may_vote_are_counted_alike_on_every_page(tmp_path: Path) -> None:
    many = "".join(f"  p{one}: {{emails: [p{one}@example.com], roles: [product]}}\n" for one in range(5))
    place = Builder(tmp_path, ledger=ASKED + many, flow=GATED).project()
    owned = card().replace("owner: sam", "owner: p0")  # who may not vote, though of the role
    place.write({"projects/churn/README.md": owned}).commit(date="2026-01-05")
    build_at(tmp_path, TODAY, out=Path("site"))
    for page in ("people.html", "projects/churn/index.html"):
        html = (tmp_path / "site" / page).read_text("utf-8")
        assert re.findall(r'any of <a href="[^"]*#role-product">(\d+) in the role</a>', html) == ["6"], page


def test_a_lapsed_approval_is_called_by_the_gate_of_its_own_phase(tmp_path: Path) -> None:
    flow = GATED.replace("title: Build}", "title: Build, gates: [{id: scope, title: Later, approvals: {product: 1}}]}")
    place = Builder(tmp_path, ledger=ASKED, flow=flow)
    vote = (
        f"approvals:\n  - {{gate: scope, role: product, by: dana, date: 2026-01-20, decision: approved, of: '{OF}'}}\n"
    )
    place.project().commit(date="2026-01-05")
    place.write({"projects/churn/idea.md": document(more=vote)}).commit(date="2026-01-20", author="dana")
    place.write({"projects/churn/idea.md": document(more=vote, body="## Need\n\nMore.\n")}).commit(date="2026-01-25")
    (lapsed,) = person(load(tmp_path, today=TODAY), "dana").lapsed
    assert (lapsed.gate, lapsed.role) == ("Scope", "product")


def test_a_vote_under_another_flow_is_not_called_by_a_gate_of_the_present_one(tmp_path: Path) -> None:
    place = gated(tmp_path)
    vote = (
        f"approvals:\n  - {{gate: scope, role: product, by: dana, date: 2026-01-20, decision: approved, of: '{OF}'}}\n"
    )
    place.project().commit(date="2026-01-05")
    place.write({"projects/churn/idea.md": document(more=vote)}).commit(date="2026-01-20", author="dana")
    other = GATED.replace("flow: small", "flow: other").replace("title: Scope", "title: Reach")
    moved = card().replace("flow: small", "flow: other")
    place.write({"schema/flows/other.yml": other, "projects/churn/README.md": moved}).commit(date="2026-02-01")
    ledger = load(tmp_path, today=TODAY)
    (given,) = person(ledger, "dana").given
    told = next(row for row in latest_moves(ledger, 9, votes=True) if row.kind == "approved")
    assert given.gate == told.gate == "scope"
