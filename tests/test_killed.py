"""Every command that writes, killed at each of its steps: as before or as after, once the next one has started.

Each command runs as people type it. It is run once, with a photograph of the disk before each step (tests/steps.py);
then the next command is started on each photograph. What is not in a ledger yet is finished by the same command, run
again. `ledger demo` makes its repository as an import does, and `ledger site build` writes what it can write anew.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from ledger.edit.desk import desk_at
from tests.build import Builder, document
from tests.desk import GATES, PEOPLE
from tests.steps import photographed
from tests.test_import_markdown import MAPPING, idea

TODAY = "2026-01-20"
IDEA, HIDDEN = "projects/churn/idea.md", ".ledger-start-new"
KPIS = 'kpis:\n  - {id: f1, product: Few misses, metric: F1, target: ">= 0.80"}  # agreed\n'
TASKS = "tasks:\n  - {id: t1, title: Count, status: todo, days: 1}\n"
BACK = ("backtrack", "churn", "--to", "idea", "--because", "goal-change", "--draft")
IN_BUILD = (("advance", "churn", "--draft"),)
PAUSED = (("pause", "churn", "--note", "Later."),)
OVER = (("cancel", "churn", "--because", "no-data", "--draft"),)

# What is typed, after what has been typed before.
WORKS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    "advance": (("advance", "churn", "--draft"), ()),
    "advance-on-a-branch": (("advance", "churn", "--draft", "--branch"), ()),
    "backtrack": (BACK, IN_BUILD),
    "iterate": (("iterate", "churn", "--because", "model-failure"), IN_BUILD),
    "pause": (PAUSED[0], ()),
    "resume": (("resume", "churn"), PAUSED),
    "cancel": (OVER[0], ()),
    "complete": (("complete", "churn"), ()),
    "reopen": (("reopen", "churn"), OVER),
    "approve": (("approve", "churn", "go", "--as", "product", "--by", "dana"), ()),
    "approve-without-commit": (("approve", "churn", "go", "--as", "product", "--by", "dana", "--no-commit"), ()),
    "approve-from-review": (("approve", "--from-review", "EVENT"), ()),
    "task-add": (("task", "add", "churn", "Ask", "--days", "1"), ()),
    "task-start": (("task", "start", "churn", "t1"), ()),
    "task-without-commit": (("task", "done", "churn", "t1", "--no-commit"), ()),
    "kpi-set": (("kpi", "set", "churn", "f1", "--measured", "0.9"), ()),
    "deliverable-add": (("deliverable", "add", "churn", "notes.txt", "--title", "Notes"), ()),
    "new": (("new", "fresh", "--group", "team", "--new-group", "--owner", "dana"), ()),
    "init-in-a-repository": (("init", "--forge", "none", "--project", "first"), ()),
    "codeowners": (("codeowners", "--write"), ()),
    "schema": (("schema", "--write"), ()),
    "hook": (("hook", "install"), ()),
}


def typed(root: Path, *arguments: str) -> None:
    """A command, which may be refused for what has been done already."""
    done = CliRunner().invoke(app, ["-C", str(root), "--now", TODAY, *arguments])
    assert done.exit_code in {0, 1}, (done.output, done.exception)
    assert done.exception is None or isinstance(done.exception, LedgerError | SystemExit), done.exception


def at_the_desk(root: Path) -> Builder:
    """A project, in a repository whose git knows who commits; something else is staged, something not followed."""
    repo = Builder(root, ledger=PEOPLE, flow=GATES)
    repo.project(idea=document(more=KPIS + TASKS)).write({"projects/churn/notes.txt": "Notes.\n"}).commit("Start")
    repo.git("config", "user.name", "Dana")
    repo.git("config", "user.email", "dana@example.com")
    (root.parent / "event.json").write_text(json.dumps(review(repo)), "utf-8")
    repo.write({"staged.txt": "staged\n"}).git("add", "staged.txt")
    return repo.write({"other.txt": "not followed\n"})


def review(repo: Builder) -> object:
    """An event of the forge: Dana approves what is there, which the merge would change."""
    base = repo.git("rev-parse", "HEAD").strip()
    repo.git("switch", "-q", "-c", "work")
    changed = repo.root.joinpath(IDEA).read_text("utf-8").replace("A need", "Another need")
    head = repo.write({IDEA: changed}).commit("Say it better")
    said = {"user": {"login": "dana-codes"}, "state": "approved", "commit_id": head}
    when = {"submitted_at": "2026-01-19T08:00:00Z", "html_url": "https://example.com/pull/1#review-1"}
    return {"review": said | when, "pull_request": {"base": {"sha": base}}}


def state(root: Path) -> tuple[str, ...]:
    """All that somebody sees: every file, the branch, what the last commit says and changes, the index."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False).stdout

    files = sorted(path for path in root.rglob("*") if path.is_file() and not {".git", HIDDEN} & {*path.parts})
    files += root.glob(".git/hooks/pre-receive")
    texts = [f"{path.relative_to(root)} {path.stat().st_mode:o}\n{path.read_text('utf-8')}" for path in files]
    if not (root / ".git").is_dir():
        return tuple(texts)
    status = git("status", "--porcelain", "--branch", "--untracked-files=all")
    return status, git("branch"), git("log", "--format=%s", "--name-only"), *texts


def left_over(root: Path) -> list[str]:
    """What the program would have left of its own, but for the lock and what is out of sight and used again."""
    known = {"ledger-lock", "ledger-codeowners-new", ".pre-receive.ledger-new"}
    return [path.name for path in root.rglob("*ledger-*") if path.name not in known]


def found_after(photographs: Sequence[Path], root: Path) -> Iterator[tuple[str, ...]]:
    """The state of each photograph in its turn, once the next command that writes has started there."""
    for photograph in photographs:
        shutil.rmtree(root)
        photograph.rename(root)
        with suppress(LedgerError), desk_at(root):  # where there is no commit yet, it ends right after it has begun
            pass
        if (root / ".git").is_dir():
            assert left_over(root) == [], photograph
        yield state(root)


@pytest.mark.parametrize("name", WORKS)
def test_before_or_after_in_a_ledger(name: str, tmp_path: Path) -> None:
    root, (arguments, earlier) = tmp_path / "ledger", WORKS[name]
    at_the_desk(root)
    for one in earlier:
        typed(root, *one)
    told = [str(tmp_path / "event.json") if one == "EVENT" else one for one in arguments]
    before = state(root)
    steps, photographs = photographed(partial(typed, root, *told), root, tmp_path / "album", since="-new")
    after = state(root)
    assert list(dict.fromkeys(found_after(photographs, root))) == [before, after]
    assert steps > 3


def begun(place: Path) -> None:
    """A ledger in a folder that holds something already, but no repository."""
    named = ("--title", "Ours", "--forge", "none", "--project", "first")
    done = CliRunner().invoke(app, ["-C", str(place), "init", "--yes", *named])
    assert done.exit_code == 0, (done.output, done.exception)


def imported(place: Path) -> None:
    """A ledger in an empty folder, out of a repository of Markdown files; it may be there by now."""
    told = ("import", "markdown", "source", "--map", "map.yaml", "--out", str(place))
    done = CliRunner().invoke(app, ["-C", str(place.parent), *told])
    there = ("is finished now: look at it", "is there and not empty")
    assert done.exit_code == 0 or any(words in str(done.exception) for words in there), (done.output, done.exception)


@pytest.mark.parametrize("work", [begun, imported])
def test_before_or_after_where_there_is_no_ledger_yet(work: Callable[[Path], None], tmp_path: Path) -> None:
    source = Builder(tmp_path / "source", ledger="")
    source.write({"ideas/shop/queues.md": idea(), "../map.yaml": MAPPING}).commit("Write down the idea")
    root = tmp_path / "ours"
    root.mkdir()
    if work is begun:
        (root / "mine.txt").write_text("mine\n", "utf-8")
    before = state(root)
    steps, photographs = photographed(partial(work, root), root, tmp_path / "album", since="")
    after = state(root)
    for photograph in photographs[::3]:
        shutil.copytree(photograph, tmp_path / f"again-{photograph.name}", symlinks=True)
    assert list(dict.fromkeys(found_after(photographs, root))) == [before, after]
    for again in sorted(tmp_path.glob("again-*")):
        work(again)
        assert (state(again), left_over(again)) == (after, []), again
    assert steps > 10
