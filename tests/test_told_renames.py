"""A change renames those projects whose past the history will follow when it has landed, and no others."""

from pathlib import Path
from typing import Final

import pytest

from ledger import assemble
from ledger.words import EventKind
from tests.build import Builder, card, document
from tests.gated import CARD, TODAY, audited, branch, changed, land, started

BROKEN: Final = "---\ntitle: [\n---\n"
LEAVERS: Final = "projects/leavers"
ANEW: Final = card().replace("title: Project churn", f"summary: {'Why they leave. ' * 40}\ntitle: Those who leave")


def followed(place: Builder) -> bool:
    """Whether the change renames the project, which the history must tell again when it has landed."""
    proposed = assemble.load_change(place.root, base="main", today=TODAY)
    told = changed(place)
    land(place)
    assert audited(place) == told
    kinds = {one.kind for one in assemble.load(place.root, today=TODAY).events}
    is_followed = EventKind.RENAMED in kinds
    assert bool(proposed.renames) == is_followed
    assert ("MOV008" in told) != is_followed
    return is_followed


def moved(place: Builder, to: str = LEAVERS) -> Builder:
    (place.root / to).parent.mkdir(parents=True, exist_ok=True)
    branch(place).git("mv", "projects/churn", to)
    return place


def test_a_link_to_the_text_of_a_document_tells_no_project(tmp_path: Path) -> None:
    place = moved(started(tmp_path))
    place.write({f"{LEAVERS}/README.md": ANEW, f"{LEAVERS}/idea.md": None})
    (place.root / LEAVERS / "idea.md").symlink_to(document())
    place.commit("Another name, and a link")
    assert not followed(place)


def test_who_is_hidden_is_gone(tmp_path: Path) -> None:
    place = moved(started(tmp_path), "projects/.churn")
    place.commit("Hide it")
    assert not followed(place)


@pytest.mark.parametrize("to", ["air/churn", "leavers"])
def test_a_card_that_cannot_be_read_tells_its_project_by_its_name_and_by_its_bytes(tmp_path: Path, to: str) -> None:
    place = started(tmp_path)
    place.write({CARD: BROKEN}).commit("A slip")
    moved(place, f"projects/{to}").commit("Elsewhere")
    (after,) = assemble.load_change(place.root, base="main", today=TODAY).after.projects.values()
    assert [one.phase for one in after.visits] == ["idea"]
    land(place)
    (landed,) = assemble.load(place.root, today=TODAY).projects.values()
    assert (landed.slug, landed.visits) == (after.slug, after.visits)
