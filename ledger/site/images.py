"""The files of projects that the site may hold: which may be read, and where their copies go."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from ledger.paths import MAX_NAME_BYTES, longest_name
from ledger.records.model import Ledger, Project
from ledger.site.markdown_text import IMAGE_ENDINGS
from ledger.site.page import files_path
from ledger.words import CARD_NAME

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_READ_BYTES: Final = 8 * 1024 * 1024


@dataclass(slots=True)
class FileFault(Exception):
    """Why a file of a project is not read; a phrase that completes a sentence."""

    reason: str


class Gallery:
    """Remembers which images the pages ask for; `wanted` maps their place in the site's source to their content."""

    def __init__(self, ledger: Ledger, root: Path) -> None:
        self._ledger = ledger
        self._root = root.resolve()
        self.wanted: dict[str, Path | bytes] = {}

    def url(self, project: Project, path: str) -> str | None:
        """The URL of a project's image seen from its page, or None for what is no image that may be shown."""
        if not path.lower().endswith(IMAGE_ENDINGS) or path == CARD_NAME:
            return None
        try:
            file = self._file(project, path, MAX_BYTES)
        except FileFault:
            return None
        target = files_path(project.slug, path)
        self.wanted[target] = file
        return quote(target.removeprefix(f"projects/{project.slug}/"))

    def read(self, project: Project, path: str) -> bytes:
        """What a file of a project holds. Raises FileFault like `check`."""
        try:
            return self._file(project, path, MAX_READ_BYTES).read_bytes()
        except OSError:
            raise FileFault("it cannot be read") from None

    def check(self, project: Project, path: str) -> None:
        """Raises FileFault for a file that leads elsewhere, is too large, or is not there."""
        self._file(project, path, MAX_READ_BYTES)

    def _file(self, project: Project, path: str, limit: int) -> Path:
        """Where a file is that lies in its project's folder, is no link and not too large. Raises FileFault."""
        full = f"{project.folder}/{path}"
        if full in self._ledger.symlinks:
            raise FileFault("it is a symbolic link")
        if path not in project.files or ".." in path.split("/"):
            raise FileFault("it is not there")
        if not path.isprintable() or longest_name(path)[1] > MAX_NAME_BYTES:
            raise FileFault("its name is too long or holds signs that cannot be printed")
        file = self._root / full
        try:
            if not os.path.lexists(file):
                raise FileFault("it is not checked out here")
            if not file.resolve().is_relative_to(self._root / project.folder) or not file.is_file():
                raise FileFault("it leads out of the project")
            if (size := file.stat().st_size) > limit:
                raise FileFault(f"it has {size:,} bytes, more than the {limit:,} that are shown")
        except OSError:
            raise FileFault("it cannot be read") from None
        return file
