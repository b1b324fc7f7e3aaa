"""The ledger's own documentation, copied into the site below `guide/`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ledger.paths import is_on_the_web
from ledger.site.settings import GUIDE, Look

_COPIED: Final = frozenset(
    [".md", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".css", ".js", ".txt", ".yml", ".json"]
)


def guide_files(look: Look) -> Mapping[str, Path]:
    """Where each file of the documentation goes in the site's source, by its path there."""
    docs = look.docs
    if docs is None:
        return {}
    return {f"{GUIDE}/{path.relative_to(docs).as_posix()}": path for path in _files(docs)}


def _files(docs: Path) -> Iterator[Path]:
    for path in sorted(docs.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(docs).parts)
        if path.suffix.lower() in _COPIED and not hidden and path.is_file() and not path.is_symlink():
            yield path


def guide_nav(look: Look, copied: Mapping[str, Path]) -> list[Any]:
    """The navigation that the ledger's `mkdocs.yml` gives, below `guide/`; else every page, `index.md` first."""
    given = look.says.get("nav")
    if isinstance(given, list):
        return _moved(given, copied)
    pages = [path for path in copied if path.endswith(".md")]
    return sorted(pages, key=lambda path: (path.rpartition("/")[2] != "index.md", path))


def _moved(nav: Sequence[Any], copied: Mapping[str, Path]) -> list[Any]:
    """A navigation with every path below `guide/`; what was not copied, and no address on the web, is left out."""
    found: list[Any] = []
    for entry in nav:
        if isinstance(entry, dict):
            for title, below in entry.items():
                if isinstance(below, list) and (inner := _moved(below, copied)):
                    found.append({title: inner})
                elif isinstance(below, str) and (f"{GUIDE}/{below}" in copied or is_on_the_web(below)):
                    found.append({title: below if is_on_the_web(below) else f"{GUIDE}/{below}"})
        elif isinstance(entry, str) and f"{GUIDE}/{entry}" in copied:
            found.append(f"{GUIDE}/{entry}")
    return found
