"""The drawn pages of a project, and the form in which an index keeps them."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The pages of a project by their path below the site's source, and the files beside them, likewise."""

    pages: Mapping[str, bytes]
    files: Mapping[str, bytes | Path]


def packed(drawn: Drawn, root: Path) -> bytes:
    """The pages with their own files, one after the other behind a list of them, and the places of files of `root`."""
    own = {path: raw for path, raw in drawn.files.items() if isinstance(raw, bytes)}
    places = {path: file.relative_to(root).as_posix() for path, file in drawn.files.items() if isinstance(file, Path)}
    listed = {
        "pages": {path: len(raw) for path, raw in drawn.pages.items()},
        "own": {path: len(raw) for path, raw in own.items()},
        "files": places,
    }
    head = json.dumps(listed).encode()
    return zlib.compress(b"".join((b"%d\n" % len(head), head, *drawn.pages.values(), *own.values())), 1)


def unpacked(raw: bytes, root: Path) -> Drawn | None:
    """What was packed, or None for what never was."""
    try:
        size, _, rest = zlib.decompress(raw).partition(b"\n")
        listed = json.loads(rest[: int(size)])
        contents = rest[int(size) :]
        pages = dict(_parted(contents, listed["pages"]))
        own = dict(_parted(contents[sum(map(len, pages.values())) :], listed["own"]))
        return Drawn(pages=pages, files={**{path: root / name for path, name in listed["files"].items()}, **own})
    except _MALFORMED:
        return None


def _parted(contents: bytes, sizes: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    start = 0
    for path, size in sizes.items():
        yield path, contents[start : start + size]
        start += size
