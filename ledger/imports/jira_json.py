"""Issues with their changelogs, as Jira's search returns them with `expand=changelog`, to changes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.diagnostics import LedgerError
from ledger.imports.change import Change, Reading
from ledger.imports.forms import clean_text
from ledger.imports.mapping import Plan
from ledger.imports.moments import moment_of, zone_of
from ledger.imports.picking import text_of
from ledger.imports.remarks import Remarks
from ledger.imports.stamps import stamp
from ledger.records.front_matter import mapping, mappings
from ledger.scaffold.repository import Stamp
from ledger.text.nesting import MAX_JSON_DEPTH, is_too_deep

_BLOCKS: Final = frozenset({"paragraph", "heading", "listItem", "codeBlock", "blockquote"})
Fields = dict[str, Any]


def json_changes(raw: bytes, name: str, plan: Plan, remarks: Remarks) -> Iterator[Change]:
    """The changes of every issue, issue by issue. Raises LedgerError for what is no export of issues."""
    for at, issue in enumerate(_issues(raw, name), 1):
        place = f"{name}: issue {at}"
        key, fields = issue.get("key"), mapping(issue, "fields")
        if not isinstance(key, str) or fields is None:
            remarks.error("an issue has no key or no fields", "it is left out", place=place)
            continue
        place = f"{name}: {key}"
        log = mapping(issue, "changelog") or {}
        histories = [one for _, one in mappings(log, "histories")]
        total = log.get("total")
        if "histories" not in log or (isinstance(total, int) and total > len(histories)):
            what = "an issue comes without its whole changelog"
            remarks.error(what, "only what is there counts: export it again in smaller pages", place=place)
        yield from _changes(key, fields, histories, place, plan, remarks)


def _issues(raw: bytes, name: str) -> Iterator[Mapping[str, Any]]:
    """Issues of one answer of the search, of a list of answers, or a plain list of issues."""
    try:
        text = raw.decode("utf-8-sig")
        if is_too_deep(text):
            raise LedgerError(f"'{name}' is nested deeper than {MAX_JSON_DEPTH} levels: no export of issues is")
        found = json.loads(text)
    except UnicodeDecodeError as error:
        raise LedgerError(f"'{name}' is not UTF-8 (byte 0x{raw[error.start]:02x}): export it again") from None
    except ValueError as error:
        raise LedgerError(f"'{name}' cannot be read as JSON ({error}): export it again") from None
    for one in found if isinstance(found, list) else [found]:
        inner = one.get("issues") if isinstance(one, dict) else None
        known = inner if isinstance(inner, list) else [one] if isinstance(one, dict) and "key" in one else None
        if known is None:
            raise LedgerError(f"'{name}' holds no issues: export the answer of the search, with expand=changelog")
        yield from (issue for issue in known if isinstance(issue, dict))


def _changes(
    key: str, fields: Mapping[str, Any], histories: list[Mapping[str, Any]], place: str, plan: Plan, remarks: Remarks
) -> Iterator[Change]:
    """The creation of an issue, with its fields as they were before the first change, and each change."""
    wanted = {one.partition(".")[0].casefold() for one in (*plan.used(), *(plan.extra or ()))}
    for name in sorted(one for one in fields if one.casefold() not in wanted and fields[one] not in (None, [], {}, "")):
        remarks.note("a field is not in the mapping", "not kept: name it in 'extra'", place=place, value=name)
    timed = sorted(_timed(histories, wanted, place, plan, remarks), key=lambda one: one[0].seconds)
    now: Fields = {name: _plain(value) for name, value in fields.items() if name.casefold() in wanted} | {"key": key}
    for _, items in reversed(timed):
        for item in items:
            now[_name(item, fields)] = _value(item, "fromString", fields)
    creator = fields.get("creator") or fields.get("reporter")
    born = _stamp(creator, text_of(fields.get("created")), plan)
    if born is None or (timed and timed[0][0].seconds < born.seconds):
        if not timed:
            what, done = "a time cannot be read", "the issue is left out"
            remarks.error(what, done, place=place, value=text_of(fields.get("created")))
            return
        if born is None:
            remarks.note("an issue has no time of its creation", "its first change counts", place=place)
        born = stamp(born.name if born else "unknown", born.email if born else "", timed[0][0].seconds, "+0000")
    yield _change(key, now, f"{key}: {text_of(now.get('summary')) or 'created'}", born, place)
    for who, items in timed:
        now = now | {_name(item, fields): _value(item, "toString", fields) for item in items}
        yield _change(key, now, f"{key}: {'; '.join(_words(item) for item in items)}", who, place)


def _timed(
    histories: list[Mapping[str, Any]], wanted: set[str], place: str, plan: Plan, remarks: Remarks
) -> Iterator[tuple[Stamp, list[Mapping[str, Any]]]]:
    """The entries of a changelog that change a wanted field, each with who and when."""
    for entry in histories:
        items = [
            item
            for _, item in mappings(entry, "items")
            if {str(item.get("field")).casefold(), str(item.get("fieldId")).casefold()} & wanted
        ]
        if not items:
            continue
        who = _stamp(entry.get("author"), text_of(entry.get("created")), plan)
        if who is None:
            value = text_of(entry.get("created"))
            remarks.error("a time cannot be read", "the change is left out", place=place, value=value)
            continue
        yield who, items


def _name(item: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """The name by which the fields of the issue have what a change is about."""
    names = (item.get("fieldId"), item.get("field"))
    folded = {name.casefold(): name for name in fields}
    known = (folded[str(name).casefold()] for name in names if str(name).casefold() in folded)
    return next(known, str(item.get("field")))


def _value(item: Mapping[str, Any], side: str, fields: Mapping[str, Any]) -> Any:
    """A value before or after a change, in the form that the issue's field has."""
    said = item.get(side)
    current = fields.get(_name(item, fields))
    if not isinstance(said, str) or not said:
        return None
    if isinstance(current, dict) and current.get("type") != "doc":
        same = said in (current.get("displayName"), current.get("name"))
        return current if same else {"displayName": said} if "displayName" in current else {"name": said}
    if isinstance(current, list):
        return said.split() if _name(item, fields) == "labels" else said.strip("[]").split(", ")
    return clean_text(said, lambda _: None)


def _plain(value: Any) -> Any:
    """A value as it is, but a document of Jira's own form as its text."""
    if not isinstance(value, dict) or value.get("type") != "doc":
        return clean_text(value, lambda _: None) if isinstance(value, str) else value
    parts: list[str] = []
    left: list[Any] = [value]
    while left:
        node = left.pop()
        if not isinstance(node, dict):
            continue
        parts.append("\n\n" if node.get("type") in _BLOCKS and parts else "")
        parts.append(str(node.get("text", "\n" if node.get("type") == "hardBreak" else "")))
        left += reversed(node["content"]) if isinstance(node.get("content"), list) else []
    return clean_text("".join(parts).strip(), lambda _: None)


def _words(item: Mapping[str, Any]) -> str:
    before, after, field = item.get("fromString"), item.get("toString"), str(item.get("field"))
    return f"{before} to {after}" if field == "status" else f"{field} changed"


def _stamp(who: Any, at: str, plan: Plan) -> Stamp | None:
    moment = moment_of(at, plan.dates, plan.zone)
    if moment is None:
        return None
    known = who if isinstance(who, dict) else {}
    name, email = text_of(known.get("displayName") or known.get("name") or ""), text_of(known.get("emailAddress") or "")
    return stamp(name or "unknown", email, int(moment.timestamp()), zone_of(moment))


def _change(key: str, fields: Fields, message: str, who: Stamp, place: str) -> Change:
    subject = " ".join(message.split())
    reading = Reading(key=key, place=place, fields=fields)
    return Change(author=who, committer=who, message=f"{subject}\n", origin="", readings=(reading,))
