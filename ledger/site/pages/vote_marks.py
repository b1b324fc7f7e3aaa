"""The votes of a project's past, as its drawn history marks and tells them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, Literal

from ledger.records.model import Event, Project
from ledger.records.policy import Policy
from ledger.site.drawings.timeline import Mark
from ledger.views import day_of
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, EventKind, role_words

_MOVE_WORDS: Final = {CANCEL_GATE: "its cancellation", BACKTRACK_GATE: "going back"}


def vote_marks(project: Project, policy: Policy, link: Callable[[Event], str]) -> tuple[Mark, ...]:
    """The approvals and lapses of a project's past, for its staircase, each with the address of its decision.

    A vote for a cancellation or a way back approves no phase, and what became of it later says nothing of one. A vote
    for other content than its document held has proven nothing, unless that content came later: then on that day.
    """
    kinds: Mapping[EventKind, Literal["approved", "lapsed"]] = {
        EventKind.APPROVED: "approved",
        EventKind.LAPSED: "lapsed",
    }
    return tuple(
        Mark(
            phase=event.phase,
            on=on,
            kind=kinds[event.kind],
            label=_label(event, policy),
            href=link(event),
            move=_MOVE_WORDS.get(event.gate or "", ""),
        )
        for event in project.events
        if event.kind in kinds and event.phase and not (event.kind is EventKind.LAPSED and event.gate in _MOVE_WORDS)
        if (on := _day(project, event))
    )


def _day(project: Project, event: Event) -> date | None:
    """The day from which a vote covered its document, or on which it lapsed; None when it never did."""
    if not event.of_other_content:
        return day_of(event.time)
    came = (one.since for one in project.contents if (one.phase, one.of) == (event.phase, event.of))
    return next((day_of(since) for since in came if since > event.time), None)


def _label(event: Event, policy: Policy) -> str:
    who = policy.called(event.who) or event.author
    return f"{who}, {role_words(event.role)}" if event.role else who
