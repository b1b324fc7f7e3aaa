"""The day on which a project started is what its card says: who changes it is told so by check and audit."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, rules
from ledger.diagnostics import Severity
from tests.build import card, document
from tests.gated import CARD, TODAY, audited, branch, changed, land, started

EARLIER: Final = card().replace("started: 2026-01-05", "started: 2024-11-05")


def test_a_first_day_that_changes_is_a_warning_in_the_change_and_for_good_in_the_audit(tmp_path: Path) -> None:
    place = started(tmp_path)
    branch(place).write({CARD: EARLIER}).commit("Started long ago")
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (found,) = [one for one in rules.judge(change.after, change) if one.code == "MOV015"]
    assert (found.severity, found.project, found.location.line) == (Severity.WARNING, "churn", 7)
    assert found.message == "the first day of a project must stay as it is, 2026-01-05, found 2024-11-05"
    land(place)
    assert audited(place) == ["MOV015"]


@pytest.mark.parametrize("folder", ["projects/leavers", "projects/team/churn"])
def test_so_it_is_when_the_project_is_moved_with_it(tmp_path: Path, folder: str) -> None:
    place = branch(started(tmp_path))
    (place.root / folder).parent.mkdir(exist_ok=True)
    place.git("mv", "projects/churn", folder)
    place.write({f"{folder}/README.md": EARLIER}).commit("Elsewhere, and long ago")
    expected = ["MOV015"] if folder.endswith("/churn") else ["MOV008"]  # under another name it is another project
    assert changed(place) == expected
    land(place)
    assert audited(place) == expected


def test_a_first_day_that_is_taken_out_is_told_by_the_audit_and_one_that_was_missing_may_come(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({CARD: card().replace("started: 2026-01-05\n", "")}).commit("Out")
    change = assemble.load_change(place.root, base="HEAD~1", today=TODAY)
    (found,) = [one for one in rules.judge(change.after, change) if one.code == "MOV015"]
    assert found.message == "the first day of a project must stay as it is, 2026-01-05, found none"
    place.write({CARD: EARLIER}).commit("In")
    assert audited(place) == ["MOV015"]


def test_a_first_day_that_stays_is_in_order_whatever_else_changes(tmp_path: Path) -> None:
    place = branch(started(tmp_path))
    place.write({CARD: card(more="summary: Who leaves.\n").replace("2026-01-05", '"2026-01-05"')})
    place.write({"projects/rush/README.md": EARLIER, "projects/rush/idea.md": document()}).commit("A new one beside it")
    assert changed(place) == []
    land(place)
    assert audited(place) == []


def test_a_card_that_is_read_for_the_first_time_may_state_any_first_day(tmp_path: Path) -> None:
    place = started(tmp_path)
    place.write({"projects/rush/README.md": "---\ntitle: [\n---\n", "projects/rush/idea.md": document()}).commit("Torn")
    branch(place).write({"projects/rush/README.md": EARLIER}).commit("Mended")
    assert changed(place) == []
