"""What a project needs to move on: lines for a terminal, and versioned JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.diagnostics import Severity
from ledger.moves.landing import Landing
from ledger.moves.needed import Lack
from ledger.moves.supposed import Edit
from ledger.moves.why import Why
from ledger.plurals import counted, either, inflected
from ledger.words import WAKES, EventKind

VERSION: Final = 1
_DOES: Final = {
    EventKind.ADVANCED: "advance to",
    EventKind.BACKTRACKED: "go back to",
    EventKind.ITERATED: "iterate in",
}

_Line = tuple[str, Severity | None]


def as_text(why: Why, *, with_edits: bool = True) -> Iterator[_Line]:
    """The answer first, then what is needed, then how to make the move, unless a command makes it."""
    yield _answer(why), None
    if why.assumed:
        yield f"assumed: {', '.join(why.assumed)}", None
    for need in why.needs:
        yield from _need_lines(need)
    if why.edits and with_edits:
        yield ("then move it:" if why.needs else "move it:"), None
        for edit in why.edits:
            yield f"{_place(edit)}: {edit.text}", None
    yield from ((line, None) for line in _ways(why))
    yield from _elsewhere(why.elsewhere, "'ledger check' (with the same --base)")


def _need_lines(need: Lack) -> Iterator[_Line]:
    yield f"{_where(need)}: {need.code}: {need.what}", Severity.ERROR
    if need.hint:
        yield f"    hint: {need.hint}", None
    if need.of:
        yield f"    on the content {need.of}", None
    for remark in need.remarks:
        yield f"    {remark}", None


def _elsewhere(count: int, where: str) -> Iterator[_Line]:
    if count:
        which = f"{counted(count, 'error')}, {inflected(count, 'which fails', 'which fail')}"
        yield f"the rest of the ledger has {which} the check too: see {where}", None


def landing_text(held: Landing | None) -> Iterator[_Line]:
    """What the moves of a branch need to land, before what comes next; no line where it makes none."""
    if held is None:
        return
    if not held.moves:
        yield f"this branch conflicts with {held.onto}, so nobody can tell what it needs to land", None
    elif held.needs:
        yield f"{_taken(held)}; to land in {held.onto}, {_things(held.needs)} needed first", None
    else:
        yield f"{_taken(held)}, and nothing is missing for that to land in {held.onto}", None
    for need in held.needs:
        yield from _need_lines(need)
    yield from _elsewhere(held.elsewhere, f"'ledger check --base {held.onto}'")
    yield from (("", None), ("next:", None))


def _taken(held: Landing) -> str:
    ways = (
        f"through {one.origin} once more" if one.kind is EventKind.ITERATED else f"from {one.origin} to {one.target}"
        for one in held.moves
    )
    return f"this branch takes {held.project} {' and '.join(ways)}"


def _ways(why: Why) -> Iterator[str]:
    if why.back:
        yield f"its flow has no phase '{why.origin}' any more: 'ledger backtrack' takes it to {either(why.back)}"
    if why.reasons:
        yield f"reasons that the flow allows: {', '.join(why.reasons)}"


def _answer(why: Why) -> str:
    where = f"{why.project} is in {why.origin or 'no phase that can be read'}"
    if why.target is None or why.kind is None:
        if why.status is None:
            return f"{where}: what it needs cannot be told before this is mended"
        last = f"{where}, the last phase of its flow"
        if why.status in WAKES:
            return f"{last}, and {why.status}: 'ledger {WAKES[why.status]} {why.project}' makes it active again"
        if why.needs:
            return f"{last}; to complete it, {_things(why.needs)} needed first"
        return f"{last}: 'ledger complete {why.project}' when it is over"
    move = f"{_DOES[why.kind]} {why.target}"
    if why.may_move:
        return f"{where} and may {move}" + ("" if why.edits else ": the files make that move already")
    return f"{where}; to {move}, {_things(why.needs)} needed first"


def _things(needs: Sequence[Lack]) -> str:
    return counted(len(needs), "thing is", "things are")


def _where(need: Lack) -> str:
    return f"{need.location.path}:{need.location.line}"


def _place(edit: Edit) -> str:
    return f"{edit.location.path}:{edit.location.line}"


def why_json(why: Why, held: Landing | None) -> dict[str, Any]:
    """The answer in its versioned JSON shape, with what the moves of the branch need to land."""
    return {
        "version": VERSION,
        "project": why.project,
        "phase": why.origin,
        "status": why.status.value if why.status else None,
        "to": why.target,
        "event": why.kind.value if why.kind else None,
        "may_move": why.may_move,
        "needs": [_need(need) for need in why.needs],
        "edits": [{"path": one.location.path, "line": one.location.line, "text": one.text} for one in why.edits],
        "reasons": list(why.reasons),
        "back": list(why.back),
        "assumed": list(why.assumed),
        "elsewhere": why.elsewhere,
        "landing": _landing(held) if held else None,
    }


def _landing(held: Landing) -> dict[str, Any]:
    return {
        "onto": held.onto,
        "moves": [{"event": one.kind.value, "from": one.origin, "to": one.target} for one in held.moves],
        "may_land": not held.needs,
        "needs": [_need(need) for need in held.needs],
        "elsewhere": held.elsewhere,
    }


def _need(need: Lack) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": need.code,
        "path": need.location.path,
        "line": need.location.line,
        "what": need.what,
        "hint": need.hint,
    }
    if need.gate is not None:
        found |= {"gate": need.gate, "role": need.role, "votes": need.votes, "voters": list(need.voters)}
        found |= {"of": need.of, "remarks": list(need.remarks)}
    return found
