"""The pipeline for GitLab judges in the ledger's own project and for its default branch, or not at all."""

import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OURS = {
    "CI_DEFAULT_BRANCH": "main",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_PROJECT_ID": "7",
    "CI_MERGE_REQUEST_PROJECT_ID": "7",
}


def scripts() -> list[list[str]]:
    """The scripts of the pipeline that a new ledger gets, and of the one that the guide shows."""
    page = (ROOT / "docs/how-to/continuous-integration.md").read_text("utf-8")
    shown = page.partition("## GitLab")[2].partition("```yaml\n")[2].partition("```")[0]
    starter = (ROOT / "ledger/builtin/starter/gitlab-ci.yml").read_text("utf-8")
    return [yaml.safe_load(starter)["check"]["script"], yaml.safe_load(shown)["ledger"]["script"]]


@pytest.mark.parametrize("script", scripts())
@pytest.mark.parametrize(
    ("more", "is_judged"),
    [
        ({}, True),
        ({"CI_PROJECT_ID": "8"}, False),
        ({"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "skip"}, False),
        ({"CI_DEFAULT_BRANCH": "skip"}, False),
    ],
)
def test_neither_a_fork_nor_another_branch_is_judged(script: list[str], more: dict[str, str], is_judged: bool) -> None:
    upto = next(at for at, line in enumerate(script) if line.startswith("git fetch"))
    asked = "\n".join(line for line in script[:upto] if "pip install" not in line)
    done = subprocess.run(["bash", "-e", "-c", asked], env=OURS | more, check=False)
    assert (done.returncode == 0) is is_judged
