"""Every sheet of an export: those of the site, what they refer to, what each column holds, and of which ledger."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ledger import __version__
from ledger.export.kinds import kind_of
from ledger.proof.decisions import Decided
from ledger.records.model import Ledger
from ledger.views.as_json import events_json, moment_json
from ledger.views.durations import Stay, stays_of
from ledger.views.sheets import APPROVALS, EVENTS, PROJECTS, VERSION, Sheet, Value, sheets_of
from ledger.views.status import StatusRow
from ledger.views.tasks import all_tasks

PROGRAM: Final = f"ledger {__version__}"

_STAYS: Final[Mapping[str, str]] = {
    "project": "the project's name in the ledger",
    "stay": "the place among the project's stays, from 1",
    "phase": "the phase that it was in",
    "position": "the phase's place in the project's flow, from 0; empty when the flow does not have it",
    "iteration": "for which time the phase was entered",
    "entered": "when it was entered, in UTC",
    "until": "the last day counted: when it was left, or closed, or today",
    "is_open": "1 for the stay that it is in, or was closed in",
    "days": "days from entered to until",
    "idle_days": "those of them on which it was paused, cancelled or completed",
    "ended_by": "the move that ended it, as in events",
    "because": "the reason of that move",
}
_PHASES: Final[Mapping[str, str]] = {
    "flow": "the flow",
    "flow_title": "the flow's title",
    "position": "the phase's place in the flow, from 0",
    "phase": "the phase",
    "title": "the phase's title",
    "kind": "scientific or engineering, where the flow says so",
    "delivers": "1 when entering it means that the project is delivered",
}
_TASKS: Final[Mapping[str, str]] = {
    "project": "the project's name in the ledger",
    "phase": "the phase whose document lists it",
    "task": "the task's id",
    "title": "its title",
    "status": "where it stands: todo, doing, done or dropped",
    "assignee": "who does it",
    "estimate_days": "the estimate in working days",
}
_KPIS: Final[Mapping[str, str]] = {
    "project": "the project's name in the ledger",
    "phase": "the phase whose document states it",
    "kpi": "the KPI's id",
    "product": "what it means in product words",
    "metric": "what is counted",
    "target": "what is agreed",
    "measured": "the figure that the document gives",
    "source": "the file that holds the figure, with the place in it",
}
_PEOPLE: Final[Mapping[str, str]] = {
    "person": "the handle, as in owner, by and assignee",
    "name": "the name",
    "roles": "the roles in which they may vote, parted by semicolons",
}
_COLUMNS: Final[Mapping[str, str]] = {
    "sheet": "the sheet",
    "column": "the column",
    "kind": "text, integer, number, date or timestamp",
    "meaning": "what it holds",
}
_LEDGER: Final[Mapping[str, str]] = {
    "title": "the ledger's title",
    "today": "the day as of which days are counted",
    "commit": "the last commit whose history was read",
    "time": "when that was committed, in UTC",
    "uncommitted": "1 when files that are not committed were read too",
    "version": "the version of these sheets: within one, columns are only added",
    "program": "what wrote this",
}
# Every sheet by its name, in order: the ledger and the columns are told of first, as a reader needs them.
COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "ledger": _LEDGER,
    "columns": _COLUMNS,
    "projects": PROJECTS,
    "events": EVENTS,
    "approvals": APPROVALS,
    "stays": _STAYS,
    "phases": _PHASES,
    "tasks": _TASKS,
    "kpis": _KPIS,
    "people": _PEOPLE,
}


def every_sheet(
    ledger: Ledger, rows: Iterable[StatusRow], decisions: Mapping[str, Sequence[Decided]]
) -> tuple[Sheet, ...]:
    """All that a ledger is exported as, in the order of COLUMNS; `rows` are its projects by name."""
    return (
        _sheet("ledger", "One row: of which ledger, as of when, and by which program.", [_ledger(ledger)]),
        _sheet("columns", "One row a column of every sheet, in order.", _columns()),
        *sheets_of(ledger, rows, decisions, events=events_json(ledger.events)["events"]),
        _sheet("stays", "One row a stay of a project in a phase, by project, oldest first.", _stays(ledger)),
        _sheet("phases", "One row a phase of a flow, by flow, in order.", _phases(ledger)),
        _sheet("tasks", "One row a task, by project and phase.", _tasks(ledger)),
        _sheet("kpis", "One row a KPI in a phase's document, by project and phase.", _kpis(ledger)),
        _sheet("people", "One row a person of ledger.yml, by handle.", _people(ledger)),
    )


def _sheet(name: str, words: str, rows: Iterable[tuple[Value, ...]]) -> Sheet:
    return Sheet(name=name, words=words, columns=COLUMNS[name], rows=tuple(rows))


def _ledger(ledger: Ledger) -> tuple[Value, ...]:
    read = (ledger.today.isoformat(), ledger.head, moment_json(ledger.at), int(ledger.uncommitted))
    return ledger.policy.title, *read, VERSION, PROGRAM


def _columns() -> Iterable[tuple[Value, ...]]:
    for name, columns in COLUMNS.items():
        for column, words in columns.items():
            yield name, column, kind_of(column).value, words


def _stays(ledger: Ledger) -> Iterable[tuple[Value, ...]]:
    for slug, project in sorted(ledger.projects.items()):
        for number, stay in enumerate(stays_of(project, ledger.today), start=1):
            yield slug, number, *_stay(stay)


def _stay(stay: Stay) -> tuple[Value, ...]:
    when = (moment_json(stay.entered), stay.until.isoformat(), int(stay.is_open), stay.days, stay.idle_days)
    return stay.phase, stay.position, stay.iteration, *when, stay.ended_by and stay.ended_by.value, stay.because


def _phases(ledger: Ledger) -> Iterable[tuple[Value, ...]]:
    for _, flow in sorted(ledger.flows.items()):
        for position, phase in enumerate(flow.phases):
            kind = phase.kind and phase.kind.value
            yield flow.id, flow.title, position, phase.id, phase.title, kind, int(phase.delivers)


def _tasks(ledger: Ledger) -> Iterable[tuple[Value, ...]]:
    for slug, project in sorted(ledger.projects.items()):
        for document, task in all_tasks(project):
            status = task.status and task.status.value
            yield slug, document.phase, task.id, task.title, status, task.assignee, task.days


def _kpis(ledger: Ledger) -> Iterable[tuple[Value, ...]]:
    for slug, project in sorted(ledger.projects.items()):
        for document in project.every_document:
            for kpi in document.kpis:
                yield slug, document.phase, kpi.id, kpi.product, kpi.metric, kpi.target, kpi.measured, kpi.source


def _people(ledger: Ledger) -> Iterable[tuple[Value, ...]]:
    for handle, person in sorted(ledger.policy.people.items()):
        yield handle, person.name, ";".join(person.roles)
