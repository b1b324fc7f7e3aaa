"""Writes an imported ledger: the repository with its history, the flow, the policy, and the report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ledger import assemble, rules
from ledger.diagnostics import Diagnostic, LedgerError
from ledger.forms.front_matter import yaml_text
from ledger.imports.change import Change
from ledger.imports.fold import Fold
from ledger.imports.mapping import Plan
from ledger.imports.people import People
from ledger.imports.remarks import Remark, Remarks
from ledger.imports.report import REPORT_FILE, Tally, report_text
from ledger.scaffold.repository import Entry, Stamp, claim, make_repository
from ledger.words import FLOWS_DIR, LEDGER_FILE, Grade

_IMPORTER: Final = Stamp(name="ledger import", email="import@import.invalid", seconds=0)
_WAIVED: Final = frozenset({"MOV004", "MOV005"})
_REASON: Final = "moved before the ledger existed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to: where nothing was written, `tally` is None and the remarks say why."""

    remarks: tuple[Remark, ...]
    tally: Tally | None = None
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where a ledger is to be written and how: with all that is to settle, and with waivers until a day."""

    directory: Path
    today: date
    keep_going: bool = False
    waive_until: date | None = None


def write(plan: Plan, changes: Iterable[Change], remarks: Remarks, wish: Wish) -> Imported:
    """Write the ledger that changes make. Raises LedgerError for a directory that is not empty, or no change at all."""
    if wish.directory.exists():
        claim(wish.directory)  # before the work: it may take minutes
    people = People(plan.people)
    fold = Fold(plan, people, remarks)
    told = tuple(changes)
    entries = tuple(fold.entries(told))
    if not fold.projects:
        raise LedgerError(f"the source holds no project that the mapping can read{_why(remarks)}")
    said = remarks.all()
    if not wish.keep_going and any(one.is_error for one in said):
        return Imported(remarks=said)
    people.meet_authors(change.author for change in told)
    tally = Tally(
        mapping=plan.name,
        changes=len(told),
        projects=fold.projects,
        people=len(people.facts(addressed=False)),
        without_address=people.without_address(),
    )
    first, last = _opening(plan, people, entries[0]), _closing(plan, people, entries, report_text(tally, said))
    history = (first, *entries, last)
    if wish.waive_until is not None:
        history = (*history, *_waiving(history, wish.today, wish.waive_until))
    claim(wish.directory)
    make_repository(wish.directory, history)
    return Imported(remarks=said, tally=tally, findings=_judged(wish.directory, wish.today))


def _why(remarks: Remarks) -> str:
    first = next(iter(remarks.all()), None)
    return f": {first.place}: {first.what}" if first else ": look at 'files' and 'form' of the mapping"


def _opening(plan: Plan, people: People, first: Entry) -> Entry:
    """The ledger before its first project: claims count in it, and no address proves anything yet."""
    flow = {f"{FLOWS_DIR}/{plan.flow.id}.yml": plan.flow_text} if plan.flow_text else {}
    policy = _policy(plan, people, {"grade": Grade.CLAIMED.value, "self": True}, addressed=False)
    stamp = replace(_IMPORTER, seconds=first.committer.seconds)
    changes = {LEDGER_FILE: policy, ".gitignore": "/site/\n", **flow}
    return Entry(author=stamp, committer=stamp, message="Start the ledger\n", changes=changes)


def _closing(plan: Plan, people: People, entries: Iterable[Entry], report: str) -> Entry:
    """The end of the import: from here on the mapping's policy holds, and people are known by their addresses."""
    asked = {"grade": plan.grade.value, "self": plan.self_approval}
    policy = _policy(plan, people, asked, addressed=True)
    message = "Close the import\n\nFrom here on votes are judged by the policy of this ledger.\n"
    return _by_importer(entries, message, {LEDGER_FILE: policy, REPORT_FILE: report})


def _by_importer(entries: Iterable[Entry], message: str, changes: Mapping[str, str]) -> Entry:
    stamp = replace(_IMPORTER, seconds=max(entry.committer.seconds for entry in entries))
    return Entry(author=stamp, committer=stamp, message=message, changes=changes)


def _policy(plan: Plan, people: People, approvals: Mapping[str, Any], *, addressed: bool) -> str:
    facts = {"title": plan.title, "flow": plan.flow.id, "approvals": approvals}
    return yaml_text({**facts, "people": people.facts(addressed=addressed)})


def _judged(directory: Path, today: date) -> tuple[Diagnostic, ...]:
    return rules.judge(assemble.load(directory, today=today))


def _waiving(history: tuple[Entry, ...], today: date, until: date) -> Iterator[Entry]:
    """The commit that waives what phases left long ago still lack, if anything; it is tried out beside the ledger."""
    with TemporaryDirectory() as trial:
        make_repository(Path(trial), history)
        found = _judged(Path(trial), today)
    pairs = sorted({(one.code, one.project) for one in found if one.code in _WAIVED and one.project})
    waivers = [
        {"code": code, "project": project, "until": until.isoformat(), "reason": _REASON} for code, project in pairs
    ]
    if waivers:
        policy = f"{history[-1].changes[LEDGER_FILE]}{yaml_text({'waivers': waivers})}"
        yield _by_importer(history, "Waive what was left undone before the ledger existed\n", {LEDGER_FILE: policy})
