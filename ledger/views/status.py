"""Where every project is: one row a project."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from ledger.records.model import Halt, Ledger, Project, Visit
from ledger.views.durations import Stay, day_of, stays_of
from ledger.views.needs import asked_roles, needs_of, waits_for
from ledger.views.overdue import Overdue, overdue_of
from ledger.views.votes import debt_of
from ledger.words import EventKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """One project as it is today.

    `days` is the length of the current stay, `idle_days` those of them in which the project was paused;
    `position` is the phase's place in its flow from 0; `age_days` counts from the first to the last stay's end;
    `asks_roles` has the role of each vote that the gates of the phase still ask for; `debt` is the number of
    approvals, up to the current phase, that no longer cover the content, none once the project has ended.
    """

    slug: str
    title: str
    summary: str
    group: str
    flow: str
    flow_title: str
    phase: str
    phase_title: str
    position: int | None
    iteration: int
    status: Status
    days: int
    idle_days: int
    age_days: int
    owner: str
    team: str
    tags: tuple[str, ...]
    backtracks: int
    iterations: int
    overdue: tuple[Overdue, ...]
    waits_for: tuple[str, ...]
    asks_roles: tuple[str, ...]
    debt: int
    malformed: bool
    started: date | None
    delivered: date | None

    @property
    def asks_votes(self) -> int:
        """How many votes the gates of the phase still ask for."""
        return len(self.asks_roles)

    @property
    def overdue_words(self) -> tuple[str, ...]:
        """What is overdue, in words."""
        return tuple(one.words for one in self.overdue)


def started_on(project: Project) -> date | None:
    """The day the card names, else the day on which the project landed."""
    if project.card and project.card.started:
        return project.card.started
    return day_of(project.visits[0].entered) if project.visits else None


def delivery_of(project: Project) -> Visit | Halt | None:
    """The first visit of a phase that delivered then; of a flow that had none, the first completion.

    Each is judged by the flow that the project followed, as it was when it happened: no later one gives or takes it.
    """
    found: list[tuple[datetime, Visit | Halt]] = [
        *((visit.entered, visit) for visit in project.visits if visit.delivered_by is not None),
        *((halt.began, halt) for halt in project.halts if halt.delivered_by is not None),
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


def delivered_on(project: Project) -> date | None:
    """The day of the first delivery, or None when there was none."""
    match delivery_of(project):
        case Visit() as visit:
            return day_of(visit.entered)
        case Halt() as halt:
            return day_of(halt.began)
        case None:
            return None


def visits_until_delivery(project: Project) -> tuple[Visit, ...]:
    """The visits until the first delivery, the last of them as it was then: still going on."""
    found = delivery_of(project)
    if found is None:
        return project.visits
    if isinstance(found, Visit):
        visits = project.visits[: project.visits.index(found) + 1]
    else:
        visits = tuple(visit for visit in project.visits if visit.entered <= found.began)
    return (*visits[:-1], *(replace(last, left=None, ended_by=None, because=None) for last in visits[-1:]))


def _count(project: Project, kind: EventKind) -> int:
    return sum(event.kind is kind for event in project.events)


def _current(project: Project, stays: tuple[Stay, ...]) -> Stay | None:
    last = stays[-1] if stays else None
    return last if last and last.is_open and last.phase == project.phase else None


def _iteration(project: Project, stay: Stay | None) -> int:
    if stay:
        return stay.iteration
    return (project.document and project.document.iteration) or 1


def gone_from(ledger: Ledger) -> frozenset[str]:
    """The projects that the history tells of and that are no more."""
    return frozenset({event.project for event in ledger.events} - ledger.projects.keys())


def status_row(ledger: Ledger, project: Project) -> StatusRow:
    """One project's row; a move that is not committed yet has its phase and no days."""
    stays = stays_of(project, ledger.today)
    stay, card, flow = _current(project, stays), project.card, project.flow
    phase = project.present_phase
    needs = needs_of(ledger, project)
    return StatusRow(
        slug=project.slug,
        title=project.title,
        summary=(card and card.summary) or "",
        group=project.group,
        flow=flow.id if flow else (card and card.flow) or "",
        flow_title=flow.title if flow else "",
        phase=project.phase or "",
        phase_title=phase.title if phase else project.phase or "",
        position=flow.position(project.phase) if flow else None,
        iteration=_iteration(project, stay),
        status=project.status,
        days=stay.days if stay else 0,
        idle_days=stay.idle_days if stay else 0,
        age_days=sum(one.days for one in stays),
        owner=(card and card.owner) or "",
        team=(card and card.team) or "",
        tags=card.tags if card else (),
        backtracks=_count(project, EventKind.BACKTRACKED),
        iterations=_count(project, EventKind.ITERATED),
        overdue=overdue_of(project, ledger.today),
        waits_for=waits_for(project, needs),
        asks_roles=asked_roles(project, needs),
        debt=len(debt_of(ledger, project)),
        malformed=project.malformed,
        started=started_on(project),
        delivered=delivered_on(project),
    )


def status_rows(ledger: Ledger) -> tuple[StatusRow, ...]:
    """Every project of the ledger, by slug."""
    return tuple(status_row(ledger, ledger.projects[slug]) for slug in sorted(ledger.projects))


def select(
    rows: Iterable[StatusRow],
    *,
    flow: str | None = None,
    phase: str | None = None,
    status: str | None = None,
    owner: str | None = None,
    team: str | None = None,
    tag: str | None = None,
    role: str | None = None,
    overdue: bool = False,
) -> tuple[StatusRow, ...]:
    """The rows that fit every filter that is given; `role` is one whose vote a project waits for."""
    asked = (("flow", flow), ("phase", phase), ("status", status), ("owner", owner), ("team", team))
    return tuple(
        row
        for row in rows
        if all(value is None or getattr(row, name) == value for name, value in asked)
        and (tag is None or tag in row.tags)
        and (role is None or role in row.asks_roles)
        and (row.overdue or not overdue)
    )
