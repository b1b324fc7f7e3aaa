"""Where the site and the forge show a project or a commit, for who links to them from elsewhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from yaml.nodes import MappingNode, ScalarNode

from ledger.edges.gitrepo import open_repository
from ledger.site.forge import Forge, forge_of
from ledger.site.page import project_path, url

CONFIG_NAME: Final = "mkdocs.yml"
_TEXT: Final = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The site's address with a slash at its end, empty where it is not known, and the forge, where that is."""

    site: str = ""
    forge: Forge | None = None

    def page(self, path: str) -> str:
        """The address of a page by its Markdown file, or nothing."""
        return f"{self.site}{url(path)}" if self.site else ""

    def project(self, slug: str) -> str:
        """The address of a project's page, or nothing."""
        return self.page(project_path(slug))

    def commit(self, commit: str) -> str:
        """The address of a commit, or nothing."""
        return self.forge.commit(commit) if self.forge else ""


def site_address(given: object) -> str:
    """A `site_url` with a slash at its end; empty where it is none that can be linked to."""
    address = given.strip() if isinstance(given, str) else ""
    return f"{address.rstrip('/')}/" if address.startswith(("https://", "http://")) else ""


def addresses_at(directory: Path) -> Addresses:
    """The addresses that the `mkdocs.yml` of the ledger holding `directory` states as plain texts; else none.

    The file may name anything that MkDocs would run, so that it is looked at and nothing in it is made.
    """
    root = open_repository(directory).root
    said = _texts(root / CONFIG_NAME) if root else {}
    return Addresses(site=site_address(said.get("site_url")), forge=forge_of(said.get("repo_url")))


def _texts(path: Path) -> dict[str, str]:
    """The plain texts at the top of a YAML file; none where it cannot be read."""
    try:
        found = yaml.compose(path.read_bytes(), Loader=yaml.SafeLoader)
    except (OSError, yaml.YAMLError, RecursionError):
        return {}
    pairs = found.value if isinstance(found, MappingNode) else ()
    return {
        key.value: value.value
        for key, value in pairs
        if isinstance(key, ScalarNode) and isinstance(value, ScalarNode) and value.tag == _TEXT
    }
