"""The demonstration ledger: the same bytes everywhere, every kind of move in it, each of them allowed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ledger import assemble, rules
from ledger.demo.fast_import import entries_of
from ledger.demo.fold import landings_of
from ledger.demo.make import make
from ledger.demo.story import Action, Story, told
from ledger.demo.texts import file_text, wrapped
from ledger.demo.verbs import VERBS
from ledger.diagnostics import LedgerError, Severity
from ledger.records.kpi import kpi_rows
from ledger.records.model import Ledger
from ledger.scaffold.repository import stream_of
from ledger.views import status_rows
from ledger.votes.approvals import Electorate, GateCount, Standing, count_gate
from ledger.words import VOTES, EventKind, Grade, Status, TaskStatus

TODAY = told().today
READY, REFUSED = (branch.name for branch in told().branches)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger, made once."""
    root = tmp_path_factory.mktemp("made") / "demo"
    make(root)
    return root


@pytest.fixture(scope="module")
def ledger(demo: Path) -> Ledger:
    """The demonstration ledger as its last day has it."""
    return assemble.load(demo, today=TODAY)


def _git(root: Path, *arguments: str, stdin: bytes = b"") -> str:
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *arguments], cwd=root, env=os.environ | nothing, input=stdin, check=True, capture_output=True
    )
    return done.stdout.decode()


def _cli(*arguments: str, environment: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "ledger.cli", *arguments]
    return subprocess.run(
        command, env=os.environ | (environment or {}), check=False, capture_output=True, text=True, encoding="utf-8"
    )


def _events(ledger: Ledger, kind: EventKind, because: str | None = None) -> list[tuple[str, str | None, str | None]]:
    found = (one for one in ledger.events if one.kind is kind and because in {None, one.because})
    return [(one.project, one.origin, one.target) for one in found]


# --- the same bytes everywhere -----------------------------------------------------------------------------------


def test_same_commits_and_files_whatever_the_surroundings(demo: Path, tmp_path: Path) -> None:
    config = tmp_path / "gitconfig"
    config.write_text(
        "[core]\n\tautocrlf = true\n\tignorecase = true\n[commit]\n\tgpgsign = true\n"
        "[init]\n\tdefaultBranch = other\n\tdefaultObjectFormat = sha256\n"
        "[user]\n\tname = Somebody\n\temail = else@example.com\n[fastimport]\n\tunpackLimit = 1\n"
    )
    strange = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    git = {
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_DIR": str(tmp_path / "nowhere"),
        "GIT_AUTHOR_DATE": "2000-01-01T00:00:00",
    }
    old = os.umask(0o077)
    try:
        done = _cli("-C", str(tmp_path), "demo", "again", "--no-site", environment=strange | git)
    finally:
        os.umask(old)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again"
    refs = "for-each-ref", "--format=%(refname) %(objectname)"
    assert _git(again, *refs) == _git(demo, *refs)
    assert _files(again) == _files(demo)
    assert _git(again, "status", "--porcelain") == ""


def _files(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def test_two_years_end_on_the_last_day(demo: Path) -> None:
    days = _git(demo, "log", "--format=%cs", "main").split()
    assert days == sorted(days, reverse=True)
    assert date.fromisoformat(days[-1]) == told().begins
    assert 700 < (TODAY - told().begins).days < 800
    assert date.fromisoformat(days[0]) <= TODAY


# --- what happens in it ------------------------------------------------------------------------------------------


def test_all_four_flows_have_projects(ledger: Ledger) -> None:
    assert len(ledger.projects) == 14
    assert {project.flow.id for project in ledger.projects.values() if project.flow} == {
        "startup",
        "six-step",
        "kanban",
        "product",
    }


@pytest.mark.parametrize(
    ("because", "move"),
    [
        ("approach-failure", ("rush-hours", "development", "research")),
        ("covariate-shift", ("rush-hours", "maintenance", "development")),
        ("goal-change", ("shelf-gaps", "development", "scoping")),
        ("real-data-differs", ("refund-rings", "real-data", "training")),
        ("test-failed", ("search-ranking", "ab-testing", "modeling")),
        ("users-not-served", ("no-shows", "minimum-viable-product", "proof-of-concept")),
    ],
)
def test_projects_go_back(ledger: Ledger, because: str, move: tuple[str, str, str]) -> None:
    assert _events(ledger, EventKind.BACKTRACKED, because) == [move]


def test_every_kind_of_move_happens(ledger: Ledger) -> None:
    happened = {event.kind for event in ledger.events}
    assert happened == set(EventKind) - {EventKind.REMOVED}
    assert {"shelf-gaps", "churn", "rush-hours", "sensor-drift"} <= {
        one[0] for one in _events(ledger, EventKind.ITERATED)
    }


def test_one_project_is_stopped_fast_and_one_after_six_months(ledger: Ledger) -> None:
    spans = {}
    for event in ledger.events:
        if event.kind is EventKind.CANCELLED:
            created = next(
                one for one in ledger.events if one.project == event.project and one.kind is EventKind.CREATED
            )
            spans[event.project, event.because] = (event.time - created.time).days
    assert spans.keys() == {("photo-quality", "no-value"), ("churn", "priority-change")}
    assert spans["photo-quality", "no-value"] <= 28
    assert 180 <= spans["churn", "priority-change"] <= 190


def test_deliveries(ledger: Ledger) -> None:
    delivering = {(flow.id, phase.id) for flow in ledger.flows.values() for phase in flow.phases if phase.delivers}
    flows = {slug: project.flow.id for slug, project in ledger.projects.items() if project.flow}
    delivered = [slug for slug, _, target in _events(ledger, EventKind.ADVANCED) if (flows[slug], target) in delivering]
    assert delivered.count("rush-hours") == 2
    assert {"refund-rings", "lead-scoring", "invoice-fields"} <= set(delivered)
    assert ledger.projects["lead-scoring"].status is Status.COMPLETED


def test_renamed_and_regrouped_projects_keep_their_past(ledger: Ledger) -> None:
    assert _events(ledger, EventKind.RENAMED) == [
        ("shelf-gaps", "retail/shelf-gaps", "retail/stores/shelf-gaps"),
        ("sensor-drift", "platform/probe-watch", "platform/sensor-drift"),
    ]
    assert next(event.kind for event in ledger.projects["sensor-drift"].events) is EventKind.CREATED


def test_kpis_are_met_and_missed_with_their_sources(ledger: Ledger) -> None:
    rows = {
        (slug, row.id): row for slug, project in ledger.projects.items() for row in kpi_rows(project, ledger.json_files)
    }
    assert rows["lead-scoring", "best-decile"].met is True
    assert rows["lead-scoring", "call-delay"].met is False
    assert rows["rush-hours", "within-half"].source == "reports/deployment-metrics.json#/within-half"
    assert not [row for row in rows.values() if row.problem]


def test_a_kanban_project_has_one_task_in_progress(ledger: Ledger) -> None:
    tasks = [task for document in ledger.projects["invoice-fields"].documents.values() for task in document.tasks]
    assert [task.id for task in tasks if task.status is TaskStatus.DOING] == ["second-train"]
    assert {TaskStatus.TODO, TaskStatus.DONE} <= {task.status for task in tasks}


def test_projects_depend_on_each_other_and_deliver_files(ledger: Ledger) -> None:
    depends = {slug: project.card.depends_on for slug, project in ledger.projects.items() if project.card}
    assert depends["delivery-promises"] == ("rush-hours",)
    assert depends["store-energy"] == ("sensor-drift",)
    kinds = {path.rsplit(".", 1)[-1] for project in ledger.projects.values() for path in project.files}
    assert {"ipynb", "json", "md", "sql"} <= kinds


# --- votes -------------------------------------------------------------------------------------------------------


def test_votes_of_every_grade(ledger: Ledger) -> None:
    cast = [event for event in ledger.events if event.kind in VOTES]
    assert {one.grade for one in cast} == set(Grade)
    assert [one.by for one in cast if one.grade is Grade.CLAIMED] == ["dana"]
    assert {one.by for one in cast if one.grade is Grade.SIGNED} == {"noor"}
    assert [(one.by, one.author) for one in cast if one.grade is Grade.ATTESTED] == [("chidi", "Omar")]


def test_a_vote_of_each_way_into_the_history_is_authored(ledger: Ledger) -> None:
    authored = [event for event in ledger.events if event.kind in VOTES and event.grade is Grade.AUTHORED]
    authors = {(event.by, event.author) for event in authored}
    assert ("ravi", "Ravi") in authors
    assert {("ravi", "Omar"), ("chidi", "Ines"), ("dana", "Sam")} <= authors


def _counted(ledger: Ledger, slug: str, phase: str) -> dict[str, GateCount]:
    project = ledger.projects[slug]
    flow, card = project.flow, project.card
    assert flow
    assert card
    assert card.owner
    electorate = Electorate(policy=ledger.policy, owners=frozenset({card.owner}), today=ledger.today)
    known = flow.phase(phase)
    return {
        gate.id: count_gate(gate, project.documents[phase], electorate, project.grades)
        for gate in (known.gates if known else ())
    }


def test_gates_satisfied_in_debt_blocked_and_too_weak(ledger: Ledger) -> None:
    lifted = _counted(ledger, "medication-reminders", "use-case")["commitment"]
    assert lifted.is_satisfied
    assert [one.standing for one in lifted.votes] == [Standing.SUPERSEDED, Standing.COUNTS, Standing.COUNTS]
    assert [one.approval.by for one in _counted(ledger, "store-energy", "problem")["problem-agreed"].debt] == ["tomas"]
    assert _counted(ledger, "no-shows", "minimum-viable-product")["users-in-the-loop"].blocked_by
    weak = _counted(ledger, "rush-hours", "scoping")["scope-and-kpis-approval"]
    assert [one.standing for one in weak.votes] == [Standing.TOO_WEAK]


def test_debt_is_shown_where_it_is(ledger: Ledger) -> None:
    assert {row.slug: row.debt for row in status_rows(ledger) if row.debt} == {"store-energy": 1}


def test_going_back_voids_the_votes_of_the_phase_that_is_entered_again(ledger: Ledger) -> None:
    first, second = (event for event in ledger.projects["rush-hours"].events if event.kind is EventKind.BACKTRACKED)
    lapsed = [event for event in ledger.events if event.kind is EventKind.LAPSED and event.project == "rush-hours"]
    assert {event.note for event in lapsed} == {None}
    assert {event.gate for event in lapsed if event.commit == first.commit} == {
        "technical-validity-check",
        "scope-and-kpis-validation",
    }
    assert {event.gate for event in lapsed if event.commit == second.commit} == {"kpi-check"}


# --- what a check says -------------------------------------------------------------------------------------------


def test_main_has_no_error_two_things_overdue_a_debt_and_a_veto(ledger: Ledger) -> None:
    found = rules.judge(ledger)
    assert {one.severity for one in found} == {Severity.WARNING}
    assert sorted((one.code, one.project) for one in found) == [
        ("APR002", "store-energy"),
        ("APR008", "no-shows"),
        ("BIZ001", "store-energy"),
        ("BIZ003", "no-shows"),
    ]


def _errors_of_branch(demo: Path, tmp_path: Path, branch: str) -> set[str]:
    _git(demo, "worktree", "add", "-q", str(tmp_path / branch), branch)
    change = assemble.load_change(tmp_path / branch, base="main", today=TODAY)
    return {one.code for one in rules.judge(change.after, change) if one.severity is Severity.ERROR}


def test_the_branch_that_is_ready(demo: Path, tmp_path: Path) -> None:
    assert _errors_of_branch(demo, tmp_path, READY) == set()
    assert "advance to deployment" in _git(demo, "log", "-1", "--format=%s", READY)


def test_the_branch_that_must_be_refused(demo: Path, tmp_path: Path) -> None:
    errors = _errors_of_branch(demo, tmp_path, REFUSED)
    assert errors >= {"APR001", "MOV001", "MOV004", "MOV005", "REF003", "SCH001"}


@pytest.mark.parametrize("slug", sorted(told().openings))
def test_every_landed_change_was_allowed(slug: str, tmp_path: Path) -> None:
    """Each commit of one project is judged against its parent, on the day on which it landed."""
    _git(tmp_path, "init", "-q", "--bare", "-b", "main")
    _git(tmp_path, "fast-import", "--quiet", stdin=stream_of(entries_of(landings_of(_alone(slug), {}))))
    landed = [line.split() for line in _git(tmp_path, "log", "--reverse", "--format=%H %cs", "main").splitlines()]
    for (base, _), (head, day) in pairwise(landed):
        _git(tmp_path, "update-ref", "--no-deref", "HEAD", head)
        change = assemble.load_change(tmp_path, base=base, today=date.fromisoformat(day))
        found = [one for one in rules.judge(change.after, change) if one.severity is Severity.ERROR]
        assert not found, f"{day}: {found}"


def test_without_its_votes_the_story_would_not_have_been_allowed(tmp_path: Path) -> None:
    silent = _alone("shelf-gaps")
    silent = replace(silent, actions=tuple(one for one in silent.actions if one.do != "vote"))
    landings = landings_of(silent, {})
    _git(tmp_path, "init", "-q", "--bare", "-b", "main")
    _git(tmp_path, "fast-import", "--quiet", stdin=stream_of(entries_of(landings)))
    advances = _git(tmp_path, "log", "--format=%H", "--grep=advance to", "main").split()
    for head in advances:
        _git(tmp_path, "update-ref", "--no-deref", "HEAD", head)
        change = assemble.load_change(tmp_path, base=f"{head}^", today=TODAY)
        assert "APR001" in {one.code for one in rules.judge(change.after, change)}
    assert len(advances) == 4


def _alone(slug: str) -> Story:
    """The story of one project, with nothing but the beginning of those that it depends on."""
    story = told()
    own = [action for action in story.actions if action.project == slug]
    needed = {*story.openings[slug].card.get("depends_on", ())}
    needed |= {one for action in own for one in action.facts.get("card", {}).get("depends_on", ())}
    kept = (
        one
        for one in story.actions
        if one.project == slug or (one.project in needed and one.do in {"create", "rename"})
    )
    return replace(story, actions=tuple(kept), branches=())


# --- the story itself --------------------------------------------------------------------------------------------

_EDIT = {"phase", "steps", "fields", "tasks", "deliver", "files", "card", "about"}
_FACTS: dict[str, set[str]] = {
    "create": set(),
    "edit": _EDIT,
    "advance": {"to"},
    "backtrack": {"to", "because", "evidence"},
    "iterate": {"because"},
    "cancel": {"because", "evidence"},
    "measure": {"kpis"},
    "timebox": {"weeks", "stop_if"},
    "extend": {"weeks"},
    "review": {"case"},
    "rename": {"to"},
    "vote": {"gate", "role", "decision", "review", "attested", "signed", "squashed_by", "typed_by"},
    **{verb: {"task"} for verb in ("task-start", "task-done", "task-drop")},
}


def _told_actions() -> Iterator[Action]:
    story = told()
    yield from story.actions
    for branch in story.branches:
        yield from branch.actions


def test_every_action_says_only_what_its_verb_knows() -> None:
    for action in _told_actions():
        assert action.do == "create" or action.do in VERBS
        assert action.facts.keys() <= {*_FACTS.get(action.do, set()), "note", "say"}, action


def test_people_act_on_working_days_and_after_they_joined() -> None:
    for action in _told_actions():
        assert action.on.weekday() < 5, action
        member = told().member(action.by)
        assert member.joined is None or member.joined <= action.on, action


def test_steps_are_written_under_headings_that_the_flow_has(ledger: Ledger) -> None:
    for action in _told_actions():
        flow = ledger.projects[action.project].flow
        assert flow is not None
        known = {step.title for phase in flow.phases for step in phase.steps}
        assert known >= action.facts.get("steps", {}).keys(), action


def test_notebooks_are_notebooks() -> None:
    book: Any = json.loads(file_text([{"text": "# One\n\nTwo"}, {"code": "print(1)", "prints": "1"}]))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert [cell["cell_type"] for cell in book["cells"]] == ["markdown", "code"]
    assert book["cells"][1]["outputs"][0]["text"] == ["1\n"]


def test_long_prose_is_wrapped_and_tables_are_not() -> None:
    table = "| " + "column | " * 20
    text = wrapped(f"- {'word ' * 40}\n{table}")
    assert all(len(line) <= 100 for line in text.split("\n") if not line.startswith("|"))
    assert table.strip() in text
    assert text.split("\n")[1].startswith("  word")


# --- the command -------------------------------------------------------------------------------------------------


def test_a_directory_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = _cli("-C", str(tmp_path), "demo", ".")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")
    with pytest.raises(LedgerError, match="not empty"):
        make(tmp_path / "demo")


def test_the_command_makes_checks_and_builds(tmp_path: Path) -> None:
    done = _cli("-C", str(tmp_path), "demo")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "14 projects checked: 4 warnings" in done.stdout
    assert f"git switch -q {REFUSED} && ledger check --base main" in done.stdout
    assert (tmp_path / "demo" / "site" / "projects" / "rush-hours" / "index.html").is_file()
    assert _git(tmp_path / "demo", "status", "--porcelain") == ""
