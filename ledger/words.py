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


class Grade(StrEnum):
    """How well an approval is proven, weakest first."""

    CLAIMED = "claimed"
    AUTHORED = "authored"
    ATTESTED = "attested"
    SIGNED = "signed"

    @property
    def rank(self) -> int:
        """Its place among the grades, counted from 0; a better proof has a higher one."""
        return _GRADES.index(self)

    def is_below(self, other: "Grade") -> bool:
        """Whether it proves less than another grade."""
        return self.rank < other.rank


_GRADES: Final = tuple(Grade)


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
    """What can happen to a project in one commit, in the order in which one commit reports it.

    Votes are told in the order of their document, whatever they say.
    """

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
MOVES: Final = PHASE_MOVES | STATUS_MOVES
TURNS: Final = MOVES | {EventKind.CREATED, EventKind.REMOVED}  # what changes where a project stands
ENTERING: Final = PHASE_MOVES | {EventKind.CREATED}  # what begins a visit
RETURNS: Final = frozenset({EventKind.BACKTRACKED, EventKind.ITERATED})  # what needs a way back

CLOSED: Final = frozenset({Status.CANCELLED, Status.COMPLETED})
UNDER_WAY: Final = frozenset(Status) - CLOSED
HALTING: Final = {
    EventKind.PAUSED: Status.PAUSED,
    EventKind.CANCELLED: Status.CANCELLED,
    EventKind.COMPLETED: Status.COMPLETED,
}
STATUS_AFTER: Final = {
    **HALTING,
    **dict.fromkeys((EventKind.CREATED, EventKind.RESUMED, EventKind.REOPENED), Status.ACTIVE),
}
HALTED_BY: Final = {status: kind for kind, status in HALTING.items()}

VETOES: Final = frozenset({Decision.CHANGES_REQUESTED, Decision.REJECTED})
ASSENTS: Final = frozenset(Decision) - VETOES
VOTES: Final = frozenset(EventKind(decision) for decision in Decision)
REFUSALS: Final = frozenset(EventKind(decision) for decision in VETOES)
VOTES_AND_LAPSES: Final = VOTES | {EventKind.LAPSED}


def status_move(before: Status | None, after: Status) -> EventKind:
    """The move that leads from one status to another."""
    return HALTED_BY.get(after) or (EventKind.RESUMED if before is Status.PAUSED else EventKind.REOPENED)


def role_words(role: str) -> str:
    """A role as it is read: `customer-success` is customer success."""
    return role.replace("-", " ").replace("_", " ")


KPI: Final = "kpi"  # what may be supposed to be met where a role may be supposed to approve

CARD_NAME: Final = "README.md"
CARD_PREFIX: Final = "card."  # what a needed field begins with that stands in the card, not in the phase's document
LEDGER_FILE: Final = "ledger.yml"
PROJECTS_DIR: Final = "projects"
FLOWS_DIR: Final = "schema/flows"
UNCOVERED: Final = frozenset({"approvals", "tasks"})  # fields of a phase document that no vote covers
