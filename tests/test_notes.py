"""Tasks, measured KPIs and deliverables from the command line: judged first, then written, each in a commit."""

import json
from pathlib import Path

import pytest

from tests.build import FLOW, card, document
from tests.gated import voted
from tests.test_moves import CARD, Desk

IDEA = "projects/churn/idea.md"
LIMITED = f"{FLOW}limits: {{task_days: 5, tasks_in_progress: 1}}\n"
KPIS = 'kpis:\n  - {id: f1, product: Few misses, metric: F1, target: ">= 0.80"}  # agreed\n'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger", flow=LIMITED)


def noted(desk: Desk, *arguments: str) -> str:
    """The lines that a command adds to the document; it may remove none, or only the last version of a line."""
    done = desk.run(*arguments)
    assert (done.exit_code, done.exception) == (0, None), done.output
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("diff", "--name-only", "HEAD~1").strip() == IDEA
    lines = desk.git("diff", "-U0", "HEAD~1", "--", IDEA).splitlines()[5:]
    return "\n".join(line for line in lines if not line.startswith("@@"))


def test_a_task_from_its_beginning_to_its_end(desk: Desk) -> None:
    added = noted(desk, "task", "add", "churn", "Count: the leavers", "--days", "2.5", "--assignee", "sam")
    assert added == (
        '+tasks:\n+- id: t1\n+  title: "Count: the leavers"\n+  status: todo\n+  assignee: sam\n+  days: 2.5'
    )
    assert desk.told() == "churn: add task t1, Count: the leavers"
    assert noted(desk, "task", "start", "churn", "t1") == "-  status: todo\n+  status: doing"
    assert noted(desk, "task", "done", "churn", "t1") == "-  status: doing\n+  status: done"
    assert desk.told() == "churn: finish t1"
    assert noted(desk, "task", "stop", "churn", "t1") == "-  status: done\n+  status: todo"
    assert desk.told() == "churn: stop t1"
    assert "id: t2" in noted(desk, "task", "add", "churn", "Ask", "--days", "1")
    assert noted(desk, "task", "drop", "churn", "t2") == "-  status: todo\n+  status: dropped"


def test_tasks_are_listed_by_project_and_the_open_ones_of_all(desk: Desk) -> None:
    assert desk.run("task", "list").output == "no open task\n"
    assert desk.run("task", "list", "churn").output == "no task\n"
    for title in ("Count", "Ask"):
        noted(desk, "task", "add", "churn", title, "--days", "2")
    noted(desk, "task", "done", "churn", "t1")
    assert desk.run("task", "list").output == "churn (idea)\n  todo    t2  Ask (2 days)\n"
    assert desk.run("task", "list", "churn").output == (
        "idea\n  done    t1  Count (2 days)\n  todo    t2  Ask (2 days)\n"
    )
    told = json.loads(desk.run("task", "list", "--json").output)
    assert told["version"] == 1
    assert told["tasks"] == [
        {"project": "churn", "phase": "idea", "id": "t2", "title": "Ask", "status": "todo", "days": 2}
    ]


def refused(desk: Desk, *arguments: str) -> str:
    """What a command says that the rules are against, with nothing changed."""
    before = desk.everything()
    done = desk.run(*arguments)
    assert (done.exit_code, desk.everything()) == (1, before), done.output
    return done.output


def test_limits_are_explained_by_the_rule_that_sets_them(desk: Desk) -> None:
    said = refused(desk, "task", "add", "churn", "Everything", "--days", "6")
    assert said.startswith("not written: churn: add task t1, Everything\n")
    assert "TSK001: a task must take at most 5 days, found 6 for 't1'\n    hint: split it into tasks" in said
    for title in ("Count", "Ask"):
        noted(desk, "task", "add", "churn", title)
    noted(desk, "task", "start", "churn", "t1")
    said = refused(desk, "task", "start", "churn", "t2")
    assert (
        "TSK002: at most 1 task of a project may be in progress, found 't2' beside 't1'\n    hint: finish one" in said
    )


def test_a_mistake_of_another_project_excuses_none(desk: Desk) -> None:
    two = "tasks: [{id: t1, title: Count, status: doing}, {id: t2, title: Ask, status: STATUS}]\n"
    desk.project("other", idea=document(more=two.replace("STATUS", "doing")))
    desk.write({IDEA: document(more=two.replace("STATUS", "todo"))}).commit("Two of one kind")
    assert "TSK002" in refused(desk, "task", "start", "churn", "t2")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("task add churn x --assignee smm", "there is no 'smm' among the people of ledger.yml: did you mean 'sam'?"),
        ("task add churn x --phase bild", "the flow 'small' has no phase 'bild': did you mean 'build'?"),
        ("task add churn x --phase build", "'projects/churn/build.md' is not there: a move to build opens it"),
        ("task add churn x --id t1", "'churn' has a task 't1' already: leave --id out, or choose another"),
        ("task add churn x --days inf", "the estimate must be a number of days, found inf: write one such as 2.5"),
        ("task start churn t11", "'churn' has no task 't11': did you mean 't1'?"),
        ("task done churm t1", "there is no project 'churm': did you mean 'churn'?"),
        ("kpi set churn f2 --measured 1", "'churn' has no KPI 'f2': to define it, say what it is"),
        ("kpi set churn f1 --measured nan", "what was measured must be a number, found nan: write one such as 0.83"),
        ("kpi set churn f2", "'churn' has no KPI 'f2': to define it, say what it is"),
        ("kpi set churn f1", "it is not said what the KPI is: add --source or --measured"),
        ("deliverable add churn a.md --title A", "'a.md' is a deliverable of idea already: there is nothing to add"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(desk: Desk, words: str, said: str) -> None:
    listed = f"{KPIS}tasks: [{{id: t1, title: Count, status: todo}}]\ndeliverables: [{{title: A, path: a.md}}]\n"
    desk.write({IDEA: document(more=listed), "projects/churn/a.md": "# A\n"}).commit("Fill in")
    assert desk.refuses(*words.split()).startswith(said)


def test_a_task_of_a_project_without_one(desk: Desk) -> None:
    assert desk.refuses("task", "start", "churn", "t1") == (
        "'churn' has no task 't1': 'ledger task add churn TITLE' adds one"
    )


def test_a_task_that_is_done_is_not_done_again(desk: Desk) -> None:
    noted(desk, "task", "add", "churn", "Count")
    noted(desk, "task", "done", "churn", "t1")
    assert desk.refuses("task", "done", "churn", "t1").endswith("'churn' is done already: there is nothing to do")


def test_a_closed_project_takes_no_more_tasks(desk: Desk) -> None:
    desk.moves("cancel", "churn", "--because", "no-data")
    assert desk.refuses("task", "add", "churn", "x") == "'churn' is cancelled: 'ledger reopen churn' first"


def test_a_measured_kpi_names_its_source(desk: Desk) -> None:
    metrics = {"projects/churn/reports/metrics.json": '{"f1": 0.83}'}
    desk.write({IDEA: document(more=KPIS), **metrics}).commit("Measure")
    line = '-  - {id: f1, product: Few misses, metric: F1, target: ">= 0.80"}  # agreed\n'
    after = '+  - {id: f1, product: Few misses, metric: F1, target: ">= 0.80", source: reports/metrics.json#/f1}'
    source = "projects/churn/reports/metrics.json#/f1"
    assert noted(desk, "kpi", "set", "churn", "f1", "--source", source) == f"{line}{after}  # agreed"
    assert desk.told() == "churn: measure f1"


def test_what_stands_there_already_is_said_and_not_committed(desk: Desk) -> None:
    """git was asked for a commit of nothing, and refused it without a reason."""
    desk.write({IDEA: document(more=KPIS)}).commit("Define")
    again = ("kpi", "set", "churn", "f1", "--measured", "0.83")
    noted(desk, *again)
    assert desk.refuses(*again) == f"'{IDEA}' says so already: there is nothing to do"
    assert desk.refuses(*again, "--no-commit") == f"'{IDEA}' says so already: there is nothing to do"


def test_a_figure_that_was_typed_follows_its_source(desk: Desk) -> None:
    kpis = KPIS.replace("}", ", measured: 0.5}")
    metrics = {"projects/churn/reports/metrics.json": '{"f1": 0.83, "f2": "x"}'}
    desk.write({IDEA: document(more=kpis), **metrics}).commit("Measure")
    assert "measured: 0.83, source:" in noted(desk, "kpi", "set", "churn", "f1", "--source", "reports/metrics.json#/f1")
    assert "KPI002" in refused(desk, "kpi", "set", "churn", "f1", "--measured", "0.9")
    said = desk.refuses("kpi", "set", "churn", "f1", "--source", "reports/metrics.json#/f2")
    assert said.startswith("the source 'reports/metrics.json#/f2' cannot be read, '/f2' must be a number and is text")


def test_a_kpi_is_defined_and_its_target_is_judged(desk: Desk) -> None:
    define = ("kpi", "set", "churn", "speed", "--product", "An answer at once", "--metric", "seconds")
    assert "KPI006" in refused(desk, *define, "--target", "fast")
    assert "+  target: <= 2" in noted(desk, *define, "--target", "<= 2")
    assert desk.told() == "churn: define speed"


def test_a_deliverable_must_be_there_and_committed(desk: Desk) -> None:
    words = ("deliverable", "add", "churn", "projects/churn/reports/a.ipynb", "--title", "What we found")
    assert "REF007: a deliverable must be a file of the project" in refused(desk, *words)
    desk.write({"projects/churn/reports/a.ipynb": "{}"})
    assert "'projects/churn/reports/a.ipynb' has changes that are not committed" in desk.refuses(*words)
    desk.commit("Explore")
    added = noted(desk, *words, "--kind", "notebook")
    assert added == "+deliverables:\n+- title: What we found\n+  path: reports/a.ipynb\n+  kind: notebook"
    assert "REF006" in refused(desk, "deliverable", "add", "churn", "../x.md", "--title", "Not ours")


def test_whose_votes_end_is_said(desk: Desk) -> None:
    gate = "    gates: [{id: go, title: Go, approvals: {product: 1}}]\n"
    desk.write({"schema/flows/small.yml": FLOW.replace("    needs: [timebox]\n", f"    needs: [timebox]\n{gate}")})
    desk.commit("Ask")
    desk.git("config", "user.email", "dana@example.com")
    assert desk.run("approve", "churn", "go", "--as", "product").exit_code == 0
    assert "votes" not in desk.run("task", "add", "churn", "Count").output
    said = desk.run("kpi", "set", "churn", "f1", "--product", "Few misses").output
    assert "  the content changed, so votes on it count no more: ask dana again\n" in said


def test_nobody_is_asked_again_for_a_vote_that_its_move_used_up(desk: Desk) -> None:
    stops = FLOW.replace("cancel: {", "cancel: {approvals: {product: 1}, ")
    agreed = voted(document(), "dana", gate="cancel")
    stopped = card(status="cancelled", more="move: {to: cancelled, because: no-data}\n")
    desk.write({"schema/flows/small.yml": stops, IDEA: agreed, CARD: stopped}).commit("Stop", author="dana")
    desk.write({CARD: card()}).commit("Go on")
    assert "vote" not in desk.run("kpi", "set", "churn", "f1", "--product", "Few misses").output
    desk.write({IDEA: voted(agreed, "dana", gate="cancel")}).commit("Stop again?", author="dana")
    assert "ask dana again" in desk.run("kpi", "set", "churn", "f1", "--product", "No misses").output


@pytest.mark.parametrize("words", ["task add churn x", "task start churn t1", "kpi set churn f1 --measured 1"])
def test_a_document_that_cannot_be_read_is_not_told_to_be_missing(desk: Desk, words: str) -> None:
    desk.write({IDEA: document(more="tasks: [\n")}).commit("Break it")
    assert desk.refuses(*words.split()) == f"'{IDEA}' cannot be read as it is: see 'ledger check' and mend it first"


def test_without_a_commit_only_the_file_is_written_even_over_unsaved_work(desk: Desk) -> None:
    desk.write({IDEA: document(body="## Need\n\nMore.\n")})
    done = desk.run("task", "add", "churn", "Count", "--no-commit")
    assert (done.exit_code, desk.told()) == (0, "Start")
    assert f"changed {IDEA}, not committed" in done.output
    assert "More." in desk.file(IDEA)
    assert "title: Count" in desk.file(IDEA)
    assert f"'{IDEA}' has changes that are not committed" in desk.refuses("task", "start", "churn", "t1")
    assert desk.run("task", "start", "churn", "t1", "--no-commit").exit_code == 0
