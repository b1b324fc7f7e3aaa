"""What the document of a phase lacks for the phase to be left."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from ledger.diagnostics import Diagnostic, Location, Severity, nearest
from ledger.plurals import either
from ledger.records.duedates import decided_before, entered_again
from ledger.records.flow import Phase
from ledger.records.happened import Misdating
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.records.readiness import (
    CHOSEN,
    GROUPS,
    VERDICT,
    choice_against,
    groups_not_named,
    list_on_the_way,
    misdated_need,
    missing_needs,
    steps_without_text,
)
from ledger.rules.finding import card_place, finding
from ledger.schema import builtin_schema
from ledger.text.headings import STEP_LEVEL, Section, heading_key, heading_lines, sections
from ledger.text.strict_yaml import shown
from ledger.words import CARD_PREFIX

_DECIDE_ANEW: Final = "record in 'decision' who decided to go on since, and why, or go back, iterate or cancel"

_ANSWER: Final = "go back, iterate or cancel, or write down what is said by now"
_WAIT: Final = "wait until it has happened, or write the day on which it did, as it is in UTC"
_TELL_ANEW: Final = "write what happened since the phase was entered again, or go back, iterate or cancel"


def lacks(
    project: Project, phase: Phase, today: date, severity: Severity | None = None, *, base: Project | None = None
) -> Iterator[Diagnostic]:
    """MOV004 and MOV005: the needed fields without a value and the steps without text of a phase with a document.

    Days that have not come by `today` count for nothing. The severity is the code's unless one is given. `base` is the
    project before the change that is judged.
    """
    document = project.documents[phase.id]
    for need in missing_needs(phase, project, today, base):
        left_out = groups_not_named(project, phase.id, base) if need == GROUPS else ()
        is_change = base is not None
        place, message, hint = (
            _unnamed(document, left_out, is_change=is_change) if left_out else _unmet(project, document, need, today)
        )
        yield finding("MOV004", place, message, hint, project, severity)
    silent = steps_without_text(phase, document)
    if not silent:
        return
    lines = heading_lines(document.body)
    others = _other_headings(document, phase)
    for step in silent:
        line, hint = lines.get(heading_key(step.title)), f"write below '## {step.title}'; comments do not count"
        lacking = "none" if line else "no such heading"
        close = None if line else nearest(heading_key(step.title), others)
        if close:
            meant = others[close]
            line, hint = meant.line, f"if '{_as_written(meant)}' is this step, name it '## {step.title}', else {hint}"
        yield finding(
            "MOV005",
            _place(document, line),
            f"the step '{step.title}' must have text before {phase.id} is left, found {lacking}",
            hint,
            project,
            severity,
        )


def _unmet(project: Project, document: PhaseDocument, need: str, today: date) -> tuple[Location, str, str]:
    """Where a needed field is not met, what to say of it, and how to meet it."""
    return (
        _against(project, document, need)
        or _misdated(project, document, need, today)
        or (_decided_before(project, document) if need == VERDICT else None)
        or _unfilled(project, document, need)
    )


def _unfilled(project: Project, document: PhaseDocument, need: str) -> tuple[Location, str, str]:
    """The same for one without a value."""
    field = need.removeprefix(CARD_PREFIX)
    path = field.split(".")
    if need != field:
        place, where, entries = card_place(project, *path, key=True), "the card", None
    else:
        place, where = document.source.key_place(*path), f"{document.phase}.md"
        entries = list_on_the_way(document.source.meta, field) or _declared_list(project, field)
    inner = field.removeprefix(f"{entries}.")
    wanted = f"{inner}: true" if path[-1] == CHOSEN else inner
    what = f"'{wanted}' to an entry of '{entries}' in" if entries else f"'{field}' to"
    message = f"'{field}' must be filled in before {document.phase} is left, found nothing"
    return place, message, f"add {what} the front matter of {where}"


def _against(project: Project, document: PhaseDocument, need: str) -> tuple[Location, str, str] | None:
    """The same for a choice that says not to go on; else None."""
    said = choice_against(project, document.phase, need)
    if said is None:
        return None
    wanted, hint = ("be a decision to go on", _DECIDE_ANEW) if need == VERDICT else ("speak for going on", _ANSWER)
    message = f"'{need}' must {wanted} before {document.phase} is left, found '{shown(said)}'"
    return document.source.value_place(*need.split(".")), message, hint


def _misdated(project: Project, document: PhaseDocument, need: str, today: date) -> tuple[Location, str, str] | None:
    """The same for one that a day does not bear out; else None."""
    wrong = misdated_need(project, document.phase, need, today)
    if wrong is None:
        return None
    counts = "" if wrong.field == need else f", for '{need}' to count"
    message = f"'{wrong.field}' must have come true before {document.phase} is left{counts}, found {wrong.words}"
    return document.source.value_place(*wrong.path), message, _TELL_ANEW if wrong.wrong is Misdating.OLD else _WAIT


def _decided_before(project: Project, document: PhaseDocument) -> tuple[Location, str, str] | None:
    """The same for a decision from before the phase was entered again; else None."""
    decided = decided_before(project, document)
    if decided is None:
        return None
    entered = entered_again(project, document.phase)
    left = f"before {document.phase} is left, as it was entered again on {entered}"
    message = f"'{VERDICT}' must be decided anew {left}, found that of {decided}"
    return document.source.value_place("decision", "date"), message, _DECIDE_ANEW


def _unnamed(document: PhaseDocument, groups: tuple[str, ...], *, is_change: bool) -> tuple[Location, str, str]:
    """The same for end users whom the business case names and the document leaves out."""
    names = tuple(shown(group) for group in groups)
    when = " in a change before this one" if is_change else ""
    hint = f"add an entry for each, or let who will not use it leave 'business_case.end_users'{when}"
    must = f"'{GROUPS}' must have an entry for all end users of the business case before {document.phase} is left"
    return document.source.key_place(GROUPS), f"{must}, found none for {either(names)}", hint


def _declared_list(project: Project, field: str) -> str | None:
    """The field, of the flow or of every document, that is a list and in which the named one lies."""
    name, is_inside, _ = field.partition(".")
    known = {**builtin_schema("phase")["properties"], **(project.flow.fields if project.flow else {})}
    schema = known.get(name) if is_inside else None
    return name if isinstance(schema, Mapping) and schema.get("type") == "array" else None


def _other_headings(document: PhaseDocument, phase: Phase) -> Mapping[str, Section]:
    """The headings, of any level, that are no step's, by key: one of them may be a step's with a slip."""
    steps = {heading_key(step.title) for step in phase.steps}
    found = {heading_key(one.title): one for one in reversed(sections(document.body))}
    return {key: one for key, one in found.items() if one.level != STEP_LEVEL or key not in steps}


def _as_written(heading: Section) -> str:
    return f"{'#' * heading.level} {shown(heading.title)}"


def _place(document: PhaseDocument, line: int | None) -> Location:
    return Location(path=document.path, line=document.source.body_line + (line or 1) - 1)
