"""The images of projects: which may be shown, and what they hold."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from ledger.model import Ledger, Project
from ledger.site.markdown_text import IMAGE_ENDINGS
from ledger.words import CARD_NAME

MAX_BYTES: Final = 2 * 1024 * 1024
_FOLDER: Final = "files"


class Gallery:
    """Remembers which images the pages ask for; `wanted` maps their place in the site's source to their file."""

    def __init__(self, ledger: Ledger, root: Path) -> None:
        self._ledger = ledger
        self._root = root.resolve()
        self.wanted: dict[str, Path] = {}

    def url(self, project: Project, path: str) -> str | None:
        """The URL of a project's image seen from its page, or None for what is no image that may be shown."""
        if path not in project.files or not path.lower().endswith(IMAGE_ENDINGS) or path == CARD_NAME:
            return None
        full = f"{project.folder}/{path}"
        if full in self._ledger.symlinks or ".." in path.split("/"):
            return None
        file = self._root / full
        if not file.resolve().is_relative_to(self._root / project.folder) or not _is_small(file):
            return None
        self.wanted[f"projects/{project.slug}/{_FOLDER}/{path}"] = file
        return quote(f"{_FOLDER}/{path}")


def _is_small(file: Path) -> bool:
    try:
        return file.is_file() and file.stat().st_size <= MAX_BYTES
    except OSError:
        return False
