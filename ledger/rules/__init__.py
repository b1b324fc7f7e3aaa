"""The rules: small functions from a ledger, or from a change of one, to findings; each is listed here by its module."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from ledger.diagnostics import Diagnostic, Severity, in_order
from ledger.model import Change, Ledger
from ledger.rules import business, changes, kpis, moves, passages, policy, references, tasks, waivers

Rule: TypeAlias = Callable[[Ledger], Iterator[Diagnostic]]
ChangeRule: TypeAlias = Callable[[Change], Iterator[Diagnostic]]

RULES: Final[tuple[Rule, ...]] = (
    *references.RULES,
    *moves.RULES,
    *kpis.RULES,
    *tasks.RULES,
    *business.RULES,
    *policy.RULES,
)
CHANGE_RULES: Final[tuple[ChangeRule, ...]] = (*changes.RULES, *kpis.CHANGE_RULES)

# A rule that knows the subject says more than the schema's finding at the same place.
_SAYS_MORE: Final[Mapping[str, str]] = {"KPI006": "SCH005"}


def judge(ledger: Ledger, change: Change | None = None) -> tuple[Diagnostic, ...]:
    """Every finding of a ledger and, when given, of the change that leads to it, in order.

    Waivers are applied: of the change's base when there is one, because a change cannot excuse itself.
    """
    if change is not None:
        change = passages.with_past(change)
        ledger = change.after
    found = [*ledger.findings, *(one for rule in RULES for one in rule(ledger))]
    if change is not None:
        found += (one for rule in CHANGE_RULES for one in rule(change))
    found = list(_without_echoes(found))
    found += waivers.unused(found, ledger)
    counted = change.before.policy if change is not None else ledger.policy
    return in_order(waivers.waived(found, counted.waivers, ledger.today))


def _without_echoes(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings, each problem once: the change's error, not also the warning that the same lack is as it stands."""
    everything = tuple(found)
    errors = {(one.code, one.location, one.project) for one in everything if one.severity is Severity.ERROR}
    plainer = {(_SAYS_MORE[one.code], one.location) for one in everything if one.code in _SAYS_MORE}
    for one in everything:
        echo = one.severity is not Severity.ERROR and (one.code, one.location, one.project) in errors
        if not echo and (one.code, one.location) not in plainer:
            yield one
