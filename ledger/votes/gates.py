"""Which gates a move needs, and in which phase's document the votes on them stand."""

from collections.abc import Mapping
from typing import Final

from ledger.records.flow import Flow, Gate, most_asked
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, RETURNS, EventKind

# The gates that no phase lists, and their titles.
MOVE_GATES: Final = {CANCEL_GATE: "Cancellation", BACKTRACK_GATE: "Going back"}


def gates_of(kind: EventKind, origin: str, target: str, flow: Flow) -> tuple[Gate, ...]:
    """The gates of a move out of a phase; the votes stand in that phase's document.

    A completion passes those of the phase in which it ends the project, be it the last or one after the delivery.
    """
    if kind is EventKind.ADVANCED or (kind is EventKind.COMPLETED and flow.may_end(origin)):
        return gates_left(flow, origin)
    if kind is EventKind.CANCELLED:
        return cancel_gates(flow)
    way = flow.way_back(origin, target) if kind in RETURNS else None
    return _of_move(BACKTRACK_GATE, way.approvals) if way else ()


def gates_left(flow: Flow, phase_id: str) -> tuple[Gate, ...]:
    """The gates of a phase, to be passed by whoever leaves it for good; none out of one that the flow does not know."""
    phase = flow.phase(phase_id)
    return phase.gates if phase else ()


def cancel_gates(flow: Flow) -> tuple[Gate, ...]:
    """The gate of a cancellation, where the flow asks for votes on it."""
    return _of_move(CANCEL_GATE, flow.cancel.approvals)


def gates_at(flow: Flow, phase_id: str) -> tuple[Gate, ...]:
    """Every gate whose votes may stand in a phase's document, those of ways back and of a cancellation included."""
    back = most_asked(way for way in flow.backtracks if way.origin == phase_id)
    return (*gates_left(flow, phase_id), *_of_move(BACKTRACK_GATE, back), *cancel_gates(flow))


def _of_move(name: str, approvals: Mapping[str, int]) -> tuple[Gate, ...]:
    return (Gate(id=name, title=MOVE_GATES[name], approvals=approvals),) if approvals else ()
