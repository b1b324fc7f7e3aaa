"""What the site tells besides how things stand: every vote that landed, and the audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ledger.assembly.told import Told
from ledger.audit import Audit, audited
from ledger.diagnostics import Diagnostic
from ledger.proof.decisions import Decided, decisions_of
from ledger.records.model import Ledger
from ledger.rules import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The votes of each project, oldest first, what is found as things stand, and the audit.

    Without an audit there is no page about it.
    """

    decisions: Mapping[str, tuple[Decided, ...]] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()
    audit: Audit | None = None


NO_RECORD: Final = Record()


def record_of(ledger: Ledger, told: Told) -> Record:
    """The record of a history that was read with the full text of every document."""
    decisions = decisions_of(told.repository, told.tip, told.history, told.landed, told.parsed)
    return Record(decisions=decisions, findings=judge(ledger), audit=audited(told, today=ledger.today))
