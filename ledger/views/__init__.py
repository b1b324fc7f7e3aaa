"""Values to rows: what the terminal, the site and the JSON files show, computed once."""

from ledger.views.as_json import event_json, events_json, ledger_json, moment_json, status_json, traffic_json
from ledger.views.backtracks import BacktrackCount, FlowTraffic, backtrack_counts, return_costs
from ledger.views.durations import Stay, closing_halt, day_of, days_between, is_own, last_active, stays_of
from ledger.views.moves import MoveRow, latest_moves, move_row
from ledger.views.need import Need, NeedKind, NeedState
from ledger.views.needs import needs_of, waits_for
from ledger.views.onward import Crossing, Onward, crossings, is_drawn, onward_moves
from ledger.views.overdue import Overdue, due_dates, overdue_of
from ledger.views.status import (
    StatusRow,
    delivered_on,
    delivery_of,
    gone_from,
    select,
    started_on,
    status_row,
    status_rows,
    visits_until_delivery,
)
from ledger.views.votes import GateRow, debt_of, gates_of

__all__ = [
    "BacktrackCount",
    "Crossing",
    "FlowTraffic",
    "GateRow",
    "MoveRow",
    "Need",
    "NeedKind",
    "NeedState",
    "Onward",
    "Overdue",
    "StatusRow",
    "Stay",
    "backtrack_counts",
    "closing_halt",
    "crossings",
    "day_of",
    "days_between",
    "debt_of",
    "delivered_on",
    "delivery_of",
    "due_dates",
    "event_json",
    "events_json",
    "gates_of",
    "gone_from",
    "is_drawn",
    "is_own",
    "last_active",
    "latest_moves",
    "ledger_json",
    "moment_json",
    "move_row",
    "needs_of",
    "onward_moves",
    "overdue_of",
    "return_costs",
    "select",
    "started_on",
    "status_json",
    "status_row",
    "status_rows",
    "stays_of",
    "traffic_json",
    "visits_until_delivery",
    "waits_for",
]
