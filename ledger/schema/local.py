"""Schemas that a ledger brings along: whether they can be used, and where the fault is when they cannot."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

import jsonschema_rs

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, Location
from ledger.schema.engine import judge
from ledger.text.nesting import is_too_deep
from ledger.text.strict_yaml import Path, YamlFault, places

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 64
MAX_REFERENCES: Final = 1_000  # that are followed when all that a schema refers to is put in its place

_REFERENCES: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
_NAMES: Final = frozenset({"$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSchema:
    """A ledger's own schema for one kind of file, known to be usable."""

    kind: str
    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFault:
    """Why a schema cannot be used; `path` leads to the offending value."""

    path: Path
    message: str
    hint: str


def _keywords(schema: Any) -> Iterator[tuple[Path, str, str]]:
    """Every member whose name starts with `$` and whose value is text, with its path; without recursion."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, dict):
            for name, value in node.items():
                if name.startswith("$") and isinstance(value, str):
                    yield (*path, name), name, value
            waiting.extend(((*path, name), value) for name, value in node.items())
        elif isinstance(node, list):
            waiting.extend(((*path, index), value) for index, value in enumerate(node))


def _foreign(path: Path, name: str, value: str, *, references: bool) -> SchemaFault | None:
    if name in _REFERENCES and not references:
        return SchemaFault(
            path=path,
            message=f"a field's schema must spell everything out, found '{name}'",
            hint="write the schema out in its place",
        )
    if name in _REFERENCES and (name != "$ref" or not (value == "#" or value.startswith("#/"))):
        return SchemaFault(
            path=path,
            message=f"a reference must point into its own file, found {value[:80]!a}",
            hint="copy the definition below '$defs' and write '#/$defs/...'",
        )
    if name == "$schema" and value.rstrip("#") == DRAFT and len(path) == 1 and references:
        return None
    if name in _NAMES and not (name == "$id" and len(path) == 1 and references):
        hint = f"write {DRAFT}" if name == "$schema" and references else f"remove '{name}'"
        return SchemaFault(
            path=path,
            message=f"a schema must be of draft 2020-12 and one piece, found {name}: {value[:80]!a}",
            hint=hint,
        )
    return None


def names_of(reference: str) -> tuple[str, ...]:
    """The names on the way from the root of a schema to what it refers to (RFC 6901, as in an address)."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in unquote(reference).split("/")[1:])


def target_of(schema: Any, names: tuple[str, ...]) -> Any:
    """What stands at the end of a way that leads somewhere."""
    for name in names:
        schema = schema[int(name)] if isinstance(schema, list) else schema[name]
    return schema


def _unfolds_too_far(schema: Any) -> bool:
    """Whether following all references meets too many, or too many within each other; none is followed within itself.

    A validator would follow them all, twice as many with each definition that refers to the next one twice.
    """
    known: dict[tuple[str, ...], list[tuple[str, ...]]] = {}

    def ways(names: tuple[str, ...]) -> list[tuple[str, ...]]:
        if names not in known:
            found = _keywords(target_of(schema, names))
            known[names] = [
                names_of(value)
                for path, name, value in found
                if name in _REFERENCES and (names or path[0] != "$defs")  # what nothing refers to is not followed
            ]
        return known[names]

    waiting: list[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = [((), names) for names in ways(())]
    met = 0
    while waiting:
        within, names = waiting.pop()
        met += 1
        if met > MAX_REFERENCES or len(within) > MAX_DEPTH:
            return True
        if names not in within:
            waiting.extend(((*within, names), further) for further in ways(names))
    return False


def _dangling(schema: Any, path: Path, value: str) -> SchemaFault | None:
    """A pointer that leads nowhere."""
    node = schema
    for name in names_of(value):
        if isinstance(node, list) and name.isdecimal() and int(name) < len(node):
            node = node[int(name)]
        elif isinstance(node, dict) and name in node:
            node = node[name]
        else:
            message = f"a reference must point to something that is there, found {value[:80]!a}"
            return SchemaFault(path=path, message=message, hint="define it, or mend the pointer")
    return None


def _depth(schema: Any) -> int:
    depth, level = 0, [schema]
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            item
            for node in level
            for item in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
        ]
    return depth


def _misleading(schema: Any, *, references: bool) -> SchemaFault | None:
    for path, name, value in _keywords(schema):
        if fault := _foreign(path, name, value, references=references):
            return fault
        if name in _REFERENCES and (fault := _dangling(schema, path, value)):
            return fault
    if _unfolds_too_far(schema):
        message = f"following its references must meet at most {MAX_REFERENCES} of them in a schema, found more"
        return SchemaFault(path=(), message=message, hint="refer to each definition less often, or less deeply")
    return None


def _refused(schema: Any) -> SchemaFault | None:
    """What the validator itself says against the schema."""
    try:
        judge(schema)
    except jsonschema_rs.ValidationError as error:
        first = error.message.splitlines()[0][:200]
        hint = "patterns know no look-around and no back references" if "regex" in first else f"see {DRAFT}"
        message = f"a schema must be valid JSON Schema, draft 2020-12: {first}"
        return SchemaFault(path=tuple(error.instance_path), message=message, hint=hint)
    except ValueError as error:
        first = str(error).splitlines()[0][:200]
        return SchemaFault(path=(), message=f"a schema must be usable: {first}", hint="make it simpler")
    return None


def _find_fault(schema: Any, *, references: bool) -> SchemaFault | None:
    if not isinstance(schema, dict):
        return SchemaFault(path=(), message="a schema must be a mapping", hint=f"see {DRAFT}")
    if _depth(schema) > MAX_DEPTH:
        message = f"a schema must not be nested deeper than {MAX_DEPTH}"
        return SchemaFault(path=(), message=message, hint="flatten it with '$defs'")
    return _misleading(schema, references=references) or _refused(schema)


@lru_cache(maxsize=512)
def _fault_of_text(text: str, references: bool) -> SchemaFault | None:
    return _find_fault(json.loads(text), references=references)


def fault_of(schema: Any, *, references: bool) -> SchemaFault | None:
    """Why the schema cannot be used, or None; `references` allows pointers into itself."""
    return _fault_of_text(json.dumps(schema), references)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"'{name}' stands twice in one object")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")


def _refuse(path: str, message: str, hint: str, line: int = 1, column: int = 1) -> Diagnostic:
    return diagnostic("POL009", Location(path=path, line=line, column=column), message, hint)


def _place(text: str, path: Path) -> tuple[int, int]:
    try:
        known = places(text)  # JSON is YAML, nearly always
    except YamlFault:
        return 1, 1
    while path and path not in known:
        path = path[:-1]
    return known[path][1] if path else (1, 1)


def read_local(raw: bytes, path: str, kind: str) -> LocalSchema | Diagnostic:
    """A ledger's own `schema/<kind>.json`, or the finding (POL009) that says why it cannot be used."""
    if len(raw) > MAX_BYTES:
        return _refuse(
            path,
            f"a schema must be at most {MAX_BYTES} bytes, found {len(raw)}",
            "keep only what tightens the built-in schema",
        )
    try:
        text = raw.decode("utf-8")
        if is_too_deep(text):
            return _refuse(path, f"a schema must not be nested deeper than {MAX_DEPTH}", "flatten it with '$defs'")
        schema = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return _refuse(path, f"a schema must be JSON: {error.msg}", "mend the JSON", error.lineno, error.colno)
    except ValueError as error:  # not UTF-8, a member twice
        return _refuse(path, f"a schema must be JSON: {error}", "mend the JSON")
    if fault := fault_of(schema, references=True):
        return _refuse(path, fault.message, fault.hint, *_place(text, fault.path))
    return LocalSchema(kind=kind, path=path, text=json.dumps(schema))
