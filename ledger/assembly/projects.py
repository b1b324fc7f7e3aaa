"""A project folder of a snapshot to a Project, with what is wrong with its files."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ledger.assembly.layout import Documents
from ledger.assembly.rulebook import Rulebook
from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, Location
from ledger.past.states import Folder
from ledger.paths import folder_of, phase_of
from ledger.records.flow import Flow
from ledger.records.front_matter import card_of, phase_document_of
from ledger.records.model import Project, named_flow
from ledger.records.papers import Card, PhaseDocument
from ledger.schema import check, compiled
from ledger.text.document import Document, read_document
from ledger.words import CARD_NAME

_TELLING: Final = frozenset({"phase", "approvals", "kpis", "tasks", "timebox"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRead:
    """A project without its past, and the findings of its files."""

    project: Project
    findings: tuple[Diagnostic, ...]


def project_of(
    slug: str,
    folder: str,
    files: frozenset[str],
    documents: Documents,
    rulebook: Rulebook,
    known: Folder | None,
    *,
    raw: bytes | None,
) -> ProjectRead:
    """The project in a folder; `known` is the folder's last readable state, which stands in for an unreadable card.

    `raw` is the card's file, of which a finding tells how it begins when that is no front matter; None where that is a
    link, which is a finding of the layout.
    """
    findings: list[Diagnostic] = []
    source = documents.get(f"{folder}/{CARD_NAME}")
    refused, card = None, known.card if known else None
    if isinstance(source, Document):
        findings.extend(check(source, compiled("project", local=rulebook.schemas.get("project")), project=slug))
        stated = card_of(source)
        is_read = stated == card or rulebook.tells(source)
        card, refused = (stated, None) if is_read else (card, stated)
    elif source or raw is not None:
        findings.append(replace(source, project=slug) if source else _no_front_matter(slug, folder, raw or b""))
    flow, landed_flow = _flow(card, rulebook), rulebook.past.flow(known.card) if known and known.card else None
    phases = dict(_phase_documents(slug, folder, documents, rulebook, flow, findings))
    project = Project(
        slug=slug,
        folder=folder,
        card=card,
        card_source=source if isinstance(source, Document) else None,
        flow=flow,
        documents=phases,
        files=files,
        malformed=refused is not None or not isinstance(source, Document),
        refused=refused,
        strays=dict(_strays(folder, files, documents, phases)),
        landed_owner=known.card.owner if known and known.card else None,
        landed_flow=landed_flow,
        told_flow=known.flow if known else None,
    )
    return ProjectRead(project=project, findings=tuple(findings))


def _flow(card: Card | None, rulebook: Rulebook) -> Flow | None:
    return rulebook.flows.get(named_flow(card, rulebook.policy))


def _no_front_matter(slug: str, folder: str, raw: bytes) -> Diagnostic:
    """What is wrong with a card that begins as an ordinary page does; a fence with a slip is told as that."""
    path = f"{folder}/{CARD_NAME}"
    found = read_document(raw, path)
    if isinstance(found, Diagnostic) and (found.code == "DOC003" or raw.startswith(b"----")):
        return replace(found, project=slug)
    message = "a project card must start with front matter, found none although the folder is a project"
    hint = "start the file with the card's front matter between two lines of '---'"
    return diagnostic("DOC001", Location(path=path), message, hint, slug)


def _phase_documents(
    slug: str,
    folder: str,
    documents: Documents,
    rulebook: Rulebook,
    flow: Flow | None,
    findings: list[Diagnostic],
) -> Iterator[tuple[str, PhaseDocument]]:
    schema = rulebook.phase_schema(flow.id if flow else None)
    for phase, path in _in_order(folder, documents, flow):
        found = documents[path]
        if isinstance(found, Diagnostic):
            findings.append(replace(found, project=slug))
        elif found is not None:
            findings.extend(check(found, schema, project=slug))
            yield phase, phase_document_of(found, phase)


def _strays(
    folder: str, files: frozenset[str], documents: Documents, known: Container[str]
) -> Iterator[tuple[str, PhaseDocument]]:
    """The phase documents beside the card that the flow does not know: another one did, or will.

    A page is one when it names its phase, or has votes, KPIs, tasks or a time box.
    """
    for name in sorted(files):
        phase = name.removesuffix(".md")
        found = documents.get(f"{folder}/{name}") if name.endswith(".md") and "/" not in name else None
        if not isinstance(found, Document) or phase in known or name == CARD_NAME:
            continue
        if not found.meta.keys().isdisjoint(_TELLING):
            yield phase, phase_document_of(found, phase)


def _in_order(folder: str, documents: Mapping[str, object], flow: Flow | None) -> tuple[tuple[str, str], ...]:
    """Phase and path of each phase document; without a known flow every Markdown file of the folder counts as one."""
    if flow is not None:
        named = ((phase.id, f"{folder}/{phase.id}.md") for phase in flow.phases)
        return tuple((phase, path) for phase, path in named if path in documents)
    beside = sorted(path for path in documents if folder_of(path) == folder and not path.endswith(f"/{CARD_NAME}"))
    return tuple((phase_of(path), path) for path in beside)
