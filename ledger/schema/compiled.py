"""The schema of a kind of file: the built-in one with a flow's fields, beside the ledger's own that tightens it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

from ledger.records.flow import Flow
from ledger.schema.engine import judge
from ledger.schema.local import LocalSchema, fault_of

KINDS: Final = ("ledger", "flow", "project", "phase")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One schema that must hold; `origin` is the path of a ledger's own schema, or None for the built-in one."""

    schema: Mapping[str, Any]
    text: str
    judge: jsonschema_rs.Draft202012Validator
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compiled:
    """All that a file of this kind must fulfil: every part holds."""

    kind: str
    parts: tuple[Part, ...]

    def is_valid(self, instance: Mapping[str, Any]) -> bool:
        """Whether nothing is wrong, without saying what."""
        return all(part.judge.is_valid(instance) for part in self.parts)


@lru_cache(maxsize=len(KINDS))
def builtin_text(kind: str) -> str:
    """The schema that comes with the program, as its file has it; `kind` is one of `KINDS`."""
    return (files("ledger") / "builtin" / "schema" / f"{kind}.json").read_text("utf-8")


def builtin_schema(kind: str) -> dict[str, Any]:
    """The same as a value of the caller's own."""
    schema: dict[str, Any] = json.loads(builtin_text(kind))
    return schema


def _part(schema: dict[str, Any], origin: str | None = None) -> Part:
    return Part(schema=schema, text=json.dumps(schema), judge=judge(schema), origin=origin)


def _add_fields(schema: dict[str, Any], fields: Mapping[str, Any]) -> None:
    properties = schema.setdefault("properties", {})
    for name, subschema in fields.items():
        properties.setdefault(name, subschema)


@lru_cache(maxsize=256)
def _compiled(kind: str, fields_text: str, local_text: str | None, origin: str | None) -> Compiled:
    builtin = builtin_schema(kind)
    local = json.loads(local_text) if local_text is not None else None
    same = local == builtin
    fields = json.loads(fields_text)
    _add_fields(builtin, fields)
    if local is None or same:
        return Compiled(kind=kind, parts=(_part(builtin),))
    if not {"additionalProperties", "unevaluatedProperties"}.isdisjoint(local):
        _add_fields(local, {name: {} for name in fields})  # a closed copy must not refuse what the flow adds
    return Compiled(kind=kind, parts=(_part(builtin), _part(local, origin)))


def compiled(kind: str, *, flow: Flow | None = None, local: LocalSchema | None = None) -> Compiled:
    """The schema for files of `kind`; the same content gives the same object.

    A flow's field whose schema cannot be used may hold anything: `check_flow` has reported it.
    """
    fields = flow.fields if flow and kind == "phase" else {}
    usable = {name: one if fault_of(one, references=False) is None else {} for name, one in sorted(fields.items())}
    return _compiled(kind, json.dumps(usable), local.text if local else None, local.path if local else None)
