"""The votes that a person is asked for, as text and as versioned JSON."""

import shlex
from collections.abc import Iterator
from typing import Any, Final

from ledger.inbox import MOST, Inbox
from ledger.plurals import counted
from ledger.views.inbox import Waiting
from ledger.words import Grade

VERSION: Final = 1


def as_text(inbox: Inbox) -> Iterator[str]:
    """Lines: each vote with its project, what is to be known of it, and the command that gives it."""
    count = len(inbox.waiting)
    ready = sum(row.is_complete for row in inbox.waiting)
    if not count:
        yield f"{inbox.person}: nothing waits for you"
    else:
        votes = counted(count, "vote waits", "votes wait")
        yield f"{inbox.person}: {votes} for you, {ready} with a complete text"
    for row in inbox.waiting:
        yield from ("", *_row(row, inbox))
    yield from ([""] if inbox.unread or inbox.older else [])
    yield from (f"not read: {name} ({why})" for name, why in inbox.unread)
    if inbox.older:
        yield f"not looked at: {inbox.older} older branches than the latest {MOST}"


def _row(row: Waiting, inbox: Inbox) -> Iterator[str]:
    days = (inbox.today - row.since).days
    yield f"{row.project}: {row.title}"
    yield f"  {row.gate.title} ({row.phase}), as {row.role}, since {row.since} ({counted(days, 'day')})"
    if row.move:
        yield f"  {row.move}{f', on the branch {row.branch}' if row.branch else ''}"
    elif row.branch:
        yield f"  on the branch {row.branch}"
    if row.last is not None:
        vote = row.last.approval
        said = (vote.decision or "").replace("-", " ")
        yield f"  you said {said} on {vote.date}: {row.last.standing}"
    if row.missing:
        yield f"  not written yet: {', '.join(row.missing)}"
    sign = " --sign" if row.least is Grade.SIGNED else ""
    yield f"  ledger approve {shlex.join((row.project, row.gate.id))} --as {shlex.quote(row.role)}{sign}"


def as_json(inbox: Inbox) -> dict[str, Any]:
    """The same for programs; `branch` and `move` are null for what no branch asks for."""
    return {
        "version": VERSION,
        "person": inbox.person,
        "today": inbox.today.isoformat(),
        "base": inbox.base,
        "waiting": [_row_json(row) for row in inbox.waiting],
        "unread": [{"branch": name, "why": why} for name, why in inbox.unread],
        "older_branches": inbox.older,
    }


def _row_json(row: Waiting) -> dict[str, Any]:
    last = row.last.approval if row.last else None
    return {
        "project": row.project,
        "title": row.title,
        "phase": row.phase,
        "gate": row.gate.id,
        "role": row.role,
        "since": row.since.isoformat(),
        "complete": row.is_complete,
        "missing": list(row.missing),
        "branch": row.branch,
        "move": row.move,
        "said": last.decision if last else None,
        "standing": row.last.standing.value if row.last else None,
    }
