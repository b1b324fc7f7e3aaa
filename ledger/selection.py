"""Which projects and events of a ledger somebody asked for."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.paths import slug_of
from ledger.records.flow import Flow
from ledger.records.model import Event, Ledger, Project
from ledger.words import KPI, EventKind, Status


def known_project(slug: str, events: Iterable[Event], projects: Iterable[str] = ()) -> str:
    """The slug of a project that is (one of `projects`), or that events tell of. Raises LedgerError for another."""
    told = tuple(events)
    known = {*projects, *(event.project for event in told)}
    if slug not in known:
        raise _no_project(slug, known, told)
    return slug


def _no_project(slug: str, known: Collection[str], events: Iterable[Event]) -> LedgerError:
    """What is said of a project that is not there: how those are called now that bore the name, the last one first."""
    if now := [event.project for event in events if event.project in known and _was_called(event, slug)]:
        called = " or ".join(f"'{name}'" for name in dict.fromkeys(reversed(now)))
        return LedgerError(f"there is no project '{slug}' any more: it is called {called} now")
    if not known:
        return LedgerError(f"there is no project '{slug}', nor any other yet: 'ledger new NAME' starts one")
    return LedgerError(f"there is no project '{slug}': {did_you_mean(slug, known)}")


def present_project(ledger: Ledger, slug: str) -> Project:
    """The project of that name that is there now. Raises LedgerError for any other."""
    if slug not in ledger.projects:
        raise _no_project(slug, ledger.projects, ledger.events)
    return ledger.projects[slug]


def _was_called(event: Event, slug: str) -> bool:
    """Whether a project gave a name up by an event."""
    return event.kind is EventKind.RENAMED and slug_of(event.origin or "") == slug


def event_kinds(names: Iterable[str]) -> frozenset[EventKind]:
    """The kinds of events by name. Raises LedgerError for an unknown one."""
    found = set()
    for name in names:
        if name not in set(EventKind):
            raise LedgerError(f"there is no event '{name}': {did_you_mean(name, [kind.value for kind in EventKind])}")
        found.add(EventKind(name))
    return frozenset(found)


def known_filters(ledger: Ledger, **filters: str | None) -> dict[str, str | None]:
    """Filters of the projects by name, as they are. Raises LedgerError for a value that no project can have."""
    cards = [project.card for project in ledger.projects.values() if project.card]
    known: dict[str, set[str | None]] = {
        "flow": set(ledger.flows),
        "phase": {phase.id for flow in ledger.flows.values() for phase in flow.phases},
        "status": {status.value for status in Status},
        "owner": {*ledger.policy.people, *(card.owner for card in cards)},
        "team": {card.team for card in cards},
        "tag": {tag for card in cards for tag in card.tags},
        "role": {*_known_roles(ledger)},
    }
    for name, value in filters.items():
        words = {word for word in known[name] if word}
        if value is not None and value not in words:
            raise LedgerError(f"there is no {name} '{value}': {did_you_mean(value, words)}")
    return filters


def select_events(
    events: Iterable[Event], *, project: str | None = None, kinds: Collection[EventKind] = (), since: date | None = None
) -> tuple[Event, ...]:
    """The events of a project, of some kinds (all when empty), and since the start of a day in UTC."""
    start = datetime.combine(since, time(), UTC) if since else None
    return tuple(
        event
        for event in events
        if (project is None or event.project == project)
        and (not kinds or event.kind in kinds)
        and (start is None or event.time >= start)
    )


def assumptions(texts: Iterable[str], ledger: Ledger) -> frozenset[str]:
    """The roles, or `kpi`, that `ROLE=ok` and `kpi=met` name. Raises LedgerError for an unknown one."""
    known = {*_known_roles(ledger), KPI}
    found = set()
    for text in texts:
        name, _, value = text.partition("=")
        if name not in known:
            raise LedgerError(f"there is no role '{name}' to assume: {did_you_mean(name, known)}")
        asked = "met" if name == KPI else "ok"
        if value != asked:
            raise LedgerError(f"'{text}' cannot be assumed: write '{name}={asked}'")
        found.add(name)
    return frozenset(found)


def _known_roles(ledger: Ledger) -> Iterator[str]:
    """The roles that people have, and those that gates and ways back ask for."""
    yield from ledger.policy.roles
    for flow in ledger.flows.values():
        yield from _roles(flow)


def _roles(flow: Flow) -> Iterator[str]:
    for phase in flow.phases:
        for gate in phase.gates:
            yield from gate.approvals
    for way in flow.backtracks:
        yield from way.approvals
