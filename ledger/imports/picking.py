"""Facts of a reading to the text, list or name that a card holds."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from ledger.imports.change import Reading
from ledger.imports.mapping import Pick, Place
from ledger.imports.plan_rules import NAME

LONGEST: Final = 80
LONGEST_LIST: Final = 4000
_HANDS: Final = re.compile(r"[^\w.-]+")
_SPLIT: Final = re.compile(r",(?![^(<]*[)>])|;|\n")


def fact(fields: Mapping[str, Any], name: str) -> Any:
    """The value of a field, whatever the case of its name; dots lead into mappings."""
    if name in fields:
        return fields[name]
    folded = {key.casefold(): key for key in reversed(tuple(fields))}
    if name.casefold() in folded:
        return fields[folded[name.casefold()]]
    head, dot, rest = name.partition(".")
    inner = fact(fields, head) if dot else None
    return fact(inner, rest) if isinstance(inner, dict) else None


def value_at(pick: Pick, reading: Reading) -> Any:
    """What the first place holds that holds anything, or None."""
    for place in pick:
        found = _at(place, reading)
        if found not in (None, "", [], {}):
            return found
    return None


def _at(place: Place, reading: Reading) -> Any:
    if place.field is not None:
        return fact(reading.fields, place.field)
    if place.template is not None:
        return NAME.sub(lambda name: reading.parts.get(name[1], ""), place.template)
    return place.value


def text_of(value: Any) -> str:
    """A value as one line of text; of a mapping (a user, a status) its name."""
    if isinstance(value, dict):
        named = (value[key] for key in ("displayName", "name", "value", "key") if isinstance(value.get(key), str))
        return text_of(next(named, json.dumps(value, ensure_ascii=False, sort_keys=True)))
    if isinstance(value, list):
        return ", ".join(text_of(one) for one in value)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    return " ".join(str(value).split())


def texts_of(value: Any) -> tuple[str, ...]:
    """A list, or text parted by commas, semicolons or line feeds, as texts, each once."""
    parts = (
        [text_of(one) for one in value] if isinstance(value, list) else _SPLIT.split(plain_text(value)[:LONGEST_LIST])
    )
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def plain_text(value: Any) -> str:
    """A value as text that keeps its lines."""
    return value if isinstance(value, str) else text_of(value)


def name_of(text: str) -> str:
    """A text as a folder's name or a handle: letters and digits in small letters, parted by single hyphens."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"-{2,}", "-", _HANDS.sub("-", composed))[:LONGEST].strip("-._")
