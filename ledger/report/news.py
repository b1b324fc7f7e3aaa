"""A report as Markdown: what changed, who is waited for, what is overdue, for a message, a chat, a wiki or an issue."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ledger.plurals import counted, inflected, is_or_are
from ledger.records.model import Ledger
from ledger.report.markdown import link
from ledger.report.news_sections import Links, moves, overdue, said, votes, waiting
from ledger.span import Span
from ledger.views.news import News
from ledger.words import VOTES, EventKind, Status

_NO_PROJECT: Final = "There is no project: `ledger new NAME` starts one."
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
            f"{' '.join(_headline(news, since, is_narrowed=bool(asked)))}\n\n",
            moves("Went back or started anew", news.back, news, shown),
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


def _headline(news: News, since: str, *, is_narrowed: bool) -> Iterator[str]:
    if not news.rows:
        yield "There is no such project." if is_narrowed else _NO_PROJECT
    else:
        statuses = [f"{count} {status}" for status in Status if (count := news.standing(status))]
        yield f"**{counted(len(news.rows), 'project')}: {', '.join(statuses)}.**"
    happened = ", ".join(_happened(news))
    yield f"Since {since}: {happened}." if happened else f"Nothing happened since {since}."
    if late := news.overdue:
        yield f"**{counted(late, 'project')} {is_or_are(late)} overdue for a decision.**"
    if asked := len(news.asked):
        ready = sum(vote.is_ready for vote in news.asked)
        several = f"{'all' if ready == asked else ready or 'none'} of them could"
        share = several if asked > 1 else "and could" if ready else "and could not"
        yield f"{counted(asked, 'vote')} {is_or_are(asked)} waited for, {share} be given today."
    if broken := sum(row.malformed for row in news.rows):
        stand = inflected(broken, "it stands", "they stand")
        yield f"{counted(broken, 'project')} cannot be read as {stand}: `ledger check` tells why."


def _happened(news: News) -> Iterator[str]:
    """The figures of the span, those that somebody should look at first."""
    kinds = news.counts
    figures = (
        (kinds[EventKind.BACKTRACKED], "move", "back"),
        (kinds[EventKind.ITERATED], "new iteration", ""),
        (kinds[EventKind.ADVANCED], "move", "forward"),
        (len(news.delivered), "", "delivered"),
        (kinds[EventKind.CREATED], "new project", ""),
        *((kinds[kind], "", kind.value) for kind in _BECAME),
        (sum(kinds[kind] for kind in VOTES), "vote", ""),
        (kinds[EventKind.LAPSED], "lapsed approval", ""),
        (kinds[EventKind.TASK_DONE], "task", "done"),
        (kinds[EventKind.TASK_STARTED], "task", "started"),
    )
    for count, noun, way in figures:
        if count:
            words = counted(count, noun) if noun else f"{count}"
            yield f"{words} {way}".strip()


def _foot(ledger: Ledger, links: Links) -> str:
    changes = " and changes that are not committed" if ledger.uncommitted else ""
    commit = link(ledger.head[:9], links.commit(ledger.head))
    portfolio = links.page("index.md")
    more = f" More in {link('the portfolio', portfolio)}." if portfolio else ""
    return f"As of {ledger.today}, commit {commit}{changes}.{more}"
