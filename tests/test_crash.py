"""A command that writes and is killed at any step leaves everything as before or as after, at the latest when the
next one that writes has started; what it says then, and what else may go on meanwhile.

Here one command is killed in earnest; test_killed.py tries them all on photographs of what a kill leaves.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import open_repository
from ledger.edges.journal import Intent, begin
from ledger.edges.stage import gather
from ledger.edit.desk import desk_at
from ledger.edit.move import Terms, make_move
from ledger.edit.plan import Request
from ledger.words import EventKind
from tests.build import Builder
from tests.steps import killed_at

TODAY = date(2026, 1, 20)
JOURNAL = "ledger-journal.json"
ADVANCE = Request(project="churn", kind=EventKind.ADVANCED)


def at_the_desk(root: Path) -> Builder:
    """A project that may advance, in a repository whose git knows who commits; something else is staged."""
    repo = Builder(root)
    repo.project().commit("Start")
    repo.git("config", "user.name", "Sam")
    repo.git("config", "user.email", "sam@example.com")
    repo.write({"notes.txt": "staged\n"}).git("add", "notes.txt")
    return repo


def state(root: Path) -> tuple[str, ...]:
    """All that somebody sees: the branch, what the last commit says and changes, the index, every file."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout

    files = sorted(path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    texts = [f"{path.relative_to(root)}:{path.read_text()}" for path in files]
    status = git("status", "--porcelain", "--branch", "--untracked-files=all")
    return status, git("branch"), git("log", "--format=%s", "--name-only"), *texts


def copied(repo: Builder, root: Path) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(repo.root, root)
    return root


def advance(directory: Path, *, new_branch: bool) -> object:
    return make_move(directory, ADVANCE, Terms(new_branch=new_branch), today=TODAY)


def next_command(root: Path) -> None:
    """What every command that writes begins with."""
    with desk_at(root):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_any_step_it_is_before_or_after(tmp_path: Path) -> None:
    work = partial(advance, new_branch=True)
    repo = at_the_desk(tmp_path / "repo")
    before = state(repo.root)
    work(copied(repo, tmp_path / "done"))
    after = state(tmp_path / "done")
    assert before != after
    seen, step = set(), 1
    while killed_at(step, partial(work, copied(repo, tmp_path / "killed")), since=JOURNAL):
        next_command(tmp_path / "killed")
        found = state(tmp_path / "killed")
        assert found in {before, after}, f"step {step}"
        assert not list((tmp_path / "killed/.git").glob("ledger-[ij]*")), f"step {step}"
        seen.add(found)
        step += 3  # the steps between are photographed in test_killed.py
    assert (seen, step > 30) == ({before, after}, True)


def hook(repo: Builder, name: str, text: str) -> None:
    repo.write({f".git/hooks/{name}": f"#!/bin/sh\n{text}\n"})
    (repo.root / f".git/hooks/{name}").chmod(0o755)


def test_a_hook_that_refuses_leaves_everything_as_it_was(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    hook(repo, "pre-commit", "echo 'not today' >&2; exit 1")
    before = state(repo.root)
    for new_branch in (False, True):
        with pytest.raises(LedgerError, match="not today"):
            advance(repo.root, new_branch=new_branch)
        assert state(repo.root) == before


def test_a_hook_sees_what_is_committed_and_nothing_else(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    hook(repo, "pre-commit", "git diff --cached --name-only > seen.txt; git diff --quiet -- projects")
    advance(repo.root, new_branch=False)
    assert (repo.root / "seen.txt").read_text() == "projects/churn/README.md\nprojects/churn/build.md\n"
    assert repo.git("diff", "--cached", "--name-only") == "notes.txt\n"


@pytest.mark.parametrize(("name", "lands"), [("pre-commit", False), ("post-commit", True)])
def test_command_and_git_killed_together(name: str, lands: bool, tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    before = state(repo.root)
    work = tmp_path / "pid"
    hook(repo, name, f"kill -9 $(cat {work}) $PPID")

    def doomed() -> None:
        work.write_text(str(os.getpid()))
        advance(repo.root, new_branch=False)

    assert killed_at(10**6, doomed, since=JOURNAL)
    (repo.root / f".git/hooks/{name}").unlink()
    assert (repo.root / ".git" / JOURNAL).exists()
    with desk_at(repo.root) as desk:
        did = "finished" if lands else "took back"
        assert desk.recovered == f"{did} what an interrupted command had begun: churn: idea -> build"
    assert (state(repo.root) == before) is not lands
    assert repo.git("status", "--porcelain") == "A  notes.txt\n"


def test_an_interruption_takes_everything_back_at_once(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    before = state(repo.root)
    hook(repo, "pre-commit", f"kill -INT {os.getpid()}; sleep 0.2; exit 1")
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises((KeyboardInterrupt, LedgerError)):
            advance(repo.root, new_branch=True)
    finally:
        signal.signal(signal.SIGINT, old)
    assert state(repo.root) == before
    assert not (repo.root / ".git" / JOURNAL).exists()


def test_an_interruption_waits_for_git_so_that_nothing_lands_behind_its_back(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    advance(copied(repo, tmp_path / "done"), new_branch=False)
    hook(repo, "pre-commit", f"kill -INT {os.getpid()}; sleep 1")
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            advance(repo.root, new_branch=False)
    finally:
        signal.signal(signal.SIGINT, old)
    assert state(repo.root) == state(tmp_path / "done")
    assert not (repo.root / ".git" / JOURNAL).exists()


def half_done(repo: Builder) -> None:
    """The repository as a command leaves it that was killed just before its commit."""
    hook(repo, "pre-commit", f"cp .git/{JOURNAL} kept; cp projects/churn/README.md card; exit 1")
    with pytest.raises(LedgerError):
        advance(repo.root, new_branch=False)
    (repo.root / ".git/hooks/pre-commit").unlink()
    (repo.root / "kept").rename(repo.root / ".git" / JOURNAL)
    (repo.root / "card").rename(repo.root / "projects/churn/README.md")


def test_what_somebody_changed_after_the_kill_is_never_lost(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    half_done(repo)
    repo.write({"projects/churn/README.md": "my own words\n"})
    with desk_at(repo.root) as desk:
        assert desk.recovered is not None
        assert desk.recovered.endswith(", except projects/churn/README.md, which was changed since")
    assert (repo.root / "projects/churn/README.md").read_text() == "my own words\n"


def test_a_command_on_a_half_written_ledger_says_what_it_took_back(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    half_done(repo)
    command = [sys.executable, "-m", "ledger.cli", "-C", str(repo.root), "--now", "2026-01-20", "pause", "churn"]
    done = subprocess.run([*command, "--note", "Later."], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("took back what an interrupted command had begun: churn: idea -> build\n")
    assert (done.returncode, repo.git("log", "-1", "--format=%s")) == (0, "churn: active -> paused\n")


def doctor(repo: Builder, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["-C", str(repo.root), "--now", "2026-01-20", "doctor", *arguments])
    return done.exit_code, done.output


def test_the_doctor_tells_of_what_was_left_and_mends_it(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    before = state(repo.root)
    half_done(repo)
    left = "bad  interrupted: a command that was killed: churn: idea -> build (projects/churn/README.md, "
    code, said = doctor(repo)
    assert (code, left in said, "     run 'ledger doctor --mend', which finishes it" in said) == (1, True, True)
    code, said = doctor(repo, "--mend")
    assert said.startswith("took back what an interrupted command had begun: churn: idea -> build\n")
    assert (code, "ok   interrupted: no command\n" in said, state(repo.root)) == (0, True, before)
    assert doctor(repo, "--mend")[1].startswith("no command was interrupted here\n")


def test_the_doctor_tells_of_files_that_have_not_appeared(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    gather(repo.root / ".git", repo.root, {"projects/fresh/README.md": "text\n"})
    code, said = doctor(repo)
    assert (code, "new files have not all appeared\n" in said) == (1, True)
    code, said = doctor(repo, "--mend")
    assert said.startswith("finished what an interrupted command had begun: projects/fresh\n")
    assert (repo.root / "projects/fresh/README.md").read_text("utf-8") == "text\n"


def test_what_was_put_right_is_told_of_by_a_command_that_refuses_too(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    half_done(repo)
    with pytest.raises(
        LedgerError, match=r"no project 'churm'.* \(took back what an interrupted command had begun: chu"
    ):
        make_move(repo.root, replace(ADVANCE, project="churm"), Terms(), today=TODAY)


def test_two_commands_do_not_write_at_once(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    with desk_at(repo.root), pytest.raises(LedgerError, match="another ledger command is writing here"):
        advance(repo.root, new_branch=False)


def test_the_journals_content_and_its_name_are_on_the_disk_before_a_file_changes(tmp_path: Path) -> None:
    repository = open_repository(at_the_desk(tmp_path / "ledger").root)
    intent = Intent(message="Advance", files={}, head="0" * 40, ref=None, branch=None)
    called: list[str] = []
    sys.setprofile(lambda _, event, function: called.append(function.__name__) if event == "c_call" else None)
    begin(repository, intent)
    sys.setprofile(None)
    assert [name for name in called if name in {"fsync", "replace"}] == ["fsync", "replace", "fsync"]


def test_a_journal_that_is_none_is_named(tmp_path: Path) -> None:
    repo = at_the_desk(tmp_path / "repo")
    for text in ("", "[]", json.dumps({"version": 9})):
        repo.write({f".git/{JOURNAL}": text})
        with pytest.raises(LedgerError, match=rf"{JOURNAL}' cannot be read"):
            advance(repo.root, new_branch=False)
        assert "     look at 'git status', then remove that file\n" in doctor(repo)[1]
