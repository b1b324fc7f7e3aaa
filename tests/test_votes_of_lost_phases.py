"""Votes in documents that no flow or no reader knows now: they stand where they were, and nobody says they are gone."""

from pathlib import Path

import pytest

from ledger.site.render import render
from ledger.views.decisions import State
from tests.build import Builder, card, document
from tests.test_decisions import GATED, holding, pages, rows, vote

WITHOUT = GATED.replace(GATED[GATED.index("  - id: idea") : GATED.index("  - {id: build")], "")


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """Churn left idea, where a vote opened the gate, and stands in build."""
    found = Builder(tmp_path / "ledger", flow=GATED).project()
    found.commit("Start")
    found.write(holding(document(), vote(document()))).commit("Vote", date="2026-01-06", author="dana")
    found.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    found.commit("Advance", date="2026-01-10")
    return found


def test_a_phase_that_the_flow_lost_leaves_its_document_there(place: Builder) -> None:
    place.write({"schema/flows/small.yml": WITHOUT.replace("{from: build, to: idea", "{from: run, to: run")})
    place.commit("Drop a phase", date="2026-02-01")
    (row,) = rows(place)
    assert (row.state, row.is_same) == (State.VOID, True)
    shown = render(pages(place)[0])
    assert "The document still holds exactly that." in shown
    assert "the flow does not have this gate any more" in shown


def test_a_document_that_cannot_be_read_is_not_called_gone(place: Builder) -> None:
    place.write({"projects/churn/idea.md": "---\nphase: [\n---\n"}).commit("Break it", date="2026-02-01")
    (row,) = rows(place)
    assert row.state is State.GONE
    assert "is not there any more or cannot be read as it is now" in render(pages(place)[0])
