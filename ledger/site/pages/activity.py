"""What the activity pages show: everything that happened, newest first, by month."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from markupsafe import Markup

from ledger.decisions import Decided
from ledger.model import Event, Ledger
from ledger.site.forge import Forge
from ledger.site.linked import figure, listing, projects, sentence
from ledger.site.page import Page, decision_path, url
from ledger.site.words import day_words, is_or_are, month_words
from ledger.views import MoveRow, move_row
from ledger.views.decisions import event_names
from ledger.words import VOTES, EventKind

ACTIVITY_PATH: Final = "activity.md"
PAGED: Final = 500  # events, from which on older months go to pages of their own
_LEAST: Final = 100  # events that the newest page has, where there are so many

# The groups by which events are filtered, in the order of the list: the word of the address and of the page.
GROUPS: Final[Mapping[str, str]] = {"back": "Ways back", "moves": "Other moves", "votes": "Votes", "tasks": "Tasks"}

_NAMED: Final = {
    "back": ("way back", "#months", "ways back"),
    "moves": ("other move", "#months"),
    "votes": ("vote given or lapsed", "#months", "votes given or lapsed"),
    "tasks": ("task started or done", "#months", "tasks started or done"),
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
    """What happened in one month, newest first; `key` is YYYY-MM, `path` the page on which it stands."""

    key: str
    words: str
    path: str
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of its events by group."""
        return Counter(entry.group for entry in self.entries)


def group_of(kind: EventKind) -> str:
    """The group that a kind of event belongs to."""
    if kind in {EventKind.BACKTRACKED, EventKind.ITERATED}:
        return "back"
    if kind in VOTES | {EventKind.LAPSED}:
        return "votes"
    return "tasks" if kind in {EventKind.TASK_STARTED, EventKind.TASK_DONE} else "moves"


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
            group=group_of(event.kind),
            decision=link(event),
            has_page=event.project in ledger.projects,
        )
        by_month.setdefault(f"{event.time.astimezone(UTC):%Y-%m}", []).append(entry)
    keys = sorted(by_month)
    pages = chunks_of([(key, len(by_month[key])) for key in keys])
    paths = {key: ACTIVITY_PATH if page is pages[-1] else f"activity/{page[0]}.md" for page in pages for key in page}
    return tuple(
        Month(key=key, words=month_words(key), path=paths[key], entries=tuple(reversed(by_month[key]))) for key in keys
    )


def answer(ledger: Ledger, path: str = ACTIVITY_PATH) -> Markup:
    """How much happened, and when last, in a sentence of the page at `path`."""
    if not ledger.events:
        return Markup("Nothing has happened yet.")
    counts = Counter(group_of(event.kind) for event in ledger.events)
    slugs = {event.project for event in ledger.events}
    there = figure(len(slugs & ledger.projects.keys()), "project", projects(path))
    gone = len(slugs - ledger.projects.keys())
    return sentence(
        "{} in {}{}: {}. The last one landed on {}.",
        figure(len(ledger.events), "event", "#months"),
        there,
        f" and in {gone:,} that {is_or_are(gone)} no more" if gone else "",
        listing([figure(counts[group], *_NAMED[group]) for group in GROUPS if counts[group]]),
        day_words(max(event.time for event in ledger.events)),
    )


def activity_pages(
    ledger: Ledger, decisions: Mapping[str, Sequence[Decided]], *, forge: Forge | None
) -> Iterator[Page]:
    """The newest events, and pages of older months."""
    months = _months(ledger, decisions)
    newest_first = months[::-1]
    totals = Counter(group_of(event.kind) for event in ledger.events)
    for path in dict.fromkeys([ACTIVITY_PATH, *(month.path for month in newest_first)]):
        shown = tuple(month for month in newest_first if month.path == path)
        span = f": {shown[-1].words} to {shown[0].words}" if path != ACTIVITY_PATH else ""
        said = answer(ledger, path)
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
                "totals": totals,
                "groups": GROUPS,
                "is_newest": path == ACTIVITY_PATH,
                "commit_url": forge.commit if forge else None,
            },
        )
