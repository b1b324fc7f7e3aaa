"""What a phase still lacks before it can be left: steps without text and needed fields without a value."""

from collections.abc import Mapping
from typing import Any

from ledger.records.flow import Phase, Step
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.text.headings import heading_key, is_empty, texts_below
from ledger.words import CARD_PREFIX


def steps_without_text(phase: Phase, document: PhaseDocument | None) -> tuple[Step, ...]:
    """The steps of a phase whose heading is missing in the document or has no text below it."""
    written = texts_below(document.body) if document and phase.steps else {}
    return tuple(step for step in phase.steps if is_empty(written.get(heading_key(step.title), "")))


def reach(meta: Mapping[str, Any], dotted: str) -> Any:
    """The value that a dotted path leads to, or None."""
    value: Any = meta
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def missing_needs(phase: Phase, project: Project) -> tuple[str, ...]:
    """The needed fields of a phase that have no value; nothing, text that says nothing, and lists of that are none.

    A need that starts with `card.` is looked up in the project card, any other in the phase's document.
    """
    document = project.documents.get(phase.id)
    own = document.fields if document else {}
    card = project.card_source.meta if project.card_source else {}

    def value(need: str) -> Any:
        return reach(card, need.removeprefix(CARD_PREFIX)) if need.startswith(CARD_PREFIX) else reach(own, need)

    return tuple(need for need in phase.needs if _is_blank(value(need)))


def _is_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_blank, value.values()))
    if isinstance(value, list):
        return all(map(_is_blank, value))
    return value is None or (isinstance(value, str) and is_empty(value))


def unwritten(project: Project, phase_id: str) -> tuple[str, ...]:
    """What a phase still lacks, in words: its document, the titles of steps without text, the needed fields."""
    phase = project.flow.phase(phase_id) if project.flow else None
    if phase is None:
        return ()
    document = project.documents.get(phase_id)
    steps = steps_without_text(phase, document)
    return (*(() if document else (f"{phase_id}.md",)), *(step.title for step in steps), *missing_needs(phase, project))
