"""What the columns of sheets hold: text, numbers, days, moments; and what of a value every format can carry."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, assert_never

from ledger.views.sheets import Value

_LARGEST: Final = 2**63


class Kind(StrEnum):
    """What the values of a column are where it is not empty; days and moments come as texts in ISO 8601."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DAY = "date"
    MOMENT = "timestamp"


# By the column's name, which means one thing in every sheet. What a voter typed as a date stays text.
_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("position", "iteration", "stay", "days", "idle_days", "age_days", "overdue_days"), Kind.INTEGER),
    **dict.fromkeys(("backtracks", "iterations", "asks_votes", "debt", "version"), Kind.INTEGER),
    **dict.fromkeys(("malformed", "delivers", "is_open", "uncommitted", "of_other_content"), Kind.INTEGER),
    **dict.fromkeys(("estimate_days", "measured"), Kind.NUMBER),
    **dict.fromkeys(("started", "delivered", "until", "today"), Kind.DAY),
    **dict.fromkeys(("time", "landed", "entered"), Kind.MOMENT),
}


def kind_of(column: str) -> Kind:
    """What a column of this name holds."""
    return _KINDS.get(column, Kind.TEXT)


def portable(kind: Kind, value: Value) -> Value:
    """A value as typed formats can carry it: text that is UTF-8; None for a number that 64 bits cannot hold."""
    if value is None:
        return None
    match kind:
        case Kind.TEXT | Kind.DAY | Kind.MOMENT:
            return str(value).encode("utf-8", "replace").decode("utf-8")
        case Kind.INTEGER:
            whole = int(value)
            return whole if -_LARGEST <= whole < _LARGEST else None
        case Kind.NUMBER:
            try:
                return float(value)
            except OverflowError:
                return None
        case _:
            assert_never(kind)
