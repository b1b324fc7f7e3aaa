"""How work flows: times in phase, lead times, throughput, ageing work, cumulative flow, waiting. Values to figures."""

from ledger.insight.ageing import Age, ages
from ledger.insight.cumulative import CumulativeFlow, Standing, cumulative_flow
from ledger.insight.delivery import Lead, Period, leads, month_of, throughput
from ledger.insight.flows import FlowInsight, flow_insights
from ledger.insight.phases import Ending, PhaseStay, PhaseTime, phase_stays, phase_times
from ledger.insight.shares import Shares, shares
from ledger.insight.spread import Spread, spread
from ledger.insight.waiting import RoleWait, Wait, landed_waits, open_waits, role_waits

__all__ = [
    "Age",
    "CumulativeFlow",
    "Ending",
    "FlowInsight",
    "Lead",
    "Period",
    "PhaseStay",
    "PhaseTime",
    "RoleWait",
    "Shares",
    "Spread",
    "Standing",
    "Wait",
    "ages",
    "cumulative_flow",
    "flow_insights",
    "landed_waits",
    "leads",
    "month_of",
    "open_waits",
    "phase_stays",
    "phase_times",
    "role_waits",
    "shares",
    "spread",
    "throughput",
]
