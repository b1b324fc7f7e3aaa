"""What is wrong with the words by which a flow's fields speak of days and choices (`records.happened`)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.diagnostics import did_you_mean
from ledger.plurals import either
from ledger.records.front_matter import mapping
from ledger.records.happened import AGAINST, HAPPENED, NOT_BEFORE, WEEKS_SINCE, Happened
from ledger.schema.fault import Fault
from ledger.text.strict_yaml import Path, shown


def _is_date(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("format") == "date"


def _is_number(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("type") in {"number", "integer"}


_A_DATE: Final = (_is_date, "a date", "'format: date'")
_A_NUMBER: Final = (_is_number, "a number", "'type: number'")
_OF: Final = {HAPPENED: _A_DATE, NOT_BEFORE: _A_DATE, WEEKS_SINCE: _A_NUMBER}


def marks(schemas: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """POL001 and POL009 of such words in schemas by the names of their fields, and in the schemas inside of them."""
    for name, schema in schemas.items():
        if not isinstance(schema, dict):
            continue
        way: Path = (*path, name)
        yield from _wrong_place(schema, way)
        yield from _wrong_value(name, schema, schemas, way)
        while isinstance(schema.get("items"), dict):
            way, schema = (*way, "items"), schema["items"]  # noqa: PLW2901 - a list is what its entries are
        yield from marks(mapping(schema, "properties") or {}, (*way, "properties"))


def _wrong_place(schema: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    for mark, (is_such, what, how) in _OF.items():
        if mark in schema and not is_such(schema):
            message = f"'{mark}' must be said of {what}, found it said of another field"
            hint = f"remove it, or say {how} of the field"
            yield Fault(code="POL009", path=(*path, mark), message=message, hint=hint, at_key=True)


def _wrong_value(name: str, schema: Mapping[str, Any], beside: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    how = schema.get(HAPPENED)
    if HAPPENED in schema and how not in tuple(Happened):
        message = f"'{HAPPENED}' must be {either(tuple(Happened))}, found {shown(str(how))}"
        hint = (
            "'once' for what happens once for all, 'each-visit' for what happens anew when the phase is entered again"
        )
        yield Fault(code="POL009", path=(*path, HAPPENED), message=message, hint=hint)
    dates = tuple(other for other, one in beside.items() if other != name and _is_date(one))
    for mark in (NOT_BEFORE, WEEKS_SINCE):
        if mark in schema and schema[mark] not in dates:
            said = shown(str(schema[mark]))
            message = f"'{mark}' must name a date beside this field, found '{said}'"
            yield Fault(code="POL001", path=(*path, mark), message=message, hint=did_you_mean(said, dates))
    if AGAINST not in schema:
        return
    against, values = schema[AGAINST], schema.get("enum")
    if not isinstance(against, list) or not isinstance(values, list) or any(one not in values for one in against):
        message = f"'{AGAINST}' must list values of the field's 'enum', found {shown(str(against))}"
        hint = "list those of its values that speak against going on"
        yield Fault(code="POL009", path=(*path, AGAINST), message=message, hint=hint)
