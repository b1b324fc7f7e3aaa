"""The contents that lapsed votes covered, found in the history by their digests, against what stands there now."""

from collections.abc import Iterable, Iterator, Mapping

from ledger.edges.gitrepo import Repository
from ledger.edges.gitstream import read_blobs
from ledger.edges.snapshot import parse
from ledger.past.history import History
from ledger.records.model import Lapse, Project
from ledger.records.papers import PhaseDocument
from ledger.text.document import Document
from ledger.votes.digest import digest
from ledger.votes.lapses import lapse

Lapses = dict[tuple[str, str], Lapse]


def lapses_of(repository: Repository, history: History, projects: Iterable[Project]) -> Mapping[str, Lapses]:
    """What changed since the votes of each project whose content is another now, by phase and digest."""
    wanted = {(project.slug, document.phase, of): document for project in projects for document, of in _lapsed(project)}
    if not wanted:
        return {}
    blobs: dict[tuple[str, str, str], str] = {}
    for step in history.steps:
        for phase, facts in step.after.documents.items():
            if facts.digest and (key := (step.project, phase, facts.digest)) in wanted:
                blobs[key] = step.after.document_blobs[phase]
    texts = read_blobs(repository, blobs.values())
    found: dict[str, Lapses] = {}
    for (slug, phase, of), blob in blobs.items():
        old, now = parse(f"{phase}.md", texts[blob]), wanted[slug, phase, of]
        if isinstance(old, Document):
            found.setdefault(slug, {})[phase, of] = lapse(old.meta, old.body, now.fields, now.body)
    return found


def _lapsed(project: Project) -> Iterator[tuple[PhaseDocument, str]]:
    for document in project.documents.values():
        if document.approvals:
            current = digest(document.fields, document.body)
            yield from ((document, vote.of) for vote in document.approvals if vote.of and vote.of != current)
