"""What every commit did to every project, from real repositories."""

from datetime import date
from pathlib import Path

import pytest

from ledger.assemble import load
from ledger.records.model import Ledger
from ledger.words import EventKind, Status
from tests.build import FLOW, Builder, card, document

TODAY = date(2026, 6, 1)


@pytest.fixture
def repo(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "ledger")


def read(repo: Builder) -> Ledger:
    return load(repo.root, today=TODAY)


def told(repo: Builder, slug: str = "churn") -> list[tuple[str, str, str | None, str | None]]:
    ledger = read(repo)
    return [
        (f"{event.time:%m-%d}", event.kind.value, event.origin, event.target)
        for event in ledger.events
        if event.project == slug
    ]


def move(to: str, because: str, note: str = "as seen") -> str:
    return f"move: {{to: {to}, because: {because}, note: {note}}}\n"


def advanced(repo: Builder) -> Builder:
    repo.project().commit("Start", date="2026-01-05")
    repo.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    repo.commit("Advance", date="2026-02-01")
    return repo


def test_a_project_is_created_and_advances_on_the_day_that_it_landed(repo: Builder) -> None:
    assert told(advanced(repo)) == [("01-05", "created", None, "idea"), ("02-01", "advanced", "idea", "build")]


def test_a_backtrack_tells_its_reason_and_opens_the_next_visit(repo: Builder) -> None:
    advanced(repo).write(
        {
            "projects/churn/README.md": card(more=move("idea", "goal-change")),
            "projects/churn/idea.md": document(iteration=2),
        }
    ).commit(date="2026-02-11")
    project = read(repo).projects["churn"]
    event = project.events[-1]
    assert (event.kind, event.because, event.note, event.iteration) == (
        EventKind.BACKTRACKED,
        "goal-change",
        "as seen",
        2,
    )
    assert [(visit.phase, visit.iteration, visit.because) for visit in project.visits] == [
        ("idea", 1, None),
        ("build", 1, "goal-change"),
        ("idea", 2, None),
    ]


def test_counting_up_the_iteration_of_the_same_phase_is_an_iteration(repo: Builder) -> None:
    advanced(repo).write(
        {
            "projects/churn/README.md": card(phase="build", more=move("build", "model-failure")),
            "projects/churn/build.md": document("build", iteration=2),
        }
    ).commit(date="2026-02-20")
    assert told(repo)[-1] == ("02-20", "iterated", "build", "build")
    assert read(repo).projects["churn"].visits[-1].iteration == 2


@pytest.mark.parametrize(
    ("status", "kind"), [("paused", "paused"), ("cancelled", "cancelled"), ("completed", "completed")]
)
def test_a_status_entered_is_an_event_between_statuses(repo: Builder, status: str, kind: str) -> None:
    repo.project().commit()
    repo.write({"projects/churn/README.md": card(status=status)}).commit(date="2026-03-01")
    assert told(repo)[-1] == ("03-01", kind, "active", status)


def test_active_again_is_resumed_after_a_pause_and_reopened_after_an_end(repo: Builder) -> None:
    repo.project().commit()
    for day, status in enumerate(("paused", "active", "cancelled", "active"), 1):
        repo.write({"projects/churn/README.md": card(status=status)}).commit(date=f"2026-03-0{day}")
    assert [kind for _, kind, _, _ in told(repo)] == ["created", "paused", "resumed", "cancelled", "reopened"]
    halts = read(repo).projects["churn"].halts
    assert [(halt.status, halt.ended is None) for halt in halts] == [(Status.PAUSED, False), (Status.CANCELLED, False)]


def test_a_project_born_completed_yields_both_events_and_left_no_status(repo: Builder) -> None:
    repo.project(README=card(status="completed")).commit()
    assert told(repo) == [("01-05", "created", None, "idea"), ("01-05", "completed", None, None)]


def test_a_phase_comes_before_a_status_in_one_commit(repo: Builder) -> None:
    advanced(repo).write({"projects/churn/README.md": card(phase="run", status="completed")}).commit(date="2026-04-01")
    assert [kind for _, kind, _, _ in told(repo)[-2:]] == ["advanced", "completed"]


def test_votes_of_one_commit_are_told_in_the_order_in_which_they_were_given(repo: Builder) -> None:
    """A veto that was lifted before the merge was told after the approval that lifted it."""
    repo.project().commit("Start", date="2026-01-05")
    given = ("not-applicable", "changes-requested", "approved")
    votes = "".join(
        f"  - {{gate: go, role: product, by: dana, decision: {decision}, date: 2026-01-12, of: 'sha256:0'}}\n"
        for decision in given
    )
    files = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    repo.write({**files, "projects/churn/idea.md": document(more=f"approvals:\n{votes}")})
    repo.commit("Advance", date="2026-01-12")
    assert [event.kind.value for event in read(repo).events] == ["created", *given, "advanced"]


def test_a_project_that_moves_to_a_group_keeps_its_history(repo: Builder) -> None:
    advanced(repo)
    (repo.root / "projects/growth").mkdir()
    repo.git("mv", "projects/churn", "projects/growth/churn")
    repo.commit(date="2026-03-01")
    assert told(repo)[-1] == ("03-01", "renamed", "churn", "growth/churn")
    assert [visit.phase for visit in read(repo).projects["churn"].visits] == ["idea", "build"]


def test_a_renamed_project_keeps_its_events_under_its_new_name(repo: Builder) -> None:
    advanced(repo).git("mv", "projects/churn", "projects/leavers")
    repo.write({"projects/leavers/README.md": card("leavers", phase="build")}).commit(date="2026-03-01")
    assert [kind for _, kind, _, _ in told(repo, "leavers")] == ["created", "advanced", "renamed"]
    assert told(repo, "churn") == []


def test_a_copy_that_starts_on_another_day_is_another_project(repo: Builder) -> None:
    repo.project().commit()
    repo.git("mv", "projects/churn", "projects/leavers")
    fresh = card().replace("started: 2026-01-05", "started: 2026-02-02")
    repo.write({"projects/leavers/README.md": fresh}).commit(date="2026-02-02")
    assert [kind for _, kind, _, _ in told(repo, "churn")] == ["created", "removed"]
    assert [kind for _, kind, _, _ in told(repo, "leavers")] == ["created"]


def test_an_unreadable_card_keeps_the_last_readable_state_and_is_told(repo: Builder) -> None:
    advanced(repo).write({"projects/churn/README.md": "---\nphase: [\n---\n"}).commit(date="2026-03-01")
    ledger = read(repo)
    project = ledger.projects["churn"]
    assert (project.malformed, project.phase) == (True, "build")
    assert {finding.code for finding in ledger.findings} == {"DOC009", "GIT001"}
    repo.write({"projects/churn/README.md": card(phase="run")}).commit(date="2026-04-01")
    assert told(repo)[-1] == ("04-01", "advanced", "build", "run")


def test_a_phase_that_the_flow_does_not_know_moves_nothing(repo: Builder) -> None:
    advanced(repo).write({"projects/churn/README.md": card(phase="biuld")}).commit(date="2026-03-01")
    assert [kind for _, kind, _, _ in told(repo)] == ["created", "advanced"]


def test_what_landed_by_a_merge_landed_when_it_was_merged(repo: Builder) -> None:
    repo.project().commit(date="2026-01-05")
    repo.git("switch", "-q", "-c", "advance")
    repo.write({"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")})
    repo.commit(date="2026-01-20")
    repo.git("switch", "-q", "main")
    repo.write({"notes.txt": "meanwhile"}).commit(date="2026-01-25")
    repo.git("merge", "-q", "--no-ff", "advance", "-m", "Merge", date="2026-02-14")
    assert told(repo)[-1] == ("02-14", "advanced", "idea", "build")


def test_tasks_start_and_end_in_the_document_of_their_phase(repo: Builder) -> None:
    repo.project().commit()
    for day, status in enumerate(("todo", "doing", "done"), 6):
        tasks = f"tasks: [{{id: t1, title: Counts, status: {status}}}]\n"
        repo.write({"projects/churn/idea.md": document(more=tasks)}).commit(date=f"2026-01-0{day}")
    events = read(repo).projects["churn"].events[1:]
    assert [(event.kind.value, event.task, event.title) for event in events] == [
        ("task-started", "t1", "Counts"),
        ("task-done", "t1", "Counts"),
    ]


def test_tasks_of_one_id_are_told_of_only_when_their_document_changes(repo: Builder) -> None:
    twice = "tasks: [{id: t1, title: Counts, status: doing}, {id: t1, title: Sums, status: done}]\n"
    repo.project(idea=document(more=twice)).commit(date="2026-01-05")
    repo.write({"projects/churn/README.md": card(more="tags: [sales]\n")}).commit(date="2026-01-06")
    assert [entry[:2] for entry in told(repo)] == [
        ("01-05", "created"),
        ("01-05", "task-done"),
        ("01-05", "task-started"),
    ]


def test_a_flow_that_changes_its_order_does_not_rewrite_older_moves(repo: Builder) -> None:
    advanced(repo)
    lines = FLOW.replace("  - {id: build, title: Build}\n", "").replace(
        "phases:\n", "phases:\n  - {id: build, title: Build}\n"
    )
    repo.write({"schema/flows/small.yml": lines}).commit(date="2026-03-01")
    assert told(repo)[-1] == ("02-01", "advanced", "idea", "build")


def test_a_removed_project_that_comes_back_is_the_same_project(repo: Builder) -> None:
    repo.project().commit()
    repo.git("rm", "-q", "-r", "projects/churn")
    repo.commit(date="2026-02-01")
    repo.project().commit(date="2026-03-01")
    assert [kind for _, kind, _, _ in told(repo)] == ["created", "removed", "created"]
    assert [visit.iteration for visit in read(repo).projects["churn"].visits] == [1, 1]


def test_documents_below_a_project_are_no_projects(repo: Builder) -> None:
    repo.project().write({"projects/churn/reports/README.md": "# Reports\n", "projects/README.md": "# All\n"}).commit()
    ledger = read(repo)
    assert set(ledger.projects) == {"churn"}
    assert not ledger.findings
