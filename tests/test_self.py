"""This repository is a ledger and holds itself to its own rules."""

import json
from pathlib import Path

from tests.written import ROOT, run_ledger


def test_this_repository_has_no_error_and_no_warning_on_the_day_its_examples_tell_of() -> None:
    found = json.loads(run_ledger("-C", str(ROOT), "--now", "2026-11-22", "check", "--json"))["diagnostics"]
    assert [one for one in found if one["severity"] != "note" and not one["waived"]] == []


def test_this_repository_shows_different_flows_and_phases() -> None:
    rows = json.loads(run_ledger("-C", str(ROOT), "status", "--json"))["projects"]
    assert len(rows) >= 5
    assert len({row["flow"] for row in rows}) >= 3
    assert len({row["phase"] for row in rows}) >= 4


def test_the_top_of_the_repository_holds_what_a_ledger_needs() -> None:
    assert all((ROOT / name).exists() for name in ("ledger.yml", "mkdocs.yml", "schema", "projects", ".github"))


def test_workflows_name_actions_by_commit() -> None:
    for path in sorted(Path(ROOT / ".github/workflows").glob("*.yml")):
        uses = [line.split("uses:")[1].split() for line in path.read_text("utf-8").splitlines() if "uses:" in line]
        assert uses
        assert all(
            len(action.partition("@")[2]) == 40 and mark == "#" and version.startswith("v")
            for action, mark, version in uses
        )
