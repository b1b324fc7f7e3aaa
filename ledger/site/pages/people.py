"""What the people page shows: who has what on the table, and who is waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from ledger.plurals import inflected, is_or_are
from ledger.records.model import Ledger
from ledger.site.drawings import strip
from ledger.site.linked import figure, joined, linked, projects, sentence
from ledger.site.page import Page
from ledger.site.render import safe
from ledger.site.words import small_words
from ledger.views import StatusRow, day_of, days_between
from ledger.views.people import NAMED, AskedVote, PersonRow, asked_votes, people_rows

LINES: Final = 12
ASKED: Final = 5  # votes in one lane; the table has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A person with the projects they lead, so many of them drawn; `more` counts the others.

    `asked` are the votes that few others could give. Those that anybody in a role could are on nobody's table.
    """

    person: PersonRow
    lines: tuple[tuple[StatusRow, Markup], ...]
    more: int
    asked: tuple[AskedVote, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies on the table."""
        return not (self.lines or self.asked or self.person.tasks or self.person.lapsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A vote that is waited for, for how many days, and its place in the table, from 1."""

    vote: AskedVote
    days: int
    place: int


def answer(rows: Sequence[PersonRow], asked: Sequence[AskedVote]) -> Markup:
    """Who has what on the table and who is waited for, in a sentence or two."""
    leads = [row for row in rows if row.handle and row.leads]
    if not leads and not asked:
        return Markup("Nobody leads a project that is under way, and no vote is waited for.")
    total, nobody = sum(len(row.leads) for row in leads), sum(len(row.leads) for row in rows if not row.handle)
    people = figure(len(leads), "person", "#lanes", "people")
    under_way = figure(total, "project", "#lanes" if nobody else projects(status="under way"))
    said = [sentence("{} {} {} under way.", people, inflected(len(leads), "leads", "lead"), under_way)]
    if tasks := sum(len(row.tasks) for row in rows):
        said.append(sentence("{} {} in progress.", figure(tasks, "task", "#lanes"), is_or_are(tasks)))
    if asked:
        votes, verb = figure(len(asked), "vote", "#votes"), is_or_are(len(asked))
        said.append(sentence("{} {} waited for, {} be given today.", votes, verb, _ready(asked)))
    if nobody:
        said.append(sentence("Nobody leads {}.", figure(nobody, "project", "#lane-")))
    return joined(said)


def _ready(asked: Sequence[AskedVote]) -> Markup:
    ready = sum(vote.is_ready for vote in asked)
    if len(asked) == 1:
        return sentence("and could") if ready else sentence("and could not")
    words = "all" if ready == len(asked) else small_words(ready) if ready else "none"
    return sentence("{} of them could", linked(words, "#votes" if ready else ""))


def _lanes(ledger: Ledger, rows: Sequence[PersonRow], start: date) -> tuple[Lane, ...]:
    return tuple(
        Lane(
            person=row,
            lines=tuple((one, _strip(ledger, one, start)) for one in row.leads[:LINES]),
            more=max(0, len(row.leads) - LINES),
            asked=tuple(vote for vote in row.asked if len(vote.voters) <= NAMED),
        )
        for row in rows
    )


def _holders(rows: Sequence[PersonRow], asked: Sequence[AskedVote]) -> Mapping[str, tuple[PersonRow, ...]]:
    """Everybody with a role of which more people are waited for than a row has room to name."""
    roles = sorted({vote.role for vote in asked if len(vote.voters) > NAMED})
    return {role: tuple(row for row in rows if role in row.roles) for role in roles}


def _strip(ledger: Ledger, row: StatusRow, start: date) -> Markup:
    past = strip.from_project(ledger.projects[row.slug], ledger.today)
    return safe(strip.draw(past, start=start, end=ledger.today, prefix="lane"))


def _start(ledger: Ledger, rows: Sequence[PersonRow]) -> date:
    """The first day of all projects that are drawn, so that all lanes share one axis."""
    visits = (ledger.projects[one.slug].visits for row in rows for one in row.leads[:LINES])
    return min((day_of(stays[0].entered) for stays in visits if stays), default=ledger.today)


def people_page(ledger: Ledger, statuses: Sequence[StatusRow]) -> Page:
    """The people of the ledger, with the rows of its projects."""
    asked = asked_votes(ledger)
    rows = people_rows(ledger, statuses, asked)
    start, said = _start(ledger, rows), answer(rows, asked)
    lanes = _lanes(ledger, rows, start)
    return Page(
        path="people.md",
        title="Who has what on the table",
        description=said.striptags(),
        template="people.html.j2",
        values={
            "ledger": ledger,
            "answer": said,
            "asked": tuple(
                AskedRow(vote=vote, days=days_between(vote.since, ledger.today), place=place)
                for place, vote in enumerate(asked, 1)
            ),
            "places": {vote: place for place, vote in enumerate(asked, 1)},
            "lanes": tuple(lane for lane in lanes if not lane.is_empty),
            "idle": tuple(lane.person for lane in lanes if lane.is_empty),
            "holders": _holders(rows, asked),
            "axis": safe(strip.axis(start, ledger.today, prefix="lane")),
            "named": NAMED,
            "size": ASKED,
            "names": ledger.policy.names,
        },
    )
