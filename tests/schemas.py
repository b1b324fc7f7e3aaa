"""Documents of the built-in schema, and what is found in them."""

import json
from collections.abc import Iterator
from typing import Any

from ledger.records.flow import Flow
from ledger.schema import LocalSchema, check, compiled, read_local
from ledger.text.document import Document, read_document

CARD = {"title": "Churn", "owner": "sam", "flow": "startup", "phase": "scoping", "status": "active"}


def card(**more: Any) -> Document:
    return document({**CARD, **more})


def document(meta: dict[str, Any]) -> Document:
    found = read_document(f"---\n{json.dumps(meta, ensure_ascii=False)}\n---\n".encode(), "a.md")
    assert isinstance(found, Document), found
    return found


def written(text: str) -> Document:
    found = read_document(f"---\n{text}---\n".encode(), "projects/churn/README.md")
    assert isinstance(found, Document), found
    return found


def found_in(text: str, kind: str = "project", **options: Any) -> list[tuple[str, int, int]]:
    findings = check(written(text), compiled(kind, **options))
    assert all(one.message and one.hint for one in findings)
    return [(one.code, one.location.line, one.location.column) for one in findings]


def local(schema: object, kind: str = "project") -> LocalSchema:
    found = read_local(json.dumps(schema).encode(), f"schema/{kind}.json", kind)
    assert isinstance(found, LocalSchema), found
    return found


def properties(node: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, schema in node.get("properties", {}).items():
            yield f"{place}/{name}", schema
        for name in ("items", "additionalProperties"):
            if isinstance(node.get(name), dict):
                yield f"{place}/{name}", node[name]
        for name, value in node.items():
            yield from properties(value, f"{place}/{name}")


def flow(**fields: Any) -> Flow:
    return Flow(id="own", title="Own", phases=(), fields=fields)
