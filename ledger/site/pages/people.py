"""What the people page shows: who has what on the table, and who is waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from ledger.model import Ledger
from ledger.site.drawings import strip
from ledger.site.page import Page
from ledger.site.render import safe
from ledger.site.words import counted, small_words
from ledger.views import StatusRow, day_of, days_between
from ledger.views.people import AskedVote, PersonRow, asked_votes, people_rows

LINES: Final = 12
NAMED: Final = 4  # voters of one vote
ASKED: Final = 5  # votes in one lane; the table has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A person with the projects they lead, so many of them drawn; `more` counts the others."""

    person: PersonRow
    lines: tuple[tuple[StatusRow, Markup], ...]
    more: int


def answer(rows: Sequence[PersonRow], asked: Sequence[AskedVote]) -> str:
    """Who has what on the table and who is waited for, in a sentence or two."""
    leads = [row for row in rows if row.handle and row.leads]
    if not leads and not asked:
        return "Nobody leads a project that is under way, and no vote is waited for."
    projects = sum(len(row.leads) for row in leads)
    said = [f"{counted(len(leads), 'person leads', 'people lead')} {counted(projects, 'project')} under way."]
    if tasks := sum(len(row.tasks) for row in rows):
        said.append(f"{counted(tasks, 'task is', 'tasks are')} in progress.")
    if asked:
        ready = sum(vote.is_ready for vote in asked)
        now = f"{small_words(ready) if ready else 'none'} of them could be given today"
        said.append(f"{counted(len(asked), 'vote is', 'votes are')} waited for, {now}.")
    if nobody := sum(len(row.leads) for row in rows if not row.handle):
        said.append(f"Nobody leads {counted(nobody, 'project')}.")
    return " ".join(said)


def _lanes(ledger: Ledger, rows: Sequence[PersonRow], start: date) -> tuple[Lane, ...]:
    return tuple(
        Lane(
            person=row,
            lines=tuple((one, _strip(ledger, one, start)) for one in row.leads[:LINES]),
            more=max(0, len(row.leads) - LINES),
        )
        for row in rows
    )


def _strip(ledger: Ledger, row: StatusRow, start: date) -> Markup:
    past = strip.from_project(ledger.projects[row.slug], ledger.today)
    return safe(strip.draw(past, start=start, end=ledger.today, prefix="lane"))


def _start(ledger: Ledger, rows: Sequence[PersonRow]) -> date:
    """The first day of all projects that are drawn, so that all lanes share one axis."""
    visits = (ledger.projects[one.slug].visits for row in rows for one in row.leads[:LINES])
    return min((day_of(stays[0].entered) for stays in visits if stays), default=ledger.today)


def _names(ledger: Ledger) -> Mapping[str, str]:
    return {handle: person.name for handle, person in ledger.policy.people.items()}


def people_page(ledger: Ledger, projects: Sequence[StatusRow]) -> Page:
    """The people of the ledger, with the rows of its projects."""
    asked = asked_votes(ledger)
    rows = people_rows(ledger, projects, asked)
    start, said = _start(ledger, rows), answer(rows, asked)
    return Page(
        path="people.md",
        title="Who has what on the table",
        description=said,
        template="people.html.j2",
        values={
            "ledger": ledger,
            "answer": said,
            "asked": tuple((vote, days_between(vote.since, ledger.today)) for vote in asked),
            "lanes": _lanes(ledger, rows, start),
            "axis": safe(strip.axis(start, ledger.today, prefix="lane")),
            "named": NAMED,
            "size": ASKED,
            "names": _names(ledger),
        },
    )
