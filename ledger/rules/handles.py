"""Handles that change hands: whoever takes one over is the person whom the base had under it."""

from collections.abc import Iterator
from typing import Final

from ledger.diagnostics import Diagnostic
from ledger.plurals import either
from ledger.records.model import Change, Ledger
from ledger.records.policy import Person, Policy
from ledger.rules.finding import finding
from ledger.rules.passages import is_beginning
from ledger.text.strict_yaml import shown
from ledger.votes.identity import HANDLE, identities, marks_of
from ledger.words import VOTES

_APART: Final = "give each handle an entry of its own; who has left keeps theirs with 'roles: []'"
_KEPT: Final = "keep an address, an account or a key of the base's entry until it has landed, or choose another handle"
_FIRST: Final = "let it land under 'people' first, with what its person has, and rename them in a change of its own"


def taken_over(change: Change) -> Iterator[Diagnostic]:
    """POL014: no change makes a handle another person's, as a former one of theirs or as one that was former.

    A former one that the base does not know may be anybody's while nobody has voted under it.
    """
    if is_beginning(change):
        return
    before, after = change.before.policy, change.after.policy
    voted = _voted(change.before)
    for person in after.people.values():
        for place, handle in _claimed(person, before):
            is_used = handle in voted or before.person(handle) is not None
            if is_used and (fault := _fault(handle, person, before)) is not None:
                found, hint = fault
                message = f"a handle must stay with whoever had it, found '{shown(handle)}' {found}"
                where = change.after.policy_source.value_place("people", person.handle, *place)
                yield finding("POL014", where, message, hint, None)


def _voted(ledger: Ledger) -> frozenset[str]:
    """The handles under which somebody has voted, wherever that stands by now."""
    landed = {event.by for event in ledger.events if event.kind in VOTES}
    documents = (one for project in ledger.projects.values() for one in project.every_document)
    return frozenset(by for by in landed | {vote.by for one in documents for vote in one.approvals} if by)


def _claimed(person: Person, before: Policy) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The handles that a person has otherwise than at the base, each with its place among their facts."""
    if before.is_former(person.handle):
        yield (), person.handle
    for index, handle in enumerate(person.formerly):
        had = before.people.get(person.handle)
        if had is None or handle not in had.formerly:
            yield ("formerly", index), handle


def _fault(handle: str, person: Person, before: Policy) -> tuple[str, str] | None:
    """Why a handle is not the person's, and what to do; None where it is."""
    had = before.person(handle)
    if had is None:
        return "of nobody at the base", _FIRST
    if _marks(had).isdisjoint(_marks(person)):
        return f"taken over by '{shown(person.handle)}', who shares nothing with who had it", _KEPT
    if others := sorted(_touched(person, before) - {identities(before.people)[had.handle]}):
        known = either(tuple(f"'{shown(one)}'" for one in others))
        return f"made one with {known}, who is somebody else at the base", _APART
    return None


def _touched(person: Person, before: Policy) -> frozenset[str]:
    """The people of the base who have a handle, an address, an account or a key of somebody."""
    persons, wanted = identities(before.people), _spelt(person)
    return frozenset(persons[one.handle] for one in before.people.values() if not wanted.isdisjoint(_spelt(one)))


def _spelt(person: Person) -> frozenset[tuple[str, str]]:
    return frozenset((mark.kind, mark.spelling) for mark in marks_of(person))


def _marks(person: Person) -> frozenset[tuple[str, str]]:
    """What tells a person but for the handles."""
    return frozenset(one for one in _spelt(person) if one[0] != HANDLE)


CHANGE_RULES = (taken_over,)
