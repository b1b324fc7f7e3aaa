"""Waivers: findings that are accepted until a day, with a reason that stays in sight."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from ledger.codes import CODES
from ledger.diagnostics import Diagnostic
from ledger.records.model import Ledger
from ledger.records.policy import Waiver
from ledger.rules.finding import finding

# Findings that only a change or the history has: a waiver for one covers nothing while nothing moves.
ONLY_IN_CHANGES: Final = frozenset(
    {"MOV001", "MOV002", "MOV007", "MOV008", "MOV011", "MOV012", "MOV013", "MOV014", "MOV015"}
    | {"POL008", "GIT002", "GIT003", "GIT004"}
)
MAY_BE_ABSENT: Final = ONLY_IN_CHANGES | {code for code in CODES if code.startswith("APR")}


def covers(waiver: Waiver, found: Diagnostic, today: date) -> bool:
    """Whether a waiver accepts a finding today: its last day counts, and one without a readable end accepts nothing."""
    if waiver.until is None or waiver.until < today or not waiver.reason:
        return False
    return waiver.code == found.code and waiver.target in {None, found.project}


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
        known = replace(one, project=old_names.get(one.project or "", one.project))
        waiver = next((waiver for waiver in held if covers(waiver, known, today)), None)
        yield replace(one, waived=waiver.reason) if waiver else one


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
        if not any(covers(waiver, one, ledger.today) for one in findings):
            of = f" of {waiver.target}" if waiver.target else ""
            place = ledger.policy_source.value_place("waivers", waiver.index)
            message = f"a waiver must cover a finding, found one for {waiver.code}{of} that covers none"
            yield finding("POL005", place, message, "remove it: what it excused is mended", None)
