"""Bad input, as somebody meets it who starts: one clear sentence that says what to do, and nothing is written.

Here every command that writes meets every state of a folder that is in its way. What is wrong with a single argument is
tested beside its command: names in test_scaffold_project.py, votes in test_approve.py, keys in test_signing_key.py.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from ledger.cli.app import app
from ledger.diagnostics import LedgerError
from tests.build import FLOW, LEDGER, Builder, document
from tests.here import here

IDEA = "projects/churn/idea.md"
KPI = 'kpis: [{id: f1, product: Few misses, metric: F1, target: ">= 0.80"}]\n'
GATED = "    gates: [{id: go, title: Go, approvals: {product: 1}}]\n"
COMMITS = {
    "advance": ("advance", "churn", "--draft"),
    "pause": ("pause", "churn", "--note", "Later."),
    "approve": ("approve", "churn", "go", "--as", "product", "--by", "dana"),
    "task": ("task", "add", "churn", "Count"),
    "kpi": ("kpi", "set", "churn", "f1", "--measured", "0.9"),
    "deliverable": ("deliverable", "add", "churn", "notes.md", "--title", "Notes"),
}
WRITES = {**COMMITS, "new": ("new", "fresh"), "codeowners": ("codeowners", "--write")}
READS = {"status": ("status",), "check": ("check",), "why": ("why", "churn"), "inbox": ("approve", "--inbox")}


def said(root: Path, *arguments: str) -> str:
    """The sentence that a command ends in, with no file changed."""
    before = files(root)
    done = CliRunner().invoke(app, ["-C", str(root), "--now", "2026-01-20", *arguments])
    assert isinstance(done.exception, LedgerError), (done.output, done.exception)
    assert files(root) == before
    assert "\n" not in str(done.exception)
    return str(done.exception)


def files(root: Path) -> dict[str, bytes]:
    """Every file, and the branch and its commits, but for the cache and the lock in the git directory."""
    seen = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    heads = (path for path in root.glob(".git/refs/heads/**/*") if path.is_file())
    return {str(path): path.read_bytes() for path in (*seen, *heads)}


@pytest.mark.parametrize("command", {**WRITES, **READS}.values(), ids=" ".join)
def test_an_empty_folder(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert (
        said(tmp_path, *command) == f"'{tmp_path}' is not in a git repository: run 'ledger init' to start a ledger here"
    )


NO_COMMITS: Final = (
    "the branch has no commits yet: commit the ledger that 'ledger init' writes ('git add . && git commit')"
)


@pytest.mark.parametrize("command", {**COMMITS, **READS}.values(), ids=" ".join)
def test_a_branch_without_a_commit(tmp_path: Path, command: tuple[str, ...]) -> None:
    place = Builder(tmp_path / "other").project()
    place.commit("Start")
    place.git("switch", "-q", "--orphan", "unborn")
    place.project()
    assert said(place.root, *command) == NO_COMMITS


@pytest.mark.parametrize("command", [*COMMITS.values(), ("status",), ("why", "churn")], ids=" ".join)
def test_a_repository_without_a_commit(tmp_path: Path, command: tuple[str, ...]) -> None:
    place = Builder(tmp_path / "unborn").project()
    assert said(place.root, *command) == NO_COMMITS


def test_the_files_of_a_ledger_are_checked_before_its_first_commit_as_after_it(tmp_path: Path) -> None:
    place = Builder(tmp_path / "unborn").project()
    place.write({IDEA: document().replace("weeks: 2", "weeks: two")})
    before = here("-C", str(place.root), "--now", "2026-01-20", "check")
    assert (before.returncode, before.stdout.splitlines()[0]) == (
        1,
        "projects/churn/idea.md:4:37: error SCH003: 'timebox.weeks' must be a number, found 'two'",
    )
    place.commit("Start")
    assert here("-C", str(place.root), "--now", "2026-01-20", "check").stdout == before.stdout


@pytest.mark.parametrize("command", {**WRITES, **READS}.values(), ids=" ".join)
def test_a_repository_that_is_no_ledger(tmp_path: Path, command: tuple[str, ...]) -> None:
    place = Builder(tmp_path / "other", ledger="")
    place.git("config", "user.name", "Sam")
    place.git("config", "user.email", "sam@example.com")
    place.write({"README.md": "Something else.\n"}).commit("Start")
    assert said(place.root, *command) == (
        "there is no ledger.yml at the top of the repository: run 'ledger init' to start a ledger"
    )


def a_ledger(root: Path) -> Builder:
    place = Builder(root, flow=FLOW.replace("    needs: [timebox]\n", GATED))
    place.project(idea=document(more=KPI), notes="Notes.\n").commit("Start")
    place.git("config", "user.name", "Sam")
    place.git("config", "user.email", "sam@example.com")
    return place


def detached(place: Builder) -> None:
    place.git("checkout", "-q", "--detach")


def dirty(place: Builder) -> None:
    place.write({IDEA: document(more=KPI, body="## Need\n\nAnother need.\n")})


def merging(place: Builder) -> None:
    place.git("checkout", "-q", "-b", "work")
    place.write({"notes.txt": "one\n"}).commit("One")
    place.git("checkout", "-q", "main")
    place.write({"notes.txt": "two\n"}).commit("Two")
    with pytest.raises(subprocess.CalledProcessError):
        place.git("merge", "work")


STATES: dict[Callable[[Builder], None], str] = {
    detached: "HEAD is detached, so a commit would be lost: switch to a branch first (a move makes one with --branch)",
    dirty: f"'{IDEA}' has changes that are not committed: commit them first, or take them back",
    merging: "git is in the middle of a merge: finish or abort it first ('git status' says how)",
}


@pytest.mark.parametrize("command", COMMITS.values(), ids=" ".join)
@pytest.mark.parametrize("state", STATES)
def test_a_ledger_that_is_not_ready(tmp_path: Path, state: Callable[[Builder], None], command: tuple[str, ...]) -> None:
    place = a_ledger(tmp_path / "ledger")
    state(place)
    assert said(place.root, *command) == STATES[state]


@pytest.mark.parametrize("command", COMMITS.values(), ids=" ".join)
def test_nobody_in_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    place = a_ledger(tmp_path / "ledger")
    for name in ("user.name", "user.email"):
        place.git("config", "--unset", name)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert said(place.root, *command) == (
        "git does not know who you are: run 'git config --global user.name NAME' "
        "and 'git config --global user.email ADDRESS'"
    )


@pytest.mark.parametrize("command", {**COMMITS, "why": ("why", "churn")}.values(), ids=" ".join)
def test_a_ledger_without_a_project(tmp_path: Path, command: tuple[str, ...]) -> None:
    place = Builder(tmp_path / "ledger")
    place.commit("Start")
    place.git("config", "user.name", "Sam")
    place.git("config", "user.email", "sam@example.com")
    wanted = "there is no project 'churn', nor any other yet: 'ledger new NAME' starts one"
    assert said(place.root, *command) == wanted


def test_an_owner_who_knows_nobody_else(tmp_path: Path) -> None:
    place = a_ledger(tmp_path / "ledger")
    alone = LEDGER.replace("roles: [data-science]", "roles: [data-science, product]").replace("[product]}", "[]}")
    place.write({"ledger.yml": alone}).commit("Be alone")
    wanted = "nobody else holds the role product, so let it land in ledger.yml who does"
    told = said(place.root, "approve", "churn", "go", "--as", "product")
    assert told == f"sam owns churn and may not approve it: {wanted}"
