"""What a phase still lacks before it can be left: steps without text and needed fields without a value."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from unicodedata import normalize

from ledger.records.duedates import decided_before
from ledger.records.flow import Phase, Step
from ledger.records.front_matter import mapping, mappings, text, texts
from ledger.records.happened import AGAINST, Misdated, borne_out, misdated
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.text.headings import heading_key, is_empty, texts_below
from ledger.text.unseen import without_unseen
from ledger.words import CARD_PREFIX

GROUPS: Final = "end_user_groups"  # a need of this name asks for every group that the business case names
VERDICT: Final = "decision.verdict"  # a need of this name asks for a decision to go on
_AGAINST: Final = ("extend", "stop")
CHOSEN: Final = "chosen"  # a need of this name in a list asks for an entry that says `true`


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


def missing_needs(phase: Phase, project: Project, today: date, base: Project | None = None) -> tuple[str, ...]:
    """The needed fields of a phase that have no value; nothing, text that says nothing, and lists of that are none.

    A need that starts with `card.` is looked up in the project card, any other in the phase's document, where what its
    days do not bear out as of `today` is no value. One that leads into a list is met by one entry; that of groups of
    end users by all that `groups_not_named` asks for; none by a choice that speaks against going on; that of a verdict
    not by one from before the phase was entered again.
    """
    document = project.documents.get(phase.id)
    own = borne_out(document.fields, misdated(project, document, today)) if document else {}
    card = project.card_source.meta if project.card_source else {}

    def is_met(need: str) -> bool:
        field = need.removeprefix(CARD_PREFIX)
        is_given = has_value(own if field == need else card, field)
        if not is_given or choice_against(project, phase.id, need) is not None:
            return False
        if need == VERDICT:
            return decided_before(project, document) is None
        return not (need == GROUPS and groups_not_named(project, phase.id, base))

    return tuple(need for need in phase.needs if not is_met(need))


def choice_against(project: Project, phase_id: str, need: str) -> str | None:
    """What a needed field of a phase says, where that speaks against going on to the next one.

    The flow says so of a field; of a decision it is `extend` and `stop` in any flow.
    """
    document, node = project.documents.get(phase_id), {"properties": project.flow.fields if project.flow else {}}
    said = reach(document.fields, need) if document else None
    against = reach(node, f"properties.{need.replace('.', '.properties.')}.{AGAINST}") or ()
    return said if isinstance(said, str) and said in (*against, *(_AGAINST if need == VERDICT else ())) else None


def misdated_need(project: Project, phase_id: str, need: str, today: date) -> Misdated | None:
    """The day that takes away what a needed field of a phase says, where it says anything."""
    document = project.documents.get(phase_id)
    fields = document.fields if document else {}
    if document is None or not has_value(fields, need):
        return None
    for one in misdated(project, document, today):
        fields = borne_out(fields, (one,))
        if not has_value(fields, need):
            return one
    return None


def groups_not_named(project: Project, phase_id: str, base: Project | None = None) -> tuple[str, ...]:
    """The end users of the business case that the groups in the document of a phase leave out.

    Of a change they are those of its base, too: whoever takes them out beside a move grants it what it needs.
    Case, white space, signs that nobody sees and two ways to write a letter do not part two names. A document that
    names no group at all leaves out nothing.
    """
    document = project.documents.get(phase_id)
    entries = mappings(document.fields, GROUPS) if document else ()
    named = {_name_key(group) for _, one in entries if (group := text(one, "group"))}
    users = {_name_key(one): one for card in (base, project) for one in _end_users(card) if not is_empty(one)}
    return tuple(one for key, one in users.items() if key not in named) if named else ()


def _end_users(project: Project | None) -> tuple[str, ...]:
    case = mapping(project.card_source.meta, "business_case") if project and project.card_source else None
    return texts(case, "end_users") if case else ()


def _name_key(name: str) -> str:
    return normalize("NFC", " ".join(without_unseen(name).split())).casefold()


def list_on_the_way(meta: Mapping[str, Any], dotted: str) -> str | None:
    """The dotted path of the first list that a dotted path leads through, or None."""
    names = dotted.split(".")
    above = (".".join(names[:depth]) for depth in range(1, len(names)))
    return next((path for path in above if isinstance(reach(meta, path), list)), None)


def has_value(fields: Mapping[str, Any], need: str) -> bool:
    """Whether there is a value where a needed field leads to; in a list one entry is enough."""
    return _is_given(fields, need.split("."))


def _is_given(value: Any, names: list[str], *, last: str = "") -> bool:
    """Whether the names lead to a value; `last` is the name of a value of an entry, of which `false` is none.

    Whatever a flow declares of it, `chosen: no`, which is text, and `chosen: 0` choose nothing, only `true` does.
    """
    if isinstance(value, list) and names:
        return any(_is_given(one, names, last=names[-1]) for one in value)
    if names:
        return isinstance(value, Mapping) and _is_given(value.get(names[0]), names[1:], last=last)
    return value is True if last == CHOSEN else not _is_blank(value) and not (last and value is False)


def _is_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_blank, value.values()))
    if isinstance(value, list):
        return all(map(_is_blank, value))
    return value is None or (isinstance(value, str) and is_empty(value))
