"""Which gates a move needs, and in which phase's document the votes on them stand."""

from ledger.approvals import BACKTRACK_GATE, CANCEL_GATE
from ledger.flow import Flow, Gate
from ledger.words import RETURNS, EventKind


def gates_of(kind: EventKind, origin: str, target: str, flow: Flow) -> tuple[Gate, ...]:
    """The gates of a move between phases or of a cancellation; the votes stand in the document of the phase left."""
    if kind is EventKind.ADVANCED:
        return gates_left(flow, origin)
    if kind is EventKind.CANCELLED:
        return cancel_gates(flow)
    way = flow.way_back(origin, target) if kind in RETURNS else None
    return (Gate(id=BACKTRACK_GATE, title="Going back", approvals=way.approvals),) if way and way.approvals else ()


def gates_left(flow: Flow, phase_id: str) -> tuple[Gate, ...]:
    """The gates of an advance out of a phase; none out of one that the flow does not know."""
    phase = flow.phase(phase_id)
    return phase.gates if phase else ()


def cancel_gates(flow: Flow) -> tuple[Gate, ...]:
    """The gate of a cancellation, where the flow asks for votes on it."""
    asked = flow.cancel.approvals
    return (Gate(id=CANCEL_GATE, title="Cancellation", approvals=asked),) if asked else ()


def gates_at(flow: Flow, phase_id: str) -> tuple[Gate, ...]:
    """Every gate whose votes may stand in a phase's document, those of ways back and of a cancellation included."""
    asked = sorted(
        (role, count) for way in flow.backtracks if way.origin == phase_id for role, count in way.approvals.items()
    )
    back = dict(asked)  # of one role the highest count, which comes last
    ways = (Gate(id=BACKTRACK_GATE, title="Going back", approvals=back),) if back else ()
    return (*gates_left(flow, phase_id), *ways, *cancel_gates(flow))
