"""Which project is which, whatever becomes of its folder: a name that is used anew, a removal, a return, a rename."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from ledger import assemble, audit, rules
from ledger.diagnostics import Severity
from ledger.edges.snapshot import parse
from ledger.records.model import Ledger
from ledger.votes.digest import digest
from ledger.words import Grade
from tests.build import FLOW, Builder, card, document
from tests.here import here

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
    """The codes of the errors that the check finds, of the change from a base too when one is given."""
    if base is None:
        found = rules.judge(read(builder))
    else:
        change = assemble.load_change(builder.root, base=base, today=TODAY)
        found = rules.judge(change.after, change)
    return {one.code for one in found if one.severity is Severity.ERROR}


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


def test_no_other_project_is_called_what_tells_two_of_one_name_apart(place: Builder) -> None:
    place.project("growth", README=FRESH, idea=document(body="Growth.\n"))
    place.project("churn~2", README=FRESH, idea=document(body="Second.\n")).commit("Others")
    place.git("rm", "-q", "-r", "projects/churn")
    place.commit("Remove", date="2026-02-01")
    place.git("mv", "projects/growth", "projects/churn")
    place.commit("Rename", date="2026-02-02")
    others = {"churn": ["created", "renamed"], "churn~2": ["created"]}
    assert told(place) == {**others, "churn~3": [*BEGUN, "removed"]}
    assert "MOV006" not in codes(place)


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


def test_a_document_that_is_deleted_and_restored_is_told_once_and_keeps_its_proofs(place: Builder) -> None:
    place.write({"projects/churn/idea.md": None}).commit("Oops", date="2026-01-08")
    place.git("switch", "-qc", "work")
    place.git("revert", "--no-edit", "HEAD", date="2026-01-09")
    assert codes(place, "main") == set()
    place.git("switch", "-q", "main")
    place.git("merge", "-q", "work")
    assert told(place) == {"churn": BEGUN}
    assert read(place).projects["churn"].grades == {("idea", 0): Grade.AUTHORED}
    assert audited(place) == {"APR009"}  # of the deletion alone


def test_what_a_restored_document_has_more_is_new(place: Builder) -> None:
    place.write({"projects/churn/idea.md": None}).commit("Oops", date="2026-01-08")
    veto = "{gate: ok, role: product, by: dana, date: 2026-01-09, decision: rejected}"
    again = voted().replace("]\n---", f", {veto}]\n---")
    place.write({"projects/churn/idea.md": again}).commit("Restore", date="2026-01-09")
    assert told(place) == {"churn": [*BEGUN, "rejected"]}
    assert list(read(place).projects["churn"].grades.values()) == [Grade.AUTHORED, Grade.CLAIMED]


def test_a_document_that_comes_back_as_another_text_lets_its_votes_lapse(place: Builder) -> None:
    place.write({"projects/churn/idea.md": None}).commit("Oops", date="2026-01-08")
    place.write({"projects/churn/idea.md": voted().replace("A need.", "None.")}).commit("Write", date="2026-01-09")
    assert told(place) == {"churn": [*BEGUN, "lapsed"]}


def test_a_document_that_is_lost_in_a_rename_comes_back_with_its_proofs(place: Builder) -> None:
    place.git("mv", "projects/churn", "projects/leavers")
    place.write({"projects/leavers/idea.md": None}).commit("Rename", date="2026-01-08")
    place.write({"projects/leavers/idea.md": voted()}).commit("Restore", date="2026-01-09")
    assert told(place) == {"leavers": [*BEGUN, "renamed"]}
    assert read(place).projects["leavers"].grades == {("idea", 0): Grade.AUTHORED}


def in_build(place: Builder, status: str = "active", more: str = "") -> Builder:
    """The project moved on, and its folder removed on 1 February; what follows is on a branch."""
    place.project(README=card(phase="build", status=status, more=more), idea=voted(), build=document("build"))
    place.commit("Advance", date="2026-01-10", author="dana")
    place.git("rm", "-q", "-r", "projects/churn")
    place.commit("Remove", date="2026-02-01")
    place.git("switch", "-qc", "work")
    return place


def landed(place: Builder) -> Builder:
    place.commit("Land", date="2026-02-03")
    place.git("switch", "-q", "main")
    place.git("merge", "-q", "work")
    return place


@pytest.mark.parametrize(("status", "more"), [("active", ""), ("paused", "move: {to: paused, note: Waiting.}\n")])
@pytest.mark.parametrize("folder", ["projects/churn", "projects/growth/churn"])
def test_a_removal_that_is_reverted_passes_and_goes_on_where_it_was(
    place: Builder, status: str, more: str, folder: str
) -> None:
    in_build(place, status, more).git("revert", "--no-edit", "HEAD", date="2026-02-02")
    if folder != "projects/churn":
        (place.root / folder).parent.mkdir()
        place.git("mv", "projects/churn", folder)
    assert codes(place, "main") == codes(landed(place)) == set()
    project = read(place).projects["churn"]
    assert [(visit.phase, visit.iteration) for visit in project.visits] == [("idea", 1), ("build", 1), ("build", 1)]
    assert project.grades == {("idea", 0): Grade.AUTHORED}
    kinds = [event.kind.value for event in project.events]
    assert [kinds.count(kind) for kind in ("created", "approved", "task-done", "advanced")] == [2, 1, 1, 1]
    assert audited(place) == {"MOV008"}  # of the removal alone


def test_a_project_that_was_removed_file_by_file_comes_back_whole(place: Builder) -> None:
    for name in ("README", "idea"):
        place.write({f"projects/churn/{name}.md": None}).commit("Remove", date="2026-01-08")
    place.project("churn", group="growth", idea=voted()).commit("Restore", date="2026-01-09")
    assert told(place) == {"churn": [*BEGUN, "removed", "created"]}
    assert read(place).projects["churn"].grades == {("idea", 0): Grade.AUTHORED}


@pytest.mark.parametrize(("iteration", "found"), [(1, {"MOV006"}), (2, set()), (3, {"MOV006"})])
def test_a_project_that_begins_anew_under_its_old_name_enters_the_phase_again(
    place: Builder, iteration: int, found: set[str]
) -> None:
    in_build(place).project(idea=document(iteration=iteration))
    assert codes(place, "main") == codes(landed(place)) == found
    assert [visit.iteration for visit in read(place).projects["churn"].visits] == [1, 1, 2]


@pytest.mark.parametrize(("phase", "status"), [("run", "active"), ("build", "completed")])
def test_a_project_comes_back_where_it_was_or_at_the_start(place: Builder, phase: str, status: str) -> None:
    readme = card(phase=phase, status=status)
    in_build(place).project(README=readme, idea=voted(), build=document("build"), run=document("run"))
    assert codes(place, "main") == {"MOV011"}
    change = assemble.load_change(place.root, base="main", today=TODAY)
    (told,) = [one.message for one in rules.judge(change.after, change) if one.code == "MOV011"]
    assert told.startswith("a project that comes back must start with '")
    assert "MOV011" in audited(landed(place))


def test_a_project_that_comes_back_counts_no_entry_that_it_did_not_make(place: Builder) -> None:
    in_build(place).git("revert", "--no-commit", "HEAD")
    place.write({"projects/churn/build.md": document("build", iteration=2)})
    assert codes(place, "main") == codes(landed(place)) == {"MOV006"}


UNREADABLE: Final = {
    "a bracket too many": card(phase="build").replace("owner: sam", "owner: [sam"),
    "no front matter": "# Churn\n",
    "a phase that nobody knows": card(phase="biuld"),
}


@pytest.mark.parametrize("broken", UNREADABLE.values(), ids=list(UNREADABLE))
@pytest.mark.parametrize("folder", ["projects/growth/churn", "projects/leavers"])
def test_a_folder_that_moves_while_its_card_cannot_be_read_stays_the_same_project(
    place: Builder, broken: str, folder: str
) -> None:
    in_build(place).git("switch", "-qc", "other", "HEAD^")
    place.write({"projects/churn/README.md": broken}).commit("Break", date="2026-02-10")
    (place.root / folder).parent.mkdir(exist_ok=True)
    place.git("mv", "projects/churn", folder)
    place.commit("Move", date="2026-02-11")
    slug = folder.rsplit("/", 1)[-1]
    assert read(place).projects[slug].malformed
    assert told(place) == {slug: [*BEGUN, "advanced", "renamed"]}
    place.write({f"{folder}/README.md": card(phase="build")}).commit("Mend", date="2026-02-20")
    assert told(place) == {slug: [*BEGUN, "advanced", "renamed"]}
    assert codes(place) == set()
    assert audited(place) == {"GIT001"}


def test_a_page_that_comes_as_a_project_goes_is_no_rename(place: Builder) -> None:
    place.git("rm", "-q", "-r", "projects/churn")
    place.write({"projects/growth/churn/README.md": "# A group\n", "projects/all/README.md": "---\n[\n---\n"})
    place.commit("Regroup", date="2026-02-11")
    assert told(place) == {"churn": [*BEGUN, "removed"]}


LONG: Final = "".join(f"Line {number} of a long text.\n" for number in range(60))


def reworded(place: Builder, card_text: str) -> None:
    """Rename the project with another card, and documents of which no one is the same byte for byte."""
    place.git("mv", "projects/churn", "projects/leavers")
    place.project("leavers", README=card_text, idea=voted() + "\n")


@pytest.mark.parametrize("how", ["committed", "added", "merged"])
@pytest.mark.parametrize("alike", [True, False])
def test_what_the_check_takes_for_a_rename_the_history_follows(place: Builder, how: str, alike: bool) -> None:
    place.write({"projects/churn/README.md": card() + LONG}).commit("Text")
    place.git("switch", "-qc", "work")
    reworded(place, card("leavers") + (LONG if alike else LONG.replace("long", "rather short and other")[:700]))
    if how != "added":
        place.commit("Rename")
    if how == "merged":
        place.git("switch", "-q", "main")
        place.write({"notes.txt": "meanwhile"}).commit("Meanwhile")
        place.git("switch", "-q", "work")
    place.git("add", "-A")
    assert ("MOV008" not in codes(place, "main")) is alike
    place.commit("Rename", date="2026-02-01")
    place.git("switch", "-q", "main")
    place.git("merge", "-q", "--no-ff", "work", "-m", "Merge", date="2026-02-02")
    kinds = [event.kind.value for event in read(place).projects["leavers"].events]
    assert kinds[-1] == ("renamed" if alike else "approved")
    assert audited(place) == (set() if alike else {"MOV008", "APR010"})


def test_a_rename_that_git_cannot_see_yet_is_refused_and_one_of_equal_texts_is_not(place: Builder) -> None:
    place.write({"projects/churn/README.md": card() + LONG}).commit("Text")
    (place.root / "projects/churn").rename(place.root / "projects/leavers")
    place.write({"projects/leavers/README.md": card("leavers") + LONG})
    assert codes(place, "main") == set()
    place.write({"projects/leavers/idea.md": voted() + "\n"})
    assert codes(place, "main") == {"MOV008", "APR010"}
    place.git("add", "-A")
    assert codes(place, "main") == set()


def test_the_audit_follows_a_rename_as_the_history_does(place: Builder) -> None:
    place.git("mv", "projects/churn", "projects/leavers")
    place.write({"projects/leavers/README.md": card("leavers", phase="build") + LONG * 9})
    place.write({"projects/leavers/build.md": document("build")}).commit("Rename and advance", date="2026-02-01")
    assert told(place) == {"leavers": [*BEGUN, "renamed", "advanced"]}
    assert audited(place) == set()


@pytest.mark.parametrize("command", [("log",), ("why",), ("status",), ("advance",)])
def test_who_asks_for_a_project_by_a_former_name_is_told_the_present_one(place: Builder, command: tuple[str]) -> None:
    for old, new in (("churn", "growth"), ("growth", "leavers")):
        place.git("mv", f"projects/{old}", f"projects/{new}")
        place.commit("Rename", date="2026-02-01")
    for former in ("churn", "growth"):
        done = here("-C", str(place.root), *command, former)
        assert done.stderr == f"ledger: there is no project '{former}' any more: it is called 'leavers' now\n"
