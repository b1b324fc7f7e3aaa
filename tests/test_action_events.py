"""What the action judges where no pull request starts it: a push, a merge queue."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.build import LEDGER, Builder, card, document
from tests.gated import GATED, voted

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


PROVEN = LEDGER.replace("flow: small", "flow: small\napprovals: {grade: attested}").replace(
    "roles: [product]", "github: dana, roles: [product]"
)


@dataclass(frozen=True)
class Queue:
    """A clone of what a queue made of a reviewed pull request, squashed, so that the reviewed commit is not in it."""

    clone: Builder
    onto: str

    def acted(self, named: str) -> tuple[int, str]:
        """How the action ends where the queue's branch has a name."""
        told = {"QUEUED_FOR": "refs/heads/main", "QUEUED_ON": self.onto, "QUEUED_AS": named}
        return acted(self.clone, GITHUB_REPOSITORY="our/ledger", **told)


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    server = Builder(tmp_path / "server", ledger=PROVEN, flow=GATED).project()
    onto = server.commit("Start")
    server.git("clone", "-q", ".", str(tmp_path / "clone"))
    server.git("switch", "-q", "-c", "go")
    moved = {"projects/churn/README.md": card(phase="build"), "projects/churn/build.md": document("build")}
    reviewed = server.write(moved | {"projects/churn/idea.md": voted(document(), "dana")}).commit("Go")
    server.git("update-ref", "refs/pull/7/head", reviewed)
    clone = Builder(tmp_path / "clone", ledger="")
    clone.write(moved | {"projects/churn/idea.md": voted(document(), "dana")}).commit("Go (#7)")
    review = {"user": {"login": "dana"}, "state": "APPROVED", "commit_id": reviewed}
    answer = f"case \"$*\" in *pulls/7/reviews) echo '{json.dumps([review])}' ;; *) exit 1 ;; esac\n"
    (tmp_path / "gh").write_text(f"#!/bin/sh\n{answer}")
    (tmp_path / "gh").chmod(0o755)
    return Queue(clone=clone, onto=onto)


def test_reviews_of_the_one_pull_request_that_a_queue_merges_attest_its_votes(queue: Queue) -> None:
    code, said = queue.acted(f"refs/heads/gh-readonly-queue/main/pr-7-{queue.onto}")
    assert (code, said.count("APR001")) == (0, 0), said


@pytest.mark.parametrize(
    "named",
    ["", "refs/heads/pr-7-{onto}", "refs/heads/gh-readonly-queue/main/pr-7-{other}", "refs/heads/pr-7;id-{onto}"],
)
def test_where_a_queue_may_merge_more_than_one_no_review_is_asked_for(queue: Queue, named: str) -> None:
    code, said = queue.acted(named.format(onto=queue.onto, other="0" * 40))
    assert (code, "APR001" in said) == (1, True), said


def test_what_was_reviewed_and_cannot_be_fetched_attests_nothing(queue: Queue) -> None:
    queue.clone.git("remote", "set-url", "origin", str(queue.clone.root / "nowhere"))
    code, said = queue.acted(f"refs/heads/gh-readonly-queue/main/pr-7-{queue.onto}")
    assert (code, "APR001" in said, "::warning::" in said) == (1, True, True)


def test_the_action_tells_its_script_of_a_queue() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    (told,) = (step["env"] for step in steps if "check.sh" in step.get("run", ""))
    assert told["QUEUED_FOR"] == "${{ github.event.merge_group.base_ref }}"
    assert told["QUEUED_AS"] == "${{ github.event.merge_group.head_ref }}"
    assert told["QUEUED_ON"] == "${{ github.event.merge_group.base_sha }}"
