"""The versioned JSON shapes of events and projects."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

from ledger.records.model import Event, Ledger
from ledger.views.backtracks import FlowTraffic
from ledger.views.durations import Stay, stays_of
from ledger.views.overdue import Overdue
from ledger.views.status import StatusRow

VERSION: Final = 1


def moment_json(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _day_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def event_json(event: Event) -> dict[str, Any]:
    """One event; keys that do not apply are left out."""
    found = {
        "project": event.project,
        "event": event.kind.value,
        "commit": event.commit,
        "time": moment_json(event.time),
        "author": event.author,
        "from": event.origin,
        "to": event.target,
        "because": event.because,
        "note": event.note,
        "phase": event.phase,
        "iteration": event.iteration,
        "task": event.task,
        "title": event.title,
        "gate": event.gate,
        "role": event.role,
        "by": event.by,
        "voter": event.voter,
        "of": event.of,
        "of_other_content": event.of_other_content or None,
        "grade": event.grade.value if event.grade else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def events_json(events: Iterable[Event]) -> dict[str, Any]:
    """Events, oldest first."""
    return {"version": VERSION, "events": [event_json(event) for event in events]}


def _stay_json(stay: Stay) -> dict[str, Any]:
    return {
        "phase": stay.phase,
        "iteration": stay.iteration,
        "entered": moment_json(stay.entered),
        "days": stay.days,
        "idle_days": stay.idle_days,
        "ended_by": stay.ended_by.value if stay.ended_by else None,
        "because": stay.because,
    }


def overdue_json(late: Overdue) -> dict[str, Any]:
    """What is overdue: by days, or by money, which has no day."""
    if late.due is None:
        return {"what": late.what, "due": None, "days": None, "over": late.over}
    return {"what": late.what, "due": late.due.isoformat(), "days": late.days}


def status_json(row: StatusRow) -> dict[str, Any]:
    """One project as it is; an empty text or an unknown date is null."""
    return {
        "project": row.slug,
        "title": row.title,
        "summary": row.summary or None,
        "group": row.group or None,
        "flow": row.flow or None,
        "phase": row.phase or None,
        "position": row.position,
        "iteration": row.iteration,
        "status": row.status.value,
        "days": row.days,
        "idle_days": row.idle_days,
        "age_days": row.age_days,
        "owner": row.owner or None,
        "team": row.team or None,
        "tags": list(row.tags),
        "backtracks": row.backtracks,
        "iterations": row.iterations,
        "overdue": [overdue_json(one) for one in row.overdue],
        "waits_for": list(row.waits_for),
        "asks_votes": row.asks_votes,
        "asks_roles": list(dict.fromkeys(row.asks_roles)),
        "debt": row.debt,
        "malformed": row.malformed,
        "started": _day_json(row.started),
        "delivered": _day_json(row.delivered),
    }


def ledger_json(ledger: Ledger, rows: Iterable[StatusRow]) -> dict[str, Any]:
    """The whole ledger as it is today: what it is, its flows in short, its projects (`rows`) with their stays."""
    return {
        "version": VERSION,
        "title": ledger.policy.title,
        "today": ledger.today.isoformat(),
        "commit": ledger.head,
        "time": moment_json(ledger.at),
        "flows": [
            {"flow": flow.id, "title": flow.title, "phases": [phase.id for phase in flow.phases]}
            for _, flow in sorted(ledger.flows.items())
        ],
        "projects": [
            {
                **status_json(row),
                "stays": [_stay_json(one) for one in stays_of(ledger.projects[row.slug], ledger.today)],
            }
            for row in rows
        ],
    }


def traffic_json(traffic: FlowTraffic) -> dict[str, Any]:
    """The moves of one flow's projects, forward and back."""
    return {
        "flow": traffic.flow,
        "projects": traffic.projects,
        "forward": [{"from": origin, "to": target, "count": count} for origin, target, count in traffic.forward],
        "backward": [
            {
                "from": way.origin,
                "to": way.target,
                "count": way.count,
                "projects": way.projects,
                "reasons": [{"because": because or None, "count": count} for because, count in way.reasons],
                "median_cost_days": way.median_cost,
            }
            for way in traffic.backward
        ],
    }
