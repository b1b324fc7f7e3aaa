"""One thing that a project needs to move on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NeedKind(StrEnum):
    """What is needed."""

    CARD = "card"
    DOCUMENT = "document"
    STEP = "step"
    FIELD = "field"
    KPIS = "kpis"
    VOTE = "vote"
    DECISION = "decision"


class NeedState(StrEnum):
    """Whether a need is met, or a waiver does without it."""

    OPEN = "open"
    WAIVED = "waived"
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing the project needs: `what` in a few words, `detail` in a sentence; a role and a gate for votes.

    `code` is that of the finding about a move that lacks it, `waived` the reason of the waiver that does without it.
    """

    kind: NeedKind
    state: NeedState
    what: str
    detail: str
    code: str | None = None
    waived: str | None = None
    gate_id: str | None = None
    gate: str | None = None
    role: str | None = None
    due: date | None = None
    overdue_days: int = 0

    @property
    def told(self) -> str:
        """The detail, with why it is done without."""
        return f"{self.detail}; waived: {self.waived}" if self.waived else self.detail
