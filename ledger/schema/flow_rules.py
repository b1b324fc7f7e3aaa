"""What is wrong with a flow beyond its schema: unknown, double and unreachable parts.

A project goes through the phases in their order and back along the listed ways, so the order alone makes every phase
reachable. What cuts a phase off is one before it that can never be left because it needs a field that no document may
hold. And a way back that leads forward is never taken: the way forward is the next phase. Those are the findings of
POL003.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from ledger.diagnostics import Diagnostic, did_you_mean, in_order
from ledger.records.front_matter import mapping, mappings, text, texts
from ledger.schema import builtin_schema
from ledger.schema.fault import Fault
from ledger.schema.field_marks import marks
from ledger.schema.local import fault_of
from ledger.text.document import Document
from ledger.text.headings import heading_key
from ledger.text.strict_yaml import Path
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, CARD_PREFIX, Status

# A move's `to` names a phase or a status; `readme.md` is the card where file systems fold case.
_TAKEN_PHASES: Final = frozenset({*Status, "readme"})
_TAKEN_GATES: Final = frozenset({BACKTRACK_GATE, CANCEL_GATE})


def check_flow(document: Document, file_stem: str | None) -> tuple[Diagnostic, ...]:
    """What is wrong with a flow file (POL001 to POL004, POL009); what its schema reports is passed over in silence.

    `file_stem` is the file's name without `.yml`, or None for a flow that is in no file of its own.
    """
    meta = document.meta
    faults: Iterable[Fault] = chain(
        _file_name(meta, file_stem),
        _phases(meta),
        *(rule(phase, ("phases", at)) for at, phase in mappings(meta, "phases") for rule in (_gates, _steps)),
        _tracks(meta),
        _ways_back(meta),
        _reasons(meta),
        _fields(meta),
        _needs(meta),
        _estimates(meta),
    )
    return in_order(fault.finding(document) for fault in faults)


def _file_name(meta: Mapping[str, Any], file_stem: str | None) -> Iterator[Fault]:
    name = text(meta, "flow")
    if name is not None and file_stem is not None and name != file_stem:
        message = f"'flow' must be the file's name, '{file_stem}', found '{name}'"
        yield Fault(
            code="POL004", path=("flow",), message=message, hint=f"write {file_stem}, or rename the file to {name}.yml"
        )


def _unique(what: str, named: Iterable[tuple[Path, str]], key: Callable[[str], str] = str) -> Iterator[Fault]:
    """What stands twice; names of the same key are the same."""
    seen: set[str] = set()
    for path, name in named:
        if key(name) in seen:
            hint = "give it a name of its own, or join the two"
            yield Fault(code="POL002", path=path, message=f"{what} must stand once, found '{name}' again", hint=hint)
        seen.add(key(name))


def _named(meta: Mapping[str, Any], key: str, name: str, base: Path = ()) -> list[tuple[Path, str]]:
    """The texts at `name` in the mappings of a list, each with its path."""
    return [((*base, key, at, name), found) for at, item in mappings(meta, key) if (found := text(item, name))]


def _listed(meta: Mapping[str, Any], key: str, base: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts of a list, each with its path."""
    value = meta.get(key)
    for at, item in enumerate(value) if isinstance(value, list) else ():
        if isinstance(item, str):
            yield (*base, key, at), item


def _phases(meta: Mapping[str, Any]) -> Iterator[Fault]:
    named = _named(meta, "phases", "id")
    yield from _unique("a phase", named)
    for path, name in named:
        if name in _TAKEN_PHASES:
            message = f"a phase must have a name that means nothing else, found '{name}'"
            yield Fault(code="POL002", path=path, message=message, hint=f"not: {', '.join(sorted(_TAKEN_PHASES))}")


def _gates(phase: Mapping[str, Any], base: Path) -> Iterator[Fault]:
    named = _named(phase, "gates", "id", base)
    yield from _unique("a gate of a phase", named)
    for path, name in named:
        if name in _TAKEN_GATES:
            message = f"a gate must have a name that means nothing else, found '{name}'"
            hint = f"'{name}' is the gate of the votes on such a move; choose another name"
            yield Fault(code="POL002", path=path, message=message, hint=hint)


def _steps(phase: Mapping[str, Any], base: Path) -> Iterator[Fault]:
    yield from _unique("a step of a phase", _named(phase, "steps", "title", base), heading_key)


def _tracks(meta: Mapping[str, Any]) -> Iterator[Fault]:
    known = texts(meta, "tracks")
    for at, phase in mappings(meta, "phases"):
        for path, track in _named(phase, "steps", "track", ("phases", at)):
            if track not in known:
                hint = did_you_mean(track, known) if known else "list it under 'tracks'"
                yield Fault(
                    code="POL001",
                    path=path,
                    message=f"a step's track must be one of 'tracks', found '{track}'",
                    hint=hint,
                )


def _ways_back(meta: Mapping[str, Any]) -> Iterator[Fault]:
    order = list(dict.fromkeys(name for _, name in _named(meta, "phases", "id")))
    pairs: list[tuple[Path, str]] = []
    for at, way in mappings(meta, "backtracks"):
        origin, target = text(way, "from"), text(way, "to")
        for key, name in (("from", origin), ("to", target)):
            if name is not None and name not in order:
                message = f"a way back must join phases of this flow, found '{name}'"
                yield Fault(
                    code="POL001", path=("backtracks", at, key), message=message, hint=did_you_mean(name, order)
                )
        if origin is None or target is None:
            continue
        pairs.append((("backtracks", at), f"{origin} to {target}"))
        if origin in order and target in order and order.index(target) > order.index(origin):
            message = (
                f"a way back must lead to the same or an earlier phase, found '{target}', which follows '{origin}'"
            )
            hint = (
                "remove it: the way forward is always the next phase"
                if order.index(target) == order.index(origin) + 1
                else "remove it: no phase may be skipped"
            )
            yield Fault(code="POL003", path=("backtracks", at, "to"), message=message, hint=hint)
    yield from _unique("a way back", pairs)


def _reasons(meta: Mapping[str, Any]) -> Iterator[Fault]:
    """A flow that explains reasons explains all of them, so a mistyped one is found."""
    known = mapping(meta, "reasons")
    if not known:
        return
    used = list(_listed(mapping(meta, "cancel") or {}, "because", ("cancel",)))
    for at, way in mappings(meta, "backtracks"):
        used.extend(_listed(way, "because", ("backtracks", at)))
    for path, reason in used:
        if reason not in known:
            message = f"a reason must be one of 'reasons', which explains them, found '{reason}'"
            yield Fault(code="POL001", path=path, message=message, hint=did_you_mean(reason, known))


def _fields(meta: Mapping[str, Any]) -> Iterator[Fault]:
    taken = builtin_schema("phase")["properties"]
    for name, schema in (mapping(meta, "fields") or {}).items():
        if name in taken or name == "card":
            what = "reaches into the project card" if name == "card" else "is a field of every phase document"
            message = f"a flow's field must have a name of its own, found '{name}', which {what}"
            yield Fault(code="POL002", path=("fields", name), message=message, hint="choose another name", at_key=True)
        if isinstance(schema, dict) and (fault := fault_of(schema, references=False)):
            yield Fault(code="POL009", path=("fields", name, *fault.path), message=fault.message, hint=fault.hint)
            return
    yield from marks(mapping(meta, "fields") or {}, ("fields",))


def _phase_document(meta: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of the flow's phase documents."""
    document = builtin_schema("phase")
    document["properties"] = {**(mapping(meta, "fields") or {}), **document["properties"]}
    return document


def _estimates(meta: Mapping[str, Any]) -> Iterator[Fault]:
    field = text(meta, "estimates")
    hint = _obstacle(_phase_document(meta), field.split("."), into_lists=False) if field else None
    if hint is not None:
        message = f"'estimates' must be a field that a phase document may hold, found '{field}'"
        yield Fault(code="POL001", path=("estimates",), message=message, hint=hint)


def _needs(meta: Mapping[str, Any]) -> Iterator[Fault]:
    document, card = _phase_document(meta), builtin_schema("project")
    for at, phase in mappings(meta, "phases"):
        for path, need in _listed(phase, "needs", ("phases", at)):
            root = card if need.startswith(CARD_PREFIX) else document
            hint = _obstacle(root, need.removeprefix(CARD_PREFIX).split("."))
            if hint is not None:
                where = "the project card" if root is card else "the phase's document"
                message = f"a need must be a field that {where} may hold, found '{need}': the phase could never be left"
                yield Fault(code="POL003", path=path, message=message, hint=hint)


def _obstacle(root: Mapping[str, Any], names: Iterable[str], *, into_lists: bool = True) -> str | None:
    """Why no value can stand at the end of these names, or None when one can."""
    node: Any = root
    for name in names:
        node = _resolved(node, root)
        if into_lists and isinstance(node, dict) and node.get("type") == "array":
            node = _resolved(node.get("items"), root)
        if not isinstance(node, dict):
            return None
        properties = node.get("properties")
        kinds = node.get("type", "object")
        if "object" not in ([kinds] if isinstance(kinds, str) else kinds):
            return "name the whole field: it has no fields inside that can be needed"
        if isinstance(properties, dict) and name in properties:
            node = properties[name]
        elif node.get("additionalProperties") is False:
            return did_you_mean(name, properties or ())
        else:
            return None
    return None


def _resolved(node: Any, root: Mapping[str, Any]) -> Any:
    """The schema that a definition of the root's stands for."""
    reference = node.get("$ref") if isinstance(node, dict) else None
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        return {**root["$defs"][reference.removeprefix("#/$defs/")], **node}
    return node
