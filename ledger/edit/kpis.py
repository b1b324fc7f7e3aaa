"""A KPI of a phase: what was measured, where the figure comes from, and what it means."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.edit.content import Note, document_for, given
from ledger.edit.splices import Append, Edit, Put
from ledger.paths import inside
from ledger.records.kpi_source import SourceFault, resolve, split_source
from ledger.records.model import Ledger, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiFacts:
    """What somebody states about a KPI; what is None stays as it is."""

    id: str
    measured: float | None = None
    source: str | None = None
    product: str | None = None
    metric: str | None = None
    target: str | None = None
    phase: str | None = None


def set_kpi(facts: KpiFacts, project: Project, ledger: Ledger) -> Note:
    """The note that states them in a phase's document. Raises LedgerError for a KPI that is not defined anywhere."""
    document = document_for(project, facts.phase)
    if facts.measured is not None and not isfinite(facts.measured):
        raise LedgerError(f"what was measured must be a number, found {facts.measured}: write one such as 0.83")
    source = _inside(facts.source, project) if facts.source is not None else None
    said = given(
        product=facts.product, metric=facts.metric, target=facts.target, measured=_whole(facts.measured), source=source
    )
    _refuse_undefined(facts, project)
    if not said:
        raise LedgerError("it is not said what the KPI is: add --source or --measured")
    entry = next((kpi for kpi in document.kpis if kpi.id == facts.id), None)
    if entry is None:
        edits: tuple[Edit, ...] = (Append(key="kpis", item={"id": facts.id, **said}),)
    else:
        if source is not None and facts.measured is None and entry.measured is not None:
            said = {**said, "measured": _read(project, source, ledger)}
        edits = tuple(Put(path=("kpis", entry.index, name), value=value) for name, value in said.items())
    verb = "measure" if "measured" in said or "source" in said else "define"
    cites = (split_source(source)[0],) if source is not None else ()
    return Note(document=document, edits=edits, subject=f"{project.slug}: {verb} {facts.id}", cites=cites)


def _inside(source: str, project: Project) -> str:
    path, mark, pointer = source.partition("#")
    return f"{inside(path, project.folder)}{mark}{pointer}"


def _refuse_undefined(facts: KpiFacts, project: Project) -> None:
    known = [kpi.id for document in project.every_document for kpi in document.kpis]
    if facts.id not in known and facts.product is None and facts.metric is None and facts.target is None:
        define = "to define it, say what it is with --product, --metric and --target"
        hint = f"; {did_you_mean(facts.id, known)}" if known else ""
        raise LedgerError(f"'{project.slug}' has no KPI '{facts.id}': {define}{hint}")


def _read(project: Project, source: str, ledger: Ledger) -> Any:
    """The figure at a source, since the one typed beside it must agree."""
    try:
        return resolve(project, source, ledger.json_files)
    except SourceFault as fault:
        hint = "name a JSON file of the project that is committed, and a place in it, as in reports/metrics.json#/f1"
        raise LedgerError(f"the source '{source}' cannot be read, {fault.reason}: {hint}") from None


def _whole(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number
