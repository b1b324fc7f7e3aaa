"""Files that a project names and does not have: which one was meant."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 1, 12)
NONE: Final = "add the file, or remove the entry until it exists"


def told(root: Path, path: str, code: str) -> list[str]:
    place = Builder(root).project(idea=document(more=f"deliverables:\n  - {{title: D, path: {path}}}\n"))
    files = ("reports/metrics.json", "notes/deep/Final.pdf", "top.txt")
    place.write({f"projects/churn/{name}": "{}\n" for name in files}).commit("Start")
    found = rules.judge(assemble.load(place.root, today=TODAY))
    return [(one.hint or "") if code == "REF007" else one.message for one in found if one.code == code]


@pytest.mark.parametrize(
    ("path", "hints"),
    [
        ("metrics.json", ["did you mean 'reports/metrics.json'?"]),
        ("final.PDF", ["did you mean 'notes/deep/Final.pdf'?"]),
        ("notes/deep/Finale.pdf", ["did you mean 'notes/deep/Final.pdf'?"]),
        ("notes/Finale.pdf", [NONE]),
        ("topp.txt", ["did you mean 'top.txt'?"]),
        ("reports", []),
        (".", []),
        ("reports/../top.txt", []),
    ],
)
def test_the_file_that_was_meant_is_named(tmp_path: Path, path: str, hints: list[str]) -> None:
    assert told(tmp_path / "ledger", path, "REF007") == hints


def test_a_path_with_a_control_character_is_told_as_one(tmp_path: Path) -> None:
    (one,) = told(tmp_path / "ledger", '"a\\tb"', "REF006")
    assert one.endswith(", which holds a control character")


@pytest.mark.parametrize(
    ("evidence", "codes"),
    [
        ("https://example.com/a", []),
        ("HTTP://example.com/a", []),
        ("http:a", ["REF006"]),
        ("ftp://example.com/a", ["REF006"]),
        ("gone.pdf", ["REF007"]),
    ],
)
def test_evidence_is_a_file_or_an_address_on_the_web(tmp_path: Path, evidence: str, codes: list[str]) -> None:
    stated = card(more=f"move: {{to: idea, evidence: '{evidence}'}}\n")
    place = Builder(tmp_path / "ledger").project(README=stated)
    place.commit("Start")
    found = rules.judge(assemble.load(place.root, today=TODAY))
    assert [one.code for one in found if one.code.startswith("REF")] == codes


@pytest.mark.parametrize(("source", "codes"), [("../m.json", ["REF006"]), ("m.json#/..#", ["KPI003"])])
def test_the_path_of_a_source_ends_where_its_pointer_starts(tmp_path: Path, source: str, codes: list[str]) -> None:
    cited = document(more=f"kpis: [{{id: k, product: P, source: '{source}'}}]\n")
    place = Builder(tmp_path / "ledger").project(idea=cited)
    place.commit("Start")
    found = [one.code for one in rules.judge(assemble.load(place.root, today=TODAY))]
    assert [code for code in found if code in {"REF006", "KPI003"}] == codes


@pytest.mark.parametrize(("sponsor", "lacks"), [("dana", 0), ("''", 1)])
def test_a_need_of_the_card_is_looked_up_in_the_card(tmp_path: Path, sponsor: str, lacks: int) -> None:
    flow = FLOW.replace("needs: [timebox]", "needs: [card.business_case.sponsor]")
    stated = card(phase="build", more=f"business_case:\n  need: Fewer leave\n  sponsor: {sponsor}\n")
    place = Builder(tmp_path / "ledger", flow=flow).project(README=stated, build=document("build"))
    place.commit("Start")
    found = [one.code for one in rules.judge(assemble.load(place.root, today=TODAY))]
    assert found.count("MOV004") == lacks
