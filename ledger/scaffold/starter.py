"""What a new ledger consists of: policy, look, schemas, hooks and settings, and a page about its projects."""

from collections.abc import Mapping, Sequence

from ledger.forms.front_matter import yaml_text
from ledger.records.flow import Flow
from ledger.scaffold.hosting import Forge, hosting_files
from ledger.scaffold.people import Founder, as_entries
from ledger.scaffold.resource import resource
from ledger.schema import KINDS
from ledger.words import LEDGER_FILE, Grade


def starter_files(*, title: str, flow: Flow, forge: Forge, people: Sequence[Founder]) -> Mapping[str, str]:
    """Path to text of every file that a ledger starts with, but for CODEOWNERS, which needs to know its projects."""
    return {
        LEDGER_FILE: _policy(title, flow, forge, people),
        "mkdocs.yml": _look(title),
        ".gitignore": resource("starter/gitignore"),
        ".pre-commit-config.yaml": resource("starter/pre-commit-config.yaml"),
        ".vscode/extensions.json": resource("starter/vscode/extensions.json"),
        ".vscode/settings.json": resource("starter/vscode/settings.json"),
        ".vscode/tasks.json": resource("starter/vscode/tasks.json"),
        "projects/README.md": resource("starter/projects.md"),
        **{f"schema/{kind}.json": resource(f"schema/{kind}.json") for kind in KINDS},
        **hosting_files(forge),
    }


def _look(title: str) -> str:
    """The built-in look under the ledger's own name."""
    _, theme, rest = resource("mkdocs.yml").partition("\ntheme:\n")
    remark = "# The look of the site. Its pages are generated and inherit this file: keep it plain.\n"
    return remark + yaml_text({"site_name": title}) + theme + rest


def _policy(title: str, flow: Flow, forge: Forge, people: Sequence[Founder]) -> str:
    example = (
        "# Sam is an example: put the people in who lead, sponsor and approve your projects.\n"
        if any(one.is_example for one in people)
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
        + yaml_text({"people": dict(as_entries(people, flow, forge.value))})
    )
