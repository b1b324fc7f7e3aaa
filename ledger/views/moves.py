"""The latest moves, newest first."""

from dataclasses import dataclass
from datetime import datetime

from ledger.records.flow import Flow
from ledger.records.model import Event, Ledger, Project
from ledger.records.policy import Policy
from ledger.views.durations import is_own
from ledger.votes.gates import MOVE_GATES
from ledger.words import TURNS, VOTES_AND_LAPSES, EventKind, role_words


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """One move with the titles of what it left and entered; empty text where nothing was left or entered.

    `role` and `by` are in words: the role without dashes, the voter by name.
    """

    slug: str
    title: str
    kind: EventKind
    time: datetime
    author: str
    origin: str
    target: str
    target_position: int | None
    because: str
    note: str
    commit: str
    subject: str
    task: str
    gate: str
    role: str
    by: str
    grade: str
    of_other_content: bool

    @property
    def is_vote(self) -> bool:
        """Whether it is a vote, or one that lapsed."""
        return self.kind in VOTES_AND_LAPSES


def _title(flow: Flow | None, name: str | None) -> str:
    phase = flow.phase(name) if flow and name else None
    return phase.title if phase else name or ""


def _flow_of(project: Project | None, event: Event) -> Flow | None:
    """The flow whose titles an event bears; None after a change of flow, for a phase of another flow is another one."""
    return project.flow if project and is_own(project, event) else None


def gate_title(project: Project | None, event: Event) -> str:
    """What a vote's gate is called; its id where the project's present flow is not the one that had it."""
    if not event.gate:
        return ""
    flow = _flow_of(project, event)
    phase = flow.phase(event.phase) if flow and event.phase else None
    titles = MOVE_GATES | {gate.id: gate.title for gate in (phase.gates if phase else ())}
    return titles.get(event.gate, event.gate)


def _by(policy: Policy, event: Event) -> str:
    return f"{policy.called(event.who)} (then {event.by})" if event.voter else policy.called(event.by)


def move_row(ledger: Ledger, event: Event) -> MoveRow:
    """One event as a row."""
    project = ledger.projects.get(event.project)
    flow = _flow_of(project, event)
    return MoveRow(
        slug=event.project,
        title=project.title if project else event.project,
        kind=event.kind,
        time=event.time,
        author=event.author,
        origin=_title(flow, event.origin),
        target=_title(flow, event.target),
        target_position=flow.position(event.target) if flow and event.target else None,
        because=event.because or "",
        note=event.note or "",
        commit=event.commit,
        subject=event.subject,
        task=event.title or event.task or "",
        gate=gate_title(project, event),
        role=role_words(event.role or ""),
        by=_by(ledger.policy, event),
        grade=event.grade or "",
        of_other_content=event.of_other_content,
    )


def latest_moves(ledger: Ledger, count: int, *, votes: bool = False) -> tuple[MoveRow, ...]:
    """The newest moves of the whole ledger (advances, ways back, status changes, new and removed projects).

    With `votes` also what was voted and what lapsed.
    """
    kinds = TURNS | VOTES_AND_LAPSES if votes else TURNS
    shown: list[MoveRow] = []
    for event in reversed(ledger.events):
        if len(shown) == count:
            break
        if event.kind in kinds:
            shown.append(move_row(ledger, event))
    return tuple(shown)
