"""Whose people a witness goes by: those of the ledger's own branch, wherever a pull request says that it goes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.build import Builder
from tests.test_attested import Desk, keys

__all__ = ["keys"]
EVIL = "refs/remotes/origin/evil"
MAIN = "refs/remotes/origin/main"


class Robot(Desk):
    """A clone at the branch of a pull request, whose server has a branch `evil` that gives dana's account away."""

    def __init__(self, room: Path, keys: Path) -> None:
        super().__init__(room / "made", keys)
        self.git("checkout", "-q", "-b", "evil", "main")
        text = (self.root / "ledger.yml").read_text()
        self.write({"ledger.yml": text.replace("github: dana-codes", "github: another")}).commit("Nobody reviews this")
        self.git("checkout", "-q", "main")
        self.git("clone", "-q", ".", str(room / "clone"))
        self.root = room / "clone"
        self.git("checkout", "-q", "branch")
        self.git("config", "user.name", "Robot")
        self.git("config", "user.email", "robot@example.com")

    def told(self, account: str, base: dict[str, Any], *more: str, code: int = 0, key: bool = True) -> str:
        """What the command says of an approving review in a pull request with that base."""
        review = {"user": {"login": account}, "state": "approved", "commit_id": self.head}
        review |= {"submitted_at": "2026-01-19T08:00:00Z", "html_url": "https://git.example.com/o/r/pull/7#review-1"}
        file = self.root.parent / "event.json"
        file.write_text(json.dumps({"review": review, "pull_request": {"base": base}}))
        signs = ("--witness-key", str(self.keys / "witness")) if key else ()
        return self.run("approve", "--from-review", str(file), *more, *signs, code=code)

    def at(self, name: str) -> str:
        return self.git("rev-parse", name).strip()


@pytest.fixture
def robot(tmp_path: Path, keys: Path) -> Robot:
    return Robot(tmp_path, keys)


def _base(robot: Robot, name: str, main: str | None = "main") -> dict[str, Any]:
    return {"sha": robot.at(f"origin/{name}"), "ref": name} | ({"repo": {"default_branch": main}} if main else {})


def test_an_account_that_only_the_pull_requests_own_base_names_is_attested_nothing(robot: Robot) -> None:
    said = robot.told("another", _base(robot, "evil"), "--base", EVIL, code=3)
    assert said == "the pull request goes to 'evil': a witness attests only what goes to 'main', the ledger's branch"
    assert robot.told("another", {"sha": robot.at(EVIL)}, "--base", EVIL, code=3) == (
        f"the base is not the ledger's branch, by whose people a witness goes: name it with --base {MAIN}"
    )
    assert robot.votes() == ()


def test_the_base_of_the_event_is_held_to_the_same(robot: Robot) -> None:
    assert "the base is not the ledger's branch" in robot.told("another", {"sha": robot.at(EVIL)}, code=3)
    odd = _base(robot, "evil") | {"ref": "main"}
    assert "the base is not the ledger's branch" in robot.told("another", odd, code=3)


@pytest.mark.parametrize("main", ["main", None])
def test_the_ledgers_branch_is_what_the_forge_or_the_clone_says(robot: Robot, main: str | None) -> None:
    assert "approved for go of churn, attested" in robot.told("dana-codes", _base(robot, "main", main), "--base", MAIN)


def test_people_of_yesterday_attest_nothing(robot: Robot) -> None:
    old = _base(robot, "main")
    robot.git("checkout", "-q", "-b", "next", "origin/main")
    gone = (robot.root / "ledger.yml").read_text().replace("github: dana-codes, ", "")
    robot.write({"ledger.yml": gone}).commit("Dana left")
    robot.git("update-ref", MAIN, "HEAD")
    robot.git("checkout", "-q", "branch")
    assert f"name it with --base {MAIN}" in robot.told("dana-codes", old, code=3)
    assert "is not that of one person" in robot.told("dana-codes", old, "--base", MAIN)


def test_what_nobody_calls_the_ledgers_branch_is_not_guessed(robot: Robot) -> None:
    robot.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    base = _base(robot, "main", None)
    assert "nothing says which branch is the ledger's" in robot.told("dana-codes", base, "--base", MAIN, code=3)
    robot.git("update-ref", "refs/remotes/origin/HEAD", EVIL)  # what a pushed branch of that name becomes
    assert "nothing says which branch is the ledger's" in robot.told("another", base, "--base", EVIL, code=3)
    assert "is not here: fetch it first" in robot.told(
        "dana-codes", _base(robot, "main", "trunk") | {"ref": "trunk"}, code=3
    )


def test_a_branch_here_stands_in_only_where_none_was_fetched(robot: Robot) -> None:
    robot.git("branch", "-f", "main", EVIL)
    assert "the base is not the ledger's branch" in robot.told(
        "another", _base(robot, "main"), "--base", "refs/heads/main", code=3
    )
    alone = Builder(robot.root.parent / "made", ledger="")
    alone.git("checkout", "-q", "branch")
    robot.root = alone.root
    base = {"sha": robot.at("main"), "ref": "main", "repo": {"default_branch": "main"}}
    assert "approved for go of churn, attested" in robot.told("dana-codes", base)


def test_without_a_witness_the_base_is_whatever_is_named(robot: Robot) -> None:
    said = robot.told("another", {"sha": robot.at(EVIL)}, "--base", EVIL, key=False)
    assert said.startswith("dana as product: approved for go of churn\n")
