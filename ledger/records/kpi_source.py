"""The sources of KPIs: which number a path and a JSON Pointer find in a JSON file of the project."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from posixpath import normpath
from typing import Any, Final, NoReturn
from urllib.parse import unquote

from ledger.records.model import Project
from ledger.text.nesting import is_too_deep

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_ESCAPE: Final = re.compile(r"~(?![01])")


@dataclass(slots=True)
class SourceFault(Exception):
    """Why the value that a source points to cannot be had; a phrase that completes a sentence."""

    reason: str


def split_source(source: str) -> tuple[str, str]:
    """The path and the JSON Pointer of a source such as `reports/metrics.json#/f1`."""
    path, _, pointer = source.partition("#")
    return path, pointer


def source_path(project: Project, source: str) -> str:
    """The path of a source's file from the ledger's root. Raises SourceFault for one outside the project."""
    path = split_source(source)[0]
    inside = normpath(path)
    if not path or path.startswith("/") or "\\" in path or inside == ".." or inside.startswith("../"):
        raise SourceFault(f"'{path}' is not inside the project")
    return f"{project.folder}/{inside}"


def read_number(raw: bytes, pointer: str) -> float:
    """The number that a JSON Pointer (RFC 6901) finds in a JSON text. Raises SourceFault."""
    found = _follow(_parse(raw), pointer)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        what = {dict: "an object", list: "a list", str: "text", bool: "true or false"}.get(type(found), "null")
        raise SourceFault(f"'{pointer}' must be a number and is {what}")
    if isinstance(found, int) and abs(found) > 2**53 - 1:
        raise SourceFault(f"the number at '{pointer}' is too large to be kept exactly")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise SourceFault(f"JSON has no {name}")


def _float(text: str) -> float:
    if not isfinite(value := float(text)):
        raise SourceFault("a number is too large to be kept")
    return value


def _int(text: str) -> int:
    if len(text) > 300:  # noqa: PLR2004 - near the largest double, and far below the limit of int()
        raise SourceFault("a number is too large to be kept")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SourceFault("a key stands twice in one object")
    return found


def _parse(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
        if is_too_deep(text):
            raise SourceFault("it is nested too deeply")
        return json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_int,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise SourceFault("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise SourceFault(f"it is no JSON ({error.msg.lower()} in line {error.lineno})") from error


def _follow(value: Any, pointer: str) -> Any:
    if pointer and not pointer.startswith("/"):
        raise SourceFault(f"the pointer '{pointer}' must start with '/'")
    for token in pointer.split("/")[1:]:
        name = _token(token)
        if isinstance(value, list) and _INDEX.fullmatch(name) and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and (name in value or unquote(name) in value):
            value = value[name if name in value else unquote(name)]  # in a URI fragment names may be percent-encoded
        else:
            raise SourceFault(f"it has no '{pointer}'")
    return value


def _token(token: str) -> str:
    if _ESCAPE.search(token):
        raise SourceFault(f"'~' must be written '~0' in the pointer, found '{token}'")
    return token.replace("~1", "/").replace("~0", "~")


def resolve(project: Project, source: str, json_files: Mapping[str, bytes]) -> float:
    """The number that a KPI's source points to. Raises SourceFault."""
    path = source_path(project, source)
    raw = json_files.get(path)
    if raw is None:
        reason = "is not there" if path.endswith(".json") else "is not a .json file"
        raise SourceFault(f"'{split_source(source)[0]}' {reason}")
    return read_number(raw, split_source(source)[1])
