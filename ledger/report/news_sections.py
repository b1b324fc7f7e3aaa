"""The sections of a report as Markdown, each ended by an empty line, or nothing where there is nothing to tell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ledger.plurals import counted, inflected
from ledger.records.model import Ledger
from ledger.report.markdown import inline, link, table
from ledger.views import MoveRow, day_of, days_between
from ledger.views.event_words import Pieces, event_pieces, reason_pieces
from ledger.views.news import News
from ledger.views.people import NAMED, AskedVote
from ledger.words import REFUSALS, role_words

MOST: Final = 20  # lines of a section: nobody acts on more in a week
_FEW: Final = 5  # projects named in one sentence
_LONGEST: Final = 240  # signs of one text


def _nowhere(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Tells the address of a project by its slug, of a page of the site by its file, of a commit; or nothing."""

    project: Callable[[str], str] = _nowhere
    page: Callable[[str], str] = _nowhere
    commit: Callable[[str], str] = _nowhere


def said(text: str) -> str:
    """A text of anybody's as one line of Markdown that is only text; a very long one is cut off."""
    return inline(text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…")


def moves(title: str, rows: Sequence[MoveRow], news: News, links: Links) -> str:
    """A list of moves, each with its reason, its note, its day and its commit."""
    lines = [
        f"{_project(row.title, row.slug, links)} {_move(row)}{', **delivered**' if row in news.delivered else ''}"
        f"{_note(row)} ({_landed(row, links)})"
        for row in rows
    ]
    return _list(title, lines, links)


def _move(row: MoveRow) -> str:
    return " ".join(filter(None, (_pieces(event_pieces(row)), _pieces(reason_pieces(row)))))


def votes(news: News, links: Links) -> str:
    """The votes of each project and those that lapsed; of a refusal also what was said."""
    by_project: dict[str, list[MoveRow]] = {}
    for row in news.votes:
        by_project.setdefault(row.slug, []).append(row)
    lines = [
        f"{_project(rows[0].title, slug, links)}: {'; '.join(_by_commit(rows[:MOST], links))}"
        for slug, rows in by_project.items()
    ]
    return _list("Votes", lines, links)


def _by_commit(rows: Sequence[MoveRow], links: Links) -> Iterator[str]:
    for _, several in groupby(rows, key=lambda row: row.commit):
        landed = list(several)
        words = (
            _pieces(event_pieces(row, proof=False)) + (_note(row) if row.kind in REFUSALS else "") for row in landed
        )
        yield f"{'; '.join(words)} ({_landed(landed[0], links)})"


def _list(title: str, lines: Sequence[str], links: Links) -> str:
    if not lines:
        return ""
    items = "".join(f"- {line}\n" for line in lines[:MOST])
    return f"### {title}\n\n{items}\n{_more(lines, links.page('activity.md'), '`ledger log`')}"


def waiting(ledger: Ledger, news: News, links: Links) -> str:
    """Whose vote could be given, or has to be lifted, those first who are waited for longest; then what is owed."""
    shown = [vote for vote in news.asked if vote.is_ready or vote.is_blocked]
    by_voter: dict[str, list[AskedVote]] = {}
    for vote in shown:
        by_voter.setdefault(_voters(ledger, vote), []).append(vote)
    rows = [
        (
            voters if place == 0 else "",
            said(role_words(vote.role)),
            _project(vote.project, vote.slug, links),
            f"{said(vote.gate)}{' (to lift a veto)' if vote.is_blocked else ''}",
            f"{vote.since}",
            f"{days_between(vote.since, ledger.today)}",
        )
        for voters, theirs in by_voter.items()
        for place, vote in enumerate(theirs)
    ]
    drawn = _table(("who", "as", "project", "gate", "since", "days"), rows)
    more = _more(rows, _figure(links, "people.md", "#votes"), "`ledger status`")
    unready = len(news.asked) - len(shown) if shown else 0  # of which else the headline has told
    parts = (drawn, more, *_rest(unready, news, links))
    return f"### Waits for whom\n\n{''.join(parts)}" if any(parts) else ""


def _rest(unready: int, news: News, links: Links) -> Iterator[str]:
    """What waits for somebody but for no vote that could be given today."""
    if unready:
        wait = inflected(unready, "waits", "wait")
        yield f"{counted(unready, 'more vote')} {wait} for a text that is not complete yet.\n\n"
    if owed := news.in_debt:
        count = counted(sum(row.debt for row in owed), "approval")
        named = [_project(row.title, row.slug, links) for row in owed[:_FEW]]
        others = f"{len(owed) - _FEW} more"
        rest = f" and {link(others, _figure(links, 'index.md', '?debt=1#projects'))}" if len(owed) > _FEW else ""
        yield f"Lapsed and not given anew: {count} of {', '.join(named)}{rest}.\n\n"


def _voters(ledger: Ledger, vote: AskedVote) -> str:
    """Who may cast a vote, by name, or how many where anybody in a role may."""
    if len(vote.voters) > NAMED:
        return f"any of {len(vote.voters)}"
    return " or ".join(_name(ledger, handle) for handle in vote.voters) or "nobody may"


def overdue(ledger: Ledger, news: News, links: Links) -> str:
    """What should have been decided, most days first."""
    rows = [
        (
            _project(late.project.title, late.project.slug, links),
            late.overdue.what,
            f"{late.overdue.due or ''}",
            late.overdue.amount,
            _name(ledger, late.project.owner),
        )
        for late in news.late
    ]
    drawn = _table(("project", "what", "due", "over", "owner"), rows)
    more = _more(rows, _figure(links, "index.md", "?overdue=1#projects"), "`ledger status --overdue`")
    return f"### Overdue\n\n{drawn}{more}" if rows else ""


def _name(ledger: Ledger, handle: str) -> str:
    return said(ledger.policy.called(handle))


def _pieces(pieces: Pieces) -> str:
    return "".join(said(piece.text) if piece.is_name else piece.text for piece in pieces)


def _note(row: MoveRow) -> str:
    return f": “{said(row.note)}”" if row.note else ""


def _project(title: str, slug: str, links: Links) -> str:
    words = f"**{link(said(title) or said(slug), links.project(slug))}**"
    return f"{words} ({said(slug)})" if title != slug else words


def _landed(row: MoveRow, links: Links) -> str:
    return f"{day_of(row.time)}, {link(row.commit[:9], links.commit(row.commit))}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return table(head, tuple(rows[:MOST])) if rows else ""


def _figure(links: Links, page: str, query: str) -> str:
    """The address of a page that shows only what is counted, or nothing."""
    address = links.page(page)
    return f"{address}{query}" if address else ""


def _more(lines: Sequence[object], address: str, command: str) -> str:
    """A paragraph that counts what is left out, and says where it stands."""
    left = len(lines) - MOST
    where = link("the site", address) if address else command
    return f"And {left} more: see {where}.\n\n" if left > 0 else ""
