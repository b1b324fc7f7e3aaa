"""Text to values: a front-matter document or a plain YAML file, with the place of every value.

`python-frontmatter` alone hides a missing closing fence, metadata that is no mapping and text before the fence;
this reader refuses them, and only what it accepts reaches the rest of the program.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.text.strict_yaml import Path, Place, YamlFault, load, places, shown

MAX_HEADER_BYTES: Final = 256 * 1024
MAX_FILE_BYTES: Final = 4 * 1024 * 1024

_FENCE: Final = "---"
_COMBINE: Final = "keep one side, but every vote of both, each entry whole, and remove the markers"
_CONFLICT: Final = re.compile(r"^(<{7}|>{7}|\|{7})( .*)?$", re.MULTILINE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NAMES: Final = {"\0": "a NUL byte", "\r": "a carriage return without a line feed"}
# Lines that YAML or other tools take for a fence; at the start of a line in a header none of them can be data.
_NEARLY_FENCE: Final = re.compile(r"^(---[ \t]+|-{4,}[ \t]*|\.\.\.[ \t]*)$", re.MULTILINE)

_places = lru_cache(maxsize=16)(places)  # a file with many findings asks once for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as read: its mapping, its body, and enough to find the line of any value.

    `header` is the YAML text, its first line being line `header_line` of the file; `body` starts at `body_line`
    and has line feeds only. `digest` is what an approval of the file would cover, where somebody computed it.
    """

    path: str
    meta: Mapping[str, Any]
    header: str
    header_line: int
    body: str = ""
    body_line: int = 1
    digest: str | None = None

    def moved(self, path: str) -> "Document":
        """The same content at another path."""
        return self if path == self.path else replace(self, path=path)

    def key_place(self, *path: str | int) -> Location:
        """Where the key at `path` stands, or else the nearest place above it that exists."""
        return self._place(path, 0)

    def value_place(self, *path: str | int) -> Location:
        """Where the value at `path` starts, or else the nearest place above it that exists."""
        return self._place(path, 1)

    def _place(self, path: Path, which: int) -> Location:
        found: Mapping[Path, tuple[Place, Place]] = _places(self.header) if path else {}
        while path and path not in found:
            path, which = path[:-1], 0
        line, column = found[path][which] if path else (1, 1)
        return Location(path=self.path, line=line + self.header_line - 1, column=column)


@dataclass(slots=True)
class _Refused(Exception):
    diagnostic: Diagnostic


def _refuse(code: str, path: str, message: str, hint: str, line: int = 1, column: int = 1) -> _Refused:
    where = Location(path=path, line=line, column=column)
    return _Refused(Diagnostic(code=code, severity=Severity.ERROR, location=where, message=message, hint=hint))


def _refuse_match(code: str, path: str, text: str, start: int, message: str, hint: str) -> _Refused:
    line = text.count("\n", 0, start) + 1
    return _refuse(code, path, message, hint, line, start - (text.rfind("\n", 0, start) + 1) + 1)


def decode(raw: bytes, path: str) -> str:
    """The text of a file with line feeds only. Raises _Refused for what is not clean UTF-8 text."""
    if len(raw) > MAX_FILE_BYTES:
        message = f"a file must be at most {MAX_FILE_BYTES} bytes, found more"
        raise _refuse("DOC014", path, message, "keep data in files of its own")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")  # all before the fault is sound
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"text must be UTF-8, found the byte 0x{raw[error.start]:02x}"
        raise _refuse("DOC012", path, message, "save the file as UTF-8", line, column) from error
    if text.startswith("\ufeff"):
        raise _refuse("DOC013", path, "a file must not start with a byte-order mark", "save it as UTF-8 without BOM")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if control := _CONTROL.search(text):
        what = _NAMES.get(control.group(), f"the control character U+{ord(control.group()):04X}")
        hint = "save the file with line feeds (LF) as line ends" if control.group() == "\r" else "remove it"
        message = f"text must not hold control characters, found {what}"
        raise _refuse_match("DOC011", path, text, control.start(), message, hint)
    if conflict := _CONFLICT.search(text):
        message = f"a conflict must be resolved, found '{conflict.group()[:7]}'"
        raise _refuse_match("DOC010", path, text, conflict.start(), message, _COMBINE)
    return text


def _mapping(header: str, header_line: int, path: str, what: str) -> Mapping[str, Any]:
    if len(header) > MAX_HEADER_BYTES:
        message = f"{what} must be at most {MAX_HEADER_BYTES} characters, found {len(header)}"
        raise _refuse("DOC014", path, message, "keep data in files of its own", header_line)
    try:
        meta = load(header)
    except YamlFault as fault:
        if header_line > 1:
            _refuse_near_fence(header, path, fault.line)
        line = fault.line + header_line - 1
        raise _refuse(fault.code, path, fault.message, fault.hint, line, fault.column) from fault
    if not isinstance(meta, dict):
        found = {list: "a list", type(None): "nothing", str: "text"}.get(type(meta), "a single value")
        message = f"{what} must be one mapping, found {found}"
        raise _refuse("DOC004", path, message, "write 'key: value' lines", header_line)
    return meta


def _refuse_near_fence(after_fence: str, path: str, last_line: int | None = None) -> None:
    near = _NEARLY_FENCE.search(after_fence)
    line = after_fence.count("\n", 0, near.start()) + 1 if near else 0
    if near and (last_line is None or line <= last_line):
        message = f"the closing fence must be a line of exactly '---', found '{near.group()}'"
        raise _refuse("DOC002", path, message, "write three hyphens and nothing else on this line", line + 1)


def _refuse_start(text: str, path: str) -> _Refused:
    first, *rest = text.split("\n", 40)
    found = f"'{shown(first)}'" if first.strip() else "an empty line" if rest else "an empty file"
    if first.rstrip() == _FENCE:
        message = "the first line must be a fence of exactly '---', found white space after it"
        return _refuse("DOC001", path, message, "remove the white space", 1, len(_FENCE) + 1)
    fence = next((number for number, line in enumerate(rest[:39], 2) if line == _FENCE), 0)
    if fence and ":" in "".join(rest[fence - 1 : fence]):
        message = f"nothing may stand before the opening fence, found {found}"
        return _refuse("DOC003", path, message, f"make line {fence} the first line")
    message = f"the first line must be a fence of exactly '---', found {found}"
    return _refuse("DOC001", path, message, "start the file with front matter between two lines of '---'")


def _split(text: str, path: str) -> tuple[str, str, int]:
    """Header text, body text and the body's first line."""
    if not (text.startswith(_FENCE + "\n") or text == _FENCE):
        raise _refuse_start(text, path)
    end = text.find("\n---\n", 3)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - 4
    if end < 0:
        _refuse_near_fence(text[4:], path)
        message = "the front matter must be closed by a line of exactly '---', found none"
        raise _refuse("DOC002", path, message, "add the closing fence")
    header = text[4 : end + 1]
    return header, text[end + 5 :], header.count("\n") + 3


def has_front_matter(raw: bytes) -> bool:
    """Whether a file means to carry front matter: its first line that is not empty starts like a fence."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"---") and not start.startswith(b"----")


def read_document(raw: bytes, path: str) -> Document | Diagnostic:
    """A front-matter document, or the finding that says why it cannot be read."""
    try:
        text = decode(raw, path)
        header, body, body_line = _split(text, path)
        meta = _mapping(header, 2, path, "the front matter")
    except _Refused as refused:
        return refused.diagnostic
    return Document(path=path, meta=meta, header=header, header_line=2, body=body, body_line=body_line)


def with_text(document: Document, raw: bytes) -> Document:
    """A document with the text that it was read from, without reading the values anew."""
    text = decode(raw, document.path)
    if document.header_line == 1:
        return replace(document, header=text)
    header, body, _ = _split(text, document.path)
    return replace(document, header=header, body=body)


def read_yaml(raw: bytes, path: str) -> Document | Diagnostic:
    """A plain YAML file that is one mapping, or the finding that says why it cannot be read."""
    try:
        text = decode(raw, path)
        meta = _mapping(text, 1, path, "the file")
    except _Refused as refused:
        return refused.diagnostic
    return Document(path=path, meta=meta, header=text, header_line=1)
