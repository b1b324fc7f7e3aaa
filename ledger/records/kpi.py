"""KPIs: what a target asks, whether a value meets it, and where each KPI of a project stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from operator import eq, ge, gt, le, lt
from typing import Final

from ledger.records.kpi_source import SourceFault, resolve
from ledger.records.model import Project
from ledger.records.papers import Kpi, PhaseDocument

# The form that `builtin/schema/phase.json` asks of a target: no unit, a share is a number between 0 and 1.
_TARGET: Final = re.compile(r"(>=|<=|==|>|<) *([-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_COMPARE: Final = {">=": ge, "<=": le, "==": eq, ">": gt, "<": lt}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A comparison with a number."""

    operator: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRow:
    """Where one KPI stands: what was asked in the document of `defined_in`, what was last measured in `measured_in`.

    `met` is None while there is nothing to compare. `problem` says why the source of the value cannot be read.
    """

    id: str
    product: str | None
    metric: str | None
    target: str | None
    defined_in: str | None
    measured: float | None
    measured_in: str | None
    source: str | None
    met: bool | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A KPI that a phase's document does not show to meet its target: its entry there, if any, and what that gives."""

    goal: Kpi
    entry: Kpi | None
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiVerdict:
    """What a gate finds: how many KPIs have a target that can be compared, how many have none, and which fall short."""

    targets: int
    others: int
    unmet: tuple[Shortfall, ...]


def parse_target(text: str | None) -> Target | None:
    """The target that a text such as `>= 0.80` states, or None for what cannot be compared."""
    match = _TARGET.fullmatch(text) if text and len(text) < 100 else None  # noqa: PLR2004 - far beyond any number
    if match is None or not isfinite(value := float(match[2])):
        return None
    return Target(operator=match[1], value=value)


def is_met(target: Target, value: float) -> bool:
    """Whether a value meets a target.

    Both were read from decimal text to the nearest double, and equal decimals give equal doubles, so the comparison
    is the one that the two texts would give; a tolerance would let 0.7999 pass for `>= 0.80`.
    """
    return bool(_COMPARE[target.operator](value, target.value))


def agrees(measured: float, source: float) -> bool:
    """Whether the value typed into the document is the one in its source: the same decimal, to the last digit.

    No tolerance: a rounded copy may lie on the other side of the target, and copying the figure exactly costs nothing.
    """
    return measured == source


def defined_kpis(documents: Sequence[PhaseDocument]) -> Mapping[str, tuple[PhaseDocument, Kpi]]:
    """The KPIs with a target, by id, each with the first document that states one."""
    found: dict[str, tuple[PhaseDocument, Kpi]] = {}
    for document in documents:
        for kpi in document.kpis:
            if kpi.id and kpi.target is not None:
                found.setdefault(kpi.id, (document, kpi))
    return found


def value_of(project: Project, kpi: Kpi, json_files: Mapping[str, bytes]) -> float | None:
    """The value that a KPI's entry gives: its source's, else the one typed, else None. Raises SourceFault."""
    return kpi.measured if kpi.source is None else resolve(project, kpi.source, json_files)


def judge_kpis(
    project: Project,
    document: PhaseDocument,
    json_files: Mapping[str, bytes],
    agreed: Mapping[str, tuple[PhaseDocument, Kpi]] | None = None,
) -> KpiVerdict:
    """What a gate of a document's phase finds; `agreed` are targets that hold whatever the documents say now."""
    documents = tuple(project.documents.values())
    upto = documents[: documents.index(document) + 1]  # what a later phase adds is not asked of an earlier gate
    goals = {**defined_kpis(upto), **(agreed or {})}
    named = {kpi.id for one in upto for kpi in one.kpis if kpi.id}
    targets = {name: (goal, target) for name, (_, goal) in goals.items() if (target := parse_target(goal.target))}
    unmet = []
    for name, (goal, target) in targets.items():
        entry = next((kpi for kpi in document.kpis if kpi.id == name), None)
        try:
            value = value_of(project, entry, json_files) if entry else None
        except SourceFault:
            value = None
        if value is None or not is_met(target, value):
            unmet.append(Shortfall(goal=goal, entry=entry, value=value))
    return KpiVerdict(targets=len(targets), others=len(named - targets.keys()), unmet=tuple(unmet))


def kpi_rows(project: Project, json_files: Mapping[str, bytes]) -> tuple[KpiRow, ...]:
    """Every KPI of a project in the order in which the documents name them; soft ones have no target.

    The value last measured is the one in the document of the phase that was entered last. Documents of phases that the
    flow does not know come last: they stated KPIs under another flow.
    """
    documents = project.every_document
    defined = defined_kpis(documents)
    ids = dict.fromkeys(kpi.id for document in documents for kpi in document.kpis if kpi.id)
    latest = _by_last_visit(project)
    return tuple(_row(project, one, documents, defined.get(one), latest, json_files) for one in ids)


def _by_last_visit(project: Project) -> tuple[PhaseDocument, ...]:
    last = {visit.phase: place for place, visit in enumerate(project.visits)}
    order = [document.phase for document in project.every_document]
    current = project.phase

    def entered(document: PhaseDocument) -> tuple[bool, int, int]:
        return document.phase == current, last.get(document.phase, -1), order.index(document.phase)

    return tuple(sorted(project.every_document, key=entered, reverse=True))


def _row(
    project: Project,
    kpi_id: str,
    documents: Sequence[PhaseDocument],
    definition: tuple[PhaseDocument, Kpi] | None,
    latest: Sequence[PhaseDocument],
    json_files: Mapping[str, bytes],
) -> KpiRow:
    named = [(document, kpi) for document in documents for kpi in document.kpis if kpi.id == kpi_id]
    entry = next(((d, k) for d in latest for k in d.kpis if k.id == kpi_id and _is_measured(k)), None)
    value, problem = _value(project, entry[1], json_files) if entry else (None, None)
    goal = definition[1].target if definition else None
    target = parse_target(goal)
    return KpiRow(
        id=kpi_id,
        product=next((kpi.product for _, kpi in named if kpi.product), None),
        metric=next((kpi.metric for _, kpi in named if kpi.metric), None),
        target=goal,
        defined_in=(definition or named[0])[0].phase,
        measured=value,
        measured_in=entry[0].phase if entry else None,
        source=entry[1].source if entry else None,
        met=None if target is None or value is None else is_met(target, value),
        problem=problem,
    )


def _is_measured(kpi: Kpi) -> bool:
    return kpi.measured is not None or kpi.source is not None


def _value(project: Project, kpi: Kpi, json_files: Mapping[str, bytes]) -> tuple[float | None, str | None]:
    try:
        return value_of(project, kpi, json_files), None
    except SourceFault as fault:
        return kpi.measured, fault.reason
