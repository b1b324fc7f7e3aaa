"""A report as Markdown: what changed, who is waited for, what is overdue, for a message, a chat, a wiki or an issue."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ledger.model import Ledger
from ledger.report.findings import number_of
from ledger.report.markdown import link
from ledger.report.news_sections import Links, moves, overdue, said, votes, waiting
from ledger.span import Span
from ledger.views.news import News
from ledger.words import VOTES, EventKind, Status

_HAPPENED: Final = (
    (EventKind.BACKTRACKED, "back"),
    (EventKind.ADVANCED, "forward"),
)
_BECAME: Final = (
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.CANCELLED,
    EventKind.COMPLETED,
    EventKind.REOPENED,
    EventKind.REMOVED,
    EventKind.RENAMED,
)


def as_markdown(ledger: Ledger, span: Span, news: News, links: Links, filters: Mapping[str, str | None]) -> str:
    """The report: a headline with figures, then the sections in which there is something to tell.

    Every text of a project is only text. `filters` are those that chose the projects.
    """
    shown = replace(links, project=lambda slug: links.project(slug) if slug in ledger.projects else "")
    since = _since(span, shown)
    title = said(ledger.policy.title or "Project ledger")
    asked = [f"{name} {said(value)}" for name, value in filters.items() if value]
    return "".join(
        (
            f"## {title}: what changed since {since}\n\n",
            f"Only projects of {', '.join(asked)}.\n\n" if asked else "",
            f"{' '.join(_headline(news, since))}\n\n",
            moves("Went back", news.back, news, shown),
            moves("Moved forward", news.forward, news, shown),
            moves("Began, paused, ended", news.other, news, shown),
            votes(news, shown),
            waiting(ledger, news, shown),
            overdue(ledger, news, shown),
            f"{_foot(ledger, shown)}\n",
        )
    )


def _since(span: Span, links: Links) -> str:
    if span.after is None:
        return f"{span.day}"
    return f"{said(span.named or '')} ({link(span.after[:9], links.commit(span.after))}, {span.day})"


def _headline(news: News, since: str) -> Iterator[str]:
    if not news.rows:
        yield "There is no such project."
    else:
        statuses = [f"{count} {status}" for status in Status if (count := news.standing(status))]
        yield f"**{number_of(len(news.rows), 'project')}: {', '.join(statuses)}.**"
    happened = ", ".join(_happened(news))
    yield f"Since {since}: {happened}." if happened else f"Nothing happened since {since}."
    if late := news.overdue:
        yield f"**{number_of(late, 'project')} {_are(late)} overdue for a decision.**"
    if asked := len(news.asked):
        ready = sum(vote.is_ready for vote in news.asked) or "none"
        yield f"{number_of(asked, 'vote')} {_are(asked)} waited for, {ready} of them could be given today."
    if broken := sum(row.malformed for row in news.rows):
        yield f"{number_of(broken, 'project')} cannot be read as it stands: `ledger check` tells why."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _happened(news: News) -> Iterator[str]:
    """The figures of the span, those that somebody should look at first."""
    counts = news.counts
    yield from (f"{number_of(counts[kind], 'move')} {way}" for kind, way in _HAPPENED if counts[kind])
    named = (
        (counts[EventKind.ITERATED], "new iteration"),
        (counts[EventKind.CREATED], "new project"),
        (sum(counts[kind] for kind in VOTES), "vote"),
        (counts[EventKind.LAPSED], "lapsed approval"),
    )
    yield from (f"{len(news.delivered)} delivered",) if news.delivered else ()
    yield from (f"{counts[kind]} {kind}" for kind in _BECAME if counts[kind])
    yield from (number_of(count, noun) for count, noun in named if count)
    tasks = (EventKind.TASK_DONE, "done"), (EventKind.TASK_STARTED, "started")
    yield from (f"{number_of(counts[kind], 'task')} {word}" for kind, word in tasks if counts[kind])


def _foot(ledger: Ledger, links: Links) -> str:
    changes = " and changes that are not committed" if ledger.uncommitted else ""
    commit = link(ledger.head[:9], links.commit(ledger.head))
    portfolio = links.page("index.md")
    more = f" More in {link('the portfolio', portfolio)}." if portfolio else ""
    return f"As of {ledger.today}, commit {commit}{changes}.{more}"
