"""What a project states of itself: the records of its card and its phase documents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger.text.document import Document
from ledger.words import Status, TaskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Why the project came to where it is: the card's `move`."""

    to: str
    because: str | None
    note: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCase:
    """What the project is worth: `amount` in `currency` per `per`, effort in weeks, who stands for it."""

    need: str | None
    amount: float | None
    currency: str | None
    per: str | None
    basis: str | None
    effort_weeks: float | None
    sponsor: str | None
    end_users: tuple[str, ...]
    lies_awake: str | None
    reviewed: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A project's own facts as its `README.md` states them; what is missing or of a wrong type is None or empty."""

    title: str | None
    owner: str | None
    team: str | None
    flow: str | None
    phase: str | None
    status: Status | None
    started: date | None
    summary: str | None
    business_case: BusinessCase | None
    move: Move | None
    depends_on: tuple[str, ...]
    links: Mapping[str, str]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBox:
    """From `start` for so many weeks; `stop_if` says what ends it early."""

    start: date | None
    weeks: float | None
    stop_if: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Money set aside and spent."""

    amount: float | None
    currency: str | None
    spent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """A KPI as one document states it; `index` is its place in the document's list.

    `target` is text such as `>= 0.80`; `source` is `path#/json/pointer` relative to the project.
    """

    id: str
    index: int
    product: str | None
    metric: str | None
    target: str | None
    measured: float | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """A file of the project that a phase delivers; `blob` is git's id of the content that its document pins."""

    title: str | None
    path: str | None
    kind: str | None
    blob: str | None
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work in a phase; `days` is its estimate in working days."""

    id: str
    title: str | None
    status: TaskStatus | None
    assignee: str | None
    days: float | None
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One vote as the document records it; counting and proving it is done elsewhere."""

    gate: str | None
    role: str | None
    by: str | None
    date: str | None
    decision: str | None
    of: str | None
    note: str | None
    review: str | None
    signature: str | None
    index: int
    attestation: str | None = None

    @property
    def entry(self) -> "Approval":
        """The vote without its place in the list."""
        return replace(self, index=0) if self.index else self


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDocument:
    """One phase's document: what was planned and found; `fields` holds the whole front matter as read."""

    phase: str
    path: str
    iteration: int | None
    timebox: TimeBox | None
    budget: Budget | None
    kpis: tuple[Kpi, ...]
    deliverables: tuple[Deliverable, ...]
    tasks: tuple[Task, ...]
    approvals: tuple[Approval, ...]
    fields: Mapping[str, Any]
    body: str
    source: Document
