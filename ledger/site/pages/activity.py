"""What the activity pages show: everything that happened, newest first, by month."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from ledger.plurals import is_or_are
from ledger.proof.decisions import Decided
from ledger.records.model import Event, Ledger
from ledger.site.forge import Forge
from ledger.site.linked import figure, listing, projects, sentence
from ledger.site.page import Page, decision_path, url
from ledger.site.words import day_words, month_words
from ledger.views import MoveRow, move_row
from ledger.views.decisions import event_names
from ledger.words import VOTES, EventKind

ACTIVITY_PATH: Final = "activity.md"
PAGED: Final = 500  # events, from which on older months go to pages of their own
_LEAST: Final = 100  # events that the newest page has, where there are so many

# The groups by which events are filtered, in the order of the list: the word of the address and of the page.
GROUPS: Final[Mapping[str, str]] = {
    "back": "Ways back and iterations",
    "moves": "Other moves",
    "votes": "Votes",
    "tasks": "Tasks",
    "renames": "Renames",  # no moves: the audit counts those, and its figure leads here
}

_NAMED: Final = {
    "back": ("way back or iteration", "#months", "ways back and iterations"),
    "moves": ("other move", "#months"),
    "votes": ("vote given or lapsed", "#months", "votes given or lapsed"),
    "tasks": ("task started or done", "#months", "tasks started or done"),
    "renames": ("rename", "#months"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as a row, its group, and the path of the page of the vote that it is about, or empty."""

    row: MoveRow
    group: str
    decision: str
    has_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What happened in one month, newest first, with the number of its events by group.

    `key` is YYYY-MM, `path` the page on which it stands.
    """

    key: str
    words: str
    path: str
    entries: tuple[Entry, ...]
    counts: Mapping[str, int]


# The group that a kind of event belongs to.
GROUP_OF: Final[Mapping[EventKind, str]] = {
    **dict.fromkeys(EventKind, "moves"),
    **dict.fromkeys((EventKind.BACKTRACKED, EventKind.ITERATED), "back"),
    **dict.fromkeys((*VOTES, EventKind.LAPSED), "votes"),
    EventKind.RENAMED: "renames",
    **dict.fromkeys((EventKind.TASK_STARTED, EventKind.TASK_DONE), "tasks"),
}


def decision_of(decisions: Mapping[str, Sequence[Decided]]) -> Callable[[Event], str]:
    """Tells the path of the page of the vote that an event is about; empty for none."""
    names = {slug: event_names(votes) for slug, votes in decisions.items()}

    def path(event: Event) -> str:
        name = names[event.project](event) if event.project in names else ""
        return decision_path(event.project, name) if name else ""

    return path


def chunks_of(counts: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], ...]:
    """Months, oldest first, as pages: a page is closed at PAGED events and then never changes, the last stays open."""
    pages: list[tuple[str, ...]] = []
    open_months: list[str] = []
    held = 0
    for month, count in counts:
        if held >= PAGED:
            pages.append(tuple(open_months))
            open_months, held = [], 0
        open_months.append(month)
        held += count
    if pages and held < _LEAST:
        open_months = [*pages.pop(), *open_months]
    return (*pages, tuple(open_months))


def _months(ledger: Ledger, decisions: Mapping[str, Sequence[Decided]]) -> tuple[Month, ...]:
    """Every month with events, oldest first."""
    link, by_month = decision_of(decisions), dict[str, list[Entry]]()
    for event in ledger.events:
        entry = Entry(
            row=move_row(ledger, event),
            group=GROUP_OF[event.kind],
            decision=link(event),
            has_page=event.project in ledger.projects,
        )
        by_month.setdefault(f"{event.time.astimezone(UTC):%Y-%m}", []).append(entry)
    keys = sorted(by_month)
    pages = chunks_of([(key, len(by_month[key])) for key in keys])
    paths = {key: ACTIVITY_PATH if page is pages[-1] else f"activity/{page[0]}.md" for page in pages for key in page}
    return tuple(_month(key, paths[key], by_month[key]) for key in keys)


def _month(key: str, path: str, entries: Sequence[Entry]) -> Month:
    counts = Counter(entry.group for entry in entries)
    return Month(key=key, words=month_words(key), path=path, entries=tuple(reversed(entries)), counts=counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    """All that happened: events by group, how many projects they tell of, how many of those are gone, the last day.

    `is_all` says that there is no other project.
    """

    totals: Mapping[str, int]
    there: int
    gone: int
    is_all: bool
    last: datetime | None


def _sum(ledger: Ledger, months: Iterable[Month]) -> _Sum:
    totals = Counter[str]()
    for month in months:
        totals.update(month.counts)
    slugs = {event.project for event in ledger.events}
    there = len(slugs & ledger.projects.keys())
    last = max((event.time for event in ledger.events), default=None)
    return _Sum(totals=totals, there=there, gone=len(slugs) - there, is_all=there == len(ledger.projects), last=last)


def _answer(found: _Sum, path: str) -> Markup:
    """How much happened, and when last, in a sentence of the page at `path`."""
    if found.last is None:
        return Markup("Nothing has happened yet.")
    return sentence(
        "{} in {}{}: {}. The last one landed on {}.",
        figure(sum(found.totals.values()), "event", "#months"),
        figure(found.there, "project", projects(path) if found.is_all else ""),
        f" and in {found.gone:,} that {is_or_are(found.gone)} no more" if found.gone else "",
        listing([figure(found.totals[group], *_NAMED[group]) for group in GROUPS if found.totals[group]]),
        day_words(found.last),
    )


def activity_pages(
    ledger: Ledger, decisions: Mapping[str, Sequence[Decided]], *, forge: Forge | None
) -> Iterator[Page]:
    """The newest events, and pages of older months."""
    months = _months(ledger, decisions)
    newest_first = months[::-1]
    found = _sum(ledger, months)
    for path in dict.fromkeys([ACTIVITY_PATH, *(month.path for month in newest_first)]):
        shown = tuple(month for month in newest_first if month.path == path)
        span = f": {shown[-1].words} to {shown[0].words}" if path != ACTIVITY_PATH else ""
        said = _answer(found, path)
        yield Page(
            path=path,
            title=f"Activity{span}",
            description=said.striptags(),
            template="activity.html.j2",
            values={
                "ledger": ledger,
                "answer": said,
                "months": shown,
                "all_months": tuple((month, url(month.path, path)) for month in newest_first),
                "totals": found.totals,
                "groups": {group: words for group, words in GROUPS.items() if found.totals[group]},
                "is_newest": path == ACTIVITY_PATH,
                "commit_url": forge.commit if forge else None,
            },
        )
