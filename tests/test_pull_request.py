"""The pull request of a move: its text, and the forge's own command, which is only started when somebody says so."""

from datetime import date
from pathlib import Path

import pytest

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import open_repository
from ledger.edit.move import Terms, make_move
from ledger.edit.plan import Request
from ledger.edit.pull_request import PullRequest, open_it, opening, pull_request
from ledger.words import EventKind
from tests.test_moves import Desk

REQUEST = PullRequest(title="churn: idea -> build", body="Why; $(not run)\n", branch="main")


def with_forge(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, answer: str) -> Path:
    """A remote that pushes go to, and a command of its forge that writes down how it was called."""
    host = {"gh": "github", "glab": "gitlab"}[program]
    desk.git("init", "-q", "--bare", str(tmp_path / f"{host}.git"))
    desk.git("remote", "add", "origin", str(tmp_path / f"{host}.git"))
    place, called = tmp_path / "bin" / program, tmp_path / "called"
    place.parent.mkdir()
    place.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {called}\n{answer}\n')
    place.chmod(0o755)
    monkeypatch.setenv("PATH", str(place.parent), prepend=":")
    return called


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger")


def test_what_people_wrote_is_shown_as_it_is(desk: Desk) -> None:
    desk.moves("advance", "churn")
    request = Request(
        project="churn",
        kind=EventKind.BACKTRACKED,
        to="idea",
        because="goal-change",
        note="See <b>#1</b>\n# not a title",
    )
    text = pull_request(make_move(desk.root, request, Terms(is_dry_run=True), today=date(2026, 1, 20)))
    assert text.title == "churn: build -> idea (goal-change)"
    assert text.body == (
        "**Project churn** goes from build to idea.\n\nWhy: goal-change\n\n"
        "> See \\<b\\>\\#1\\</b\\>\n> \\# not a title\n"
    )


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("gh", ["pr", "create", "--title", REQUEST.title, "--body", "Why; $(not run)", "", "--head", "main"]),
        (
            "glab",
            [
                *("mr", "create", "--title", REQUEST.title, "--description", "Why; $(not run)", ""),
                *("--source-branch", "main", "--yes"),
            ],
        ),
    ],
)
def test_the_forges_own_command_gets_words_and_no_shell(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, words: list[str]
) -> None:
    called = with_forge(desk, tmp_path, monkeypatch, program, "echo https://example.com/7")
    repository = open_repository(desk.root)
    found = opening(repository, REQUEST)
    assert found is not None
    assert open_it(repository, found) == "https://example.com/7"
    assert called.read_text().splitlines() == words
    assert desk.git("rev-parse", "origin/main") == desk.git("rev-parse", "main")


def test_a_forge_that_refuses_is_quoted(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_forge(desk, tmp_path, monkeypatch, "gh", "echo 'no token' >&2; exit 4")
    repository = open_repository(desk.root)
    found = opening(repository, REQUEST)
    assert found is not None
    with pytest.raises(LedgerError, match=r"no pull request was opened \(no token\): open it on the forge"):
        open_it(repository, found)


def test_without_a_remote_or_its_forge_there_is_nothing_to_open(desk: Desk) -> None:
    assert opening(open_repository(desk.root), REQUEST) is None
    desk.git("remote", "add", "mirror", "https://git.example.com/ledger.git")
    assert opening(open_repository(desk.root), REQUEST) is None


def test_nothing_is_pushed_unless_a_person_says_so(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = with_forge(desk, tmp_path, monkeypatch, "gh", "true")
    said = desk.run("advance", "churn", "--branch", "--pr")
    assert said.exit_code == 0
    assert "to open it: git push --set-upstream origin advance-churn-to-build, then " in said.output
    assert (called.exists(), desk.git("ls-remote", "origin")) == (False, "")
