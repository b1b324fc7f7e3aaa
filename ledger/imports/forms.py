"""The text of one file to facts and body, in whichever of the known forms it is written; nothing is refused."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ledger.imports.loose_yaml import load_loosely
from ledger.text.document import MAX_FILE_BYTES, MAX_HEADER_BYTES
from ledger.text.strict_yaml import YamlFault

Tell = Callable[[str], None]
Read = tuple[dict[str, Any], str] | None

_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9 _.-]{0,60}?)[ \t]*:(?:[ \t]+(.*)|)$")
_RULE: Final = re.compile(r"[\s|:-]*-[\s|:-]*")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_CONFLICT: Final = re.compile(r"^(<{7}|>{7}|\|{7})(?= |$)", re.MULTILINE)


def clean(raw: bytes, tell: Tell) -> str:
    """The text of a file as a ledger may hold it: UTF-8, line feeds, no control characters, no conflict markers."""
    if len(raw) > MAX_FILE_BYTES // 2:
        tell("a file is too large, so its end is left out")
        raw = raw[: MAX_FILE_BYTES // 2]
    text = raw.decode("utf-8", "replace")
    if "\ufffd" in text and "\ufffd".encode() not in raw:
        tell("a file is not UTF-8, so the bytes that cannot be read are shown as such")
    return clean_text(text.removeprefix("\ufeff"), tell)


def clean_text(text: str, tell: Tell) -> str:
    """The same for text; what a ledger cannot hold is left out or moved by a space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    if _CONTROL.search(text):
        tell("a text holds control characters, which are left out")
        text = _CONTROL.sub("", text)
    if _CONFLICT.search(text):
        tell("a text holds conflict markers, which are moved by a space")
        text = _CONFLICT.sub(r" \1", text)
    return text


def read_form(form: str, text: str, tell: Tell) -> Read:
    """The facts and the body of a text; None when it has no facts at all."""
    match form:
        case "yaml":
            return _yaml(text, "", tell)
        case "headers":
            head, _, body = text.lstrip("\n").partition("\n\n")
            return _lines(head, body)
        case "table":
            return _table(text)
        case _:
            return _front_matter(text, tell)


def _front_matter(text: str, tell: Tell) -> Read:
    lines = text.lstrip("\n").split("\n")
    if lines[0].rstrip() != "---":
        return None
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        tell("the front matter is not closed")
        return None
    return _yaml("\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]), tell)


def _yaml(header: str, body: str, tell: Tell) -> Read:
    if len(header) > MAX_HEADER_BYTES:
        tell("the facts are too large to be read")
        return None
    try:
        found = load_loosely(header, tell)
    except YamlFault as fault:
        tell(f"{fault.message}; it is read line by line")
        return _lines(header, body)
    return ({str(key): value for key, value in found.items()}, body) if isinstance(found, dict) else None


def _lines(header: str, body: str) -> Read:
    """Lines of `Name: value`; an indented line goes on with the one before."""
    facts: dict[str, Any] = {}
    last = None
    for line in header.split("\n"):
        if line[:1] in {" ", "\t"} and last is not None:
            facts[last] = f"{facts[last]} {line.strip()}".strip()
        elif found := _HEADER.match(line):
            last = found[1]
            facts[last] = (found[2] or "").strip().strip("\"'")
    return (facts, body) if facts else None


def _table(text: str) -> Read:
    """The first table of two columns; what stands before and after it is the body."""
    lines = text.split("\n")
    rows = [(at, cells) for at, line in enumerate(lines) if (cells := _cells(line))]
    if not rows:
        return None
    first = rows[0][0]
    run = [cells for at, cells in _unbroken(rows, first)]
    facts = {name.strip("* :`"): value for name, value in run[1 if _is_headed(lines, first) else 0 :] if name}
    return facts, "\n".join((*lines[:first], *lines[first + _height(lines, first) :]))


def _unbroken(rows: Iterable[tuple[int, tuple[str, str]]], first: int) -> Iterator[tuple[int, tuple[str, str]]]:
    rule = 0
    for number, (at, cells) in enumerate(rows):
        if number == 1 and at == first + 2:
            rule = 1  # the line of hyphens below the head is no row
        if at != first + number + rule:
            return
        yield at, cells


def _is_headed(lines: list[str], first: int) -> bool:
    return len(lines) > first + 1 and "|" in lines[first + 1] and _RULE.fullmatch(lines[first + 1]) is not None


def _height(lines: list[str], first: int) -> int:
    return next((at for at, line in enumerate(lines[first:]) if "|" not in line), len(lines) - first)


def _cells(line: str) -> tuple[str, str] | None:
    if "|" not in line or _RULE.fullmatch(line):
        return None
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return (cells[0], cells[1]) if len(cells) == 2 else None  # noqa: PLR2004 - a name and a value
