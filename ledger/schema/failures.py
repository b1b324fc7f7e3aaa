"""The validator that names every fault; only a document that the fast one refused pays for importing it.

What the two could read differently (patterns, formats) this one asks the fast one about, so they agree.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import jsonschema_rs
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, extend

from ledger.schema.engine import judge
from ledger.text.strict_yaml import Path

MOST: Final = 10_000  # a schema that asks for the same twice at each level of a file finds each fault very often


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A keyword that does not hold: `wanted` is its value, `path` leads to `instance`, `schema` holds the keyword.

    `within` are the failures inside, each tagged with its `branch`: those of `anyOf` and `oneOf`, and of a name.
    """

    keyword: str
    wanted: Any
    path: Path
    instance: Any
    schema: Mapping[str, Any]
    branch: str | int | None = None
    within: tuple["Failure", ...] = ()


@lru_cache(maxsize=1024)
def _probe(keyword: str, value: str) -> jsonschema_rs.Draft202012Validator:
    return judge({keyword: value})


def _text_keyword(keyword: str) -> Any:
    def holds(_: Any, value: str, instance: Any, __: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not _probe(keyword, value).is_valid(instance):
            yield ValidationError(keyword)

    return holds


def _unnamed(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    patterns = [_probe("pattern", one) for one in schema.get("patternProperties", ())]
    known = schema.get("properties", ())
    return [name for name in instance if name not in known and not any(one.is_valid(name) for one in patterns)]


def _additional_properties(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    for name in _unnamed(instance, schema) if isinstance(instance, dict) else ():
        if value is False:
            yield ValidationError("additionalProperties", path=[name])
        else:
            yield from validator.descend(instance[name], value, path=name)


def _pattern_properties(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    for pattern, subschema in value.items() if isinstance(instance, dict) else ():
        for name, item in instance.items():
            if _probe("pattern", pattern).is_valid(name):
                yield from validator.descend(item, subschema, path=name, schema_path=pattern)


def _property_names(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    for name in instance if isinstance(instance, dict) else ():
        if faults := tuple(validator.descend(name, value)):
            yield ValidationError("propertyNames", path=[name], context=faults)


def _missing(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    del validator, schema
    if not isinstance(instance, dict):
        return
    if isinstance(wanted, dict):  # dependentRequired
        wanted = [name for trigger, names in wanted.items() if trigger in instance for name in names]
    if not instance.keys() >= set(wanted):
        yield ValidationError("required")  # once for all names: who words it lists them


_extend: Any = extend  # the library leaves it without types
_Wording: Any = _extend(
    Draft202012Validator,
    {
        "pattern": _text_keyword("pattern"),
        "format": _text_keyword("format"),
        "additionalProperties": _additional_properties,
        "patternProperties": _pattern_properties,
        "propertyNames": _property_names,
        "required": _missing,
        "dependentRequired": _missing,
    },
)


@lru_cache(maxsize=64)
def _validator(schema_text: str) -> Any:
    return _Wording(json.loads(schema_text))


def _failure(error: Any) -> Failure:
    return Failure(
        keyword=error.validator,
        wanted=error.validator_value,
        path=tuple(error.relative_path),
        instance=error.instance,
        schema=error.schema if isinstance(error.schema, dict) else {},
        branch=error.relative_schema_path[0] if error.relative_schema_path else None,
        within=tuple(_failure(inner) for inner in error.context or ()),
    )


def failures(schema_text: str, instance: Any) -> tuple[Failure, ...]:
    """The failures of the instance, the first `MOST`; empty also where this validator cannot follow the schema."""
    try:
        return tuple(_failure(error) for error in islice(_validator(schema_text).iter_errors(instance), MOST))
    except RecursionError:  # references that run in a circle: the fast validator stops there, this one cannot
        return ()
