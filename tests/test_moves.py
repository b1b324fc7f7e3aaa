"""A project moves from the command line: just the lines that must, one commit, and only when the rules allow it."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledger import assemble, rules
from ledger.cli.app import app
from ledger.diagnostics import LedgerError, Severity
from ledger.edit.move import Terms, make_move
from ledger.edit.plan import Request
from ledger.words import EventKind
from tests.build import FLOW, LEDGER, Builder, card, document

TODAY = "2026-01-20"
CARD = "projects/churn/README.md"
IDEA = "projects/churn/idea.md"
AGAINST = "the check of its pull request will refuse it:\n"
FIRST = "'churn' is in idea, the first phase of the flow 'small'"
GATED = FLOW.replace(
    "    needs: [timebox]\n", "    needs: [timebox]\n    gates: [{id: go, title: Go, approvals: {product: 1}}]\n"
)


class Desk(Builder):
    """A ledger in which the project `churn` is in its first phase, and Sam commits."""

    def __init__(self, root: Path, *, flow: str = FLOW, ledger: str = LEDGER) -> None:
        super().__init__(root, flow=flow, ledger=ledger)
        self.git("config", "user.name", "Sam")
        self.git("config", "user.email", "sam@example.com")
        self.project().commit("Start")

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["-C", str(self.root), "--now", TODAY, *arguments])

    def moves(self, *arguments: str) -> str:
        """What a command says that must succeed, and the check of the move that it made must pass."""
        old = self.git("rev-parse", "HEAD").strip()
        done = self.run(*arguments)
        assert (done.exit_code, done.exception) == (0, None), done.output
        change = assemble.load_change(self.root, base=old, today=date.fromisoformat(TODAY))
        assert [one for one in rules.judge(change.after, change) if one.severity is Severity.ERROR] == []
        assert self.git("status", "--porcelain") == ""
        return done.output

    def refuses(self, *arguments: str) -> str:
        """The sentence that a command ends in, with nothing changed."""
        before = self.everything()
        done = self.run(*arguments)
        assert isinstance(done.exception, LedgerError), done.output
        assert self.everything() == before
        return str(done.exception)

    def everything(self) -> tuple[object, ...]:
        files = {path: path.read_bytes() for path in self.root.rglob("*.md")}
        return self.git("for-each-ref"), self.git("status", "--porcelain", "--branch"), files

    def file(self, path: str) -> str:
        return (self.root / path).read_text()

    def told(self) -> str:
        return self.git("log", "-1", "--format=%B").strip()


def told_by_check(desk: Desk) -> list[str]:
    change = assemble.load_change(desk.root, base="main", today=date.fromisoformat(TODAY))
    return [one.code for one in rules.judge(change.after, change) if one.severity is Severity.ERROR and not one.waived]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger")


def test_what_the_check_warns_of_since_a_move_is_said_with_it(desk: Desk) -> None:
    doing = document(more="tasks: [{id: counts, title: Counts, status: doing, assignee: sam}]\n")
    desk.write({IDEA: doing}).commit("A task")
    told = (
        "TSK003: a task in progress must be one of the current phase build, found one of idea\n    hint: set it to done"
    )
    assert f"after this move the check would tell:\n{IDEA}:5: {told}" in desk.moves("advance", "churn", "--dry-run")
    assert "TSK003" not in desk.run("check").output
    assert f"since this move the check tells:\n{IDEA}:5: {told}" in desk.moves("advance", "churn")
    assert "TSK003" not in desk.moves("advance", "churn"), "what was told before is not told again"


def test_an_advance_opens_the_next_document_and_says_what_comes_next(desk: Desk) -> None:
    said = desk.moves("advance", "churn")
    assert said.startswith(
        "churn: idea -> build\n  changed projects/churn/README.md\n  opened  projects/churn/build.md\n"
    )
    assert "\nnext:\nchurn is in build and may advance to run\n" in said
    assert desk.file(CARD) == card(phase="build")
    assert desk.file("projects/churn/build.md").startswith("---\nphase: build\niteration: 1\n")
    assert desk.told() == "churn: idea -> build"


def test_an_advance_takes_a_document_that_was_prepared(desk: Desk) -> None:
    desk.write({"projects/churn/build.md": document("build")}).commit("Prepare")
    desk.moves("advance", "churn")
    assert desk.git("diff", "--name-only", "HEAD~1").split() == [CARD]


def test_a_way_back_and_forth_counts_and_says_why(desk: Desk) -> None:
    desk.moves("advance", "churn")
    note = "They want: something else # really"
    said = desk.moves("backtrack", "churn", "--to", "idea", "--because", "goal-change", "--note", note)
    assert "  state anew in idea.md: timebox, which is that of the last time\n" in said
    move = f'move:\n  to: idea\n  because: goal-change\n  note: "{note}"\n'
    assert desk.file(CARD) == card().replace("status: active\n", f"status: active\n{move}")
    assert desk.file("projects/churn/idea.md") == document(iteration=2)
    assert desk.told() == f"churn: build -> idea (goal-change)\n\n{note}\n\nIteration: 2"
    desk.moves("advance", "churn")
    assert desk.file(CARD) == card(phase="build")
    assert "iteration: 2\n" in desk.file("projects/churn/build.md")
    desk.moves("iterate", "churn", "--because", "model-failure")
    assert "iteration: 3\n" in desk.file("projects/churn/build.md")
    assert desk.told() == "churn: build once more (model-failure)\n\nIteration: 3"


def test_a_second_move_on_one_branch_is_told_as_such(desk: Desk) -> None:
    """The check of its pull request sees both moves as one that skips a phase, and refuses it."""
    already = (
        "  this branch has moved churn from idea to build already, and a change makes one move: let that land first\n"
    )
    desk.git("switch", "-q", "-c", "work")
    assert already not in desk.moves("advance", "churn")
    assert already not in desk.moves("pause", "churn", "--note", "Later.")
    desk.moves("resume", "churn")
    assert already in desk.moves("advance", "churn", "--dry-run")
    desk.git("branch", "-f", "main", "work")
    assert already not in desk.moves("advance", "churn")


def test_a_move_on_a_branch_says_what_its_pull_request_will_be_refused_for(desk: Desk) -> None:
    """The waiver counts where the branch stands, and the check takes that of the base."""
    waiver = "waivers: [{code: MOV005, project: churn, until: 2026-12-31, reason: agreed}]\n"
    desk.git("switch", "-q", "-c", "work")
    desk.write({"ledger.yml": LEDGER + waiver, IDEA: document(body="## Need\n")}).commit("Waive")
    said = desk.run("advance", "churn", "--pr").output
    assert "the check of its pull request will refuse it:\nprojects/churn/idea.md:7: MOV005: " in said
    assert "### Missing\n\n- MOV005: " in said
    assert told_by_check(desk) == ["MOV005"]


def test_what_is_missing_already_is_told_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", flow=GATED)
    desk.git("switch", "-q", "-c", "work")
    desk.write({"notes.md": "A.\n"}).commit("Notes")
    said = desk.run("advance", "churn", "--draft").output
    assert "still missing" in said
    assert AGAINST not in said
    assert told_by_check(desk) == ["APR001"]


def test_a_move_says_so_where_the_main_branch_has_changed_the_same(desk: Desk) -> None:
    desk.git("switch", "-q", "-c", "work")
    desk.git("switch", "-q", "main")
    desk.write({CARD: card(more="summary: Another.\n").replace("active", "paused")}).commit("Pause")
    desk.git("switch", "-q", "work")
    said = desk.run("advance", "churn").output
    assert f"{AGAINST}{CARD}:1: GIT002: " in said
    assert said.count("GIT002") == 1


def test_statuses_come_and_go(desk: Desk) -> None:
    for words, status in (
        (("pause", "churn", "--note", "Nobody has time."), "paused"),
        (("resume", "churn"), "active"),
        (("cancel", "churn", "--because", "no-data"), "cancelled"),
        (("reopen", "churn"), "active"),
        (("complete", "churn"), "completed"),
        (("reopen", "churn", "--note", "Not yet."), "active"),
    ):
        desk.moves(*words)
        assert f"status: {status}\nmove:\n  to: {status}\n" in desk.file(CARD)
    desk.moves("advance", "churn")
    assert desk.file(CARD) == card(phase="build")
    subjects = desk.git("log", "--format=%s", "-3").splitlines()
    assert subjects == ["churn: idea -> build", "churn: completed -> active", "churn: active -> completed"]


def test_a_project_that_came_in_later_was_in_its_earlier_phases_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger")
    late = {"README": card("late", phase="build"), "idea": document(), "build": document("build")}
    desk.project("late", **late).commit("Take over")
    desk.moves("backtrack", "late", "--to", "idea", "--because", "goal-change")
    assert "iteration: 2\n" in desk.file("projects/late/idea.md")


def test_what_is_missing_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", flow=GATED)
    desk.write({"projects/churn/idea.md": document(body="## Need\n")}).commit("Empty it")
    before = desk.everything()
    done = desk.run("advance", "churn")
    assert (done.exit_code, desk.everything()) == (1, before)
    assert done.output.startswith("not moved, nothing was written: churn: idea -> build\n")
    assert "MOV005: the step 'Need' must have text" in done.output
    assert "APR001: 'go' (Go) needs 1 more vote of the role product" in done.output


def test_what_waits_for_votes_alone_is_told_how_to_be_proposed(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", flow=GATED)
    proposed = "only votes are missing: with --branch --draft the move is proposed on a branch, where they can be given"
    assert desk.run("advance", "churn").output.endswith(f"\n{proposed}\n")
    desk.write({"projects/churn/idea.md": document(body="## Need\n")}).commit("Empty it")
    assert proposed not in desk.run("advance", "churn").output
    assert proposed not in desk.run("advance", "churn", "--branch", "--draft").output


def test_a_draft_is_committed_with_what_is_missing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", flow=GATED)
    done = desk.run("advance", "churn", "--draft", "--branch", "--pr")
    assert done.exit_code == 0
    assert "still missing, so the check of its pull request will fail:" in done.output
    assert "title: churn: idea -> build\n\n**Project churn** goes from idea to build.\n" in done.output
    assert "- [ ] go (0 of 1 for product)" in done.output
    assert desk.git("branch", "--show-current") == "advance-churn-to-build\n"


def test_the_message_names_the_votes_that_a_move_stands_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", flow=GATED)
    desk.git("config", "user.email", "dana@example.com")
    assert desk.run("approve", "churn", "go", "--as", "product").exit_code == 0
    desk.moves("advance", "churn")
    assert desk.told() == "churn: idea -> build\n\nGate: go (dana as product)"


def test_a_cancellation_that_is_voted_on_waits_for_the_votes(tmp_path: Path) -> None:
    flow = FLOW.replace("because: [no-data]}", "because: [no-data], approvals: {product: 1}}")
    done = Desk(tmp_path / "ledger", flow=flow).run("cancel", "churn", "--because", "no-data")
    assert done.exit_code == 1
    assert "projects/churn/idea.md:2: APR001: the gate 'cancel' must be satisfied" in done.output
    assert "    to vote: ledger approve churn cancel --as product\n" in done.output


def test_a_vote_that_must_be_signed_is_asked_for_as_that(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path / "ledger", flow=FLOW.replace("because: [no-data]}", "because: [no-data], approvals: {product: 1}}")
    )
    desk.write({"ledger.yml": f"{LEDGER}approvals: {{grade: signed}}\n"}).commit("Signatures")
    done = desk.run("cancel", "churn", "--because", "no-data")
    assert "    to vote: ledger approve churn cancel --as product --sign\n" in done.output


def test_the_branch_of_a_move_that_was_made_before_is_numbered(desk: Desk) -> None:
    for move, branch in (
        ("advance churn", "advance-churn-to-build"),
        ("iterate churn --because model-failure", "iterate-churn"),
        ("iterate churn --because model-failure", "iterate-churn-2"),
        ("backtrack churn --to idea --because goal-change", "backtrack-churn-to-idea"),
        ("advance churn", "advance-churn-to-build-2"),
    ):
        desk.moves(*move.split(), "--branch")
        assert desk.git("branch", "--show-current") == f"{branch}\n"
        desk.git("switch", "-q", "main")
        assert "there is a branch" in desk.refuses(*move.split(), "--branch")  # one that has not landed yet
        desk.git("merge", "-q", "--ff-only", branch)


def test_a_branch_of_a_name_is_made_even_from_a_detached_head(desk: Desk) -> None:
    desk.git("checkout", "-q", "--detach")
    assert "HEAD is detached" in desk.refuses("advance", "churn")
    desk.moves("advance", "churn", "--branch-name", "build-it")
    assert desk.git("branch", "--show-current") == "build-it\n"
    assert desk.git("log", "--format=%s", "main") == "Start\n"


def test_a_dry_run_shows_the_diff(desk: Desk) -> None:
    before = desk.everything()
    said = desk.run("advance", "churn", "--dry-run").output
    assert said.startswith("would commit on main: churn: idea -> build\n--- a/projects/churn/README.md\n")
    assert "\n-phase: idea\n+phase: build\n" in said
    assert "\n--- /dev/null\n+++ b/projects/churn/build.md\n" in said
    assert desk.everything() == before


def test_a_dry_run_lists_what_is_missing_before_the_diff(desk: Desk) -> None:
    desk.write({IDEA: document(body="## Need\n")}).commit("Take the text away")
    told = desk.run("advance", "churn", "--dry-run", "--draft").output.splitlines()
    assert told[1] == "still missing, so the check of its pull request will fail:"
    assert told[2] == "churn is in idea; to advance to build, 1 thing is needed first"
    assert told.index("--- a/projects/churn/README.md") > 2


def test_only_the_lines_of_the_move_change_and_only_they_are_committed(desk: Desk) -> None:
    odd = card().replace("phase: idea", "phase:   'idea'   # now").replace("\n", "\r\n").removesuffix("\r\n")
    desk.write({CARD: odd}).commit("As somebody types it")
    desk.write({"staged.txt": "a", "loose.txt": "b", "ledger.yml": LEDGER + "# more\n"}).git("add", "staged.txt")
    assert desk.run("advance", "churn").exit_code == 0
    assert (desk.root / CARD).read_bytes().decode() == odd.replace("'idea'", "'build'")
    changed = desk.git("diff", "--name-only", "HEAD~1", "HEAD").split()
    assert changed == [CARD, "projects/churn/build.md"]
    assert desk.git("status", "--porcelain").split("\n") == [" M ledger.yml", "A  staged.txt", "?? loose.txt", ""]


def test_evidence_may_be_named_from_the_root(desk: Desk) -> None:
    desk.moves("advance", "churn")
    desk.write({"projects/churn/reports/why.md": "Why.\n"}).commit("Write it down")
    path = "projects/churn/reports/why.md"
    desk.moves("backtrack", "churn", "--to", "idea", "--because", "goal-change", "--evidence", path)
    assert "  evidence: reports/why.md\n" in desk.file(CARD)


# --- what cannot be -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("advance churm", "there is no project 'churm': did you mean 'churn'?"),
        (
            "backtrack churn --to idea",
            f"{FIRST}, so it cannot go back: 'ledger iterate churn' goes through it once more",
        ),
        ("resume churn", "'churn' is active already: there is nothing to do"),
        ("reopen churn", "'churn' is active already: there is nothing to do"),
        ("pause churn", "a pause must say why: add --note, so that somebody can take it up again"),
        ("cancel churn", "'cancel' must say why: add --because (no-data)"),
        ("cancel churn --because no-dta", "'no-dta' is no reason that the flow allows here: did you mean 'no-data'?"),
        ("advance churn --branch-name main", "there is a branch 'main' already: name another with --branch-name"),
        ("advance churn --branch-name a..b", "'a..b' cannot be the name of a branch: choose one like 'advance-churn'"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(desk: Desk, words: str, said: str) -> None:
    assert desk.refuses(*words.split()) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("backtrack churn", "it is not said where 'churn' goes back to: add --to (build)"),
        ("backtrack churn --to bild", "the flow 'small' has no phase 'bild': did you mean 'build'?"),
        (
            "backtrack churn --to run",
            "run is not before run, so this is no way back: 'ledger iterate churn' moves it there",
        ),
        ("backtrack churn --to build", "'backtrack' must say why: add --because (degradation)"),
        (
            "backtrack churn --to build --because drift",
            "'drift' is no reason that the flow allows here: the only one is 'degradation'",
        ),
        (
            "advance churn",
            "'churn' is in run, the last phase of the flow 'small': 'ledger complete churn' when it is over",
        ),
    ],
)
def test_a_way_that_is_none_is_said_in_a_sentence(desk: Desk, words: str, said: str) -> None:
    desk.moves("advance", "churn")
    desk.moves("advance", "churn")
    assert desk.refuses(*words.split()) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("iterate churn --because goal-change", "it is one to go back to idea"),
        ("backtrack churn --to idea --because model-failure", "it is one to iterate in build"),
        ("cancel churn --because goal-change", "the only one is 'no-data'"),
    ],
)
def test_a_reason_for_another_way_is_told_with_that_way(desk: Desk, words: str, said: str) -> None:
    desk.moves("advance", "churn")
    reason = words.rpartition(" ")[2]
    assert desk.refuses(*words.split()) == f"'{reason}' is no reason that the flow allows here: {said}"


def test_a_way_back_that_the_flow_does_not_list_is_a_finding(desk: Desk) -> None:
    desk.moves("advance", "churn")
    desk.moves("advance", "churn")
    done = desk.run("backtrack", "churn", "--to", "idea", "--because", "x")
    assert (done.exit_code, "MOV002" in done.output, desk.told()) == (1, True, "churn: build -> run")


@pytest.mark.parametrize(("verb", "wake"), [("cancel --because no-data", "reopen"), ("pause --note x", "resume")])
def test_a_project_that_is_not_active_does_not_advance(desk: Desk, verb: str, wake: str) -> None:
    name, *options = verb.split()
    desk.moves(name, "churn", *options)
    assert f"'ledger {wake} churn' first" in desk.refuses("advance", "churn")
    assert "already: there is nothing to do" in desk.refuses(name, "churn", *options)


@pytest.mark.parametrize("path", [CARD, "projects/churn/idea.md", "projects/churn/reports/new.ipynb"])
def test_uncommitted_work_in_the_project_is_named(desk: Desk, path: str) -> None:
    old = desk.root / path
    desk.write({path: (old.read_text() if old.exists() else "") + "more\n"})
    assert desk.refuses("advance", "churn").startswith(f"'{path}' has changes that are not committed: ")


@pytest.mark.parametrize(
    ("name", "what"),
    [("MERGE_HEAD", "a merge"), ("CHERRY_PICK_HEAD", "a cherry-pick"), ("REVERT_HEAD", "a revert")],
)
def test_in_the_middle_of_something_nothing_moves(desk: Desk, name: str, what: str) -> None:
    desk.write({f".git/{name}": desk.git("rev-parse", "HEAD")})
    assert desk.refuses("advance", "churn").startswith(f"git is in the middle of {what}: ")


def test_in_a_real_rebase_and_a_real_bisection_nothing_moves(desk: Desk) -> None:
    desk.git("bisect", "start")
    assert "a bisection" in desk.refuses("advance", "churn")
    desk.git("bisect", "reset")
    desk.commit("Second")
    desk.git("-c", "sequence.editor=sed -i s/pick/edit/", "rebase", "-q", "-i", "--keep-empty", "HEAD~1")
    assert "a rebase" in desk.refuses("advance", "churn")


def test_nobody_commits_nothing(desk: Desk) -> None:
    for name in ("user.name", "user.email"):
        desk.git("config", name, "")
        assert "git does not know who you are" in desk.refuses("advance", "churn")


def test_places_where_nothing_can_be_written(desk: Desk, tmp_path: Path) -> None:
    desk.git("clone", "-q", "--bare", str(desk.root), str(tmp_path / "bare"))
    unborn = Builder(tmp_path / "unborn").project()
    for root, said in (
        (tmp_path / "bare", "a bare repository has no files to write"),
        (unborn.root, "the branch has no commits yet: commit the ledger that"),
        (tmp_path, "is not in a git repository"),
    ):
        with pytest.raises(LedgerError, match=said):
            make_move(root, Request(project="churn", kind=EventKind.ADVANCED), Terms(), today=date(2026, 1, 20))


def test_a_ledger_that_is_not_committed_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger", ledger="")
    desk.write({"ledger.yml": LEDGER})
    assert desk.refuses("advance", "churn") == "ledger.yml is not committed yet: commit the ledger first"


def test_no_symbolic_link_is_written_through(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(document("build"))
    (desk.root / "projects/churn/build.md").symlink_to(outside)
    desk.commit("Link")
    assert "build.md" in desk.refuses("advance", "churn")
    assert outside.read_text() == document("build")


def test_a_git_that_is_busy_is_waited_for(desk: Desk) -> None:
    desk.write({".git/index.lock": ""})
    assert "another git command is at work here" in desk.refuses("advance", "churn")


def test_a_file_changed_meanwhile_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.edit import move, outlook  # noqa: PLC0415 - the moment between judging and writing is only reachable here

    judged = outlook.own_errors

    def slow(*arguments: object) -> object:
        desk.write({CARD: card() + "typed meanwhile\n"})
        return judged(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(move, "own_errors", slow)
    done = desk.run("advance", "churn")
    assert str(done.exception) == f"'{CARD}' was changed while this ran: nothing was written, so run it again"
    assert (desk.file(CARD), desk.told()) == (card() + "typed meanwhile\n", "Start")


def test_a_file_that_cannot_be_written_leaves_everything(desk: Desk) -> None:
    desk.write({".git/info/exclude": ".*.ledger-new\n"})
    (desk.root / "projects/churn/.build.md.ledger-new").mkdir()
    assert "'projects/churn/build.md' cannot be written" in desk.refuses("advance", "churn")


@pytest.mark.parametrize(
    "command",
    ["pause churn --because priority-change", "task add churn Ask", "approve churn go --as product --by dana"],
)
def test_a_file_that_a_sparse_checkout_leaves_out_is_asked_for(tmp_path: Path, command: str) -> None:
    flow = FLOW.replace("needs: [timebox]", "needs: [timebox]\n    gates: [{id: go, approvals: {product: 1}}]")
    desk = Desk(tmp_path / "ledger", flow=flow)
    desk.git("sparse-checkout", "set", "--cone", "schema")
    assert not (desk.root / "projects/churn").exists()
    said = desk.refuses(*command.split())
    assert "is not checked out here: add it to the sparse checkout ('git sparse-checkout add projects/churn')" in said
