"""What a reading says about its project: the facts of its card, where it stands, what is left over."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.imports.change import Reading
from ledger.imports.forms import clean_text
from ledger.imports.mapping import Meaning, Plan
from ledger.imports.moments import day_of
from ledger.imports.picking import fact, name_of, plain_text, text_of, texts_of, value_at
from ledger.imports.remarks import Remarks
from ledger.text.strict_yaml import SAFE_INTEGER
from ledger.words import Status

_DEEPEST: Final = 12
_LARGEST: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A project as the source has it at one moment; `owner` is still as the source writes it."""

    folder: str
    slug: str
    card: Mapping[str, Any]
    owner: Any
    meaning: Meaning
    listed: Mapping[str, tuple[str, ...]]
    stage: str
    body: str


def state_of(reading: Reading, plan: Plan, remarks: Remarks, commit: str) -> State | None:
    """The state that a reading gives by a plan; None, with a remark, for one without a name."""
    place = reading.place
    raw = text_of(value_at(plan.picks["slug"], reading))
    slug = name_of(raw)
    if not slug:
        remarks.error("a project has no slug", "it is left out", place=place, value=raw, commit=commit)
        return None
    group = name_of(text_of(value_at(plan.picks.get("group", ()), reading)))
    title = text_of(value_at(plan.picks["title"], reading))
    if not title:
        remarks.note("a project has no title", "its slug stands for it", place=place, commit=commit)
    unknown: dict[str, Any] = {}
    meaning = _meaning(reading, plan, remarks, commit, unknown)
    card = {"title": _clean(title) or slug} | _facts(reading, plan, remarks, commit, unknown)
    owners = value_at(plan.picks.get("owner", ()), reading)
    named = texts_of(owners) if isinstance(owners, (str, list)) else ()
    if len(named) > 1:
        unknown["owners"] = list(named)
    extra = _kept(_extra(reading, plan) | unknown, 0)
    if len(json.dumps(extra)) > _LARGEST:
        remarks.note("the facts left over are too large for a card", "left out", place=place, commit=commit)
        extra = unknown
    body = value_at(plan.picks.get("body", ()), reading)
    return State(
        folder=f"{group}/{slug}" if group else slug,
        slug=slug,
        card=card | ({"extra": extra} if extra else {}),
        owner=named[0] if named else None if isinstance(owners, (str, list)) else owners,
        meaning=meaning,
        listed={one.field: texts_of(fact(reading.fields, one.field) or "") for one in plan.ballots if one.field},
        stage=text_of(fact(reading.fields, plan.layers[0].field)).casefold(),
        body=clean_text(plain_text(body), lambda _: None) if body else reading.body,
    )


def _meaning(reading: Reading, plan: Plan, remarks: Remarks, commit: str, unknown: dict[str, Any]) -> Meaning:
    """What all state fields say together: of each part what was said last."""
    said = Meaning()
    for layer in plan.layers:
        raw = text_of(fact(reading.fields, layer.field))
        if not raw:
            continue
        one = layer.values.get(raw.casefold())
        if one is None:
            what = f"'{layer.field}' has a value that 'states' does not name"
            done = f"kept in 'extra.{layer.field}'; the project stays where it was"
            remarks.error(what, done, place=reading.place, value=raw, commit=commit)
            unknown[layer.field] = raw
            continue
        said = Meaning(
            phase=one.phase or said.phase,
            status=one.status or said.status,
            because=one.because or said.because,
            note=one.note or said.note,
        )
    return said


def _facts(
    reading: Reading, plan: Plan, remarks: Remarks, commit: str, unknown: dict[str, Any]
) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for name in ("team", "summary"):
        if text := _clean(text_of(value_at(plan.picks.get(name, ()), reading))):
            found[name] = text
    raw = text_of(value_at(plan.picks.get("started", ()), reading))
    day = day_of(raw, plan.dates) if raw else None
    if raw and day is None:
        what, done = "a day cannot be read", "kept in 'extra.started'; the first change counts"
        remarks.note(what, done, place=reading.place, value=raw, commit=commit)
        unknown["started"] = raw
    elif day:
        found["started"] = day
    if tags := [tag for one in texts_of(value_at(plan.picks.get("tags", ()), reading) or "") if (tag := _clean(one))]:
        found["tags"] = list(dict.fromkeys(tags))
    return found


def _extra(reading: Reading, plan: Plan) -> dict[str, Any]:
    """The fields without a place of their own that are to be kept."""
    if plan.extra is not None:
        return {name: value for name in plan.extra if (value := fact(reading.fields, name)) not in (None, "", [])}
    used = {name.casefold().partition(".")[0] for name in plan.used()}
    return {
        name: value
        for name, value in reading.fields.items()
        if name.casefold() not in used and value not in (None, "", [])
    }


def _kept(value: Any, depth: int) -> Any:
    """A value as front matter can hold it."""
    if isinstance(value, dict) and depth < _DEEPEST:
        return {_clean(str(key)) or "-": _kept(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list) and depth < _DEEPEST:
        return [_kept(one, depth + 1) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and abs(value) <= SAFE_INTEGER:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return clean_text(plain_text(value) if isinstance(value, (str, dict, list)) else str(value), lambda _: None)


def _clean(text: str) -> str:
    return clean_text(text, lambda _: None).strip()


def status_of(meaning: Meaning) -> Status:
    """The status that a meaning leaves a project in."""
    return meaning.status or Status.ACTIVE
