"""What the portfolio page shows: where everything is, what is stuck, what went back lately."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from unicodedata import combining, normalize

from markupsafe import Markup

from ledger.audit import Audit
from ledger.plurals import inflected, is_or_are
from ledger.records.model import Ledger, Project
from ledger.site import markdown_text
from ledger.site.drawings import strip
from ledger.site.linked import figure, joined, linked, listing, named, sentence
from ledger.site.page import Page, project_path, url
from ledger.site.pages.audit import verdict
from ledger.site.pages.boards import boards_of
from ledger.site.render import safe
from ledger.site.words import counted
from ledger.views import StatusRow, day_of, days_between, latest_moves
from ledger.views.turns import past_json
from ledger.words import UNDER_WAY, EventKind, Status, role_words

SHEET: Final = 1000
PAST: Final = "data/past.js"
_LATEST: Final = 20
_YEAR: Final = timedelta(days=365)
_NUMBER: Final = re.compile(r"\d+")
_DIGITS: Final = 12  # of a number in a title; a longer one comes where its first digits say


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure with its words; `link` leads to what was counted, `name` lets a script count it for another day."""

    name: str
    figure: str
    words: str
    link: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table: a project with its history drawn and told, and whether it moved in the last year.

    `awaited` is what it waits for, with roles in words.
    """

    row: StatusRow
    strip: Markup
    first: int
    went_back: bool
    delivered: bool
    awaited: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of projects that has a page of its own."""

    name: str
    text: Markup


def _went_back(ledger: Ledger) -> frozenset[str]:
    """The projects that went back within a year."""
    first = ledger.today - _YEAR
    return frozenset(
        slug
        for slug, project in ledger.projects.items()
        if any(
            visit.ended_by is EventKind.BACKTRACKED and visit.left and first < day_of(visit.left) <= ledger.today
            for visit in project.visits
        )
    )


def tiles_of(ledger: Ledger, rows: Sequence[StatusRow]) -> tuple[Tile, ...]:
    """The figures at the top; each leads to the projects or votes that it counts."""
    back = len(_went_back(ledger))
    delivered = sum(_is_lately(ledger, row) for row in rows)
    overdue, debt = sum(bool(row.overdue) for row in rows), sum(bool(row.debt) for row in rows)
    figures = (
        ("active", sum(row.status is Status.ACTIVE for row in rows), "active", "?status=active", ""),
        ("paused", sum(row.status is Status.PAUSED for row in rows), "paused", "?status=paused", ""),
        ("delivered", delivered, "delivered in 12 months", "?delivered=1", "proven"),
        ("back", back, "went back in 12 months", "?year=1", "back"),
        ("overdue", overdue, "overdue", "?overdue=1", "late"),
        ("debt", debt, "with lapsed approvals", "?debt=1", "back"),
        ("votes", sum(row.asks_votes for row in rows), "votes waited for", "people.html#votes", ""),
    )
    return tuple(
        Tile(
            name=name,
            figure=f"{count:,}",
            words=words,
            link=f"{link}#projects" if link.startswith("?") else link,
            tone=tone if count else "",
        )
        for name, count, words, link, tone in figures
    )


def _is_lately(ledger: Ledger, row: StatusRow) -> bool:
    return row.delivered is not None and ledger.today - row.delivered < _YEAR


def answer(ledger: Ledger, rows: Sequence[StatusRow]) -> Markup:
    """The page's question answered in a sentence or two, with figures that lead to what they count."""
    if not rows:
        return Markup("There is no project yet. <code>ledger new NAME</code> starts the first one.")
    by_status = [
        figure(count, status.value, f"?status={status}#projects", status.value)
        for status in Status
        if (count := sum(row.status is status for row in rows))
    ]
    said = [sentence("{}: {}.", figure(len(rows), "project", "#projects"), listing(by_status))]
    stuck = [row for row in rows if row.status is Status.ACTIVE and row.days and row.waits_for]
    if overdue := sum(bool(row.overdue) for row in rows):
        late = figure(overdue, "project", "?overdue=1#projects")
        said.append(sentence("{} {} overdue for a decision.", late, is_or_are(overdue)))
    if stuck:
        longest = max(stuck, key=lambda row: (row.days, row.slug))
        page = url(project_path(longest.slug))
        said.append(
            sentence(
                "Of those that wait for something, longest in its phase: {}, {} in {}.",
                linked(named(longest.title), page),
                linked(counted(longest.days, "day"), f"{page}#past"),
                named(longest.phase_title),
            )
        )
    backs = (event for event in reversed(ledger.events) if event.kind is EventKind.BACKTRACKED)
    if last := next((event for event in backs if event.project in ledger.projects), None):
        ago = counted(days_between(last.time, ledger.today), "day")
        page = url(project_path(last.project))
        title = linked(named(ledger.projects[last.project].title), page)
        said.append(sentence("Last to go back: {}, {} ago.", title, linked(ago, f"{page}#past")))
    if broken := sum(row.malformed for row in rows):
        stand = inflected(broken, "it stands", "they stand")
        said.append(sentence("{} cannot be read as {}.", figure(broken, "project", "#malformed"), stand))
    return joined(said)


def _first_day(projects: Iterable[Project], today: date) -> date:
    return min((day_of(project.visits[0].entered) for project in projects if project.visits), default=today)


def _lines(ledger: Ledger, rows: Sequence[StatusRow], start: date) -> tuple[Line, ...]:
    """The rows of the table by title, first of what is under way, then of what is closed."""
    lines, lately = [], _went_back(ledger)
    for row in sorted(rows, key=lambda row: (row.status not in UNDER_WAY, _in_words(row.title), row.slug)):
        project = ledger.projects[row.slug]
        drawn = strip.draw(strip.from_project(project, ledger.today), start=start, end=ledger.today, prefix="strip")
        first = _first_day((project,), ledger.today)
        lines.append(
            Line(
                row=row,
                strip=safe(drawn),
                first=first.toordinal(),
                went_back=row.slug in lately,
                delivered=_is_lately(ledger, row),
                awaited=tuple(_awaited(row)),
            )
        )
    return tuple(lines)


def _in_words(title: str) -> str:
    """What a title is ordered by: no capitals, no accents, and numbers by their value, much as a script sorts them."""
    plain = "".join(sign for sign in normalize("NFKD", title) if not combining(sign))
    return _NUMBER.sub(lambda found: found[0].zfill(_DIGITS), plain.casefold())


def _awaited(row: StatusRow) -> Iterator[str]:
    for words in row.waits_for:
        role = next((one for one in row.asks_roles if one and words.startswith(f"{one}: ")), "")
        yield f"{role_words(role)}{words[len(role) :]}"


def _groups(ledger: Ledger) -> tuple[Group, ...]:
    found = []
    for path, text in sorted(ledger.pages.items()):
        name = "/".join(path.split("/")[1:-1])
        place = markdown_text.Place(prefix=f"group-{markdown_text.anchor(name)}", level=4)
        found.append(Group(name=name, text=safe(markdown_text.to_html(text, place))))
    return tuple(found)


def portfolio_pages(ledger: Ledger, rows: Sequence[StatusRow], audit: Audit | None = None) -> Iterator[Page]:
    """The portfolio, the further sheets of a long table, and what scripts load for past days and whole tables.

    With an `audit` it tells on top what that found.
    """
    start = _first_day(ledger.projects.values(), ledger.today)
    lines = _lines(ledger, rows, start)
    sheets = tuple(lines[place : place + SHEET] for place in range(0, len(lines), SHEET)) or ((),)
    shared = {
        "ledger": ledger,
        "start": start,
        "axis": safe(strip.axis(start, ledger.today, prefix="strip")),
        "sheets": len(sheets),
        "total": len(rows),
        "size": SHEET,
    }
    past = past_json(ledger)
    values = {**shared, "sheet": 1, "lines": sheets[0], "audited": verdict(audit) if audit else ""}
    yield _first_sheet(ledger, rows, values, past)
    yield Page(path=PAST, title="", template="past.js.j2", values={"past": past})
    for number, sheet in enumerate(sheets[1:], 2):
        values = {**shared, "sheet": number, "lines": sheet}
        title = f"{ledger.policy.title}, sheet {number}"
        said = f"Projects {(number - 1) * SHEET + 1:,} to {(number - 1) * SHEET + len(sheet):,} of {len(rows):,}."
        yield Page(
            path=sheet_path(number),
            title=title,
            description=said,
            template="portfolio_sheet.html.j2",
            values=values,
        )
        yield Page(path=f"data/rows-{number}.js", title="", template="portfolio_rows.js.j2", values=values)


def sheet_path(number: int) -> str:
    """The Markdown file of a sheet of the table, counted from 1."""
    return "index.md" if number == 1 else f"portfolio-{number}.md"


def _first_sheet(
    ledger: Ledger, rows: Sequence[StatusRow], values: Mapping[str, object], past: Mapping[str, Any]
) -> Page:
    flows = {row.flow: flow for row in rows if (flow := ledger.projects[row.slug].flow)}
    said = answer(ledger, rows)
    own: dict[str, object] = {
        "answer": said,
        "tiles": tiles_of(ledger, rows),
        "boards": boards_of(rows, flows.values()),
        "first": past["first"],
        "backs": sorted({day for day, _ in past["back"]}),
        "moves": latest_moves(ledger, _LATEST, votes=True),
        "groups": _groups(ledger),
        "malformed": tuple(row for row in rows if row.malformed),
    }
    return Page(
        path="index.md",
        title=ledger.policy.title,
        description=said.striptags(),
        template="portfolio.html.j2",
        values={**values, **own},
    )
