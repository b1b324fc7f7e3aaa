"""Projects, events and votes as sheets: named columns, each explained, and rows of plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.proof.decisions import Decided
from ledger.records.model import Ledger
from ledger.views.as_json import moment_json, status_json
from ledger.views.decisions import DecisionRow, decision_rows
from ledger.views.status import StatusRow

VERSION: Final = 1

Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet; `columns` gives what each one holds, in order, and every row has a value for each."""

    name: str
    words: str
    columns: Mapping[str, str]
    rows: tuple[tuple[Value, ...], ...]


PROJECTS: Final[Mapping[str, str]] = {
    "project": "the project's name in the ledger",
    "title": "its title",
    "summary": "its summary",
    "group": "the folders above it",
    "flow": "the flow that it follows",
    "phase": "the phase that it is in",
    "position": "the phase's place in the flow, from 0",
    "iteration": "how many times it has entered the phase",
    "status": "active, paused, cancelled or completed",
    "days": "days in the phase, this time",
    "idle_days": "those of them on which it was paused, cancelled or completed",
    "age_days": "days in all its phases since it landed in the ledger, until it was closed",
    "owner": "who leads it",
    "team": "the team",
    "tags": "its tags, parted by semicolons",
    "backtracks": "how often it went back",
    "iterations": "how often it started a phase anew",
    "overdue_days": "the most days that a decision of it is overdue; empty for none",
    "waits_for": "what it waits for, parted by semicolons",
    "asks_votes": "roles whose vote its gates still ask for",
    "debt": "approvals that lapsed and were not given anew; 0 once it has ended",
    "malformed": "1 when its card cannot be read now",
    "started": "the day on which it started by its card, or landed",
    "delivered": "the day on which it was delivered first",
}
EVENTS: Final[Mapping[str, str]] = {
    "project": "the project's name at last",
    "event": "what happened",
    "commit": "the commit that landed it",
    "time": "when that landed, in UTC",
    "author": "the commit's author",
    "from": "the phase or status that was left",
    "to": "the phase or status that was entered",
    "because": "the reason",
    "note": "the note",
    "phase": "the phase that it is about",
    "iteration": "for which time the phase was entered",
    "task": "the task's id",
    "title": "the task's title",
    "gate": "the gate that was voted on",
    "role": "the role of the voter",
    "by": "the voter, as the vote names them",
    "voter": "the voter's present handle; empty where it is the one that the vote names",
    "of": "the digest that the vote covers",
    "grade": "how well the vote is proven",
    "of_other_content": "1 for a vote whose document held something else than it covers when it landed",
}
APPROVALS: Final[Mapping[str, str]] = {
    "project": "the project's name at last",
    "decision_page": "the name of the vote's page below the project's decisions/",
    "phase": "the phase whose document holds it",
    "iteration": "the document's iteration when it landed",
    "gate": "the gate",
    "role": "the role of the voter",
    "by": "the voter, as the vote names them",
    "voter": "the voter's present handle; empty where it is the one that the vote names",
    "decision": "what was decided",
    "date": "the date in the entry",
    "landed": "when it landed, in UTC",
    "commit": "the commit that landed it",
    "of": "the digest that it covers",
    "grade": "how well it is proven",
    "state": "what it is today: counts (also what counted when its phase was left), blocks, lapsed, superseded, "
    "used up (its move was made), does not count, removed, nothing to compare (its document is gone or cannot be read)",
    "content_commit": "the first commit that has the content it covers; empty when none has it",
}


def sheets_of(
    ledger: Ledger,
    rows: Iterable[StatusRow],
    decisions: Mapping[str, Sequence[Decided]],
    *,
    events: Iterable[Mapping[str, Any]],
) -> tuple[Sheet, ...]:
    """Every sheet of a ledger: projects (`rows`, by name), `events` as JSON has them, each project's votes in order."""
    votes = [_vote(row, ledger) for slug in sorted(decisions) for row in decision_rows(ledger, slug, decisions[slug])]
    return (
        Sheet(name="projects", words="One row a project, as it is today.", columns=PROJECTS, rows=_projects(rows)),
        Sheet(name="events", words="One row an event, oldest first.", columns=EVENTS, rows=_events(events)),
        Sheet(
            name="approvals",
            words="One row a vote that landed, by project, oldest first; entries that were removed since included.",
            columns=APPROVALS,
            rows=tuple(votes),
        ),
    )


def _projects(rows: Iterable[StatusRow]) -> tuple[tuple[Value, ...], ...]:
    found = []
    for row in rows:
        facts = status_json(row) | {
            "tags": ";".join(row.tags),
            "overdue_days": max((one.days for one in row.overdue if one.due), default=None),
            "waits_for": ";".join(row.waits_for),
            "malformed": int(row.malformed),
        }
        found.append(tuple(facts[name] for name in PROJECTS))
    return tuple(found)


def _events(events: Iterable[Mapping[str, Any]]) -> tuple[tuple[Value, ...], ...]:
    told = ({**facts, "of_other_content": 1} if facts.get("of_other_content") else facts for facts in events)
    return tuple(tuple(map(facts.get, EVENTS)) for facts in told)


def _vote(row: DecisionRow, ledger: Ledger) -> tuple[Value, ...]:
    decided, landing, vote = row.decided, row.decided.graded.landing, row.vote
    content = decided.content.commit if decided.content else None
    return (
        *(decided.project, decided.name, landing.phase, decided.iteration, vote.gate, vote.role, vote.by),
        ledger.policy.handle(vote.by) if ledger.policy.is_former(vote.by) else None,
        *(vote.decision, vote.date, moment_json(landing.time), landing.commit, vote.of),
        *(decided.graded.grade.value, row.state.value, content),
    )
