"""What the audit page shows: what was judged, how well votes are proven, what was found then and now."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from ledger.audit import Audit, Judged
from ledger.codes import CODES
from ledger.diagnostics import Diagnostic, Severity
from ledger.plurals import is_or_are
from ledger.proof.decisions import Decided
from ledger.records.model import Ledger
from ledger.records.policy import Waiver
from ledger.site.forge import Forge
from ledger.site.linked import figure, linked, listing, projects, sentence
from ledger.site.page import Page, decision_path, url
from ledger.site.pages.activity import ACTIVITY_PATH
from ledger.site.pages.codes import code_url
from ledger.site.pages.decisions import PROOFS
from ledger.site.record import Record
from ledger.site.words import day_words
from ledger.words import Grade

AUDIT_PATH: Final = "audit.md"
_LISTED: Final = 300  # rows of a table; the whole is told by the command and the data
_PLACES: Final = 5  # places named of one code


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """Findings of one code as things stand; `waived` of them are accepted."""

    code: str
    href: str
    title: str
    severity: Severity
    count: int
    waived: int
    places: tuple[Diagnostic, ...]
    more: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """The votes of one grade, newest first, each with the address of its page."""

    grade: Grade
    proof: str
    count: int
    votes: tuple[tuple[Decided, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRow:
    """A waiver, whether it has ended, how many findings it covers, and the anchor of the section that shows them."""

    waiver: Waiver
    href: str
    has_ended: bool
    covers: int
    shown: str


def answer(audit: Audit, standing: Sequence[Diagnostic], there: Collection[str]) -> Markup:
    """What was audited and found, in the history and `standing` today, in sentences whose figures lead to the rows.

    Of the projects that moved only those `there` stand in the table that their figure leads to, if it has no others.
    """
    moves = sum(len(one.moves) for one in audit.judged)
    slugs = {one.project for one in audit.judged}
    gone = sum(slug not in there for slug in slugs)
    differ = sum(one.differs for one in audit.judged)
    return sentence(
        "{} up to {} of {} were judged again: {} of {}{}, {}. "
        "Under the policy of its time the history has {}; under today's, {}. {} between the two. "
        "As things stand, the check has {}.",
        figure(audit.commits, "commit", "#rewritten"),
        sentence("<code>{}</code>", audit.head[:8]),
        day_words(audit.at),
        figure(moves, "move", f"{url(ACTIVITY_PATH)}#months"),
        figure(len(slugs) - gone, "project", projects() if slugs.issuperset(there) else ""),
        f" and of {gone:,} that {is_or_are(gone)} no more" if gone else "",
        figure(len(audit.approvals), "vote", "#grades"),
        _found(audit.then, "#then"),
        _found(audit.now, "#differing" if differ else "#then"),
        figure(differ, "verdict differs", "#differing", "verdicts differ") if differ else "No verdict differs",
        _found(standing, "#standing"),
    )


def verdict(audit: Audit) -> Markup:
    """What the audit found under the policies of the time, in a few words that lead to it."""
    if not audit.then:
        return linked("audited, every move allowed", f"{url(AUDIT_PATH)}#then")
    return sentence("audited: {}", _found(audit.then, f"{url(AUDIT_PATH)}#then"))


def _found(findings: Iterable[Diagnostic], href: str) -> Markup:
    counts = Counter("waived" if one.waived is not None else one.severity.value for one in findings)
    parts = [figure(counts[one.value], one.value, href) for one in Severity if counts[one.value]]
    waived = [linked(f"{counts['waived']:,} waived", href)] if counts["waived"] else []
    return listing([*parts, *waived]) or Markup("nothing to report")


def _code_rows(findings: Iterable[Diagnostic]) -> Iterator[CodeRow]:
    by_code: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for one in findings:
        by_code[one.code].append(one)
    order = list(Severity)
    for code in sorted(by_code, key=lambda code: (order.index(by_code[code][0].severity), code)):
        several = by_code[code]
        yield CodeRow(
            code=code,
            href=code_url(code, AUDIT_PATH),
            title=CODES[code][1],
            severity=several[0].severity,
            count=len(several),
            waived=sum(one.waived is not None for one in several),
            places=tuple(several[:_PLACES]),
            more=tuple(several[_PLACES:_LISTED]),
        )


def _grade_rows(decisions: Mapping[str, Sequence[Decided]]) -> Iterator[GradeRow]:
    everything = sorted(
        (one for votes in decisions.values() for one in votes),
        key=lambda one: (one.graded.landing.time, one.project, one.name),
        reverse=True,
    )
    for grade in reversed(Grade):
        votes = [one for one in everything if one.graded.grade is grade]
        linked = tuple((one, url(decision_path(one.project, one.name), AUDIT_PATH)) for one in votes[:_LISTED])
        yield GradeRow(grade=grade, proof=PROOFS[grade], count=len(votes), votes=linked)


def _waiver_rows(
    waivers: Iterable[Waiver], standing: Sequence[Diagnostic], then: Sequence[Diagnostic], today: date
) -> Iterator[WaiverRow]:
    for one in waivers:
        covered = [
            finding
            for finding in (*standing, *then)
            if finding.waived is not None and finding.code == one.code and one.target in {None, finding.project}
        ]
        yield WaiverRow(
            waiver=one,
            href=code_url(one.code, AUDIT_PATH) if one.code in CODES else "",
            has_ended=one.until is not None and one.until < today,
            covers=len(covered),
            shown="then" if covered and all(finding in then for finding in covered) else "standing",
        )


def _newest(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    return tuple(judged)[::-1]


def audit_page(ledger: Ledger, record: Record, audit: Audit, *, forge: Forge | None) -> Page:
    """The audit."""
    found, differing = (
        _newest(one for one in audit.judged if one.then),
        _newest(one for one in audit.judged if one.differs),
    )
    said = answer(audit, record.findings, ledger.projects)
    return Page(
        path=AUDIT_PATH,
        title="Audit",
        description=said.striptags(),
        template="audit.html.j2",
        values={
            "ledger": ledger,
            "audit": audit,
            "answer": said,
            "standing": tuple(_code_rows(record.findings)),
            "history": audit.findings,
            "grades": tuple(_grade_rows(record.decisions)),
            "found": found[:_LISTED],
            "found_more": max(0, len(found) - _LISTED),
            "differing": differing[:_LISTED],
            "differing_more": max(0, len(differing) - _LISTED),
            "waivers": tuple(_waiver_rows(ledger.policy.waivers, record.findings, audit.then, ledger.today)),
            "code_url": lambda code: code_url(code, AUDIT_PATH),
            "commit_url": forge.commit if forge else None,
            "file_url": forge.file if forge else None,
            "listed_at_most": _LISTED,
        },
    )
