"""A phase whose document nobody has written yet asks for the same things wherever that is told."""

from datetime import date
from pathlib import Path

import pytest

from ledger.assemble import load, load_change
from ledger.inbox import read_inbox
from ledger.moves.why import why
from ledger.records.model import Ledger
from ledger.views import NeedKind, needs_of, status_row
from ledger.views.people import asked_votes
from tests.build import FLOW, Builder, card, document

TODAY = date(2026, 1, 12)
GATED = FLOW.replace(
    "{id: build, title: Build}",
    "{id: build, title: Build, gates: [{id: fit, title: Fit, approvals: {product: 1, data-science: 1}, kpis: met}]}",
)
BUILD = "projects/churn/build.md"


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "ledger", flow=GATED).project()
    made.write({"projects/churn/README.md": card(phase="build").replace("owner: sam", "owner: kim")}).commit()
    return made


def read(place: Builder) -> Ledger:
    return load(place.root, today=TODAY)


def test_status_people_and_inbox_ask_for_the_votes_that_why_asks_for(place: Builder) -> None:
    ledger = read(place)
    row = status_row(ledger, ledger.projects["churn"])
    answer = why(load_change(place.root, base="main", today=TODAY), "churn")
    roles = {need.role for need in answer.needs if need.gate}
    assert roles == {"product", "data-science"}
    assert row.waits_for == ("product: Fit", "data-science: Fit", "KPIs met", "build.md")
    assert {vote.role for vote in asked_votes(ledger)} == roles
    assert not any(vote.is_ready for vote in asked_votes(ledger))
    assert row.asks_votes == len(roles)
    (asked,) = read_inbox(place.root, by="dana", base=None, has_branches=False, today=TODAY).waiting
    assert (asked.role, asked.missing) == ("product", ("build.md", "KPIs met"))


def test_a_document_that_cannot_be_read_is_asked_for_with_the_votes(place: Builder) -> None:
    place.write({BUILD: "---\nphase: build\n"}).commit()
    ledger = read(place)
    open_ones = [need.kind for need in needs_of(ledger, ledger.projects["churn"])]
    assert open_ones == [NeedKind.DOCUMENT, NeedKind.KPIS, NeedKind.VOTE, NeedKind.VOTE]


def test_the_document_once_written_asks_for_itself_no_more(place: Builder) -> None:
    place.write({BUILD: document("build")}).commit()
    ledger = read(place)
    assert NeedKind.DOCUMENT not in {need.kind for need in needs_of(ledger, ledger.projects["churn"])}
    assert len(asked_votes(ledger)) == status_row(ledger, ledger.projects["churn"]).asks_votes == 2


def test_the_last_phase_asks_for_its_votes_without_a_document_too(place: Builder) -> None:
    gates = "gates: [{id: done, title: Done, approvals: {product: 1}}]"
    flow = GATED.replace("{id: run, title: Run, delivers: true}", f"{{id: run, title: Run, delivers: true, {gates}}}")
    place.write({"schema/flows/small.yml": flow, "projects/churn/README.md": card(phase="run")}).commit()
    answer = why(load_change(place.root, base="main", today=TODAY), "churn")
    assert [(need.code, need.role) for need in answer.needs] == [("DOC018", None), ("APR001", "product")]
    ledger = read(place)
    assert status_row(ledger, ledger.projects["churn"]).waits_for == ("product: Done", "run.md")
