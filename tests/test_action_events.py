"""What the action judges where no pull request starts it: a push, a merge queue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.build import Builder, card, document

ROOT = Path(__file__).parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Builder:
    """A clone whose branch leaves two phases out, with one more commit on top."""
    clone = Builder(tmp_path / "clone").project()
    clone.commit("Start")
    clone.git("update-ref", "refs/remotes/origin/main", "HEAD")
    clone.write({"projects/churn/README.md": card(phase="run"), "projects/churn/run.md": document("run")})
    clone.commit("Skip")
    clone.git("commit", "-q", "--allow-empty", "-m", "The next in the queue")
    return clone


def acted(clone: Builder, **more: str) -> tuple[int, str]:
    """How the action's script ends in the clone, and what it prints."""
    place = {"DIRECTORY": str(clone.root), "RUNNER_TEMP": str(clone.root.parent), "HOME": str(clone.root.parent)}
    given = {"BASE": "", "MAIN": "main", "NUMBER": "", "REVIEWS": "true", "SARIF": "false", "STRICT": "false"}
    tools = clone.root.parent / "ledger"
    tools.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ledger "$@"\n')
    tools.chmod(0o755)
    paths = {"PATH": f"{clone.root.parent}{os.pathsep}/usr/bin{os.pathsep}/bin", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", str(ROOT / ".github/actions/check.sh")],
        env=place | given | paths | more,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_push_is_judged_by_the_default_branch_unless_files_alone_are_asked_for(clone: Builder) -> None:
    code, said = acted(clone)
    assert (code, "MOV001" in said) == (1, True)
    assert "MOV001" not in acted(clone, BASE="none")[1]
    assert "MOV001" not in acted(clone, MAIN="")[1]  # a schedule does not tell it


def test_a_queue_is_judged_by_what_it_merges_onto(clone: Builder) -> None:
    queue = {"QUEUED_FOR": "refs/heads/main", "QUEUED_ON": "refs/remotes/origin/main"}
    code, said = acted(clone, **queue)
    assert (code, "MOV001" in said) == (1, True)
    assert "MOV001" not in acted(clone, **queue | {"QUEUED_ON": clone.git("rev-parse", "HEAD^").strip()})[1]
    assert "MOV001" not in acted(clone, BASE="none", **queue)[1]
    assert acted(clone, **queue | {"QUEUED_FOR": "refs/heads/skip"}) == (
        1,
        "::error::only a pull request into main is judged, this one goes to skip\n",
    )


def test_the_action_tells_its_script_of_a_queue() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    (told,) = (step["env"] for step in steps if "check.sh" in step.get("run", ""))
    assert told["QUEUED_FOR"] == "${{ github.event.merge_group.base_ref }}"
    assert told["QUEUED_ON"] == "${{ github.event.merge_group.base_sha }}"
