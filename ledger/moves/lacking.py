"""What a move of a project lacks, made or only supposed: the errors that stand against it, then the votes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from ledger import rules
from ledger.diagnostics import Diagnostic, Location
from ledger.moves.needed import Lack, votes_needed
from ledger.moves.supposed import Supposed
from ledger.records.flow import Flow
from ledger.records.model import Change, Project
from ledger.records.papers import PhaseDocument
from ledger.rules.waivers import Excuse, excuse_of
from ledger.words import KPI, UNCOVERED, KpiCondition

_KPI_CODES: Final = frozenset({"KPI004", "KPI005"})
_OF_VOTES: Final = "APR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A project whose next move is asked about, by a flow: `landed` is it in the base, None for one that is new.

    `before` is the same, or the project as it is now; `assumed` names the roles, and KPIs, that count as given.
    """

    change: Change
    landed: Project | None
    now: Project
    flow: Flow
    assumed: Collection[str]

    @property
    def before(self) -> Project:
        """Where the move begins."""
        return self.landed or self.now

    @property
    def left(self) -> str:
        """The phase that the move leaves."""
        return self.before.phase or ""

    @property
    def excuse(self) -> Excuse:
        """What the waivers of the base do without in a move of the project."""
        return excuse_of(self.change.before.policy.waivers, self.before.slug, self.change.after.today)


def lacking(case: Case, supposed: Supposed, first: Iterable[Lack]) -> tuple[tuple[Lack, ...], int]:
    """What a move lacks beside what must happen `first`, votes last, and how many errors there are elsewhere."""
    slug, assumed = supposed.project.slug, case.assumed
    moved = _with(case.change, case.before, supposed.project)
    found, elsewhere = errors_of(rules.judge(moved.after, moved), slug)
    if supposed.unread:
        path = f"{supposed.project.folder}/{case.left}.md"
        return tuple(need_of(one) for one in found if one.location.path != path or "DOC" in one.code), elsewhere
    left = supposed.project.documents.get(case.left)
    told_otherwise = {*(_KPI_CODES if KPI in assumed else ()), *({"APR001"} if left else ())}
    needs = [need_of(one) for one in found if one.code not in told_otherwise]
    needs += () if case.excuse("KPI004") else _kpis_to_measure(needs, case)
    if left is None or case.excuse("APR001"):
        return tuple(needs), elsewhere
    edited = any(_is_covered(need, left) for need in (*first, *needs))
    edited = edited or any(edit.location.path == left.path for edit in supposed.edits)
    return (*needs, *votes_needed(moved, slug, left, assumed, edited=edited)), elsewhere


def _with(change: Change, before: Project, after: Project) -> Change:
    """The change with one project before and after the move."""
    known = {name: one for name, one in change.before.projects.items() if name != before.slug}
    return replace(
        change,
        before=replace(change.before, projects={**known, before.slug: before}),
        after=replace(change.after, projects={**change.after.projects, after.slug: after}),
    )


def errors_of(judged: Iterable[Diagnostic], slug: str) -> tuple[list[Diagnostic], int]:
    """The unwaived errors of one project, and how many others there are."""
    found = [one for one in judged if one.fails]
    own = [one for one in found if one.project == slug]
    return own, len(found) - len(own)


def need_of(found: Diagnostic) -> Lack:
    """What a finding asks for."""
    return Lack(code=found.code, location=found.location, what=found.message, hint=found.hint)


def _kpis_to_measure(needs: Iterable[Lack], case: Case) -> tuple[Lack, ...]:
    """What follows from a KPI that is not there yet: where the gate asks for it to be met, it is measured too."""
    known = case.flow.phase(case.left)
    gate = next((gate for gate in known.gates if gate.kpis is KpiCondition.MET), None) if known else None
    if gate is None:
        return ()
    return tuple(
        Lack(
            code="KPI004",
            location=need.location,
            what=f"the new KPI must meet its target for the gate '{gate.id}' of {case.left}",
            hint="give 'measured', or a 'source' to read it from",
        )
        for need in needs
        if need.code == "KPI005"
    )


def _is_covered(need: Lack, document: PhaseDocument) -> bool:
    """Whether meeting a need changes what the votes in a document cover; a figure in a JSON file is not covered."""
    if need.location.path != document.path or need.code.startswith(_OF_VOTES):
        return False
    if _field_at(document, need.location) in UNCOVERED:
        return False
    cited = {
        document.source.value_place("kpis", kpi.index, "source")
        for kpi in document.kpis
        if kpi.source is not None and kpi.measured is None
    }
    return not (need.code == "KPI004" and need.location in cited)


def _field_at(document: PhaseDocument, place: Location) -> str | None:
    """The field of the front matter in which a place lies; None in the text below it."""
    if place.line >= document.source.body_line:
        return None
    keys = ((document.source.key_place(name), name) for name in document.fields)
    begun = [(key.line, key.column, name) for key, name in keys if (key.line, key.column) <= (place.line, place.column)]
    return max(begun)[2] if begun else None
