"""What a phase still lacks before it can be left: steps without text and needed fields without a value."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.flow import Phase, Step
from ledger.model import PhaseDocument, Project

_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)")
_CARD: Final = "card."


def _visible_lines(body: str) -> Iterator[tuple[str, bool]]:
    """Each line without HTML comments, and whether it lies in a code fence (where a comment is plain text)."""
    fence, comment = "", False
    for line in body.split("\n"):
        if fence:
            closes = line.strip().startswith(fence) and not line.strip().strip(fence[0])
            yield line, True
            fence = "" if closes else fence
            continue
        text = line
        if comment:
            end = line.find("-->")
            if end < 0:
                continue
            text, comment = line[end + 3 :], False
        opened = text.rfind("<!--")
        comment = opened >= 0 and "-->" not in text[opened:]
        text = _COMMENT.sub("", text)
        if start := _FENCE.match(text):
            fence = start.group(1)
        yield text, bool(start)


def _key(title: str) -> str:
    return " ".join(title.split()).casefold()


def headings_with_text(body: str) -> Mapping[str, bool]:
    """The `## headings` of a document, folded in case and white space, and whether text stands below each.

    A section ends at the next heading of its level or above. HTML comments and deeper headings are no text;
    headings inside code fences are no headings. Of two headings of one name either may hold the text.
    """
    found: dict[str, bool] = {}
    current = ""
    for line, fenced in _visible_lines(body):
        heading = None if fenced else _HEADING.match(line)
        if heading and len(heading.group(1)) <= 2:  # noqa: PLR2004 - the level of a step's heading
            current = _key(heading.group(2) or "") if len(heading.group(1)) == 2 else ""  # noqa: PLR2004 - the same
            if current:
                found.setdefault(current, False)
        elif current and not heading and line.strip():
            found[current] = True
    return found


def steps_without_text(phase: Phase, document: PhaseDocument | None) -> tuple[Step, ...]:
    """The steps of a phase whose heading is missing in the document or has no text below it."""
    written = headings_with_text(document.body) if document else {}
    return tuple(step for step in phase.steps if not written.get(_key(step.title), False))


def _reach(meta: Mapping[str, Any], dotted: str) -> Any:
    value: Any = meta
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def missing_needs(phase: Phase, project: Project) -> tuple[str, ...]:
    """The needed fields of a phase that have no value; nothing, empty text, list or mapping count as no value.

    A need that starts with `card.` is looked up in the project card, any other in the phase's document.
    """
    document = project.documents.get(phase.id)
    own = document.fields if document else {}
    card = project.card_source.meta if project.card_source else {}
    absent: tuple[Any, ...] = (None, "", [], {})
    return tuple(
        need
        for need in phase.needs
        if (_reach(card, need.removeprefix(_CARD)) if need.startswith(_CARD) else _reach(own, need)) in absent
    )
