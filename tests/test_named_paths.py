"""A file of a project may be named as a shell completes it; the document says where it is from the project's folder."""

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.paths import inside, is_address, is_on_the_web
from tests.build import document
from tests.test_moves import CARD, Desk

FOLDER: Final = "projects/churn"
FILE: Final = "reports/metrics.json"
KPIS: Final = 'kpis:\n  - {id: f1, product: Few misses, metric: F1, target: ">= 0.80"}\n'
WAYS: Final = {
    "from the project": FILE,
    "from the project, completed": f"./{FILE}",
    "from the root": f"{FOLDER}/{FILE}",
    "from the root, completed": f"./{FOLDER}/{FILE}",
    "by a detour": f"{FOLDER}/../churn//reports/./metrics.json",
    "absolute": f"ROOT/{FOLDER}/{FILE}",
    "absolute, by another name": f"LINK/{FOLDER}/{FILE}",
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "ledger")
    desk.write({f"{FOLDER}/{FILE}": json.dumps({"f1": 0.83}), f"{FOLDER}/idea.md": document(more=KPIS)}).commit("Work")
    (tmp_path / "link").symlink_to(desk.root)
    return desk


def named(desk: Desk, way: str) -> str:
    return way.replace("ROOT", str(desk.root)).replace("LINK", str(desk.root.parent / "link"))


def done(desk: Desk, *arguments: str) -> str:
    found = desk.run(*arguments)
    assert (found.exit_code, found.exception) == (0, None), found.output
    return desk.git("show", "HEAD")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_deliverable_is_written_from_the_project(desk: Desk, way: str) -> None:
    assert f"+  path: {FILE}\n" in done(desk, "deliverable", "add", "churn", named(desk, way), "--title", "Figures")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_source_is_written_from_the_project_and_keeps_its_pointer(desk: Desk, way: str) -> None:
    shown = done(desk, "kpi", "set", "churn", "f1", "--source", f"{named(desk, way)}#/f1")
    assert f"source: {FILE}#/f1" in shown.replace('"', "")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_evidence_is_written_from_the_project_in_card_and_message(desk: Desk, way: str) -> None:
    desk.moves("advance", "churn")
    desk.moves("backtrack", "churn", "--to", "idea", "--because", "goal-change", "--evidence", named(desk, way))
    assert f"  evidence: {FILE}\n" in desk.file(CARD)
    assert f"\nEvidence: {FILE}\n" in desk.git("log", "-1", "--format=%B")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/etc/hostname", "which is absolute"),
        ("../ledger.yml", "which climbs with '..'"),
        ("reports/../../x", "which climbs with '..'"),
        ("ROOT/ledger.yml", "found no 'ledger.yml'"),
        ("https://example.com/a", "which is an address or names a drive"),
    ],
)
def test_what_is_outside_the_project_stays_outside(desk: Desk, path: str, why: str) -> None:
    before = desk.everything()
    refused = desk.run("deliverable", "add", "churn", named(desk, path), "--title", "Figures")
    assert (refused.exit_code, desk.everything()) == (1, before), refused.output
    assert why in refused.output


def test_an_address_stays_as_it_is() -> None:
    for text in ("https://example.com/a/../b//c", "ftp://example.com/./a", "mailto:a@example.com", "C:/x/./y"):
        assert inside(text, FOLDER) == text
        assert is_address(text)
    assert is_on_the_web("HTTPS://example.com")
    assert not is_on_the_web("ftp://example.com")
    assert inside("", FOLDER) == ""


@given(st.lists(st.sampled_from(("reports", "a b", "ü", "x.json")), min_size=1).map("/".join))
def test_a_path_of_the_project_is_the_same_however_it_is_named(path: str) -> None:
    ways = (
        path,
        f"./{path}",
        f"{path}/",
        f"{FOLDER}/{path}",
        f"./{FOLDER}/{path}",
        f"{FOLDER}/a/../{path}",
    )
    assert {inside(way, FOLDER) for way in ways} == {path}


def test_the_folder_of_the_project_is_a_dot_however_it_is_named() -> None:
    assert {inside(way, FOLDER) for way in (FOLDER, f"./{FOLDER}/", f"{FOLDER}/a/..", "./")} == {"."}
