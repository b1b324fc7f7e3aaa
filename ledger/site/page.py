"""A page before it is drawn: where it goes, which template draws it, from which values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site; `path` is that of its Markdown file below the site's source, such as `flows/index.md`.

    `description` says in a sentence what the page tells, for search engines and for who gets its link.
    """

    path: str
    title: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    description: str = ""

    @property
    def root(self) -> str:
        """The way from the page to the top of the site: empty, `../` or longer."""
        return "../" * self.path.count("/")


def project_path(slug: str) -> str:
    """The Markdown file of a project's page."""
    return f"projects/{slug}/index.md"


def decision_path(slug: str, name: str) -> str:
    """The Markdown file of the page of a project's vote."""
    return f"projects/{slug}/decisions/{name}.md"


def files_path(slug: str, path: str) -> str:
    """Where the copy of a project's file goes."""
    return f"projects/{slug}/files/{path}"


def file_page_path(slug: str, path: str) -> str:
    """The Markdown file of the page of a project's file; it keeps the ending, so none is another's."""
    return f"{files_path(slug, path)}.md"


def badge_path(slug: str) -> str:
    """Where a project's badge goes."""
    return f"badges/{slug}.svg"


def flow_path(flow: str) -> str:
    """The Markdown file of a flow's page."""
    return f"flows/{flow}.md"


def url(path: str, start: str = "") -> str:
    """The relative URL of a page or file of the site, seen from the page whose Markdown file is `start`."""
    target = f"{path.removesuffix('.md')}.html" if path.endswith(".md") else path
    return quote(_way(target.split("/"), start.split("/")[:-1]), errors="surrogateescape")


def _way(target: list[str], folder: list[str]) -> str:
    """From a folder to a file of the site, both plain paths below its top: `relpath` would first make sure of that."""
    shared = 0
    while shared < min(len(folder), len(target) - 1) and folder[shared] == target[shared]:
        shared += 1
    return "/".join([".."] * (len(folder) - shared) + target[shared:])
