"""The records of a ledger and its past: projects, events, visits, halts, changes.

Everything is frozen. Dates without a time are `datetime.date`; moments are aware datetimes in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from posixpath import normpath
from typing import Final, TypeAlias

from ledger.diagnostics import Diagnostic
from ledger.plurals import counted, inflected, listed
from ledger.records.flow import Flow, Phase
from ledger.records.papers import Approval, Card, Deliverable, Move, PhaseDocument, TimeBox
from ledger.records.policy import Policy
from ledger.text.document import Document
from ledger.text.strict_yaml import shown
from ledger.words import EventKind, Grade, Status

_NAMED: Final = 4  # fields of a lapse that are named
_KEPT: Final = frozenset({"approvals", "kpis"})  # what a document keeps for good, whatever becomes of its phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one project in one commit.

    `project` is the slug that the project has at the end of the history read, so a rename does not part its events.
    `origin` and `target` are the JSON's `from` and `to`: phases for moves between phases, statuses for moves
    between statuses, folders for `renamed`; both are None where nothing was left or entered. `flow` is the id of the
    flow that the project followed until then, or from then on where it was created; `delivered_by` that of the flow by
    which, as it was then, this was a delivery: it entered a delivering phase or, in a flow without one, completed.
    `by` is the handle as the vote names it, `voter` the one that its person has now, where that is another.
    `of_other_content` says of a vote that its document held something else than it covers when it landed.
    """

    project: str
    kind: EventKind
    commit: str
    time: datetime
    author: str
    subject: str
    origin: str | None = None
    target: str | None = None
    because: str | None = None
    note: str | None = None
    phase: str | None = None
    iteration: int | None = None
    task: str | None = None
    title: str | None = None
    gate: str | None = None
    role: str | None = None
    by: str | None = None
    voter: str | None = None
    of: str | None = None
    of_other_content: bool = False
    grade: Grade | None = None
    flow: str | None = None
    delivered_by: str | None = None

    @property
    def who(self) -> str | None:
        """The voter by the handle that they have now."""
        return self.voter or self.by

    @property
    def who_then(self) -> str | None:
        """The voter by the handle that they have now, and by the former one that the vote names."""
        return f"{self.voter} (then {self.by})" if self.voter else self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay in a phase; `left` is None for the current one. `iteration` counts from 1.

    `ended_by` is the move that ended it (advanced, backtracked, iterated or removed), `because` its reason, `flow` the
    flow that the project followed then. `delivered_by` is the flow by which entering it was a delivery.
    """

    phase: str
    iteration: int
    entered: datetime
    left: datetime | None
    ended_by: EventKind | None = None
    because: str | None = None
    flow: str | None = None
    delivered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A span in which the project was not active: paused, cancelled or completed; `ended` None means still so.

    `flow` is the flow that the project followed when it began, `delivered_by` that by which it was a delivery.
    """

    status: Status
    began: datetime
    ended: datetime | None
    because: str | None = None
    flow: str | None = None
    delivered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a phase document held from `since` on, told by the digest that a vote on it covers; its time box besides."""

    phase: str
    of: str
    since: datetime
    timebox: TimeBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """What became of an approved content: the dotted paths of the fields that differ, and how many lines changed."""

    fields: tuple[str, ...]
    lines: int
    is_new_iteration: bool

    @property
    def words(self) -> str:
        """As in `kpis and 3 lines have changed since`."""
        if self.is_new_iteration:
            return "the phase was entered again since"
        named = [shown(name) for name in self.fields[:_NAMED]]
        more = len(self.fields) - len(named)
        parts = [*named, *([f"{more} more {inflected(more, 'field')}"] if more else [])]
        parts += [counted(self.lines, "line")] if self.lines else []
        if not parts:
            return "the content has changed"
        has = inflected(len(self.fields) + self.lines, "has", "have")
        return f"{listed(parts)} {has} changed since"


def named_flow(card: Card | None, policy: Policy | None) -> str:
    """The id of the flow that a card follows: its own, else the policy's; empty where neither names one."""
    return (card.flow if card else None) or (policy.default_flow if policy else None) or ""


Said: TypeAlias = tuple[str | None, ...]  # gate, phase, role, by, of and decision of a vote


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project as one snapshot has it, with its past.

    `folder` is its path from the ledger's root. `malformed` says that its card cannot be read now; `card` is then
    the last readable one, or None when there never was one. `refused` is the card as it stands where it can be
    parsed but names a flow, phase or status that is not known. `documents` are the readable ones, by phase, in the
    flow's order; `strays` are those whose phase the flow does not know. `files` are all paths of the folder,
    relative to it. `grades` tell how well each vote is proven, by phase and place in its document; `lapses` tell
    what changed since a vote was cast, by phase and digest of what it covered, where the history still has that.
    `contents` are what its phase documents have held since when. These and `events` are oldest first. `gone` are
    the landed votes of documents that the history saw removed, by phase. `landed_owner` is the owner that its card
    named when it landed last, `landed_flow` the flow that it named then, as that has landed, `told_flow` the same as
    it was when that card landed, so with its phase; `landed_iterations` the number that each document, also one that
    is gone, gave last. `kept` tells of the votes that landed which of those that say the same still stand.
    """

    slug: str
    folder: str
    card: Card | None
    card_source: Document | None
    flow: Flow | None
    documents: Mapping[str, PhaseDocument]
    files: frozenset[str]
    malformed: bool = False
    refused: Card | None = None
    grades: Mapping[tuple[str, int], Grade] = field(default_factory=dict)
    lapses: Mapping[tuple[str, str], Lapse] = field(default_factory=dict)
    contents: tuple[Content, ...] = ()
    events: tuple[Event, ...] = ()
    visits: tuple[Visit, ...] = ()
    halts: tuple[Halt, ...] = ()
    gone: Mapping[str, tuple[Approval, ...]] = field(default_factory=dict)
    landed_owner: str | None = None
    landed_flow: Flow | None = None
    told_flow: Flow | None = None
    landed_iterations: Mapping[str, int] = field(default_factory=dict)
    strays: Mapping[str, PhaseDocument] = field(default_factory=dict)
    kept: Mapping[Said, tuple[bool, ...]] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The folders between `projects/` and the project, joined by slashes; empty for none."""
        return "/".join(self.folder.split("/")[1:-1])

    @property
    def title(self) -> str:
        """The card's title, or the slug."""
        return (self.card and self.card.title) or self.slug

    @property
    def card_now(self) -> Card | None:
        """The card as it stands now: None when that cannot be read, whatever an older one said."""
        return self.refused or (self.card if self.card_source else None)

    @property
    def phase(self) -> str | None:
        """The phase that the card names."""
        return self.card.phase if self.card else None

    @property
    def reached(self) -> tuple[Phase, ...]:
        """The phases of its flow up to the one that it is in, that one last; none where that is not known."""
        place = self.flow.position(self.phase) if self.flow else None
        return self.flow.phases[: place + 1] if self.flow and place is not None else ()

    @property
    def present_phase(self) -> Phase | None:
        """The phase of its flow that it is in; None where that is not known."""
        return self.flow.phase(self.phase) if self.flow else None

    @property
    def status(self) -> Status:
        """The card's status; active when it does not say."""
        return (self.card and self.card.status) or Status.ACTIVE

    @property
    def move(self) -> Move | None:
        """Why the project came to where it is, as its card says."""
        return self.card.move if self.card else None

    @property
    def records(self) -> Mapping[str, PhaseDocument]:
        """Every document whose votes and KPIs are kept, whether the flow knows its phase or not."""
        kept = {phase: one for phase, one in self.strays.items() if not one.fields.keys().isdisjoint(_KEPT)}
        return {**kept, **self.documents}

    @property
    def every_document(self) -> tuple[PhaseDocument, ...]:
        """Every document that tells something, in the order of the phases; those that the flow does not know last."""
        return (*self.documents.values(), *self.strays.values())

    @property
    def document(self) -> PhaseDocument | None:
        """The document of the current phase."""
        return self.documents.get(self.phase) if self.phase else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A whole ledger at one snapshot and one day.

    `head` is the commit whose history was read, `at` its time; `uncommitted` says that the records are those of a
    working tree that differs from it. `json_files` are the texts of JSON files and workflows by path from the root,
    `blobs` git's ids of the contents of regular files; it is empty for one that is not committed as it stands, and
    that no document pins.
    `flow_sources` are its own flows as written, by path. `symlinks` are paths that are symbolic links. `findings` are
    what reading found.
    """

    policy: Policy
    policy_source: Document
    flows: Mapping[str, Flow]
    projects: Mapping[str, Project]
    today: date
    head: str
    at: datetime
    uncommitted: bool
    events: tuple[Event, ...]
    findings: tuple[Diagnostic, ...]
    files: frozenset[str]
    symlinks: frozenset[str]
    json_files: Mapping[str, bytes] = field(default_factory=dict)
    blobs: Mapping[str, str] = field(default_factory=dict)
    flow_sources: Mapping[str, Document] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    def is_as_pinned(self, project: Project, one: Deliverable) -> bool | None:
        """Whether a file still has the content that its document pins; None where that pins none."""
        return self.blob(project, one.path) == one.blob if one.path and one.blob else None

    def blob(self, project: Project, path: str) -> str:
        """Git's id of the content of a project's file by its path from the folder; empty where there is none."""
        return self.blobs.get(f"{project.folder}/{normpath(path)}", "")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """A change of a ledger: `before` is its base, whose policy judges, `after` is what it would become.

    `renames` are the old names of the projects whose folders it renames, by the new ones, as the history tells it;
    `displaced` are the folders into which it puts projects with which the history goes on elsewhere, by the old ones.
    `paths` are the files that it changes, of those that a ledger reads or lists.
    Each is equal to itself alone, so that what was found out about one can be remembered.
    """

    before: Ledger
    after: Ledger
    renames: Mapping[str, str] = field(default_factory=dict)
    displaced: Mapping[str, str] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
