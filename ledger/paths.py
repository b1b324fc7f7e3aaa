"""Paths: of files from the ledger's root, and as a document writes them from its project's folder; and addresses."""

import re
from posixpath import normpath
from typing import Final

MAX_NAME_BYTES: Final = 200  # the site puts an ending to a name, and file systems allow 255
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_NO_LINE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NO_UTF8: Final = re.compile("[\ud800-\udfff]")  # as which a byte that is none is read


def folder_of(path: str) -> str:
    """The folder that holds a file of the ledger."""
    return path.rpartition("/")[0]


def slug_of(folder: str) -> str:
    """The name of the project that a folder holds."""
    return folder.rpartition("/")[2]


def phase_of(path: str) -> str:
    """The phase that a document is named after."""
    return path.rpartition("/")[2].removesuffix(".md")


def spelt_out(path: str) -> str:
    """A path as a line of text names it: what would steer a terminal or end the line is spelt out."""
    return _NO_LINE.sub(lambda found: found[0].encode("unicode_escape").decode(), path)


def has_control(path: str) -> bool:
    """Whether a name on a path holds what is no text: a control character, or a separator of lines."""
    return _NO_LINE.search(path) is not None


def is_utf8(path: str) -> bool:
    """Whether all names on a path are UTF-8; git itself takes any bytes."""
    return path.isascii() or _NO_UTF8.search(path) is None


def longest_name(path: str) -> tuple[str, int]:
    """The longest name on a path, and its length in bytes."""
    lengths = {part: len(part.encode("utf-8", "surrogateescape")) for part in path.split("/")}
    return max(lengths.items(), key=lambda pair: pair[1])


def is_address(text: str) -> bool:
    """Whether a text is an address of any kind, or names a drive: it begins with a scheme, and is no path."""
    return _SCHEME.match(text) is not None


def is_on_the_web(text: str) -> bool:
    """Whether a text is an address that a browser opens."""
    return _WEB.match(text) is not None


def inside(path: str, folder: str) -> str:
    """A path from the project's folder, where somebody named it from there or from the ledger's root.

    An address stays as it is, and what leads out of the project still does: `why_outside` tells of it.
    """
    if not path or is_address(path):
        return path
    plain = normpath(path)
    return "." if plain == folder else plain.removeprefix(f"{folder}/")


def why_outside(path: str) -> str | None:
    """Why a path is no plain path below its project, or None when it is one."""
    if _CONTROL.search(path):
        return "which holds a control character"
    if "\\" in path:
        return "which holds a backslash"
    if is_address(path):
        return "which is an address or names a drive"
    if path.startswith("/"):
        return "which is absolute"
    if ".." in path.split("/"):
        return "which climbs with '..'"
    return None
