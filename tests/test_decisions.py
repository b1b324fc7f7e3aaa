"""Landed votes on real repositories: what each covered, what became of it, and the page that says so."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from ledger.assemble import load_whole
from ledger.proof.decisions import Decided
from ledger.records.model import Ledger
from ledger.site.page import Page
from ledger.site.pages.decisions import decision_pages
from ledger.site.pages.project import project_page
from ledger.site.record import Record, record_of
from ledger.site.render import render
from ledger.text.document import Document, read_document
from ledger.views import status_row
from ledger.views.decisions import DecisionRow, State, decision_names, decision_rows, event_names
from ledger.votes.digest import digest
from ledger.words import EventKind
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY: Final = date(2026, 6, 1)
GATED: Final = FLOW.replace("needs: [timebox]", "gates: [{id: scope, title: Scope, approvals: {product: 1}}]")
IDEA: Final = "projects/churn/idea.md"
NEED: Final = "## Need\n\nA need.\n"


def vote(on: str, *, by: str = "dana", decision: str = "approved", more: str = "") -> str:
    """The entry of a vote on a document's content."""
    read = read_document(on.encode(), "idea.md")
    assert isinstance(read, Document)
    facts = {"gate": "scope", "role": "product", "by": by, "date": "2026-01-06", "decision": decision}
    return f"- {json.dumps(facts | {'of': digest(read.meta, read.body)} | ({'note': more} if more else {}))}\n"


def holding(text: str, *votes: str) -> dict[str, str]:
    """The document with votes in it."""
    head, body = text.split("---\n\n", 1)
    return {IDEA: f"{head}approvals:\n{''.join(votes)}---\n\n{body}"}


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    found = Builder(tmp_path / "ledger", ledger=LEDGER, flow=GATED).project()
    found.commit("Start")
    return found


def read(place: Builder) -> tuple[Ledger, Record]:
    ledger, told = load_whole(place.root, today=TODAY)
    return ledger, record_of(ledger, told)


def rows(place: Builder) -> tuple[DecisionRow, ...]:
    ledger, record = read(place)
    return decision_rows(ledger, "churn", record.decisions["churn"])


def body(one: Decided) -> str | None:
    return one.content.document.body.strip() if one.content else None


def pages(place: Builder) -> list[Page]:
    ledger, record = read(place)
    return list(decision_pages(ledger, record.decisions, forge=None))


def test_a_vote_on_the_present_text_counts(place: Builder) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    (row,) = rows(place)
    assert (row.state, row.is_same, row.decided.name, row.lapsed) == (State.COUNTS, True, "idea-scope-dana-1", None)
    assert body(row.decided) == NEED.strip()


def test_a_lapsed_vote_keeps_its_text_and_tells_when_it_was_left(place: Builder) -> None:
    given = vote(document())
    place.write(holding(document(), given)).commit("Vote", date="2026-01-06", author="dana")
    left = place.write(holding(document(body="Another need.\n"), given)).commit("Edit", date="2026-01-09")
    (row,) = rows(place)
    assert (row.state, row.is_same, row.lapsed and row.lapsed.commit) == (State.LAPSED, False, left)
    assert body(row.decided) == NEED.strip()
    (page,) = pages(place)
    html = render(page)
    assert "Since 9 Jan 2026 the document holds something else: 3 lines have changed." in html
    assert "A need." in html


def test_a_later_vote_takes_the_place_of_an_earlier_one_and_renames_none(place: Builder) -> None:
    first = vote(document(), decision="changes-requested")
    place.write(holding(document(), first)).commit("Object", date="2026-01-06", author="dana")
    assert [row.decided.name for row in rows(place)] == ["idea-scope-dana-1"]
    place.write(holding(document(), first, vote(document()))).commit("Vote", date="2026-01-07", author="dana")
    early, late = rows(place)
    assert (early.state, late.state) == (State.SUPERSEDED, State.COUNTS)
    assert (early.decided.name, early.later) == ("idea-scope-dana-1", late.decided)


def test_a_later_vote_under_another_handle_of_the_same_person_takes_its_place(place: Builder) -> None:
    place.write({"ledger.yml": LEDGER + "  dk: {emails: [DANA@example.com], roles: [product]}\n"}).commit("Twice")
    given = vote(document()), vote(document(), by="dk", decision="changes-requested")
    place.write(holding(document(), *given)).commit("Votes", date="2026-01-06", author="dana")
    early, late = rows(place)
    assert (early.state, early.later, late.state) == (State.SUPERSEDED, late.decided, State.BLOCKS)


def test_what_counts_for_nothing_takes_no_place(place: Builder) -> None:
    signed = LEDGER.replace("flow: small", "flow: small\napprovals: {grade: authored}")
    place.write({"ledger.yml": signed}).commit("Rules")
    first, typed = vote(document()), vote(document(), more="typed by another")
    place.write(holding(document(), first)).commit("Vote", date="2026-01-06", author="dana")
    place.write(holding(document(), first, typed)).commit("Typed", date="2026-01-07", author="sam")
    veto = vote(document(), decision="changes-requested")
    place.write(holding(document(), first, typed, veto)).commit("Object", date="2026-01-08", author="dana")
    early, idle, late = rows(place)
    assert (early.state, idle.state, late.state) == (State.SUPERSEDED, State.VOID, State.BLOCKS)
    assert early.later == late.decided


def test_a_veto_blocks_what_others_approved(place: Builder) -> None:
    ledger = LEDGER + "  noor: {name: Noor, emails: [noor@example.com], roles: [product]}\n"
    place.write({"ledger.yml": ledger}).commit("Noor")
    given = vote(document()), vote(document(), by="noor", decision="rejected")
    place.write(holding(document(), *given)).commit("Votes", date="2026-01-06", author="dana")
    approved, rejected = rows(place)
    assert (approved.state, approved.blocked_by, rejected.state) == (State.COUNTS, ("noor",), State.BLOCKS)


def test_a_removed_vote_is_still_shown(place: Builder) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    place.write({IDEA: document()}).commit("Tidy", date="2026-01-08")
    (row,) = rows(place)
    assert (row.state, body(row.decided)) == (State.REMOVED, NEED.strip())
    assert "edited or removed since" in render(pages(place)[0])


def test_an_edited_vote_leads_to_the_one_that_took_its_place(place: Builder) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    place.write(holding(document(), vote(document(), more="really"))).commit("Edit", date="2026-01-08")
    gone, there = rows(place)
    assert (gone.state, gone.later and gone.later.name, there.decided.name) == (
        State.REMOVED,
        "idea-scope-dana-2",
        "idea-scope-dana-2",
    )


def test_a_text_that_a_squash_swallowed_is_said_to_be_lost(place: Builder) -> None:
    edited = document(body="Another need.\n")
    place.write(holding(edited, vote(document(body="Never landed.\n")))).commit("Squash", date="2026-01-06")
    (row,) = rows(place)
    assert (row.state, row.decided.content) == (State.VOID, None)
    assert "No commit of this history has a document whose content has this digest" in render(pages(place)[0])


def test_a_squash_with_the_text_of_an_earlier_commit_finds_it(place: Builder) -> None:
    place.write(holding(document(body="New.\n"), vote(document()))).commit("Squash", date="2026-01-06", author="dana")
    (row,) = rows(place)
    assert (row.state, body(row.decided)) == (State.LAPSED, NEED.strip())


def test_a_text_that_only_a_merged_branch_had_is_found(place: Builder) -> None:
    place.git("checkout", "-q", "-b", "work")
    wanted = document(body="Only on the branch.\n")
    asked = place.write({IDEA: wanted}).commit("Draft", date="2026-01-06")
    place.write(holding(document(body="Landed.\n"), vote(wanted))).commit("Vote", date="2026-01-07", author="dana")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-ff", "--no-edit", "work", date="2026-01-08")
    (one,) = read(place)[1].decisions["churn"]
    assert (body(one), one.content and one.content.commit) == ("Only on the branch.", asked)
    assert one.content
    assert not one.content.on_mainline


def test_the_rules_of_the_time_stand_beside_those_of_today(place: Builder) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    stricter = LEDGER.replace("flow: small", "flow: small\napprovals: {grade: signed, self: true}")
    place.write({"ledger.yml": stricter.replace("roles: [product]", "roles: [design]")}).commit("Rules")
    (row,) = rows(place)
    assert row.then
    assert (row.then.roles, row.then.grade.value, row.then.self_approval) == (("product",), "authored", False)
    assert (row.now.roles, row.now.grade.value, row.now.self_approval) == (("design",), "signed", True)
    assert row.state is State.VOID
    assert "does not count: the person does not hold the role" in render(pages(place)[0])


def test_a_vote_of_a_first_commit_has_no_rules_of_its_time(tmp_path: Path) -> None:
    place = Builder(tmp_path / "ledger", flow=GATED).project().write(holding(document(), vote(document())))
    place.commit("Everything", author="dana")
    (row,) = rows(place)
    assert row.then is None
    assert "nobody had been given a role yet" in render(pages(place)[0])


def test_events_and_entries_know_their_decision(place: Builder) -> None:
    given = vote(document())
    place.write(holding(document(), given)).commit("Vote", date="2026-01-06", author="dana")
    again = document(body="More.\n")
    place.write(holding(again, given, vote(again))).commit("Again", date="2026-01-09", author="dana")
    ledger, record = read(place)
    project, votes = ledger.projects["churn"], record.decisions["churn"]
    assert decision_names(project, votes) == {("idea", 0): "idea-scope-dana-1", ("idea", 1): "idea-scope-dana-2"}
    name = event_names(votes)
    assert [(event.kind, name(event)) for event in ledger.events] == [
        (EventKind.CREATED, ""),
        (EventKind.APPROVED, "idea-scope-dana-1"),
        (EventKind.LAPSED, "idea-scope-dana-1"),
        (EventKind.APPROVED, "idea-scope-dana-2"),
    ]


def test_a_project_that_is_gone_keeps_its_decisions(place: Builder) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    place.write({IDEA: None, "projects/churn/README.md": None}).commit("Gone", date="2026-02-01")
    (row,) = rows(place)
    assert (row.state, body(row.decided)) == (State.GONE, NEED.strip())
    assert "is not there any more" in render(pages(place)[0])


def test_hostile_names_and_texts_stay_harmless(place: Builder) -> None:
    evil = "../<script>alert(1)</script>"
    text = document(body="<script>alert(2)</script>\n\n[run](javascript:alert(3))\n")
    entry = vote(text, by=evil, more="<img src=x onerror=alert(4)>")
    place.write(holding(text, entry)).commit("Evil", date="2026-01-06")
    place.write(holding(document(body="<script>alert(5)</script> now\n"), entry)).commit("Edit", date="2026-01-07")
    (page,) = pages(place)
    html = render(page)
    assert page.path == "projects/churn/decisions/idea-scope-script-alert-1-script-1.md"
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html


def test_a_project_says_why_each_of_its_votes_does_not_count(place: Builder) -> None:
    place.write({"ledger.yml": LEDGER.replace("roles: [product]", "roles: [product, design]")})
    asked_no_more = vote(document()).replace('"product"', '"design"')
    again = vote(document(), decision="not-applicable", more="Nothing here")
    place.write(holding(document(), vote(document()), again, asked_no_more)).commit("Vote", author="dana")
    ledger, record = read(place)
    row, votes = status_row(ledger, ledger.projects["churn"]), record.decisions["churn"]
    page = project_page(
        ledger, row, forge=None, image=lambda *_: None, shelf={}, votes=votes, address="", searches_texts=True
    )
    shown = render(page)
    said = re.findall(r'<span class="pl-under">([^<]*)</span>', shown)
    assert said == ["superseded by a later vote", "the gate does not ask for this role"]


def shown(place: Builder) -> str:
    """The project's page."""
    ledger, record = read(place)
    row = status_row(ledger, ledger.projects["churn"])
    votes = record.decisions["churn"]
    page = project_page(
        ledger, row, forge=None, image=lambda *_: None, shelf={}, votes=votes, address="", searches_texts=True
    )
    return unescape(render(page))


def advance(place: Builder) -> None:
    moved = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    place.write(moved).commit("Advance", date="2026-02-01")


GONE: Final = LEDGER.replace("roles: [product]", "roles: []")


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (GONE, "the person does not hold the role"),
        (LEDGER + "approvals: {grade: signed}\n", "the proof is too weak"),
        (LEDGER.replace("dana:", "dan:"), "the person is not known"),
    ],
)
def test_a_vote_that_opened_a_gate_goes_on_counting_when_its_voter_could_give_it_no_more(
    place: Builder, policy: str, why: str
) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", author="dana")
    advance(place)
    place.write({"ledger.yml": policy}).commit("Other rules", date="2026-02-02")
    (row,) = rows(place)
    assert (row.state, str(row.standing)) == (State.COUNTS, why)
    (page,) = pages(place)
    assert f"The vote counted when the phase was left. By today's policy it would not: {why}." in page.description
    assert f"counted when the phase was left; by today's policy: {why}" in shown(place)


def test_a_vote_whose_voter_had_left_before_the_phase_was_left_opened_nothing(place: Builder) -> None:
    place.write(holding(document(), vote(document()))).commit("Vote", author="dana")
    place.write({"ledger.yml": GONE}).commit("Dana leaves", date="2026-01-20")
    advance(place)
    assert [row.state for row in rows(place)] == [State.VOID]
    assert "counted when the phase was left" not in shown(place)
