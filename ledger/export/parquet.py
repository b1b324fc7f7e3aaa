"""Sheets as Parquet: a file each, whose columns carry their types and their explanations.

Arrow's Rust implementation writes them; it comes with an extra, since few need it.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Final

from ledger import __version__
from ledger.diagnostics import LedgerError
from ledger.export.kinds import Kind, kind_of, portable
from ledger.views.sheets import Sheet, Value

if TYPE_CHECKING:
    from arro3.core import Array, DataType, Field

CREATOR: Final = "project-ledger version"
_NEEDED: Final = ("arro3.core", "arro3.io")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = 1_000_000


def demand() -> None:
    """Raises LedgerError when what writes Parquet is not installed."""
    try:
        for name in _NEEDED:
            import_module(name)
    except ImportError:
        raise LedgerError(
            "Parquet needs more than is installed: pip install 'project-ledger[parquet]', or choose another --format"
        ) from None


def parquet_of(sheet: Sheet, about: Mapping[str, str]) -> bytes:
    """A sheet's file; `about` says of which ledger it is, in the file's own metadata."""
    from arro3.core import Schema, Table  # noqa: PLC0415 - of an extra
    from arro3.io import write_parquet  # noqa: PLC0415 - of an extra

    fields = [_field(column, words) for column, words in sheet.columns.items()]
    arrays = [_array(column, [row[place] for row in sheet.rows]) for place, column in enumerate(sheet.columns)]
    file = BytesIO()
    write_parquet(
        Table.from_arrays(arrays, schema=Schema(fields)),
        file,
        compression="snappy",
        created_by=f"{CREATOR} {__version__}",
        # One entry alone: of several the order would change from run to run.
        key_value_metadata={"ledger": json.dumps({**about, "sheet": sheet.name, "description": sheet.words})},
    )
    return file.getvalue()


def _field(column: str, words: str) -> "Field":
    from arro3.core import Field  # noqa: PLC0415 - of an extra

    return Field(column, _type(kind_of(column)), nullable=True, metadata={"description": words})


def _type(kind: Kind) -> "DataType":
    from arro3.core import DataType  # noqa: PLC0415 - of an extra

    return {
        Kind.TEXT: DataType.string(),
        Kind.INTEGER: DataType.int64(),
        Kind.NUMBER: DataType.float64(),
        Kind.DAY: DataType.date32(),
        Kind.MOMENT: DataType.timestamp("us", tz="UTC"),
    }[kind]


def _array(column: str, values: list[Value]) -> "Array":
    """A column; days and moments are counted from 1970 first, for want of another way to hand them over."""
    from arro3.core import Array, DataType  # noqa: PLC0415 - of an extra

    kind = kind_of(column)
    plain = [_counted(kind, portable(kind, value)) for value in values]
    counted = {Kind.DAY: DataType.int32(), Kind.MOMENT: DataType.int64()}
    return Array(plain, counted.get(kind, _type(kind))).cast(_type(kind))


def _counted(kind: Kind, value: Value) -> Value:
    if isinstance(value, str) and kind is Kind.DAY:
        return (date.fromisoformat(value) - _EPOCH.date()).days
    if isinstance(value, str) and kind is Kind.MOMENT:
        return round((datetime.fromisoformat(value) - _EPOCH).total_seconds()) * _MICRO
    return value
