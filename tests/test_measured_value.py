"""What a project brings in stands beside its business case, where both are in the same units."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest
from bs4 import BeautifulSoup

from ledger.assemble import load
from ledger.records.model import Ledger
from ledger.records.worth import worth_of
from ledger.rules.business import measured_otherwise
from ledger.site.pages.project import project_page
from ledger.site.render import render
from ledger.views import status_row
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
_MEASURING: Final = FLOW + "fields: {measured_value: {type: object}}\n"
_CASE: Final = "business_case: {value: {amount: 180000, currency: EUR, per: year}}\n"


def placed(root: Path, measured: str, case: str = _CASE, flow: str = _MEASURING) -> Ledger:
    idea = document(more=f"measured_value: {{{measured}}}\n")
    place = Builder(root / "ledger", flow=flow).project(README=card(more=case), idea=idea)
    place.commit("Start")
    return load(place.root, today=TODAY)


def shown(ledger: Ledger) -> str:
    """What the business case on the project's page says was measured."""
    row = status_row(ledger, ledger.projects["churn"])
    page = project_page(
        ledger, row, forge=None, image=lambda *_: None, shelf={}, votes=(), address="", searches_texts=True
    )
    facts = BeautifulSoup(render(page), "html.parser").select("section dl.pl-facts > div, dl.pl-facts > div")
    return next((one.dd.get_text(" ") for one in facts if one.dt and one.dd and one.dt.get_text() == "Measured"), "")


def found(ledger: Ledger) -> list[str]:
    return [one.message for one in measured_otherwise(ledger)]


def test_the_page_tells_the_share_of_the_business_case(tmp_path: Path) -> None:
    ledger = placed(tmp_path, "amount: 128000, currency: EUR, per: ' YEAR', basis: <b>x</b>, on: 2026-01-10")
    assert " ".join(shown(ledger).split()) == "128,000 EUR per YEAR , 71 % of the value above on 10 Jan 2026 <b>x</b>"
    assert found(ledger) == []


@pytest.mark.parametrize(
    ("amount", "percent"), [("179999", "99 %"), ("180000", "100 %"), ("-18000", "-10 %"), ("181000", "101 %")]
)
def test_all_of_the_business_case_is_told_only_once_it_is_reached(tmp_path: Path, amount: str, percent: str) -> None:
    ledger = placed(tmp_path, f"amount: {amount}, currency: EUR, per: year")
    assert f", {percent} of the value above" in " ".join(shown(ledger).split())


@pytest.mark.parametrize(
    ("measured", "units"),
    [
        ("amount: 12000, currency: EUR, per: month", "EUR per month"),
        ("amount: 12000, currency: USD, per: year", "USD per year"),
        ("amount: 12000", "none"),
    ],
)
def test_other_units_are_told_and_not_compared(tmp_path: Path, measured: str, units: str) -> None:
    ledger = placed(tmp_path, measured)
    assert found(ledger) == [f"the measured value must be in EUR per year, as the business case is, found {units}"]
    assert "12,000" in shown(ledger)
    assert "%" not in shown(ledger)


@pytest.mark.parametrize(
    "case",
    [
        "",
        "business_case: {need: x}\n",
        *(_CASE.replace("180000", amount) for amount in ("0", "-5", "1.0e-320", "1.0e-307")),
    ],
)
def test_nothing_is_held_against_no_value(tmp_path: Path, case: str) -> None:
    ledger = placed(tmp_path, "amount: 5, currency: EUR, per: year", case)
    assert found(ledger) == []
    assert "%" not in shown(ledger)


def test_only_a_flow_with_the_field_measures(tmp_path: Path) -> None:
    ledger = placed(tmp_path, "amount: 5", flow=FLOW)
    assert worth_of(ledger.projects["churn"]) is None
    assert (found(ledger), shown(ledger)) == ([], "")


def test_the_last_phase_that_says_so_counts(tmp_path: Path) -> None:
    placed(tmp_path, "amount: 5, currency: EUR, per: year")
    later = document("build").replace("iteration: 1\n", "iteration: 1\nmeasured_value: {amount: 7}\n", 1)
    Builder(tmp_path / "ledger", ledger="").write({"projects/churn/build.md": later}).commit("Measure")
    worth = worth_of(load(tmp_path / "ledger", today=TODAY).projects["churn"])
    assert worth is not None
    assert (worth.amount, worth.document.phase) == (7, "build")
