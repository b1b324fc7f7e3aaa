"""What the portfolio page shows: where everything is, what is stuck, what went back lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from ledger.flow import Flow
from ledger.model import Ledger, Project
from ledger.site import markdown_text
from ledger.site.drawings import strip
from ledger.site.page import Page
from ledger.site.render import safe
from ledger.site.words import counted, listed
from ledger.views import StatusRow, day_of, latest_moves, status_rows
from ledger.words import EventKind, Status

_LATEST = 15
_YEAR = timedelta(days=365)
_UNDER_WAY = frozenset({Status.ACTIVE, Status.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure with its words; `query` is the filter of the table that shows what was counted."""

    figure: str
    words: str
    query: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A phase on the board with the projects that stand in it."""

    phase: str
    title: str
    position: int | None
    cards: tuple[StatusRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board of one flow; `closed` counts its cancelled and completed projects, which are not on it."""

    flow: str
    title: str
    columns: tuple[Column, ...]
    under_way: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table: a project with its history drawn and told."""

    row: StatusRow
    strip: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of projects that has a page of its own."""

    name: str
    text: Markup


def boards_of(rows: Sequence[StatusRow], flows: Iterable[Flow]) -> tuple[Board, ...]:
    """One board a flow that has projects, the one with the most projects under way first."""
    boards = [_board([row for row in rows if row.flow == flow.id], flow) for flow in flows]
    used = [board for board in boards if board.under_way or board.closed]
    return tuple(sorted(used, key=lambda board: (-board.under_way, -board.closed, board.flow)))


def _board(rows: Sequence[StatusRow], flow: Flow) -> Board:
    under_way = [row for row in rows if row.status in _UNDER_WAY]
    known = {phase.id for phase in flow.phases}
    columns = [
        Column(phase=phase.id, title=phase.title, position=place, cards=_cards(under_way, phase.id))
        for place, phase in enumerate(flow.phases)
    ]
    lost = tuple(row for row in under_way if row.phase not in known)
    if lost:
        columns.append(Column(phase="", title="Unknown phase", position=None, cards=lost))
    return Board(
        flow=flow.id,
        title=flow.title,
        columns=tuple(columns),
        under_way=len(under_way),
        closed=len(rows) - len(under_way),
    )


def _cards(rows: Iterable[StatusRow], phase: str) -> tuple[StatusRow, ...]:
    """The projects of a phase, those first that have stood in it longest."""
    return tuple(sorted((row for row in rows if row.phase == phase), key=lambda row: (-row.days, row.slug)))


def _since_a_year(ledger: Ledger, kind: EventKind) -> int:
    first = ledger.today - _YEAR
    return sum(event.kind is kind and first < day_of(event.time) <= ledger.today for event in ledger.events)


def tiles_of(ledger: Ledger, rows: Sequence[StatusRow]) -> tuple[Tile, ...]:
    """The figures at the top."""
    active = sum(row.status is Status.ACTIVE for row in rows)
    paused = sum(row.status is Status.PAUSED for row in rows)
    delivered = sum(row.delivered is not None and ledger.today - row.delivered < _YEAR for row in rows)
    back = _since_a_year(ledger, EventKind.BACKTRACKED)
    overdue = sum(bool(row.overdue) for row in rows)
    asked, debt = sum(row.asks_votes for row in rows), sum(row.debt for row in rows)
    return (
        Tile(figure=f"{active:,}", words="active", query="status=active"),
        Tile(figure=f"{paused:,}", words="paused", query="status=paused"),
        Tile(figure=f"{delivered:,}", words="delivered in 12 months", tone="proven" if delivered else ""),
        Tile(figure=f"{back:,}", words="went back in 12 months", query="back=1", tone="back" if back else ""),
        Tile(figure=f"{overdue:,}", words="overdue", query="overdue=1", tone="late" if overdue else ""),
        Tile(figure=f"{asked:,}", words="votes waited for", query="waits=1"),
        Tile(figure=f"{debt:,}", words="approvals lapsed", query="debt=1", tone="back" if debt else ""),
    )


def answer(ledger: Ledger, rows: Sequence[StatusRow]) -> str:
    """The page's question answered in a sentence or two, with figures."""
    if not rows:
        return "There is no project yet: 'ledger new NAME' starts the first one."
    named = [
        counted(count, status.value, status.value)
        for status in Status
        if (count := sum(row.status is status for row in rows))
    ]
    said = [f"{counted(len(rows), 'project')}: {listed(named)}."]
    stuck = [row for row in rows if row.status is Status.ACTIVE and row.days and row.waits_for]
    if overdue := sum(bool(row.overdue) for row in rows):
        said.append(f"{counted(overdue, 'project is', 'projects are')} overdue for a decision.")
    if stuck:
        longest = max(stuck, key=lambda row: (row.days, row.slug))
        said.append(f"Longest in its phase: {longest.title}, {counted(longest.days, 'day')} in {longest.phase_title}.")
    last = next((event for event in reversed(ledger.events) if event.kind is EventKind.BACKTRACKED), None)
    if last:
        project = ledger.projects.get(last.project)
        name = project.title if project else last.project
        said.append(f"Last to go back: {name}, {counted((ledger.today - day_of(last.time)).days, 'day')} ago.")
    if broken := sum(row.malformed for row in rows):
        said.append(f"{counted(broken, 'project')} cannot be read as {'it stands' if broken == 1 else 'they stand'}.")
    return " ".join(said)


def _first_day(projects: Iterable[Project], today: date) -> date:
    return min((day_of(project.visits[0].entered) for project in projects if project.visits), default=today)


def _lines(ledger: Ledger, rows: Sequence[StatusRow], start: date) -> tuple[Line, ...]:
    lines = []
    for place, row in enumerate(rows):
        past = strip.from_project(ledger.projects[row.slug], ledger.today)
        drawn = strip.draw(past, start=start, end=ledger.today, prefix=f"strip{place}")
        lines.append(Line(row=row, strip=safe(drawn)))
    return tuple(lines)


def _groups(ledger: Ledger) -> tuple[Group, ...]:
    found = []
    for path, text in sorted(ledger.pages.items()):
        name = "/".join(path.split("/")[1:-1])
        place = markdown_text.Place(prefix=f"group-{markdown_text.anchor(name)}", level=4)
        found.append(Group(name=name, text=safe(markdown_text.to_html(text, place))))
    return tuple(found)


def portfolio_page(ledger: Ledger) -> Page:
    """The portfolio."""
    rows = status_rows(ledger)
    projects = tuple(ledger.projects[row.slug] for row in rows)
    flows = {project.flow.id: project.flow for project in projects if project.flow}
    start = _first_day(projects, ledger.today)
    return Page(
        path="index.md",
        title=ledger.policy.title,
        template="portfolio.html.j2",
        values={
            "ledger": ledger,
            "answer": answer(ledger, rows),
            "tiles": tiles_of(ledger, rows),
            "boards": boards_of(rows, flows.values()),
            "lines": _lines(ledger, rows, start),
            "axis": safe(strip.axis(start, ledger.today)),
            "start": start,
            "moves": latest_moves(ledger, _LATEST),
            "groups": _groups(ledger),
            "malformed": tuple(row for row in rows if row.malformed),
        },
    )
