"""The votes of a project's past, as its drawn history marks and tells them."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from ledger.records.model import Event, Project
from ledger.site.drawings.timeline import Mark
from ledger.views import day_of
from ledger.words import BACKTRACK_GATE, CANCEL_GATE, EventKind

_MOVE_WORDS: Final = {CANCEL_GATE: "its cancellation", BACKTRACK_GATE: "going back"}


def vote_marks(project: Project, link: Callable[[Event], str]) -> tuple[Mark, ...]:
    """The approvals and lapses of a project's past, for its staircase, each with the address of its decision.

    A vote for a cancellation or a way back approves no phase, and what became of it later says nothing of one.
    """
    kinds: Mapping[EventKind, Literal["approved", "lapsed"]] = {
        EventKind.APPROVED: "approved",
        EventKind.LAPSED: "lapsed",
    }
    return tuple(
        Mark(
            phase=event.phase,
            on=day_of(event.time),
            kind=kinds[event.kind],
            label=_label(event),
            href=link(event),
            move=_MOVE_WORDS.get(event.gate or "", ""),
        )
        for event in project.events
        if event.kind in kinds and event.phase and not (event.kind is EventKind.LAPSED and event.gate in _MOVE_WORDS)
    )


def _label(event: Event) -> str:
    who = event.who or event.author
    return f"{who}, {event.role}" if event.role else who
