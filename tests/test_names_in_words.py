"""People by their names and roles in words wherever they are read; ids where they are typed or asked for."""

from pathlib import Path

import pytest

from ledger.records.model import Ledger
from ledger.site.pages.people import people_page
from ledger.site.pages.portfolio import portfolio_pages
from ledger.site.render import render
from ledger.views import as_json, latest_moves, status_rows
from ledger.views.event_words import event_pieces, plain_words
from tests.build import LEDGER, Builder
from tests.portfolio import read
from tests.test_votes import GATED, entry, idea

PEOPLE = LEDGER.replace("dana: {name: Dana,", "dana: {name: Mia Brandt,") + (
    "  mb: {name: Mia Brandt, emails: [mb@example.com], roles: [customer-success]}\n"
    "  noor: {name: Noor Haddad, emails: [noor@example.com], roles: [customer-success]}\n"
)
ASKED = GATED.replace(
    "gates: [{id: scope, approvals: {product: 1}", "gates: [{id: scope, approvals: {customer-success: 2}"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    place = Builder(tmp_path, ledger=PEOPLE, flow=ASKED).project()
    place.commit("Start", date="2026-01-05")
    votes = (entry(by="noor", role="customer-success"), entry(by="mb", role="customer-success"))
    place.write({"projects/churn/idea.md": idea(*votes)}).commit("Vote", date="2026-01-08", author="noor")
    return read(tmp_path)


def test_the_handle_tells_two_of_one_name_apart_and_only_them(ledger: Ledger) -> None:
    called = ledger.policy.called
    assert [called(one) for one in ("noor", "dana", "mb", "gone", None)] == [
        "Noor Haddad",
        "Mia Brandt (dana)",
        "Mia Brandt (mb)",
        "gone",
        "",
    ]


def test_an_event_tells_who_voted_by_name_and_as_what_in_words(ledger: Ledger) -> None:
    said = [plain_words(event_pieces(row, proof=False)) for row in latest_moves(ledger, 2, votes=True)]
    assert said == [
        "approved: Scope, Mia Brandt (mb) as customer success",
        "approved: Scope, Noor Haddad as customer success",
    ]


def test_data_has_ids(ledger: Ledger) -> None:
    event = as_json.event_json(ledger.events[-1])
    assert (event["by"], event["role"]) == ("mb", "customer-success")


def test_the_portfolio_says_a_role_in_words_and_filters_by_its_id(ledger: Ledger) -> None:
    html = render(next(iter(portfolio_pages(ledger, status_rows(ledger)))))
    assert "<li><bdi>customer success: Scope</bdi></li>" in html
    assert """data-roles='["customer-success"]'""" in html
    assert ("<td><bdi>Sam</bdi></td>" in html, 'data-owner="sam"' in html) == (True, True)


def test_the_people_page_has_roles_in_words(ledger: Ledger) -> None:
    html = render(people_page(ledger, status_rows(ledger)))
    assert "customer success" in html
    assert ">customer-success<" not in html
