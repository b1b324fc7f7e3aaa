"""The sections of a report as Markdown, each ended by an empty line, or nothing where there is nothing to tell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.model import Ledger
from ledger.report.findings import number_of
from ledger.report.markdown import inline, link, table
from ledger.views import MoveRow, day_of, days_between
from ledger.views.event_words import Pieces, event_pieces, reason_pieces
from ledger.views.news import Late, News
from ledger.views.people import NAMED, AskedVote

MOST: Final = 30  # lines of a section: nobody acts on more, and an issue holds 65,536 signs
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
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return inline(short)


def moves(title: str, rows: Sequence[MoveRow], news: News, links: Links) -> str:
    """A list of moves, each with its reason, its note, its day and its commit."""
    if not rows:
        return ""
    lines = [f"{_project(row.title, row.slug, links)} {_move(row, news)} ({_landed(row, links)})" for row in rows]
    return f"### {title}\n\n{_items(lines[:MOST])}{_more(rows, links.page('activity.md'), '`ledger log`')}\n"


def _move(row: MoveRow, news: News) -> str:
    parts = [_pieces(event_pieces(row)), _pieces(reason_pieces(row))]
    words = " ".join(part for part in parts if part)
    note = f": “{said(row.note)}”" if row.note else ""
    return f"{words}{', **delivered**' if row in news.delivered else ''}{note}"


def votes(news: News, links: Links) -> str:
    """The votes of each project and those that lapsed, then which approvals are still owed."""
    by_project: dict[str, list[MoveRow]] = {}
    for row in news.votes:
        by_project.setdefault(row.slug, []).append(row)
    lines = [
        f"{_project(rows[0].title, slug, links)}: "
        + "; ".join(f"{_pieces(event_pieces(row))}{_note(row)} ({_landed(row, links)})" for row in rows[:MOST])
        for slug, rows in by_project.items()
    ]
    owed = [_project(row.title, row.slug, links) for row in news.in_debt]
    if not lines and not owed:
        return ""
    more = _more(lines, links.page("activity.md"), "`ledger log`")
    count = number_of(sum(row.debt for row in news.in_debt), "approval")
    debt = f"\nLapsed and not given anew: {count} of {_named(owed)}.\n" if owed else ""
    return f"### Votes\n\n{_items(lines[:MOST])}{more}{debt}\n"


def _note(row: MoveRow) -> str:
    return f": “{said(row.note)}”" if row.note else ""


def waiting(ledger: Ledger, news: News, links: Links) -> str:
    """Whose vote could be given, or has to be lifted, person by person, those first who are waited for longest."""
    if not news.asked:
        return ""
    shown = [vote for vote in news.asked if vote.is_ready or vote.is_blocked]
    by_voter: dict[str, list[AskedVote]] = {}
    for vote in shown:
        by_voter.setdefault(_voters(ledger, vote), []).append(vote)
    rows = [
        (
            voters if place == 0 else "",
            said(vote.role),
            _project(vote.project, vote.slug, links),
            f"{said(vote.gate)}{' (to lift a veto)' if vote.is_blocked else ''}",
            f"{vote.since}",
            f"{days_between(vote.since, ledger.today)}",
        )
        for voters, theirs in by_voter.items()
        for place, vote in enumerate(theirs)
    ]
    rest = len(news.asked) - len(shown)
    later = f"{number_of(rest, 'vote')} more can be given once the text is complete.\n\n" if rest else ""
    head = ("who", "as", "project", "gate", "since", "days")
    return f"### Waits for whom\n\n{_table(head, rows, links.page('people.md'), '`ledger status`')}{later}"


def _voters(ledger: Ledger, vote: AskedVote) -> str:
    """Who may cast a vote, by name, or how many where anybody in a role may."""
    if len(vote.voters) > NAMED:
        return f"any of {len(vote.voters)}"
    people = ledger.policy.people
    names = [people[handle].name if handle in people else handle for handle in vote.voters]
    return " or ".join(map(said, names)) or "nobody may"


def overdue(ledger: Ledger, news: News, links: Links) -> str:
    """What should have been decided, most days first."""
    if not news.late:
        return ""
    rows = [
        (
            _project(late.project.title, late.project.slug, links),
            late.overdue.what,
            f"{late.overdue.due}",
            f"{late.overdue.days}",
            said(_owner(ledger, late)),
        )
        for late in news.late
    ]
    head = ("project", "what", "due", "days over", "owner")
    return f"### Overdue\n\n{_table(head, rows, links.page('index.md'), '`ledger status --overdue`')}"


def _owner(ledger: Ledger, late: Late) -> str:
    people: Mapping[str, object] = ledger.policy.people
    handle = late.project.owner
    return ledger.policy.people[handle].name if handle in people else handle


def _pieces(pieces: Pieces) -> str:
    return "".join(said(piece.text) if piece.is_name else piece.text for piece in pieces)


def _project(title: str, slug: str, links: Links) -> str:
    words = f"**{link(said(title) or said(slug), links.project(slug))}**"
    return f"{words} ({said(slug)})" if title != slug else words


def _landed(row: MoveRow, links: Links) -> str:
    return f"{day_of(row.time)}, {link(row.commit[:9], links.commit(row.commit))}"


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")


def _items(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], address: str, command: str) -> str:
    more = _more(rows, address, command)
    drawn = table(head, tuple(rows[:MOST])) if rows else ""
    return f"{drawn}{more[1:]}\n" if more else drawn


def _more(lines: Sequence[object], address: str, command: str) -> str:
    """A paragraph that counts what is left out, and says where it stands."""
    left = len(lines) - MOST
    where = link("the site", address) if address else command
    return f"\nAnd {left} more: see {where}.\n" if left > 0 else ""
