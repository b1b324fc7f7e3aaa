"""Front matter to records, leniently: what is missing or of a wrong type becomes None or empty.

The schema reports what is wrong with a file; the records let everything else that reads the file go on.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from ledger.days import parse_day
from ledger.records.papers import (
    Approval,
    Budget,
    BusinessCase,
    Card,
    Deliverable,
    Kpi,
    Move,
    PhaseDocument,
    Task,
    TimeBox,
)
from ledger.text.document import Document
from ledger.words import Status, TaskStatus

_Word = TypeVar("_Word", bound=StrEnum)


def text(meta: Mapping[str, Any], key: str) -> str | None:
    """The text at a key, or None."""
    value = meta.get(key)
    return value if isinstance(value, str) and value else None


def number(meta: Mapping[str, Any], key: str) -> float | None:
    """The number at a key, or None; true and false are no numbers."""
    value = meta.get(key)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def whole(value: object) -> int | None:
    """The whole number that a value is, or None; 1.0 is 1, to JSON Schema and in the canonical JSON of a digest."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def day(meta: Mapping[str, Any], key: str) -> date | None:
    """The date at a key, written YYYY-MM-DD, or None."""
    value = meta.get(key)
    return parse_day(value) if isinstance(value, str) else None


def texts(meta: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of a list, what is no text left out."""
    value = meta.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def mapping(meta: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """The mapping at a key, or None."""
    value = meta.get(key)
    return value if isinstance(value, dict) else None


def mappings(meta: Mapping[str, Any], key: str) -> tuple[tuple[int, Mapping[str, Any]], ...]:
    """The mappings of a list with their places in it."""
    value = meta.get(key)
    return (
        tuple((index, item) for index, item in enumerate(value) if isinstance(item, dict))
        if isinstance(value, list)
        else ()
    )


def word(kind: type[_Word], value: object) -> _Word | None:
    """The word of a closed vocabulary, or None for one that is not in it."""
    try:
        return kind(value)  # type: ignore[arg-type]  # whatever is no word of it is refused
    except ValueError:
        return None


def card_of(document: Document) -> Card:
    """The project card that a document states."""
    meta = document.meta
    links = mapping(meta, "links") or {}
    return Card(
        title=text(meta, "title"),
        owner=text(meta, "owner"),
        team=text(meta, "team"),
        flow=text(meta, "flow"),
        phase=text(meta, "phase"),
        status=word(Status, meta.get("status", Status.ACTIVE)),
        started=day(meta, "started"),
        summary=text(meta, "summary"),
        business_case=_business_case(mapping(meta, "business_case")),
        move=_move(mapping(meta, "move")),
        depends_on=texts(meta, "depends_on"),
        links={name: link for name, link in links.items() if isinstance(link, str)},
        tags=texts(meta, "tags"),
    )


def _move(meta: Mapping[str, Any] | None) -> Move | None:
    if meta is None or (to := text(meta, "to")) is None:
        return None
    return Move(to=to, because=text(meta, "because"), note=text(meta, "note"), evidence=text(meta, "evidence"))


def _business_case(meta: Mapping[str, Any] | None) -> BusinessCase | None:
    if meta is None:
        return None
    value = mapping(meta, "value") or {}
    return BusinessCase(
        need=text(meta, "need"),
        amount=number(value, "amount"),
        currency=text(value, "currency"),
        per=text(value, "per"),
        basis=text(value, "basis"),
        effort_weeks=number(meta, "effort_weeks"),
        sponsor=text(meta, "sponsor"),
        end_users=texts(meta, "end_users"),
        lies_awake=text(meta, "lies_awake"),
        reviewed=day(meta, "reviewed"),
    )


def phase_document_of(document: Document, phase: str) -> PhaseDocument:
    """The phase document that a file named after `phase` states."""
    meta = document.meta
    return PhaseDocument(
        phase=phase,
        path=document.path,
        iteration=whole(meta.get("iteration")),
        timebox=timebox_of(meta),
        budget=_budget(mapping(meta, "budget")),
        kpis=tuple(_kpi(index, item) for index, item in mappings(meta, "kpis")),
        deliverables=tuple(_deliverable(index, item) for index, item in mappings(meta, "deliverables")),
        tasks=tasks_of(meta),
        approvals=approvals_of(meta),
        fields=meta,
        body=document.body,
        source=document,
    )


def timebox_of(meta: Mapping[str, Any]) -> TimeBox | None:
    """The time box of a phase document's front matter, None where it states none."""
    box = mapping(meta, "timebox")
    if box is None:
        return None
    return TimeBox(start=day(box, "start"), weeks=number(box, "weeks"), stop_if=text(box, "stop_if"))


def _budget(meta: Mapping[str, Any] | None) -> Budget | None:
    if meta is None:
        return None
    return Budget(amount=number(meta, "amount"), currency=text(meta, "currency"), spent=number(meta, "spent"))


def _kpi(index: int, meta: Mapping[str, Any]) -> Kpi:
    return Kpi(
        id=text(meta, "id") or "",
        index=index,
        product=text(meta, "product"),
        metric=text(meta, "metric"),
        target=text(meta, "target"),
        measured=number(meta, "measured"),
        source=text(meta, "source"),
    )


def _deliverable(index: int, meta: Mapping[str, Any]) -> Deliverable:
    return Deliverable(
        title=text(meta, "title"),
        path=text(meta, "path"),
        kind=text(meta, "kind"),
        blob=text(meta, "blob"),
        index=index,
    )


def tasks_of(meta: Mapping[str, Any]) -> tuple[Task, ...]:
    """The tasks of a phase document's front matter."""
    return tuple(
        Task(
            id=text(item, "id") or "",
            title=text(item, "title"),
            status=word(TaskStatus, item.get("status")),
            assignee=text(item, "assignee"),
            days=number(item, "days"),
            index=index,
        )
        for index, item in mappings(meta, "tasks")
    )


def approvals_of(meta: Mapping[str, Any]) -> tuple[Approval, ...]:
    """The recorded votes of a phase document's front matter, in the order in which they landed."""
    return tuple(_approval(index, item) for index, item in mappings(meta, "approvals"))


def _approval(index: int, meta: Mapping[str, Any]) -> Approval:
    return Approval(
        gate=text(meta, "gate"),
        role=text(meta, "role"),
        by=text(meta, "by"),
        date=text(meta, "date"),
        decision=text(meta, "decision"),
        of=text(meta, "of"),
        note=text(meta, "note"),
        review=text(meta, "review"),
        signature=text(meta, "signature"),
        index=index,
        attestation=text(meta, "attestation"),
    )
