"""The workflow that records reviews: what it may do, and its own shell steps run against programs that only answer."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent


WORKFLOWS = [".github/workflows/approvals.yml", "ledger/builtin/starter/approvals.yml"]


def workflow(path: str) -> dict[Any, Any]:
    found = yaml.safe_load((ROOT / path).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("path", WORKFLOWS)
def test_the_workflow_runs_nothing_of_a_pull_request_with_a_token(path: str) -> None:
    found = workflow(path)
    job = found["jobs"]["record"]
    assert found["permissions"] == {}
    assert job["permissions"] == {"contents": "write", "actions": "write", "pull-requests": "read"}
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert not [text for text in runs if "${{" in text]
    assert [text for text in runs if "install" in text] in [
        ["python -m pip install ./base"],
        ['python -m pip install "project-ledger==@VERSION@"'],
    ]
    checkouts = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert [one["persist-credentials"] for one in checkouts] == [False] * len(checkouts)
    with_token = [step for step in job["steps"] if "GH_TOKEN" in step.get("env", {})]
    assert with_token == [job["steps"][0], job["steps"][-1]]


@pytest.mark.parametrize("path", WORKFLOWS)
def test_what_a_pull_request_can_rewrite_only_asks_the_default_branch_to_look(path: str) -> None:
    found = workflow(path)
    assert found[True].keys() == {"pull_request_review", "workflow_dispatch"}
    asks, records = found["jobs"]["ask"], found["jobs"]["record"]
    assert asks["permissions"] == {"actions": "write"}
    assert "head.repo.full_name == github.repository" in asks["if"]
    assert "pull_request.base.ref == github.event.repository.default_branch" in asks["if"]
    assert "secrets." not in json.dumps(asks)
    assert records["if"].startswith("github.event_name == 'workflow_dispatch' && github.ref ==")
    assert records["environment"] == "witness"
    with_key = [step for step in records["steps"] if "secrets." in json.dumps(step)]
    assert [set(step["env"]) for step in with_key] == [{"BASE", "WITNESS_KEY"}]
    bases = [step["env"]["BASE"] for step in records["steps"] if "BASE" in step.get("env", {})]
    assert set(bases) == {"${{ github.event.repository.default_branch }}"}


def step_of(path: str, name: str) -> str:
    steps = workflow(path)["jobs"]["record"]["steps"]
    return next(str(step["run"]) for step in steps if step.get("name") == name)


@pytest.mark.parametrize("path", WORKFLOWS)
@pytest.mark.parametrize(("key", "told"), [("line one\nline two", "-rw------- line one line two "), ("", "")])
def test_the_workflow_keeps_the_key_to_itself_and_only_while_it_needs_it(
    path: str, key: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    for name, text in {
        "git": "exit 0\n",
        "ledger": "for last; do :; done\n"
        'case "$*" in *--witness-key*) ls -l "${last}" | cut -c1-10; cat "${last}" ;; esac > "${RUNNER_TEMP}/told"\n'
        'echo "$*" > "${RUNNER_TEMP}/said"; exit 3\n',
    }.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{text}")
        (tmp_path / "bin" / name).chmod(0o755)
    around = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "BASE": "main"}
    script = step_of(path, "write the votes into the branch")
    done = subprocess.run(["bash", "-e", "-c", script], env={**around, "WITNESS_KEY": key}, check=False)
    assert done.returncode == 3
    assert " ".join([*(tmp_path / "told").read_text().splitlines(), ""]).lstrip() == told
    assert ("--witness-key" in (tmp_path / "said").read_text()) == bool(key)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bin", "said", "told"]


@pytest.mark.parametrize("path", WORKFLOWS)
@pytest.mark.parametrize(
    ("number", "review", "repository", "base", "code"),
    [
        ("7", "12", "our/ledger", "main", 0),
        ("7", "12", "fork/ledger", "main", 1),
        ("7", "12", "our/ledger", "evil", 1),
        ("7/../../../../evil/ledger/pulls/1", "12", "our/ledger", "main", 1),
        ("7", "", "our/ledger", "main", 1),
        ("7", "12/../13", "our/ledger", "main", 1),
    ],
)
def test_the_workflow_asks_the_forge_itself_and_about_its_own_branches_only(
    path: str, number: str, review: str, repository: str, base: str, code: int, tmp_path: Path
) -> None:
    answers = {"7": {"head": {"ref": "move", "repo": {"full_name": repository}}, "base": {"ref": base}}}
    asked = {**answers, "12": {"id": 12, "state": "APPROVED"}}
    for name, answer in asked.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(answer))
    (tmp_path / "gh").write_text('#!/bin/sh\ncat "${RUNNER_TEMP}/${2##*/}.json"\n')
    (tmp_path / "gh").chmod(0o755)
    around = {"PATH": f"{tmp_path}:/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "NUMBER": number, "REVIEW": review}
    around |= {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_REPOSITORY": "our/ledger", "MAIN": "main"}
    script = step_of(path, "ask the forge for the review")
    done = subprocess.run(["bash", "-e", "-c", script], env=around, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    if code == 0:
        assert (tmp_path / "output").read_text() == "head=move\n"
        event = json.loads((tmp_path / "event.json").read_text())
        assert event == {"pull_request": asked["7"], "review": asked["12"]}
