"""What a new ledger consists of: policy, look, schemas, workflows, and a page about its projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

from ledger import __version__
from ledger.flow import Flow
from ledger.forms.front_matter import yaml_text
from ledger.schema import KINDS
from ledger.words import LEDGER_FILE, Grade

MOVES: Final = ("advance", "backtrack", "cancel", "new-project", "pause-or-resume")


class Forge(StrEnum):
    """Where the repository is hosted."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """The first person of a ledger; `is_example` says that nobody real was known."""

    name: str
    email: str
    is_example: bool = False

    @property
    def handle(self) -> str:
        """The first name in small letters, without what a handle cannot hold."""
        first = (self.name.split() or self.email.split("@"))[0].casefold()
        kept = "".join(sign for sign in first if sign.isalnum() or sign in "-_.").lstrip("-.")
        return kept or "founder"


NOBODY: Final = Founder(name="Sam", email="sam@example.com", is_example=True)


def starter_files(*, title: str, flow: Flow, forge: Forge, founder: Founder) -> Mapping[str, str]:
    """Path to text of every file that a ledger starts with."""
    return {
        LEDGER_FILE: _policy(title, flow, founder),
        "mkdocs.yml": _look(title),
        ".gitignore": _resource("starter/gitignore"),
        "projects/README.md": _resource("starter/projects.md"),
        **{f"schema/{kind}.json": _resource(f"schema/{kind}.json") for kind in KINDS},
        **(_github() if forge is Forge.GITHUB else _gitlab()),
    }


def _github() -> dict[str, str]:
    names = ("approvals.yml", "check.yml", "site.yml")
    workflows = {f".github/workflows/{name}": _resource(f"starter/{name}") for name in names}
    return workflows | {
        f".github/PULL_REQUEST_TEMPLATE/{move}.md": _resource(f"starter/moves/{move}.md") for move in MOVES
    }


def _gitlab() -> dict[str, str]:
    pipeline = {".gitlab-ci.yml": _resource("starter/gitlab-ci.yml")}
    return pipeline | {
        f".gitlab/merge_request_templates/{move}.md": _resource(f"starter/moves/{move}.md") for move in MOVES
    }


def _resource(path: str) -> str:
    text = (files("ledger") / "builtin").joinpath(*path.split("/")).read_text("utf-8")
    return text.replace("@VERSION@", __version__)


def _look(title: str) -> str:
    """The built-in look under the ledger's own name."""
    _, theme, rest = _resource("mkdocs.yml").partition("\ntheme:\n")
    remark = "# The look of the site. Its pages are generated and inherit this file: keep it plain.\n"
    return remark + yaml_text({"site_name": title}) + theme + rest


def roles_of(flow: Flow) -> tuple[str, ...]:
    """Every role whose vote a flow asks for, in the order in which it first does."""
    counts = [gate.approvals for phase in flow.phases for gate in phase.gates]
    counts += [way.approvals for way in flow.backtracks] + [flow.cancel.approvals]
    return tuple(dict.fromkeys(role for votes in counts for role in votes))


def _policy(title: str, flow: Flow, founder: Founder) -> str:
    person = {"name": founder.name, "emails": [founder.email], "roles": list(roles_of(flow))}
    example = (
        "# Sam is an example: put the people in who lead, sponsor and approve your projects.\n"
        if founder.is_example
        else ""
    )
    return (
        "# The policy of this ledger: a change is judged by the policy that was there before it.\n"
        + yaml_text({"title": title})
        + f"flow: {flow.id}  # for new projects: a built-in flow or one of schema/flows\n"
        + "approvals:\n"
        + f"  grade: {Grade.AUTHORED}  # the least proof that counts: {', '.join(Grade)}\n"
        + "  self: false  # may the owner approve a gate of their own project\n"
        + "# Everybody who takes part, by handle; spread the roles over several people.\n"
        + example
        + yaml_text({"people": {founder.handle: person}})
    )
