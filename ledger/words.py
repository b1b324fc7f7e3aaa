"""The closed vocabularies of the ledger; schemas, rules, site and docs derive from these tables."""

from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Whether a project is being worked on."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


# The command that makes a project active again.
WAKES: Final = {Status.PAUSED: "resume", Status.CANCELLED: "reopen", Status.COMPLETED: "reopen"}


class Decision(StrEnum):
    """What a vote on a gate says."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    REJECTED = "rejected"
    NOT_APPLICABLE = "not-applicable"


CANCEL_GATE: Final = "cancel"
BACKTRACK_GATE: Final = "backtrack"
MOVE_GATES: Final = {CANCEL_GATE: "Cancellation", BACKTRACK_GATE: "Going back"}  # with titles


class Grade(StrEnum):
    """How well an approval is proven, weakest first."""

    CLAIMED = "claimed"
    AUTHORED = "authored"
    ATTESTED = "attested"
    SIGNED = "signed"


class KpiCondition(StrEnum):
    """What a gate asks of the KPIs."""

    NONE = "none"
    DEFINED = "defined"
    MET = "met"


class TaskStatus(StrEnum):
    """How far a task has come."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class PhaseKind(StrEnum):
    """Whether the outcome of a phase can be promised."""

    SCIENTIFIC = "scientific"
    ENGINEERING = "engineering"


class EventKind(StrEnum):
    """What can happen to a project in one commit, in the order in which one commit reports it."""

    RENAMED = "renamed"
    CREATED = "created"
    TASK_DONE = "task-done"
    LAPSED = "lapsed"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    REJECTED = "rejected"
    NOT_APPLICABLE = "not-applicable"
    ADVANCED = "advanced"
    BACKTRACKED = "backtracked"
    ITERATED = "iterated"
    REMOVED = "removed"
    PAUSED = "paused"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    REOPENED = "reopened"
    TASK_STARTED = "task-started"


PHASE_MOVES: Final = frozenset({EventKind.ADVANCED, EventKind.BACKTRACKED, EventKind.ITERATED})
STATUS_MOVES: Final = frozenset(
    {EventKind.PAUSED, EventKind.RESUMED, EventKind.CANCELLED, EventKind.COMPLETED, EventKind.REOPENED}
)
VOTES: Final = frozenset(
    {EventKind.APPROVED, EventKind.CHANGES_REQUESTED, EventKind.REJECTED, EventKind.NOT_APPLICABLE}
)
MOVES: Final = PHASE_MOVES | STATUS_MOVES

KPI: Final = "kpi"  # what may be supposed to be met where a role may be supposed to approve

CARD_NAME: Final = "README.md"
LEDGER_FILE: Final = "ledger.yml"
PROJECTS_DIR: Final = "projects"
FLOWS_DIR: Final = "schema/flows"
UNCOVERED: Final = frozenset({"approvals", "tasks"})  # fields of a phase document that no vote covers
