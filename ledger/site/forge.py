"""Links to commits and files on the forge that `repo_url` names."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

# What follows the repository's address: to a commit, to a file at a commit.
_SHAPES: Final = {
    "github": ("commit/{commit}", "blob/{commit}/{path}"),
    "gitlab": ("-/commit/{commit}", "-/blob/{commit}/{path}"),
    "bitbucket": ("commits/{commit}", "src/{commit}/{path}"),
    "codeberg": ("commit/{commit}", "src/commit/{commit}/{path}"),
    "gitea": ("commit/{commit}", "src/commit/{commit}/{path}"),
    "forgejo": ("commit/{commit}", "src/commit/{commit}/{path}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """A forge's address of the ledger's repository and its kind."""

    address: str
    kind: str

    def commit(self, commit: str) -> str:
        """The address of a commit."""
        return f"{self.address}/{_SHAPES[self.kind][0].format(commit=commit)}"

    def file(self, commit: str, path: str) -> str:
        """The address of a file at a commit."""
        place = quote(path, errors="surrogateescape")  # a name may be of bytes that are not UTF-8
        return f"{self.address}/{_SHAPES[self.kind][1].format(commit=commit, path=place)}"


def forge_of(repo_url: object) -> Forge | None:
    """The forge behind a `repo_url`, or None where it is none that we know."""
    if not isinstance(repo_url, str):
        return None
    try:
        parts = urlsplit(repo_url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    kind = next((name for name in _SHAPES if name in host.split(".")), None)
    if kind is None or parts.scheme not in {"http", "https"} or not parts.path.strip("/"):
        return None
    return Forge(address=f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('.git')}", kind=kind)
