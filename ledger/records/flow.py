"""Flows: ordered phases, the gates between them, and the ways back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ledger.words import Grade, KpiCondition, PhaseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A heading of a phase document under which text is required; `guide` asks the author the questions."""

    title: str
    track: str | None = None
    guide: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Approvals (role to number of different people) and a KPI condition that must hold to leave a phase."""

    id: str
    title: str
    approvals: Mapping[str, int]
    kpis: KpiCondition = KpiCondition.NONE
    grade: Grade | None = None
    guide: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase of a flow; `needs` are front-matter fields (dotted; `card.` reaches into the project card)."""

    id: str
    title: str
    kind: PhaseKind | None = None
    summary: str = ""
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    delivers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtrack:
    """A way back (`origin` to `target`; the same phase means iterate) and the reasons that allow it.

    `approvals` asks for votes under the gate `backtrack` in the document of the phase left.
    """

    origin: str
    target: str
    because: tuple[str, ...]
    approvals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Reasons that allow a cancellation (any when empty) and the votes it needs under the gate `cancel`."""

    because: tuple[str, ...] = ()
    approvals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds on tasks: days of one task, tasks in progress per project. None means no bound."""

    task_days: float | None = None
    tasks_in_progress: int | None = None


def most_asked(ways: Iterable[Backtrack]) -> Mapping[str, int]:
    """The approvals that several ways back ask for together: of each role the highest count."""
    return dict(sorted((role, count) for way in ways for role, count in way.approvals.items()))  # the highest is last


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A way of working. `fields` are the JSON Schema properties it adds to its phase documents.

    `estimates` is the dotted path of the field that says for each phase how many weeks it is expected to take.
    """

    id: str
    title: str
    phases: tuple[Phase, ...]
    summary: str = ""
    source: str = ""
    tracks: tuple[str, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    limits: Limits = Limits()
    review_business_case_weeks: int | None = None
    estimates: str | None = None
    backtracks: tuple[Backtrack, ...] = ()
    cancel: Cancel = Cancel()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def phase(self, phase_id: str | None) -> Phase | None:
        """The phase of that name, or None; a project that names no phase is in none."""
        for phase in self.phases:
            if phase.id == phase_id:
                return phase
        return None

    def position(self, phase_id: str | None) -> int | None:
        """The phase's place counted from 0, or None for a phase that the flow does not know, as for none."""
        for place, phase in enumerate(self.phases):
            if phase.id == phase_id:
                return place
        return None

    def is_last(self, phase_id: str | None) -> bool:
        """Whether nothing comes after that phase; never in a flow without phases, which a broken file can be."""
        return self.position(phase_id) == len(self.phases) - 1

    def may_end(self, phase_id: str | None) -> bool:
        """Whether a project can be over in that phase: from the first that delivers on, or in the last."""
        place = self.position(phase_id)
        delivering = any(phase.delivers for phase in self.phases[: place + 1]) if place is not None else False
        return delivering or self.is_last(phase_id)

    def way_back(self, origin: str, target: str) -> Backtrack | None:
        """The backtrack from `origin` to `target` that the flow lists; reasons of several entries are joined."""
        listed = [way for way in self.backtracks if (way.origin, way.target) == (origin, target)]
        if not listed:
            return None
        because = tuple(dict.fromkeys(reason for way in listed for reason in way.because))
        return Backtrack(origin=origin, target=target, because=because, approvals=most_asked(listed))


def leads_back(origin: str | None, target: str | None, flows: Iterable[Flow | None]) -> bool:
    """Whether the first of the flows that knows both phases has `target` before `origin`.

    A change that rewrites a flow is told by the one before it, then by the one that it brings; what neither knows is no
    way back.
    """
    for flow in flows:
        left, entered = (flow.position(origin), flow.position(target)) if flow else (None, None)
        if left is not None and entered is not None:
            return entered < left
    return False
