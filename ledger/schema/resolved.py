"""A compiled schema as one that an editor can use: no references, and a flow's own names as choices."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.records.flow import Flow
from ledger.schema.compiled import Compiled
from ledger.schema.local import names_of, target_of

_SAID: Final = frozenset({"title", "description", "examples", "default", "$comment"})


class _Inliner:
    """Puts the definitions of one schema in the place of the references to them, which are not too many to end."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root

    def inline(self, node: Any, within: tuple[tuple[str, ...], ...] = ()) -> Any:
        if isinstance(node, list):
            return [self.inline(item, within) for item in node]
        if not isinstance(node, dict):
            return node
        plain = {name: self.inline(value, within) for name, value in node.items() if name not in {"$ref", "$defs"}}
        pointer = node.get("$ref")
        if not isinstance(pointer, str):
            return {**plain, "$ref": self.inline(pointer, within)} if "$ref" in node else plain
        names = names_of(pointer)
        if names in within:  # a definition that holds itself is not drawn a second time
            return plain
        target = self.inline(target_of(self.root, names), (*within, names))
        if not isinstance(target, dict) or (target.keys() & plain.keys()) - _SAID:
            return {"allOf": [target], **plain}
        return {**target, **plain}


def resolved(schema: Compiled, flow: Flow | None = None) -> dict[str, Any]:
    """One schema without references: the built-in one, and below `allOf` what the ledger adds.

    With a flow, its phases, gates and roles become the choices that an editor offers.
    """
    first, *own = (_Inliner(part.schema).inline(part.schema) for part in schema.parts)
    if flow is not None:
        for path, names in _choices(schema.kind, flow):
            _offer(first, path, names)
    for schema_of_ledger in own:
        for name in ("$schema", "$id"):
            schema_of_ledger.pop(name, None)
    built: dict[str, Any] = {**first, "allOf": own} if own else first
    return built


def _choices(kind: str, flow: Flow) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    gates = [gate for phase in flow.phases for gate in phase.gates]
    if kind in {"phase", "project"}:
        yield ("phase",), [phase.id for phase in flow.phases]
    if kind == "phase" and gates:
        asked = [
            *(gate.approvals for gate in gates),
            *(way.approvals for way in flow.backtracks),
            flow.cancel.approvals,
        ]
        roles = [role for votes in asked for role in votes]
        yield ("approvals", "items", "gate"), [*dict.fromkeys(gate.id for gate in gates), "backtrack", "cancel"]
        yield ("approvals", "items", "role"), list(dict.fromkeys(roles))


def _offer(schema: dict[str, Any], path: tuple[str, ...], names: list[str]) -> None:
    node = schema
    for name in path:
        node = node["items"] if name == "items" else node["properties"][name]
    if names:
        node["enum"] = names
