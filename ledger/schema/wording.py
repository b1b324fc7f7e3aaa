"""What a validator found, in words for the person who wrote the file."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from ledger.days import A_DAY
from ledger.diagnostics import did_you_mean, nearest
from ledger.plurals import inflected
from ledger.schema.failures import Failure
from ledger.schema.fault import Fault
from ledger.text.strict_yaml import Path

_TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_SEE: Final = "see `ledger schema` for what is allowed here"
_FORMATS: Final[Mapping[str, str]] = {"date": f"must be {A_DAY}"}
_BOUNDS: Final[Mapping[str, str]] = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "contains": "must have an entry of the kind that its schema asks for",
}
_SIZES: Final[Mapping[str, tuple[str, str, str]]] = {
    "minLength": ("at least", "character", "characters"),
    "maxLength": ("at most", "character", "characters"),
    "minItems": ("at least", "entry", "entries"),
    "maxItems": ("at most", "entry", "entries"),
    "minProperties": ("at least", "field", "fields"),
    "maxProperties": ("at most", "field", "fields"),
}
_SHOWN: Final = 60
_LOOSE_DAY: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")


def label(path: Path) -> str:
    """A path as people write it: `tasks[0].status`; counted from 0 like a JSON Pointer."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return f"'{text.removeprefix('.')}'" if text else "the file"


def found(value: Any) -> str:
    """A value as a message names it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        short = value if len(value) <= _SHOWN else value[: _SHOWN - 3] + "..."
        return f"'{short}'" if short.isprintable() else ascii(short)
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return "a mapping" if isinstance(value, dict) else str(value)


def faults(failure: Failure, at: Path = ()) -> Iterator[Fault]:
    """The findings in one failure; `at` leads to where a nested error starts."""
    path = (*at, *failure.path)
    keyword = failure.keyword
    if keyword in _BOUNDS:
        yield _fault("SCH006", path, failure, _BOUNDS[keyword].format(failure.wanted), _described(failure))
    elif keyword in _SIZES:
        bound, one, many = _SIZES[keyword]
        must = f"must have {bound} {failure.wanted} {inflected(failure.wanted, one, many)}"
        yield _fault("SCH006", path, failure, must, _described(failure))
    elif keyword in _WORDINGS:
        yield from _WORDINGS[keyword](failure, path)
    else:
        yield _fault("SCH004", path, failure, "must be what its schema allows", _SEE)


def _fault(code: str, path: Path, failure: Failure, must: str, hint: str) -> Fault:
    return Fault(code=code, path=path, message=f"{label(path)} {must}, found {found(failure.instance)}", hint=hint)


def _contained(failure: Failure, path: Path) -> Iterator[Fault]:
    """Too many entries of a kind, or too few; a kind that is known by values of fields is told by them."""
    kind = failure.schema.get("contains")
    fields = kind.get("properties", {}) if isinstance(kind, dict) else {}
    marks = {name: one["const"] for name, one in fields.items() if isinstance(one, dict) and "const" in one}
    such = [one for one in failure.instance if isinstance(one, dict) and marks.items() <= one.items()]
    which = " and ".join(f"'{name}: {found(value)}'" for name, value in marks.items())
    bound = "at most" if failure.keyword == "maxContains" else "at least"
    must = f"must have {bound} {failure.wanted} {inflected(failure.wanted, 'entry', 'entries')}"
    if marks:
        message = f"{label(path)} {must} with {which}, found {len(such)}"
        yield Fault(code="SCH006", path=path, message=message, hint=_described(failure))
    else:
        yield _fault("SCH006", path, failure, f"{must} of the kind that its schema asks for", _described(failure))


def _described(failure: Failure) -> str:
    """What the schema says of the value, which tells what to write."""
    return str(failure.schema.get("description") or "change the value")


def _unknown(failure: Failure, path: Path) -> Iterator[Fault]:
    known = tuple(failure.schema.get("properties", ()))
    name = str(path[-1])
    hint = did_you_mean(name, known)
    if "extra" in known and nearest(name, known) is None:
        hint = f"facts of your own go below 'extra', else {hint}"
    parent = f"a field of {label(path[:-1])}" if path[:-1] else "a field"
    yield Fault(
        code="SCH001", path=path, message=f"{parent} must be a known one, found {found(name)}", hint=hint, at_key=True
    )


def _unevaluated(failure: Failure, path: Path) -> Iterator[Fault]:
    yield _fault(
        "SCH001", path, failure, "must hold known fields only", "remove the field that its schema does not name"
    )


def _missing(failure: Failure, path: Path) -> Iterator[Fault]:
    wanted = failure.wanted
    if isinstance(wanted, dict):  # dependentRequired
        wanted = [name for trigger, names in wanted.items() if trigger in failure.instance for name in names]
    for name in wanted:
        if name not in failure.instance:
            about = failure.schema.get("properties", {}).get(name, {})
            what = about.get("description", "") if isinstance(about, dict) else ""
            message = f"{label((*path, name))} must be given, found nothing"
            yield Fault(
                code="SCH002",
                path=path,
                message=message,
                hint=f"add '{name}: ...'. {what}".rstrip(),
                at_key=True,
                subject=name,
            )


def _type(failure: Failure, path: Path) -> Iterator[Fault]:
    wanted = failure.wanted if isinstance(failure.wanted, list) else [failure.wanted]
    value = failure.instance
    hint = f"write {' or '.join(_TYPES[one] for one in wanted)}"
    if value is None:
        hint = "give it a value, or remove the line"
    elif "string" in wanted and isinstance(value, (bool, int, float)):
        such = _example(failure)
        hint = f"write text in quotes, such as '{such}'" if such else "put it in quotes to make it text"
    elif "array" in wanted and isinstance(value, str):
        hint = f"write a list: [{value[:40]}]"
    elif isinstance(value, str):
        hint += ", without quotes" if {"number", "integer", "boolean"} & set(wanted) else ""
    yield _fault("SCH003", path, failure, f"must be {' or '.join(_TYPES[one] for one in wanted)}", hint)


def _example(failure: Failure) -> str:
    """The first text that the schema shows where not every text will do; a number in quotes would be refused again."""
    shown = failure.schema.get("examples", ()) if "pattern" in failure.schema else ()
    return next((one for one in shown if isinstance(one, str)), "") if isinstance(shown, list) else ""


def _enum(failure: Failure, path: Path) -> Iterator[Fault]:
    allowed = [found(one) if not isinstance(one, str) else one for one in failure.wanted]
    is_nothing = failure.instance is None
    hint = "give it one of them, or remove the line" if is_nothing else did_you_mean(str(failure.instance), allowed)
    yield _fault("SCH004", path, failure, f"must be one of {', '.join(allowed)}", hint)


def _const(failure: Failure, path: Path) -> Iterator[Fault]:
    wanted = found(failure.wanted)
    yield _fault("SCH004", path, failure, f"must be {wanted}", f"write {wanted}")


def _twice(failure: Failure, path: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, item in enumerate(failure.instance):
        key = json.dumps(item, sort_keys=True)
        if key in seen:
            message = f"an entry of {label(path)} must stand once, found {found(item)} again"
            yield Fault(code="SCH004", path=(*path, index), message=message, hint="keep one of the two")
        seen.add(key)
    if len(seen) == len(failure.instance):  # the same to JSON Schema, written in two ways: 1 and 1.0
        yield _fault("SCH004", path, failure, "must hold each entry once", "keep one of those that are equal")


def _pattern(failure: Failure, path: Path) -> Iterator[Fault]:
    must = failure.schema.get("patternErrorMessage") or f"must match {failure.wanted}"
    yield _fault("SCH005", path, failure, str(must), _described(failure))


def _not(failure: Failure, path: Path) -> Iterator[Fault]:
    must = failure.schema.get("errorMessage")
    if must:
        yield _fault("SCH005", path, failure, str(must), _described(failure))
    else:
        yield _fault("SCH004", path, failure, "must be what its schema allows", _SEE)


def _format(failure: Failure, path: Path) -> Iterator[Fault]:
    must = _FORMATS.get(failure.wanted, f"must be of the format {failure.wanted}")
    yield _fault(
        "SCH005",
        path,
        failure,
        must,
        _day_hint(str(failure.instance)) if failure.wanted == "date" else "change the value",
    )


def _day_hint(text: str) -> str:
    if match := _LOOSE_DAY.match(text):
        year, month, day = (int(part) for part in match.groups())
        try:
            return f"write {date(year, month, day).isoformat()}"
        except ValueError:
            return "that day does not exist; write one that does"
    return "write the year, the month and the day, such as 2026-01-12"


def _name(failure: Failure, path: Path) -> Iterator[Fault]:
    for inner in failure.within:
        for fault in faults(inner, path):
            yield Fault(code="SCH005", path=path, message=fault.message, hint=fault.hint, at_key=True)


def _one_of_many(failure: Failure, path: Path) -> Iterator[Fault]:
    """The faults of the only branch that the value has the type of, or else one sentence."""
    branches: dict[Any, list[Failure]] = {}
    for inner in failure.within:
        branches.setdefault(inner.branch, []).append(inner)
    near = [errors for errors in branches.values() if not any(one.keyword == "type" and not one.path for one in errors)]
    if len(near) == 1:
        for inner in near[0]:
            yield from faults(inner, path)
    else:
        yield _fault("SCH004", path, failure, "must have one of the forms that its schema allows", _SEE)


_WORDINGS: Final = {
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unevaluated,
    "required": _missing,
    "dependentRequired": _missing,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "uniqueItems": _twice,
    "pattern": _pattern,
    "not": _not,
    "format": _format,
    "propertyNames": _name,
    "maxContains": _contained,
    "minContains": _contained,
    "anyOf": _one_of_many,
    "oneOf": _one_of_many,
}
