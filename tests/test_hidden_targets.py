"""Targets that a project agreed on under another flow: none is lost where its own flow does not read the document."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 6, 1)
GOAL: Final = 'kpis: [{id: f1, product: P, target: ">= 0.80"}]\n'
BUILD: Final = "projects/churn/build.md"
IDEA: Final = "projects/churn/idea.md"
OTHER: Final = (
    FLOW[: FLOW.index("  - id: idea")].replace("small", "other")
    + "  - {id: build, title: Build}\n  - {id: run, title: Run}\n"
)


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    """A project in its second phase, which two flows have, and its document of the first, which only one has."""
    repo = Builder(tmp_path / "ledger").write({"schema/flows/other.yml": OTHER}).project(idea=document(more=GOAL))
    repo.commit("Begin", date="2026-01-05")
    repo.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    repo.commit("To build", date="2026-01-12")
    repo.write({"projects/churn/README.md": card(phase="build").replace("flow: small", "flow: other")})
    repo.commit("Another flow", date="2026-01-19")
    return repo


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (document(more=GOAL, body="## Need\n\nOther words.\n"), False),
        (document(), True),  # without votes and KPIs it is an ordinary page
        (document(more=GOAL).replace("iteration: 1", "iteration: 1:"), True),
        ("No front matter.\n", True),
        (None, True),
    ],
)
def test_a_target_is_neither_taken_out_nor_made_unreadable_there(repo: Builder, text: str | None, found: bool) -> None:
    repo.write({IDEA: text})
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    said = [one.message for one in rules.judge(change.after, change) if one.code == "KPI001"]
    told = "the target of 'f1' must stay '>= 0.80' as in idea.md of the base, found none"
    assert said == ([told] if found else [])


@pytest.mark.parametrize("flow", [FLOW, None])
def test_a_document_that_cannot_be_read_is_told_as_that_alone_and_hides_no_other(
    tmp_path: Path, flow: str | None
) -> None:
    later = GOAL.replace("f1", "f2")
    repo = Builder(tmp_path / "ledger").project(README=card(phase="run"), idea=document(more=GOAL))
    repo.write({BUILD: document("build", more=later)}).commit("Begin")
    repo.write({"schema/flows/small.yml": flow, IDEA: document(more=GOAL).replace("iteration: 1", "iteration: 1:")})
    repo.write({BUILD: document("build", more=later.replace("0.80", "0.70"))})
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    told = "the target of 'f2' must stay '>= 0.80' as in build.md of the base, found '>= 0.70'"
    assert [one.message for one in rules.judge(change.after, change) if one.code == "KPI001"] == [told]


def test_a_target_stays_while_the_flow_is_gone(tmp_path: Path) -> None:
    repo = Builder(tmp_path / "ledger").project(idea=document(more=GOAL))
    repo.commit("Begin", date="2026-01-05")
    repo.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    repo.commit("To build", date="2026-01-12")
    repo.write({"schema/flows/small.yml": None}).commit("No flow, past the check", date="2026-01-19")
    repo.write({IDEA: document(more=GOAL.replace("0.80", "0.70"))})
    change = assemble.load_change(repo.root, base="main", today=TODAY)
    told = "the target of 'f1' must stay '>= 0.80' as in idea.md of the base, found '>= 0.70'"
    assert [one.message for one in rules.judge(change.after, change) if one.code == "KPI001"] == [told]
    repo.commit("A lower target", date="2026-01-26")
    assert [one.message for one in audit.read(repo.root, today=TODAY).then if one.code == "KPI001"] == [told]
