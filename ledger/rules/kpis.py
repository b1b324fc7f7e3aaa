"""KPIs: one target each, values that agree with their source, and what the gates ask of them."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ledger.diagnostics import Diagnostic, Location, Severity
from ledger.paths import why_outside
from ledger.records.flow import Flow, Phase
from ledger.records.kpi import Shortfall, agrees, defined_kpis, judge_kpis, parse_target
from ledger.records.kpi_source import SourceFault, resolve, split_source
from ledger.records.model import Change, Ledger, Project
from ledger.records.papers import Kpi, PhaseDocument
from ledger.rules.finding import finding
from ledger.rules.moving import passed
from ledger.rules.passages import Passage, is_unreadable, passages, ways_out
from ledger.text.strict_yaml import shown
from ledger.votes.approvals import count_gate, electorate_in
from ledger.words import KpiCondition

Goals: TypeAlias = Mapping[str, tuple[PhaseDocument, Kpi]]  # the KPIs with a target, by id, and where each is defined


def _entries(ledger: Ledger) -> Iterator[tuple[Project, PhaseDocument, Kpi]]:
    for project in ledger.projects.values():
        for document in project.documents.values():
            for kpi in document.kpis:
                if kpi.id:
                    yield project, document, kpi


def _place(document: PhaseDocument, kpi: Kpi, field: str) -> Location:
    return document.source.value_place("kpis", kpi.index, field)


def targets_kept(ledger: Ledger) -> Iterator[Diagnostic]:
    """KPI001: a later document does not state another target for a KPI."""
    for project in ledger.projects.values():
        defined = defined_kpis(tuple(project.documents.values()))
        for document in project.documents.values():
            for kpi in document.kpis:
                origin, first = defined.get(kpi.id, (document, kpi))
                if kpi.target is None or first.target is None or _same_target(kpi.target, first.target):
                    continue
                yield finding(
                    "KPI001",
                    _place(document, kpi, "target"),
                    f"the target of '{shown(kpi.id)}' must stay '{shown(first.target)}' as in {origin.phase}.md, "
                    f"found '{shown(kpi.target)}'",
                    f"remove it here; to change what was agreed, go back to {origin.phase} and change it there",
                    project,
                )


def _same_target(one: str | None, other: str | None) -> bool:
    left, right = parse_target(one), parse_target(other)
    return one == other if left is None else left == right


def measured_is_source(ledger: Ledger) -> Iterator[Diagnostic]:
    """KPI002, KPI003: a source can be read, and a value typed beside it is the same.

    A source outside the project is a finding of the rules of paths.
    """
    for project, document, kpi in _entries(ledger):
        if kpi.source is None or why_outside(split_source(kpi.source)[0]) is not None:
            continue
        try:
            value = _resolve(project, kpi.source, ledger)
        except SourceFault as fault:
            message = f"the source of '{shown(kpi.id)}' must be a number in a JSON file, but {fault.reason}"
            hint = "give a file of the project and a JSON Pointer to a number, such as reports/metrics.json#/f1"
            yield finding("KPI003", _place(document, kpi, "source"), message, hint, project)
            continue
        if kpi.measured is not None and not agrees(kpi.measured, value):
            message = f"'measured' of '{shown(kpi.id)}' must be {value!r} as in its source, found {kpi.measured!r}"
            hint = f"write 'measured: {value!r}', or leave it out: the source is enough"
            yield finding("KPI002", _place(document, kpi, "measured"), message, hint, project)


def _resolve(project: Project, source: str, ledger: Ledger) -> float:
    path = f"{project.folder}/{split_source(source)[0]}"
    if path in ledger.symlinks:
        raise SourceFault(f"'{shown(split_source(source)[0])}' is a symbolic link")
    return resolve(project, source, ledger.json_files)


def comparable(ledger: Ledger) -> Iterator[Diagnostic]:
    """KPI006: a target is a comparison with a number."""
    for project, document, kpi in _entries(ledger):
        if kpi.target is not None and parse_target(kpi.target) is None:
            message = f"a target must be >=, <=, >, < or == and a number, found '{shown(kpi.target)}'"
            hint = "units go into 'metric', shares are from 0 to 1; a soft KPI has words in 'product' and no target"
            yield finding("KPI006", _place(document, kpi, "target"), message, hint, project)


def measured_is_defined(ledger: Ledger) -> Iterator[Diagnostic]:
    """KPI007: what is measured was defined: some document says in words or as a target what it is."""
    for project in ledger.projects.values():
        known = [kpi for document in project.every_document for kpi in document.kpis]
        defined = {kpi.id for kpi in known if kpi.target or kpi.product or kpi.metric}
        for document in project.documents.values():
            for kpi in document.kpis:
                if kpi.id and kpi.id not in defined and (kpi.measured is not None or kpi.source is not None):
                    message = (
                        f"a measured KPI must be defined in a document of the project, found '{shown(kpi.id)}' in none"
                    )
                    hint = _defined_hint(defined)
                    yield finding("KPI007", _place(document, kpi, "id"), message, hint, project)


def _defined_hint(defined: set[str]) -> str:
    known = f"defined are {', '.join(sorted(defined)[:5])}; " if defined else ""
    return f"{known}give it a target and words where the KPIs are approved"


def phases_left(ledger: Ledger) -> Iterator[Diagnostic]:
    """KPI004, KPI005 of the gates of phases before the current one, as warnings."""
    for project in ledger.projects.values():
        for phase in () if project.malformed else project.reached[:-1]:
            if phase.id in project.documents:
                yield from gate_findings(project, phase, ledger, Severity.WARNING)


def leaving(change: Change) -> Iterator[Diagnostic]:
    """KPI004, KPI005: whoever leaves a phase satisfies what its gates ask of the KPIs.

    What earlier phases have agreed on is asked as the base has it: nobody lowers a target on the way through its gate.
    """
    for passage in passages(change):
        if passage.flow is None:
            continue
        for phase in ways_out(passage):
            if phase.id in passage.after.documents:
                agreed = _agreed_before(passage.before, passage.flow, passage.flow.phases.index(phase))
                yield from gate_findings(passage.after, phase, change.after, agreed=agreed)


def agreed_targets(change: Change) -> Iterator[Diagnostic]:
    """KPI001: a target of a phase that was left stays as the base has it, unless those who agreed on it do so anew.

    A project that goes back to that phase, or behind it, sets its targets anew. That a flow does
    not know the phase changes nothing.
    """
    for passage in passages(change):
        before, after = passage.before, passage.after
        flow = before.flow or before.landed_flow  # one whose file is gone as it was
        if flow is None:
            continue
        behind = min(passed(before, phase, flow) for phase in (before.phase, after.phase))
        for origin, kpi in (*_agreed_before(before, flow, behind).values(), *_agreed_elsewhere(before, flow).values()):
            document = after.records.get(origin.phase)
            if is_unreadable(after, origin.phase):
                continue
            _, now = defined_kpis((document,) if document else ()).get(kpi.id, (None, None))
            is_kept = now is not None and _same_target(now.target, kpi.target)
            if not is_kept and not _is_agreed_anew(passage, flow, origin.phase, change):
                yield _changed_target(after, origin.phase, kpi, now)


def _changed_target(project: Project, phase: str, agreed: Kpi, now: Kpi | None) -> Diagnostic:
    document = project.records.get(phase)
    place = Location(path=f"{project.folder}/{phase}.md")
    if document is not None:
        place = _place(document, now, "target") if now else document.source.key_place("kpis")
    found = f"'{shown(now.target)}'" if now else "none"
    return finding(
        "KPI001",
        place,
        f"the target of '{shown(agreed.id)}' must stay '{shown(agreed.target)}' as in {phase}.md of the base, "
        f"found {found}",
        f"to change what was agreed, go back to {phase}, or bring new votes of its gates on the document as it is now",
        project,
    )


def _agreed_before(project: Project, flow: Flow, place: int) -> Goals:
    """The targets that a project has in the documents of the phases before a place in its flow."""
    earlier = {one.id for one in flow.phases[:place]}
    return defined_kpis([one for one in project.documents.values() if one.phase in earlier])


def _agreed_elsewhere(project: Project, flow: Flow) -> Goals:
    """The targets of phases that a project was in under another flow, and that its own does not know."""
    visited = {visit.phase for visit in project.visits}
    return defined_kpis(
        [one for phase, one in project.records.items() if phase in visited and flow.phase(phase) is None]
    )


def _is_agreed_anew(passage: Passage, flow: Flow, left: str, change: Change) -> bool:
    """Whether the gates of a phase ask for votes, and are satisfied on its document as the change leaves it."""
    phase, document = flow.phase(left), passage.after.documents.get(left)
    voters = electorate_in(change, passage.before, passage.after)
    if phase is None or document is None or not any(gate.approvals for gate in phase.gates):
        return False
    return all(count_gate(gate, document, voters, passage.after.grades).is_satisfied for gate in phase.gates)


def gate_findings(
    project: Project, phase: Phase, ledger: Ledger, severity: Severity | None = None, agreed: Goals | None = None
) -> Iterator[Diagnostic]:
    """KPI004, KPI005: what the gates of a phase with a document ask of the KPIs; the severity is the code's by default.

    `agreed` are the targets of earlier phases, those of the project as it is unless they are given.
    """
    asking = [gate for gate in phase.gates if gate.kpis is not KpiCondition.NONE]
    if not asking:
        return
    document = project.documents[phase.id]
    found = judge_kpis(project, document, ledger.json_files, agreed)
    if not found.targets:
        place = document.source.key_place("kpis")
        message = f"the gate '{asking[0].id}' of {phase.id} asks for at least one KPI with a target, found none"
        hint = "add 'kpis' with id, product, metric and a target such as '>= 0.80'"
        yield finding("KPI005", place, message, hint, project, severity)
        return
    gate = next((gate for gate in asking if gate.kpis is KpiCondition.MET), None)
    if gate is not None:
        for one in found.unmet:
            yield _unmet(project, document, one, gate.id, severity)


def _unmet(
    project: Project, document: PhaseDocument, one: Shortfall, gate: str, severity: Severity | None
) -> Diagnostic:
    goal, entry, value = one.goal, one.entry, one.value
    field = "measured" if entry and entry.measured is not None else "source" if entry and entry.source else "id"
    place = _place(document, entry, field) if entry else document.source.key_place("kpis")
    found = f"found {value!r}" if value is not None else f"found no value in {document.phase}.md"
    message = f"'{shown(goal.id)}' must be {goal.target} for the gate '{gate}' of {document.phase}, {found}"
    hint = "measure it in this phase; when it falls short, iterate, go back or cancel with a reason"
    return finding("KPI004", place, message, hint, project, severity)


RULES = (targets_kept, measured_is_source, comparable, measured_is_defined, phases_left)
CHANGE_RULES = (leaving, agreed_targets)
