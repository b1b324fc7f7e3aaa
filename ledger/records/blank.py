"""The document of a phase that nobody has written yet: empty, so that what the phase asks can be told all the same."""

from collections.abc import Mapping
from dataclasses import replace

from ledger.records.flow import Flow
from ledger.records.front_matter import phase_document_of
from ledger.records.model import Project
from ledger.records.papers import PhaseDocument
from ledger.text.document import Document


def blank_document(project: Project, phase: str, iteration: int = 1) -> PhaseDocument:
    """A document of a phase of the project that says nothing but its place."""
    meta = {"phase": phase, "iteration": iteration}
    source = Document(path=f"{project.folder}/{phase}.md", meta=meta, header="", header_line=1)
    return phase_document_of(source, phase)


def begun(project: Project) -> Project:
    """The project with a document of its present phase, a blank one where there is none; the flow knows the phase."""
    phase, flow = project.phase, project.flow
    if phase is None or flow is None or phase in project.documents:
        return project
    documents = {**project.documents, phase: blank_document(project, phase)}
    return replace(project, documents=in_order(documents, flow))


def in_order(documents: Mapping[str, PhaseDocument], flow: Flow) -> dict[str, PhaseDocument]:
    """The documents in the order of the flow's phases, those of other phases last."""
    known = [phase.id for phase in flow.phases if phase.id in documents]
    return {phase: documents[phase] for phase in (*known, *(name for name in documents if name not in known))}
