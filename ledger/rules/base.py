"""The rules of the base: a change that rewrites schemas, fields, limits or rhythms is held to the old ones besides."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ledger.diagnostics import Diagnostic
from ledger.records.flow import Flow
from ledger.records.model import Change, Ledger, Project
from ledger.rules import business, tasks
from ledger.rules.passages import flow_name, is_beginning, matched
from ledger.schema import KINDS, LocalSchema, check, compiled, read_local
from ledger.text.document import Document
from ledger.words import CARD_NAME

_LIMITS: Final = (
    tasks.too_long,
    tasks.too_many,
    business.review_overdue,
    business.no_business_case,
    business.misdated_days,
)
_FIRST: Final = "the rules of the base judge this change: let the new ones land first"


def held_to_the_base(change: Change) -> Iterator[Diagnostic]:
    """TSK001, TSK002, BIZ003, BIZ004, BIZ008, and of schemas: what a change writes, by the rules that it replaces.

    What the base had already is not told, nor what the change's own rules find at the same place.
    """
    if is_beginning(change) or _replaceable(change.before) == _replaceable(change.after):
        return
    before = (*change.before.findings, *_of_limits(change.before))
    had = Counter(_without_folder(one, one.project) for one in before)
    said = {(one.code, one.severity, one.location) for one in (*change.after.findings, *_of_limits(change.after))}
    pairs = tuple(matched(change))
    old_names = {now.slug: old.slug for old, now in pairs if old}
    for one in _found(pairs, change):
        key = _without_folder(one, old_names.get(one.project or ""))
        if had[key]:
            had[key] -= 1
        elif (one.code, one.severity, one.location) not in said:
            yield replace(one, hint=f"{_FIRST}; otherwise: {one.hint}")


def _replaceable(ledger: Ledger) -> tuple[object, ...]:
    return ledger.flows, *(ledger.json_files.get(f"schema/{kind}.json") for kind in KINDS)


def _of_limits(ledger: Ledger) -> Iterator[Diagnostic]:
    for rule in _LIMITS:
        yield from rule(ledger)


def _without_folder(one: Diagnostic, project: str | None) -> tuple[str | None, str, str, str]:
    """A finding by what stays the same when the file changes elsewhere, or its project is renamed to `project`."""
    return project, one.location.path.rsplit("/", 1)[-1], one.code, one.message


def _found(pairs: tuple[tuple[Project | None, Project], ...], change: Change) -> Iterator[Diagnostic]:
    """What the base's schemas find in the files that differ, and its limits in every project."""
    schemas = dict(_schemas(change.before))
    if change.after.policy_source.meta != change.before.policy_source.meta:
        yield from check(change.after.policy_source, compiled("ledger", local=schemas.get("ledger")))
    for path, one in change.after.flow_sources.items():
        if path not in change.before.flow_sources or one.meta != change.before.flow_sources[path].meta:
            yield from check(one, compiled("flow", local=schemas.get("flow")))
    judged = {}
    for old, now in pairs:
        flow = change.before.flows.get(flow_name(now, change.after)) or now.flow
        judged[now.slug] = replace(now, flow=flow)
        yield from _of_schemas(old, now, flow, schemas)
    yield from _of_limits(replace(change.after, projects=judged))


def _schemas(ledger: Ledger) -> Iterator[tuple[str, LocalSchema]]:
    for kind in KINDS:
        path = f"schema/{kind}.json"
        found = read_local(ledger.json_files[path], path, kind) if path in ledger.json_files else None
        if isinstance(found, LocalSchema):
            yield kind, found


def _of_schemas(
    old: Project | None, now: Project, flow: Flow | None, schemas: Mapping[str, LocalSchema]
) -> Iterator[Diagnostic]:
    card = compiled("project", local=schemas.get("project"))
    document = compiled("phase", flow=flow, local=schemas.get("phase"))
    had = {one.path.rsplit("/", 1)[-1]: one.meta for one in _sources(old)} if old else {}
    for one in _sources(now):
        name = one.path.rsplit("/", 1)[-1]
        if one.meta != had.get(name):
            yield from check(one, card if name == CARD_NAME else document, project=now.slug)


def _sources(project: Project) -> Iterator[Document]:
    if project.card_source:
        yield project.card_source
    for document in project.documents.values():
        yield document.source


CHANGE_RULES = (held_to_the_base,)
