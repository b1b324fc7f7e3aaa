"""What a ledger gets for the place where its repository is hosted: workflows and templates of pull requests."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ledger.scaffold.resource import resource

MOVES: Final = ("advance", "backtrack", "cancel", "new-project", "pause-or-resume")
_WORKFLOWS: Final = ("approvals", "check", "site")


class Forge(StrEnum):
    """Where the repository is hosted; `none` is any git server, or no server at all."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


def hosting_files(forge: Forge) -> Mapping[str, str]:
    """Path to text of the files that only this forge reads."""
    match forge:
        case Forge.GITHUB:
            workflows = {f".github/workflows/{name}.yml": resource(f"starter/{name}.yml") for name in _WORKFLOWS}
            return workflows | _templates(".github/PULL_REQUEST_TEMPLATE")
        case Forge.GITLAB:
            pipeline = {".gitlab-ci.yml": resource("starter/gitlab-ci.yml")}
            return pipeline | _templates(".gitlab/merge_request_templates")
        case Forge.NONE:
            return {}


def _templates(folder: str) -> dict[str, str]:
    return {f"{folder}/{move}.md": resource(f"starter/moves/{move}.md") for move in MOVES}
