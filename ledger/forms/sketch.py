"""Fields that are still to be filled in, as comments in front matter: take the marks away and fill in."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
Needs: TypeAlias = Mapping[str, "Needs"]

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MOST_ITEMS: Final = 3


def needs_tree(needs: Iterable[str]) -> Needs:
    """Dotted names as nested mappings: `scope.limit` is `limit` in `scope`."""
    tree: dict[str, Any] = {}
    for need in needs:
        branch = tree
        for name in need.split("."):
            branch = branch.setdefault(name, {})
    return tree


def one_line(text: str) -> str:
    """A text without line breaks or control characters, as a comment can carry it."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def marked(lines: Iterable[str]) -> Iterator[str]:
    """Lines as YAML comments; an editor that removes the marks leaves the values."""
    return (f"# {line}" for line in lines)


def explained(text: str) -> str:
    """A remark among sketched lines, which stays a comment when the marks are removed."""
    return f"## {one_line(text)}"


def sketch(
    name: str, schema: object, *, needs: Needs | None = None, defs: Schema, values: Mapping[str, str]
) -> Iterator[str]:
    """The lines of one field: every property with what it means.

    `needs` are the parts without which it will not do, None for a field that is not needed. `defs` are the
    schema's `$defs`; `values` holds by name what is known already. A schema that is `true`, or no schema at all,
    tells nothing.
    """
    schema = _resolved(schema, defs)
    head = name if _PLAIN_KEY.fullmatch(name) else json.dumps(name)
    item = _resolved(schema.get("items"), defs) if schema.get("type") == "array" else None
    about = _about(schema, is_needed=needs is not None and (not needs or item is not None))
    if _parts(schema):
        yield f"{head}:{about}"
        yield from _indented(_properties(schema, needs or {}, defs, values))
    elif item is not None:
        yield f"{head}:{about}"
        for number in range(min(max(_least(schema), 1), _MOST_ITEMS)):
            yield from _item(item, needs or {}, defs, values, whole=number == 0)
    else:
        yield f"{head}: {values[name]}{about}" if name in values else f"{head}:{about}"


def _properties(schema: Schema, needs: Needs, defs: Schema, values: Mapping[str, str]) -> Iterator[str]:
    required = _required(schema)
    for name, inner in _parts(schema).items():
        below = needs.get(name, {} if name in required else None)
        yield from sketch(name, inner, needs=below, defs=defs, values=values)


def _item(item: Schema, needs: Needs, defs: Schema, values: Mapping[str, str], *, whole: bool) -> Iterator[str]:
    """One entry of a list: the first with everything that it may hold, the others with what they must."""
    if not _parts(item):
        yield "  -"
        return
    required = _required(item)
    shown = {name: inner for name, inner in _parts(item).items() if whole or name in required}
    lines = _properties({**item, "properties": shown}, needs, defs, values)
    for number, line in enumerate(lines):
        yield f"  {'- ' if number == 0 else '  '}{line}"


def _parts(schema: Schema) -> Schema:
    parts = schema.get("properties")
    return parts if isinstance(parts, Mapping) else {}


def _required(schema: Schema) -> Sequence[object]:
    required = schema.get("required")
    return required if isinstance(required, list) else ()


def _least(schema: Schema) -> int:
    least = schema.get("minItems")
    return least if isinstance(least, int) else 0


def _resolved(schema: object, defs: Schema) -> Schema:
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
        return schema
    return {**_resolved(defs.get(reference.removeprefix("#/$defs/"), {}), defs), **schema}


def _about(schema: Schema, *, is_needed: bool) -> str:
    said = [one_line(str(schema.get("description") or schema.get("title") or ""))]
    if isinstance(choices := schema.get("enum"), list) and choices:
        said.append(f"One of: {', '.join(json.dumps(one) if one in ('yes', 'no') else str(one) for one in choices)}.")
    if (least := _least(schema)) > 1:
        said.append(f"At least {least}.")
    text = one_line(" ".join(said))
    mark = "needed: " if is_needed and text else "needed" if is_needed else ""
    return f"  # {mark}{text}" if mark or text else ""


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
