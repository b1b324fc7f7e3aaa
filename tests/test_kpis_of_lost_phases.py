"""KPIs in the document of a phase that the flow has no more: they stand wherever KPIs are, and are defined there."""

from datetime import date
from pathlib import Path

import pytest

from ledger import rules
from ledger.assemble import load
from ledger.edit.kpis import KpiFacts, set_kpi
from ledger.export.sheets import every_sheet
from ledger.records.kpi import kpi_rows
from ledger.records.model import Ledger
from ledger.site.serve import build_at
from ledger.views import status_rows
from tests.build import FLOW, Builder, card, document

TODAY = date(2026, 2, 2)
KPIS = """\
kpis:
  - {id: f1, product: Few misses, metric: F1, target: ">= 0.80", source: reports/metrics.json#/f1}
  - {id: speed, product: An answer at once, metric: seconds, target: "<= 2"}
"""
SHORTER = "\n".join(line for line in FLOW.split("\n") if "build" not in line)


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "ledger").project(build=document("build", more=KPIS))
    made.write({"projects/churn/reports/metrics.json": '{"f1": 0.9}', "projects/churn/README.md": card(phase="build")})
    made.commit()
    made.write({"schema/flows/small.yml": SHORTER, "projects/churn/README.md": card(phase="run")})
    made.write({"projects/churn/run.md": document("run", more="kpis: [{id: speed, measured: 1}]\n")})
    made.commit("No phase 'build' any more", date="2026-01-19")
    return made


def read(place: Builder) -> Ledger:
    return load(place.root, today=TODAY)


def test_the_table_has_them_each_with_what_was_measured_last(place: Builder) -> None:
    ledger = read(place)
    rows = kpi_rows(ledger.projects["churn"], ledger.json_files)
    told = {row.id: (row.target, row.defined_in, row.measured, row.measured_in, row.met) for row in rows}
    assert told == {"speed": ("<= 2", "build", 1, "run", True), "f1": (">= 0.80", "build", 0.9, "build", True)}


def test_the_page_has_them_and_the_file_that_one_cites(place: Builder) -> None:
    build_at(place.root, TODAY, out=Path("site"))
    page = (place.root / "site/projects/churn/index.html").read_text("utf-8")
    assert "Few misses" in page
    assert 'href="files/reports/metrics.json.html"><bdi>reports/metrics.json#/f1</bdi>' in page


def test_the_export_has_them(place: Builder) -> None:
    ledger = read(place)
    (sheet,) = (one for one in every_sheet(ledger, status_rows(ledger), {}) if one.name == "kpis")
    assert [row[:3] for row in sheet.rows] == [
        ("churn", "run", "speed"),
        ("churn", "build", "f1"),
        ("churn", "build", "speed"),
    ]


def test_what_is_measured_later_is_defined_there(place: Builder) -> None:
    assert [one.message for one in rules.judge(read(place)) if one.code.startswith("KPI")] == []
    ledger = read(place)
    note = set_kpi(KpiFacts(id="f1", measured=0.85), ledger.projects["churn"], ledger)
    assert note.subject == "churn: measure f1"
