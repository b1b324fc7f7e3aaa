"""Waivers: findings that are accepted until a day, with a reason that stays in sight."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from ledger.codes import CODES
from ledger.diagnostics import Diagnostic
from ledger.records.model import Ledger
from ledger.records.policy import Waiver
from ledger.rules.finding import finding

Excuse: TypeAlias = Callable[[str], str | None]

# Findings that only a change or the history has: a waiver for one covers nothing while nothing moves.
ONLY_IN_CHANGES: Final = frozenset(
    {"MOV001", "MOV002", "MOV007", "MOV008", "MOV011", "MOV012", "MOV013", "MOV014", "MOV015"}
    | {"POL008", "POL014", "GIT002", "GIT003", "GIT004"}
)
# Findings of a move that leaves a phase which lacks what it asks for.
LEAVING: Final = frozenset({"DOC018", "MOV004", "MOV005", "KPI004", "KPI005", "APR001"})
MAY_BE_ABSENT: Final = ONLY_IN_CHANGES | {code for code in CODES if code.startswith("APR")}


def covers(waiver: Waiver, code: str, project: str | None, today: date) -> bool:
    """Whether a waiver accepts a finding today: its last day counts, and one without a readable end accepts nothing.

    `project` is the one that the finding is of, None for one of the ledger.
    """
    if waiver.until is None or waiver.until < today or not waiver.reason:
        return False
    return waiver.code == code and waiver.target in {None, project}


def reason_for(waivers: Iterable[Waiver], code: str, project: str | None, today: date) -> str | None:
    """Why a finding is accepted today, as the first waiver that covers it says; None where none does."""
    return next((waiver.reason for waiver in waivers if covers(waiver, code, project, today)), None)


def excuse_of(waivers: Iterable[Waiver], project: str, today: date) -> Excuse:
    """Tells of a code why its findings in a project, as the waivers call it, are accepted today."""
    held = tuple(waivers)
    return lambda code: reason_for(held, code, project, today)


def unwritten(excuse: Excuse, *, has_gates: bool) -> str | None:
    """Why a phase is left without a document: a waiver says so, and nobody is asked for a vote, which stands in it."""
    return excuse("DOC018") if not has_gates or excuse("APR001") else None


def waived(
    found: Iterable[Diagnostic],
    waivers: Iterable[Waiver],
    today: date,
    old_names: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Diagnostic]:
    """The findings, those that a waiver covers with its reason.

    `old_names` are those by which the waivers know the projects that have another name in the findings.
    """
    held = tuple(waivers)
    for one in found:
        reason = reason_for(held, one.code, old_names.get(one.project or "", one.project), today)
        yield replace(one, waived=reason) if reason else one


def unused(found: Iterable[Diagnostic], ledger: Ledger) -> Iterator[Diagnostic]:
    """POL005: the waivers of a ledger that cover none of its findings, although they have not ended."""
    findings = tuple(found)
    for waiver in ledger.policy.waivers:
        if (
            waiver.code not in CODES
            or waiver.code in MAY_BE_ABSENT
            or waiver.until is None
            or waiver.until < ledger.today
        ):
            continue
        if waiver.target is not None and waiver.target not in ledger.projects:
            continue
        if not any(covers(waiver, one.code, one.project, ledger.today) for one in findings):
            of = f" of {waiver.target}" if waiver.target else ""
            place = ledger.policy_source.value_place("waivers", waiver.index)
            message = f"a waiver must cover a finding, found one for {waiver.code}{of} that covers none"
            yield finding("POL005", place, message, "remove it: what it excused is mended", None)
