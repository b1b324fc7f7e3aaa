"""What a project was found to bring in, held against its business case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Final

from ledger.records.front_matter import day, mapping, number, text
from ledger.records.model import Project
from ledger.records.papers import BusinessCase, PhaseDocument

_FIELD: Final = "measured_value"  # a flow with this field measures what a project brings in
_ALL: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What was measured, in the document of the latest phase that says so: `amount` in `currency` per `per`."""

    document: PhaseDocument
    amount: float
    currency: str | None
    per: str | None
    basis: str | None
    on: date | None

    @property
    def units(self) -> str:
        """As in `EUR per year`; empty for none."""
        return units(self.currency, self.per)

    def is_comparable(self, case: BusinessCase) -> bool:
        """Whether both are stated in the same units; case and white space do not part them."""
        return _key(self.units) == _key(units(case.currency, case.per))

    def percent(self, case: BusinessCase) -> int | None:
        """The part of the business case that it is, 100 only once all is reached; None for what cannot be compared."""
        if not case.amount or case.amount < 0 or not self.is_comparable(case):
            return None
        share = self.amount / case.amount * _ALL
        if not isfinite(share):
            return None
        return _ALL - 1 if share < _ALL <= round(share) else round(share)


def units(currency: str | None, per: str | None) -> str:
    """The units of an amount, as in `EUR per year`."""
    return " ".join(part for part in (currency, f"per {per}" if per else None) if part)


def worth_of(project: Project) -> Worth | None:
    """What a project was found to bring in, or None where its flow does not measure it or nobody has yet."""
    if project.flow is None or _FIELD not in project.flow.fields:
        return None
    found = None
    for document in project.documents.values():
        value: Mapping[str, object] = mapping(document.fields, _FIELD) or {}
        amount = number(value, "amount")
        if amount is not None:
            found = Worth(
                document=document,
                amount=amount,
                currency=text(value, "currency"),
                per=text(value, "per"),
                basis=text(value, "basis"),
                on=day(value, "on"),
            )
    return found


def _key(units: str) -> str:
    return " ".join(units.split()).casefold()
