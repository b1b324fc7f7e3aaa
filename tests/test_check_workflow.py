"""The workflow that checks: its own steps, in real clones, judge by the ledger's branch whatever they are told."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.build import Builder, card, document

ROOT = Path(__file__).parent.parent
WORKFLOWS = [".github/workflows/check.yml", "ledger/builtin/starter/check.yml"]
MAIN = "${{ github.event.repository.default_branch }}"
SKIP = {"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")}
PULL = {"state": "open", "head": {"ref": "skip", "repo": {"full_name": "our/ledger"}}, "base": {"ref": "main"}}


def workflow(path: str) -> dict[Any, Any]:
    found = yaml.safe_load((ROOT / path).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True)
class Runner:
    """A clone at the tip of the branch `skip`, which leaves two phases out, and a forge that only answers."""

    room: Path

    def answers(self, **more: Any) -> "Runner":
        (self.room / "7.json").write_text(json.dumps(PULL | more))
        return self

    def runs(self, path: str, event: str, ref: str, number: str = "7") -> tuple[int, str]:
        """How the job ends, and what it prints; what only GitHub can do is left out."""
        given = {"GITHUB_EVENT_NAME": event, "GITHUB_REF": ref, "GITHUB_REPOSITORY": "our/ledger", "NUMBER": number}
        tools = os.pathsep.join((str(self.room), str(Path(sys.executable).parent), "/usr/bin:/bin"))
        around = {"PATH": tools, "RUNNER_TEMP": str(self.room), "PYTHONPATH": str(ROOT), "HOME": str(self.room)} | given
        said = ""
        for step in workflow(path)["jobs"]["check"]["steps"]:
            if "run" not in step or "pip install" in step["run"]:
                continue
            told = {name: "main" for name, value in step.get("env", {}).items() if value == MAIN}
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=self.room / "clone",
                env=around | told,
                check=False,
                capture_output=True,
                text=True,
            )
            said += done.stdout + done.stderr
            if done.returncode:
                return done.returncode, said
        return 0, said


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    server = Builder(tmp_path / "server").project()
    server.commit("Start")
    server.git("switch", "-q", "-c", "skip")
    server.write(SKIP).commit("Skip", date="2026-02-01")
    server.git("clone", "-q", "--branch", "skip", ".", str(tmp_path / "clone"))
    Builder(tmp_path / "clone", ledger="").git("checkout", "-q", "--detach")
    for name, text in {
        "gh": 'case "$*" in *reviews) echo "[]" ;; *) cat "${RUNNER_TEMP}/${2##*/}.json" ;; esac\n',
        "ledger": f'exec "{sys.executable}" -m ledger "$@"\n',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}")
        (tmp_path / name).chmod(0o755)
    return Runner(tmp_path).answers()


@pytest.mark.parametrize("path", WORKFLOWS)
@pytest.mark.parametrize(
    ("event", "ref"), [("pull_request", "refs/pull/7/merge"), ("workflow_dispatch", "refs/heads/skip")]
)
def test_the_same_commit_is_judged_by_the_ledgers_branch_or_not_at_all(
    runner: Runner, path: str, event: str, ref: str
) -> None:
    code, said = runner.runs(path, event, ref)
    assert (code, "MOV001" in said) == (1, True)
    code, said = runner.answers(base={"ref": "skip"}).runs(path, event, ref)
    assert (code, "::error::only an open pull request of this branch into main" in said) == (1, True)


@pytest.mark.parametrize("path", WORKFLOWS)
@pytest.mark.parametrize("event", ["pull_request", "workflow_dispatch"])
def test_a_pull_request_in_order_passes(runner: Runner, path: str, event: str) -> None:
    clone = Builder(runner.room / "clone", ledger="")
    clone.git("checkout", "-q", "--detach", "origin/main")
    clone.write({"projects/churn/README.md": card(more="team: growth\n")}).commit("Name the team")
    code, said = runner.runs(path, event, "refs/heads/skip")
    assert (code, "MOV" in said) == (0, False), said


@pytest.mark.parametrize("path", WORKFLOWS)
@pytest.mark.parametrize(
    ("more", "ref"),
    [
        ({"state": "closed"}, "refs/heads/skip"),
        ({"head": {"ref": "skip", "repo": {"full_name": "fork/ledger"}}}, "refs/heads/skip"),
        ({"head": {"ref": "skip", "repo": None}}, "refs/heads/skip"),
        ({}, "refs/heads/other"),
        ({}, "refs/tags/skip"),
    ],
)
def test_started_by_hand_it_judges_the_tip_of_the_pull_requests_own_branch(
    runner: Runner, path: str, more: dict[str, Any], ref: str
) -> None:
    code, said = runner.answers(**more).runs(path, "workflow_dispatch", ref)
    assert (code, "::error::only an open pull request of this branch into main" in said) == (1, True)


@pytest.mark.parametrize("path", WORKFLOWS)
@pytest.mark.parametrize("number", ["", "7/../8", "7?x"])
def test_a_number_is_a_number(runner: Runner, path: str, number: str) -> None:
    assert runner.runs(path, "workflow_dispatch", "refs/heads/skip", number) == (1, "")


@pytest.mark.parametrize("path", WORKFLOWS)
def test_nobody_tells_it_a_base_or_skips_it_and_it_looks_at_the_commit_that_bears_the_result(path: str) -> None:
    found = workflow(path)
    assert found[True]["workflow_dispatch"]["inputs"].keys() == {"number"}
    assert set(found[True]["pull_request"]["types"]) == {"opened", "reopened", "synchronize", "edited"}
    job = found["jobs"]["check"]
    assert "if" not in job
    assert [step for step in job["steps"] if "if" in step] == []
    (checkout,) = (step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@"))
    assert checkout["ref"] == "${{ github.event.pull_request.head.sha || github.sha }}"
    assert not any(word in (ROOT / path).read_text("utf-8") for word in ("base_ref", "inputs.base"))


def test_the_guide_shows_the_same_steps() -> None:
    page = (ROOT / "docs/how-to/continuous-integration.md").read_text("utf-8")
    shown = yaml.safe_load(page.split("```yaml\n")[2].partition("```")[0])
    ours = workflow(WORKFLOWS[1])
    assert shown[True]["pull_request"] == ours[True]["pull_request"]
    steps = shown["jobs"]["check"]["steps"]
    assert [step.get("uses") for step in steps] == [step.get("uses") for step in ours["jobs"]["check"]["steps"]]
    assert steps[-1] == ours["jobs"]["check"]["steps"][-1]
