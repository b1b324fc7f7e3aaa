"""The rules: small functions from a ledger, or from a change of one, to findings; each is listed here by its module."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

from ledger.diagnostics import Diagnostic, in_order
from ledger.records.model import Change, Ledger
from ledger.rules import (
    arrivals,
    base,
    business,
    changes,
    ending,
    gates,
    handles,
    kpis,
    leaving,
    moves,
    passages,
    policy,
    references,
    tasks,
    votes,
    waivers,
)
from ledger.words import CLOSED

Rule: TypeAlias = Callable[[Ledger], Iterator[Diagnostic]]
ChangeRule: TypeAlias = Callable[[Change], Iterator[Diagnostic]]

RULES: Final[tuple[Rule, ...]] = (
    *references.RULES,
    *moves.RULES,
    *kpis.RULES,
    *tasks.RULES,
    *business.RULES,
    *policy.RULES,
    *gates.RULES,
)
CHANGE_RULES: Final[tuple[ChangeRule, ...]] = (
    *changes.CHANGE_RULES,
    *ending.CHANGE_RULES,
    *arrivals.CHANGE_RULES,
    *kpis.CHANGE_RULES,
    *gates.CHANGE_RULES,
    *votes.CHANGE_RULES,
    *base.CHANGE_RULES,
    *handles.CHANGE_RULES,
)

_ABOUT_THE_RULES: Final = (changes.policy_change, base.held_to_the_base, handles.taken_over)

# A rule that knows the subject says more than the schema's finding at the same place.
_SAYS_MORE: Final[Mapping[str, str]] = {"KPI006": "SCH005"}


def judge(ledger: Ledger, change: Change | None = None, *, excused: date | None = None) -> tuple[Diagnostic, ...]:
    """Every finding of a ledger and, when given, of the change that leads to it, in order.

    Waivers are applied: of the change's base when there is one, for the projects that they name there, because a change
    cannot excuse itself. They hold as of the day `excused`, without it as of the ledger's today.
    """
    excused = excused or ledger.today
    if change is not None:
        ledger = change.after
    standing = [*ledger.findings, *(one for rule in RULES for one in rule(ledger))]
    moving = [one for rule in CHANGE_RULES for one in rule(change)] if change is not None else []
    found = list(_without_echoes(standing, moving))
    found += waivers.unused((*found, *_to_leave(ledger)), ledger)
    if change is None:
        return in_order(waivers.waived(found, ledger.policy.waivers, excused))
    return in_order(waivers.waived(found, change.before.policy.waivers, excused, passages.old_names(change)))


def _to_leave(ledger: Ledger) -> Iterator[Diagnostic]:
    """What the present phases lack to be left, where a waiver may do without it: no finding before a move."""
    codes = {waiver.code for waiver in ledger.policy.waivers} & waivers.LEAVING
    for project in ledger.projects.values() if codes else ():
        phase = project.present_phase
        if phase is not None and phase.id in project.documents and project.status not in CLOSED:
            yield from leaving.lacks(project, phase, ledger.today)
            yield from kpis.gate_findings(project, phase, ledger)


def judge_landed(change: Change) -> tuple[Diagnostic, ...]:
    """What the rules about changes find in one that has landed, waivers not applied.

    What is about the rules themselves is left out: such a change holds only the projects that it touched, and no
    schema.
    """
    return in_order(one for rule in CHANGE_RULES if rule not in _ABOUT_THE_RULES for one in rule(change))


def _without_echoes(standing: Iterable[Diagnostic], moving: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings, each problem once: what the change is judged for is not also said of how things stand."""
    judged = {(one.code, one.location, one.project) for one in moving}
    everything = [*moving, *(one for one in standing if (one.code, one.location, one.project) not in judged)]
    plainer = {(_SAYS_MORE[one.code], one.location) for one in everything if one.code in _SAYS_MORE}
    yield from (one for one in everything if (one.code, one.location) not in plainer)
