"""What the document of a phase lacks for the phase to be left."""

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.diagnostics import Diagnostic, Location, Severity, nearest
from ledger.plurals import either
from ledger.records.duedates import decided_before, entered_again
from ledger.records.flow import Phase
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.records.readiness import (
    CHOSEN,
    GROUPS,
    VERDICT,
    groups_not_named,
    list_on_the_way,
    missing_needs,
    steps_without_text,
    verdict_against,
)
from ledger.rules.finding import card_place, finding
from ledger.schema import builtin_schema
from ledger.text.headings import STEP_LEVEL, Section, heading_key, heading_lines, sections
from ledger.text.strict_yaml import shown
from ledger.words import CARD_PREFIX

_DECIDE_ANEW: Final = "record in 'decision' who decided to go on since, and why, or go back, iterate or cancel"


def lacks(
    project: Project, phase: Phase, severity: Severity | None = None, *, base: Project | None = None
) -> Iterator[Diagnostic]:
    """MOV004 and MOV005: the needed fields without a value and the steps without text of a phase with a document.

    Their severity is the code's unless one is given. `base` is the project before the change that is judged.
    """
    document = project.documents[phase.id]
    for need in missing_needs(phase, project, base):
        left_out = groups_not_named(project, phase.id, base) if need == GROUPS else ()
        is_change = base is not None
        place, message, hint = (
            _unnamed(document, left_out, is_change=is_change) if left_out else _unfilled(project, document, need)
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


def _unfilled(project: Project, document: PhaseDocument, need: str) -> tuple[Location, str, str]:
    """Where a needed field has no value, what to say of it, and how to fill it in."""
    field = need.removeprefix(CARD_PREFIX)
    path = field.split(".")
    if need == VERDICT and (said := _undecided(project, document)):
        return said
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


def _undecided(project: Project, document: PhaseDocument) -> tuple[Location, str, str] | None:
    """The same for a decision that says not to go on, or was made before the phase was entered again; else None."""
    left = f"before {document.phase} is left"
    if verdict := verdict_against(document):
        message = f"'{VERDICT}' must be a decision to go on {left}, found '{verdict}'"
        return document.source.value_place(*VERDICT.split(".")), message, _DECIDE_ANEW
    if decided := decided_before(project, document):
        entered = entered_again(project, document.phase)
        message = (
            f"'{VERDICT}' must be decided anew {left}, as it was entered again on {entered}, found that of {decided}"
        )
        return document.source.value_place("decision", "date"), message, _DECIDE_ANEW
    return None


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
