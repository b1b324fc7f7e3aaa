"""Who has what on the table, and whose vote is waited for: one row a person, by name, so that nobody is ranked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.records.blank import begun
from ledger.records.model import Event, Ledger, Project
from ledger.records.papers import PhaseDocument
from ledger.views.durations import asked_since, day_of
from ledger.views.moves import gate_title
from ledger.views.need import Need, NeedKind, NeedState
from ledger.views.needs import missing_before_votes, needs_of
from ledger.views.status import StatusRow
from ledger.views.tasks import all_tasks
from ledger.views.votes import count_of, owed_at
from ledger.votes.approvals import GateCount, standing_electorate
from ledger.words import UNDER_WAY, EventKind, Status, TaskStatus

NAMED: Final = 4  # voters of one vote; of more the role is told


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskUnderWay:
    """A task in progress; `since` is the day on which it was started, where the history tells."""

    slug: str
    project: str
    title: str
    phase: str
    assignee: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedVote:
    """A vote that an active project waits for, in a role, from one of `voters` (none: nobody holds the role).

    `since` is the day from which `asked_since` counts. `is_blocked` says that one of the voters has to lift their own
    veto; `is_ready` that nothing else is missing.
    """

    slug: str
    project: str
    gate: str
    gate_id: str
    role: str
    since: date
    voters: tuple[str, ...]
    is_blocked: bool
    is_ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenVote:
    """An approval by somebody, on the day on which it landed."""

    slug: str
    project: str
    gate: str
    role: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """What one person has on the table; `handle` is empty for what nobody has. `leads` are projects under way.

    `is_known` says that `ledger.yml` names them. `lapsed` are those of the `given` that cover the content no longer.
    """

    handle: str
    name: str
    roles: tuple[str, ...]
    is_known: bool
    leads: tuple[StatusRow, ...]
    closed: int
    tasks: tuple[TaskUnderWay, ...]
    asked: tuple[AskedVote, ...]
    given: Sequence[GivenVote]
    lapsed: Sequence[GivenVote]


def asked_votes(ledger: Ledger) -> tuple[AskedVote, ...]:
    """Every vote that is waited for: those first that nothing else stands before, then the oldest."""
    found = (vote for slug in sorted(ledger.projects) for vote in votes_asked_by(ledger, ledger.projects[slug]))
    return tuple(sorted(found, key=lambda vote: (not vote.is_ready, vote.since, vote.slug)))


def votes_asked_by(ledger: Ledger, project: Project) -> Iterator[AskedVote]:
    """The votes that the present phase of a project waits for, in the order of its gates; none of one that rests."""
    phase = project.present_phase
    if project.status is not Status.ACTIVE or phase is None:
        return
    document = begun(project).documents[phase.id]
    counts = {gate.id: count_of(ledger, project, gate, document) for gate in phase.gates}
    votes = [one for one in needs_of(ledger, project) if one.kind is NeedKind.VOTE and one.state is NeedState.OPEN]
    asked = [(need, counts[need.gate_id]) for need in votes if need.gate_id in counts]
    if not asked:
        return  # what else is missing stands before no vote
    is_ready = not missing_before_votes(ledger, project, phase.id, phase.gates)
    for need, count in asked:
        yield _asked_vote(ledger, project, document, need, count, is_ready=is_ready)


def _asked_vote(
    ledger: Ledger, project: Project, document: PhaseDocument, need: Need, count: GateCount, *, is_ready: bool
) -> AskedVote:
    role, gate = need.role or "", count.gate.id
    blockers = [ledger.policy.handle(vote.approval.by) or "" for vote in count.blocked_by if vote.approval.role == role]
    return AskedVote(
        slug=project.slug,
        project=project.title,
        gate=count.gate.title,
        gate_id=gate,
        role=role,
        since=asked_since(project, document.phase, gate, role, ledger.today, is_complete=is_ready),
        voters=tuple(dict.fromkeys(blockers)) or standing_electorate(ledger, project).able(count, role),
        is_blocked=bool(blockers),
        is_ready=is_ready,
    )


def tasks_in_progress(ledger: Ledger) -> tuple[TaskUnderWay, ...]:
    """The tasks that are being done in the projects under way, by project and in the order of their documents."""
    return tuple(
        task
        for slug in sorted(ledger.projects)
        if ledger.projects[slug].status in UNDER_WAY
        for task in _tasks(ledger.projects[slug])
    )


def _tasks(project: Project) -> Iterator[TaskUnderWay]:
    started = {
        (event.phase, event.task): day_of(event.time)
        for event in project.events
        if event.kind is EventKind.TASK_STARTED
    }
    for document, task in all_tasks(project):
        known = project.flow.phase(document.phase) if project.flow else None
        if task.status is TaskStatus.DOING:
            yield TaskUnderWay(
                slug=project.slug,
                project=project.title,
                title=task.title or task.id,
                phase=known.title if known else document.phase,
                assignee=task.assignee or "",
                since=started.get((document.phase, task.id)),
            )


def people_rows(ledger: Ledger, rows: Sequence[StatusRow], asked: Sequence[AskedVote]) -> tuple[PersonRow, ...]:
    """Everybody of `ledger.yml`, and every owner and assignee that it does not name, by name; what nobody has last.

    `rows` are those of all projects, `asked` the votes that are waited for.
    """
    tasks = tasks_in_progress(ledger)
    given, lapsed = _given(ledger), _lapsed(ledger)
    people = ledger.policy.people
    now = ledger.policy.handle
    handles = {*people, *(now(row.owner) or "" for row in rows), *(now(task.assignee) or "" for task in tasks)}
    found = []
    for handle in handles:
        person = people.get(handle)
        owned = [row for row in rows if now(row.owner) == handle]
        found.append(
            PersonRow(
                handle=handle,
                name=person.name if person else handle,
                roles=person.roles if person else (),
                is_known=person is not None,
                leads=_by_phase(owned),
                closed=sum(row.status not in UNDER_WAY for row in owned),
                tasks=tuple(task for task in tasks if now(task.assignee) == handle),
                asked=tuple(vote for vote in asked if handle in vote.voters),
                given=given.get(handle, ()),
                lapsed=lapsed.get(handle, ()),
            )
        )
    kept = (row for row in found if row.handle or row.leads or row.tasks)
    return tuple(sorted(kept, key=lambda row: (not row.handle, row.name.casefold(), row.handle)))


def _by_phase(rows: Iterable[StatusRow]) -> tuple[StatusRow, ...]:
    """The projects under way by the place of their phase, in one phase the longest standing first."""
    under_way = [row for row in rows if row.status in UNDER_WAY]
    return tuple(sorted(under_way, key=lambda row: (row.position is None, row.position or 0, -row.days, row.slug)))


def _given(ledger: Ledger) -> Mapping[str, Sequence[GivenVote]]:
    """The approvals of each person, newest first."""
    found: defaultdict[str, list[GivenVote]] = defaultdict(list)
    for event in reversed(ledger.events):
        if event.kind is EventKind.APPROVED and (voter := event.who):
            found[voter].append(_given_vote(ledger, event))
    return {handle: tuple(votes) for handle, votes in found.items()}


def _given_vote(ledger: Ledger, event: Event) -> GivenVote:
    project = ledger.projects.get(event.project)
    return GivenVote(
        slug=event.project if project else "",
        project=project.title if project else event.project,
        gate=gate_title(project, event),
        role=event.role or "",
        on=day_of(event.time),
    )


def _lapsed(ledger: Ledger) -> Mapping[str, Sequence[GivenVote]]:
    found: defaultdict[str, list[GivenVote]] = defaultdict(list)
    for slug in sorted(ledger.projects):
        project = ledger.projects[slug]
        for row, vote in owed_at(ledger, project):
            said = vote.approval
            titled = GivenVote(slug=slug, project=project.title, gate=row.title, role=said.role or "", on=None)
            found[ledger.policy.handle(said.by) or ""].append(titled)
    return {handle: tuple(votes) for handle, votes in found.items()}
