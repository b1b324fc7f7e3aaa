"""What a phase may use, in money, compute and people, and which of it is overspent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ledger.records.duedates import aim_of, is_settled
from ledger.records.flow import Flow
from ledger.records.front_matter import mapping, number
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument

_RESOURCES: Final = "resources"  # a flow with this field sets aside compute and people too
_SPENT: Final = ("budget", "spent")
_CURRENCY: Final = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What was set aside of one thing, and what of it is used; None for what is not stated.

    `unit` is a currency, empty for what is none, or a noun, of which `many` is the plural. `path` leads to `spent`;
    `source`, in dots, to `amount`.
    """

    what: str
    amount: float | None
    spent: float | None
    unit: str
    many: str
    path: tuple[str, str]
    source: str

    @property
    def is_overspent(self) -> bool:
        """Whether more is used than was set aside."""
        return self.amount is not None and self.spent is not None and self.spent > self.amount

    @property
    def beyond(self) -> str:
        """What is used beyond it, as in `1,500.5 EUR` or `50 hours`."""
        return self._counted((self.spent or 0) - (self.amount or 0))

    @property
    def words(self) -> str:
        """As in `5,500.5 of 4,000 EUR`, or as much of it as is stated."""
        if self.amount is None:
            return f"{self._counted(self.spent or 0)} spent"
        return f"{'' if self.spent is None else f'{self.spent:,.15g} of '}{self._counted(self.amount)}"

    @property
    def set_aside(self) -> str:
        """As in `4,000 EUR` or `400 hours`."""
        return self._counted(self.amount or 0)

    def _counted(self, amount: float) -> str:
        amount = round(amount, 2) or float(f"{amount:.2g}")  # a little is not nothing
        return f"{amount:,.15g} {self.unit if amount == 1 else self.many}".rstrip()


def shares_of(document: PhaseDocument | None, flow: Flow | None) -> tuple[Share, ...]:
    """All that a phase was given or used, as far as it is stated: money, all and until the aim, compute, people."""
    return tuple(one for one in _shares(document, flow) if (one.amount, one.spent) != (None, None)) if document else ()


def _shares(document: PhaseDocument, flow: Flow | None) -> Iterator[Share]:
    if budget := document.budget:
        unit = budget.currency if budget.currency and _CURRENCY.fullmatch(budget.currency) else ""
        until = number(aim_of(document, flow), "rethink_after_amount")
        for what, amount, source in (
            ("budget", budget.amount, "budget.amount"),
            ("money for the aim", until, "aim.rethink_after_amount"),
        ):
            if what == "budget" or amount is not None:
                yield Share(
                    what=what, amount=amount, spent=budget.spent, unit=unit, many=unit, path=_SPENT, source=source
                )
    given = mapping(document.fields, _RESOURCES) if flow and _RESOURCES in flow.fields else None
    for name, of, used, unit in (
        ("compute", "compute_hours", "compute_used", "hour"),
        ("people", "people_days", "people_used", "day"),
    ):
        if given is not None:
            yield Share(
                what=f"{name} budget",
                amount=number(given, of),
                spent=number(given, used),
                unit=unit,
                many=f"{unit}s",
                path=(_RESOURCES, used),
                source=f"{_RESOURCES}.{of}",
            )


def overspent_of(project: Project) -> tuple[Share, ...]:
    """What the present phase has overspent; nothing where the matter is settled, as for a time box."""
    if is_settled(project):
        return ()
    return tuple(one for one in shares_of(project.document, project.flow) if one.is_overspent)
