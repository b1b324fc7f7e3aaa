"""An audit for people and as versioned JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from ledger.audit import Audit, Judged
from ledger.diagnostics import Diagnostic, Severity
from ledger.plurals import counted
from ledger.proof.grading import Graded
from ledger.report.findings import finding_json
from ledger.report.tables import cell, plain, table_of
from ledger.views.as_json import moment_json
from ledger.words import Grade

VERSION: Final = 1
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def in_full(audit: Audit) -> Iterator[RenderableType]:
    """The audit in one sentence, every move in which something was found, and the moves that today judges otherwise."""
    yield Text(plain(sentence(audit)))
    found = [one for one in audit.judged if one.then]
    if audit.findings or found:
        yield Text("Found under the policy of its time", style="bold")
        yield _table(_rows(audit.findings, found))
    differing = [one for one in audit.judged if one.differs]
    if differing:
        yield Text("Judged otherwise by today's policy", style="bold")
        yield _differences(differing)


def sentence(audit: Audit) -> str:
    """What was audited, how well its votes are proven, and what was found then and now."""
    moves = sum(len(one.moves) for one in audit.judged)
    projects = len({one.project for one in audit.judged})
    after = ""
    if audit.since:
        is_gone = any(one.code == "GIT004" for one in audit.findings)
        gone = f", all of them, since {audit.since[:12]} is not in the history"
        after = gone if is_gone else f" after {audit.since[:12]}"
    grades = Counter(one.grade for _, one in audit.approvals)
    votes = ", ".join(f"{grades[grade]} {grade}" for grade in reversed(Grade) if grades[grade])
    differ = sum(one.differs for one in audit.judged)
    return (
        f"Audited {audit.head[:12]} of {_day(audit.at)}: {counted(audit.commits, 'commit')}{after}, "
        f"{counted(moves, 'move')} of {counted(projects, 'project')} replayed; "
        f"{counted(len(audit.approvals), 'vote')}{f' ({votes})' if votes else ''}; "
        f"under the policy of its time {_found(audit.then)}, under today's {_found(audit.now)}, "
        f"{counted(differ, 'verdict')} changed."
    )


def _found(findings: Iterable[Diagnostic]) -> str:
    counts = Counter("waived" if one.waived is not None else one.severity.value for one in findings)
    parts = [counted(counts[one.value], one.value) for one in Severity if counts[one.value]]
    parts += [f"{counts['waived']} waived"] if counts["waived"] else []
    return " and ".join(parts) or "nothing to report"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


_Row = tuple[Text, ...]


def _rows(history: Iterable[Diagnostic], judged: Iterable[Judged]) -> Iterator[_Row]:
    for finding in history:
        yield (cell(""), cell(finding.project or "", "bold"), cell(""), _code(finding), _said(finding), cell(""))
    for one in judged:
        for number, finding in enumerate(one.then):
            first = number == 0
            yield (
                cell(_day(one.time) if first else ""),
                cell(one.project if first else "", "bold"),
                cell(one.move_words if first else ""),
                _code(finding),
                _said(finding),
                cell(one.commit[:9], "dim"),
            )


def _code(finding: Diagnostic) -> Text:
    return cell(finding.code, "dim" if finding.waived is not None else _COLOURS[finding.severity])


def _said(finding: Diagnostic) -> Text:
    where = f"{finding.location.path}:{finding.location.line}"
    waived = f"\nwaived: {plain(finding.waived)}" if finding.waived is not None else ""
    return Text(f"{plain(where)}: {plain(finding.message)}{waived}")


def _table(rows: Iterable[_Row]) -> RenderableType:
    table = table_of("date", "project", "move", "code", "finding", "commit")
    for row in rows:
        table.add_row(*row)
    return table


def _differences(judged: Iterable[Judged]) -> RenderableType:
    table = table_of("date", "project", "move", "then", "today", "commit")
    for one in judged:
        table.add_row(
            cell(_day(one.time)),
            cell(one.project, "bold"),
            cell(one.move_words),
            cell(_verdict(one.then)),
            cell(_verdict(one.now)),
            cell(one.commit[:9], "dim"),
        )
    return table


def _verdict(findings: Iterable[Diagnostic]) -> str:
    codes = [f"{one.code} (waived)" if one.waived is not None else one.code for one in findings]
    return ", ".join(dict.fromkeys(codes)) or "allowed"


def audit_json(audit: Audit) -> dict[str, Any]:
    """The audit in its versioned JSON shape: every move with both verdicts, and every vote with its proof."""
    grades = Counter(one.grade for _, one in audit.approvals)
    return {
        "version": VERSION,
        "head": audit.head,
        "at": moment_json(audit.at),
        "since": audit.since,
        "commits": audit.commits,
        "grades": {grade.value: grades[grade] for grade in Grade},
        "history": [finding_json(one) for one in audit.findings],
        "moves": [_judged(one) for one in audit.judged],
        "approvals": [_approval(slug, one) for slug, one in audit.approvals],
    }


def _judged(one: Judged) -> dict[str, Any]:
    moves = [{"event": move.kind.value, "from": move.origin, "to": move.target} for move in one.moves]
    return {
        "project": one.project,
        "commit": one.commit,
        "time": moment_json(one.time),
        "author": one.author,
        "subject": one.subject,
        "moves": moves,
        "then": [finding_json(finding) for finding in one.then],
        "today": [finding_json(finding) for finding in one.now],
        "differs": one.differs,
    }


def _approval(slug: str, one: Graded) -> dict[str, Any]:
    landing, vote = one.landing, one.landing.vote
    return {
        "project": slug,
        "phase": landing.phase,
        "gate": vote.gate,
        "role": vote.role,
        "by": vote.by,
        "date": vote.date,
        "decision": vote.decision,
        "of": vote.of,
        "grade": one.grade.value,
        "commit": landing.commit,
        "time": moment_json(landing.time),
    }
