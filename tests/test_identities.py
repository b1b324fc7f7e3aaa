"""Which project is which, whatever becomes of its folder: a name that is used anew, a removal, a return, a rename."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.digest import digest
from ledger.model import Ledger
from ledger.snapshot import parse
from ledger.words import Grade
from tests.build import FLOW, Builder, card, document

TODAY: Final = date(2026, 6, 1)
GATED: Final = FLOW.replace(
    "    needs: [timebox]\n", "    needs: [timebox]\n    gates: [{id: ok, title: OK, approvals: {product: 1}}]\n"
)
TASK: Final = "tasks: [{id: t1, title: Counts, status: done, assignee: sam}]\n"


def voted(text: str = "") -> str:
    """The document of the first phase with a vote of dana on it, and a task."""
    text = text or document(more=TASK)
    plain = parse("idea.md", text.encode())
    of = digest(plain.meta, plain.body)  # type: ignore[union-attr]
    vote = f'approvals: [{{gate: ok, role: product, by: dana, date: 2026-01-06, decision: approved, of: "{of}"}}]\n'
    return text.replace("\n---\n\n", f"\n{vote}---\n\n", 1)


@pytest.fixture
def place(tmp_path: Path) -> Builder:
    """A project that began on 5 January, with a vote of dana's own on 6 January."""
    builder = Builder(tmp_path / "ledger", flow=GATED).project(idea=document(more=TASK))
    builder.commit("Start")
    builder.write({"projects/churn/idea.md": voted()}).commit("Vote", date="2026-01-06", author="dana")
    return builder


def read(builder: Builder) -> Ledger:
    return assemble.load(builder.root, today=TODAY)


def told(builder: Builder) -> dict[str, list[str]]:
    """The kinds of events by project."""
    found = defaultdict(list)
    for event in read(builder).events:
        found[event.project].append(event.kind.value)
    return dict(found)


def codes(builder: Builder, base: str | None = None) -> set[str]:
    """The codes that the check finds, of the change from a base too when one is given."""
    if base is None:
        return {one.code for one in rules.judge(read(builder))}
    change = assemble.load_change(builder.root, base=base, today=TODAY)
    return {one.code for one in rules.judge(change.after, change)}


def audited(builder: Builder) -> set[str]:
    found = audit.read(builder.root, today=TODAY)
    return {one.code for one in (*found.then, *found.now)}


FRESH: Final = card().replace("2026-01-05", "2026-02-02")
BEGUN: Final = ["created", "task-done", "approved"]


def test_a_new_project_under_a_name_that_was_given_up_has_its_own_past(place: Builder) -> None:
    place.git("mv", "projects/churn", "projects/churn-eu")
    place.commit("Rename", date="2026-01-07")
    place.project(README=FRESH, idea=document(body="New.\n")).commit("Another", date="2026-02-02")
    assert told(place) == {"churn-eu": [*BEGUN, "renamed"], "churn": ["created"]}
    projects = read(place).projects
    assert [len(projects[slug].visits) for slug in ("churn", "churn-eu")] == [1, 1]
    assert (projects["churn"].grades, projects["churn-eu"].grades) == ({}, {("idea", 0): Grade.AUTHORED})
    assert "MOV006" not in codes(place)


def test_two_living_folders_of_one_name_are_two_projects(place: Builder) -> None:
    place.project(group="growth", README=FRESH).commit("Another", date="2026-02-02")
    assert told(place) == {"churn": BEGUN, "churn~2": ["created"]}
    assert len(read(place).projects["churn"].visits) == 1


def test_a_name_that_is_taken_over_leaves_the_past_of_a_removed_project_apart(place: Builder) -> None:
    place.project("growth", README=FRESH, idea=document(body="Growth.\n")).commit("Another")
    place.git("rm", "-q", "-r", "projects/churn")
    place.commit("Remove", date="2026-02-01")
    place.git("mv", "projects/growth", "projects/churn")
    place.commit("Rename", date="2026-02-02")
    assert told(place) == {"churn": ["created", "renamed"], "churn~2": [*BEGUN, "removed"]}


def test_a_project_that_took_its_old_name_back_keeps_its_past(place: Builder) -> None:
    for old, new in (("churn", "growth"), ("growth", "churn")):
        place.git("mv", f"projects/{old}", f"projects/{new}")
        place.commit("Rename", date="2026-02-01")
    assert told(place) == {"churn": [*BEGUN, "renamed", "renamed"]}


@pytest.mark.parametrize(("author", "grade"), [("dana", Grade.AUTHORED), ("sam", Grade.CLAIMED)])
def test_a_vote_in_the_folder_of_another_project_proves_no_copy_of_it(
    place: Builder, author: str, grade: Grade
) -> None:
    place.git("mv", "projects/churn", "projects/churn-eu")
    place.write({"projects/churn-eu/idea.md": document(more=TASK)}).commit("Rename")
    place.project(README=FRESH, idea=document(more=TASK)).commit("Another")
    place.git("switch", "-qc", "work")
    place.write({"projects/churn/idea.md": voted()}).commit("Vote", author="dana")
    place.write({"projects/churn-eu/idea.md": voted()}).commit("Copy", author=author)
    place.git("switch", "-q", "main")
    place.git("merge", "-q", "--no-ff", "work", "-m", "Merge", date="2026-02-14")
    assert read(place).projects["churn-eu"].grades == {("idea", 0): grade}
    assert read(place).projects["churn"].grades == {("idea", 0): Grade.AUTHORED}
