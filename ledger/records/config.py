"""`ledger.yml` and flow files to policy and flows, leniently; the schema and the flow rules report what is wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from ledger.diagnostics import Diagnostic, LedgerError
from ledger.records.flow import Backtrack, Cancel, Flow, Gate, Limits, Phase, Step
from ledger.records.front_matter import day, mapping, mappings, number, text, texts, whole, word
from ledger.records.policy import Person, Policy, Waiver
from ledger.text.document import Document, read_yaml
from ledger.text.unseen import without_unseen
from ledger.words import Grade, KpiCondition, PhaseKind

_OF_A_WAIVER: Final = frozenset({"code", "project", "until", "reason"})
_Titled = TypeVar("_Titled", Phase, Gate)


def policy_of(document: Document) -> Policy:
    """The policy that a `ledger.yml` states."""
    meta = document.meta
    approvals = mapping(meta, "approvals") or {}
    people = {
        handle: _person(handle, facts)
        for handle, facts in (mapping(meta, "people") or {}).items()
        if isinstance(facts, dict)
    }
    return Policy(
        title=text(meta, "title") or "Project ledger",
        default_flow=text(meta, "flow"),
        grade=word(Grade, approvals.get("grade")) or Grade.AUTHORED,
        self_approval=approvals.get("self") is True,
        people=people,
        waivers=tuple(_waiver(index, item) for index, item in mappings(meta, "waivers") if _says_for_whom(item)),
        witnesses=texts(approvals, "witnesses"),
    )


def _person(handle: str, meta: Mapping[str, Any]) -> Person:
    return Person(
        handle=handle,
        name=text(meta, "name") or handle,
        emails=texts(meta, "emails"),
        roles=texts(meta, "roles"),
        github=text(meta, "github"),
        gitlab=text(meta, "gitlab"),
        keys=texts(meta, "keys"),
        formerly=texts(meta, "formerly"),
    )


def _says_for_whom(meta: Mapping[str, Any]) -> bool:
    """Whether a waiver says for which project it is, or that it is for all: what is misspelt excuses nobody.

    A project that is no text, or a field that nobody knows, which may be a misspelt `project`, would excuse everybody.
    """
    return meta.keys() <= _OF_A_WAIVER and ("project" not in meta or text(meta, "project") is not None)


def _waiver(index: int, meta: Mapping[str, Any]) -> Waiver:
    reason = text(meta, "reason") or ""
    return Waiver(
        code=text(meta, "code") or "",
        reason=reason if without_unseen(reason).strip() else "",  # one that nobody sees is none
        until=day(meta, "until"),
        project=text(meta, "project"),
        index=index,
    )


def flow_of(document: Document) -> Flow:
    """The flow that a flow file states."""
    meta = document.meta
    limits = mapping(meta, "limits") or {}
    cancel = mapping(meta, "cancel") or {}
    in_progress = number(limits, "tasks_in_progress")
    weeks = number(meta, "review_business_case_weeks")
    return Flow(
        id=text(meta, "flow") or document.path.rsplit("/", 1)[-1].removesuffix(".yml"),
        title=text(meta, "title") or text(meta, "flow") or "",
        phases=_told_apart(_phase(item) for _, item in mappings(meta, "phases") if text(item, "id")),
        summary=text(meta, "summary") or "",
        source=text(meta, "source") or "",
        tracks=texts(meta, "tracks"),
        fields=mapping(meta, "fields") or {},
        limits=Limits(
            task_days=number(limits, "task_days"), tasks_in_progress=None if in_progress is None else int(in_progress)
        ),
        review_business_case_weeks=None if weeks is None else int(weeks),
        estimates=text(meta, "estimates"),
        backtracks=tuple(_backtrack(item) for _, item in mappings(meta, "backtracks")),
        cancel=Cancel(because=texts(cancel, "because"), approvals=_counts(cancel)),
        reasons={name: said for name, said in (mapping(meta, "reasons") or {}).items() if isinstance(said, str)},
    )


def _told_apart(found: Iterable[_Titled]) -> tuple[_Titled, ...]:
    """Phases or gates, those of one title with their ids after it: people find and pages group them by the title."""
    several = tuple(found)
    count = Counter(one.title for one in several)
    return tuple(replace(one, title=f"{one.title} ({one.id})") if count[one.title] > 1 else one for one in several)


def _phase(meta: Mapping[str, Any]) -> Phase:
    phase_id = text(meta, "id") or ""
    return Phase(
        id=phase_id,
        title=text(meta, "title") or phase_id,
        kind=word(PhaseKind, meta.get("kind")),
        summary=text(meta, "summary") or "",
        steps=tuple(
            Step(title=text(item, "title") or "", track=text(item, "track"), guide=text(item, "guide") or "")
            for _, item in mappings(meta, "steps")
        ),
        needs=texts(meta, "needs"),
        gates=_told_apart(_gate(item) for _, item in mappings(meta, "gates")),
        delivers=meta.get("delivers") is True,
    )


def _gate(meta: Mapping[str, Any]) -> Gate:
    gate_id = text(meta, "id") or ""
    return Gate(
        id=gate_id,
        title=text(meta, "title") or gate_id.replace("-", " ").capitalize(),
        approvals=_counts(meta),
        kpis=word(KpiCondition, meta.get("kpis")) or KpiCondition.NONE,
        grade=word(Grade, meta.get("grade")),
        guide=text(meta, "guide") or "",
    )


def _counts(meta: Mapping[str, Any]) -> dict[str, int]:
    """How many people of each role are asked; a role without a readable number asks for one, and never for nobody."""
    if roles := mapping(meta, "approvals"):
        return {role: 1 if (count := whole(value)) is None else count for role, value in roles.items()}
    return dict.fromkeys((*filter(None, [text(meta, "approvals")]), *texts(meta, "approvals")), 1)


def _backtrack(meta: Mapping[str, Any]) -> Backtrack:
    return Backtrack(
        origin=text(meta, "from") or "",
        target=text(meta, "to") or "",
        because=texts(meta, "because"),
        approvals=_counts(meta),
    )


@cache
def builtin_flows() -> Mapping[str, Flow]:
    """The flows that need no file, by id."""
    folder = files("ledger") / "builtin" / "flows"
    flows = (
        flow_of(_builtin(entry.name, entry.read_bytes())) for entry in folder.iterdir() if entry.name.endswith(".yml")
    )
    return {flow.id: flow for flow in sorted(flows, key=lambda flow: flow.id)}


def _builtin(name: str, raw: bytes) -> Document:
    document = read_yaml(raw, f"schema/flows/{name}")
    if isinstance(document, Diagnostic):
        raise LedgerError(
            f"the installation is damaged: its flow {name} cannot be read ({document.message}): install it again"
        )
    return document
