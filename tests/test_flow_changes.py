"""What the history and the rules say of projects while the flow that they follow changes."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from tests.build import FLOW, Builder, card, document
from tests.findings import report

TODAY: Final = date(2026, 6, 1)
CARD: Final = "projects/churn/README.md"
OWN: Final = "schema/flows/small.yml"
BUILTIN: Final = "schema/flows/six-step.yml"
OURS: Final = "flow: six-step\ntitle: Ours\nphases:\n  - {id: problem, title: P}\n  - {id: ship, title: Ship}\n"
EARLIER: Final = FLOW.replace(
    "  - {id: build, title: Build}\n", "  - {id: explore, title: Explore}\n  - {id: build, title: Build}\n"
).replace("backtracks:\n", "backtracks:\n  - {from: build, to: explore, because: [goal-change]}\n")


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "ledger")


def enter(repo: Builder, phase: str, *, date: str, more: str = "", flow: str = "small") -> Builder:
    """Write a project into a phase, with its document, and commit."""
    repo.write({CARD: card(phase=phase, more=more).replace("small", flow)})
    repo.write({f"projects/churn/{phase}.md": document(phase)}).commit(f"Enter {phase}", date=date)
    return repo


def told(repo: Builder) -> list[str]:
    """The events of the history, each with its day, way and reason."""
    return [
        " ".join(filter(None, (f"{one.time:%m-%d}", one.kind, one.origin, one.target, one.because)))
        for one in assemble.load_events(repo.root)
    ]


def overridden(repo: Builder) -> Builder:
    """A project that began under the ledger's own version of a built-in flow, which was given up since."""
    repo.write({BUILTIN: OURS})
    enter(repo, "problem", date="2026-01-05", flow="six-step")
    repo.write({BUILTIN: None}).commit("The built-in flow from now on", date="2026-02-01")
    return repo


def test_an_own_version_of_a_built_in_flow_that_is_gone_counts_no_more(repo: Builder) -> None:
    enter(overridden(repo), "finding-a-model", date="2026-02-10", flow="six-step")
    enter(repo, "real-data", date="2026-03-10", flow="six-step")
    assert told(repo) == [
        "01-05 created problem",
        "02-10 advanced problem finding-a-model",
        "03-10 advanced finding-a-model real-data",
    ]
    assert "MOV001" in {one.code for one in audit.read(repo.root, today=TODAY).then}


def test_a_flow_that_is_gone_and_has_no_other_of_its_name_is_read_as_it_was(repo: Builder) -> None:
    enter(repo, "idea", date="2026-01-05")
    repo.write({OWN: None}).commit("No flow", date="2026-02-01")
    enter(repo, "build", date="2026-02-10")
    assert told(repo) == ["01-05 created idea", "02-10 advanced idea build"]
