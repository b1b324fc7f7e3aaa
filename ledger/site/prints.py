"""What the pages of a project are drawn from, and the print of it that tells whether they must be drawn anew.

A project is drawn from a ledger that holds nothing but it and what its pages may name, and the print of that ledger is
its key: what is not in the key cannot be on a page. Commit ids stand in it only where something changed; the head's is
put into the drawn pages last.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from ledger.proof.decisions import Decided
from ledger.records.model import Ledger, Project
from ledger.records.policy import Policy
from ledger.site.images import MAX_READ_BYTES
from ledger.text.document import Document
from ledger.views import StatusRow
from ledger.words import CARD_NAME, LEDGER_FILE, Grade

HEAD: Final = hashlib.sha1(b"the commit that the site shows", usedforsecurity=False).hexdigest()
_NOBODY: Final = Policy(
    title="", default_flow=None, grade=Grade.CLAIMED, self_approval=False, people={}, waivers=(), witnesses=()
)


def alone(ledger: Ledger, project: Project) -> Ledger:
    """The ledger with nothing in it but one project, those that it depends on, and its own files."""
    named = {project.slug, *(project.card.depends_on if project.card else ())}
    inside = f"{project.folder}/"
    return replace(
        ledger,
        flows={},
        flow_sources={},
        projects={slug: ledger.projects[slug] for slug in sorted(named) if slug in ledger.projects},
        head=HEAD,
        uncommitted=False,
        at=datetime.combine(ledger.today, time(), UTC),
        events=project.events,
        findings=tuple(one for one in ledger.findings if one.project == project.slug),
        files=frozenset(path for path in project.files),
        symlinks=frozenset(path for path in ledger.symlinks if path.startswith(inside)),
        json_files={path: raw for path, raw in ledger.json_files.items() if path.startswith(inside)},
        blobs={path: ledger.blobs.get(path, "") for path in sorted(f"{inside}{name}" for name in project.files)},
        pages={},
        policy_source=Document(path=LEDGER_FILE, meta={}, header="", header_line=1),
    )


class Prints:
    """Prints of projects; `root` is where their files are read, `common` what the pages of all of them share."""

    def __init__(self, root: Path, common: str) -> None:
        self._root, self._common = root.resolve(), common.encode("utf-8", "surrogatepass")
        self._known: dict[int, tuple[object, bytes]] = {}

    def of(self, row: StatusRow, held: Ledger, votes: Sequence[Decided]) -> bytes:
        """The print of the project of a row; `held` is the ledger that it is drawn from, `votes` are its own."""
        made = hashlib.sha256(self._common)
        project = held.projects[row.slug]
        for part in (_bytes(row), *self._told(held), *self._said(votes), *self._contents(project)):
            made.update(b"%d " % len(part))
            made.update(part)
        return made.digest()

    def _told(self, held: Ledger) -> Iterator[bytes]:
        """Everything that a ledger holds; what has no order of its own is sorted."""
        for project in held.projects.values():
            yield _bytes(sorted(project.files))
            yield self._shared(project.flow)
            yield self._shared(project.landed_flow)
            yield self._shared(project.told_flow)
            yield from _read(project.card_source)
            yield _bytes(tuple(project.documents))
            flowless = replace(project, flow=None, landed_flow=None, told_flow=None)
            for document in project.documents.values():
                yield from _read(document.source)  # a document's record is made of its text and of nothing else
            yield _bytes(replace(flowless, files=frozenset(), card_source=None, documents={}))
        yield _bytes((sorted(held.files), sorted(held.symlinks)))
        yield self._shared(held.policy)
        # Its events are those of its project.
        bare = replace(held, projects={}, files=frozenset(), symlinks=frozenset(), policy=_NOBODY, events=())
        yield _bytes(bare)

    def _said(self, votes: Sequence[Decided]) -> Iterator[bytes]:
        for vote in votes:
            landing = vote.graded.landing
            yield _bytes(sorted(landing.emails))
            yield self._shared(landing.policy)
            yield self._shared(vote.judged_by and vote.judged_by.policy)
            yield _bytes(vote.judged_by and vote.judged_by.owner)
            bare = replace(landing, emails=frozenset(), policy=None)
            yield _bytes(replace(vote, judged_by=None, graded=replace(vote.graded, landing=bare)))

    def _shared(self, value: object) -> bytes:
        """The print of a policy or a flow; one object serves many projects and votes."""
        if id(value) not in self._known:
            self._known[id(value)] = value, hashlib.sha256(_bytes(value)).digest()
        return self._known[id(value)][1]

    def _contents(self, project: Project) -> Iterator[bytes]:
        """The files beside the documents and the card, by content: notebooks, images, figures."""
        read = {f"{phase}.md" for phase in project.documents} | ({CARD_NAME} if project.card_source else set())
        for path in sorted(project.files - read):
            file = self._root / project.folder / path
            try:
                is_read = not file.is_symlink() and file.is_file() and file.stat().st_size <= MAX_READ_BYTES
                yield f"{path} {hashlib.sha256(file.read_bytes()).hexdigest() if is_read else 'not read'}".encode(
                    "utf-8", "surrogatepass"
                )
            except OSError:
                yield f"{path} cannot be read".encode("utf-8", "surrogatepass")


def _read(source: Document | None) -> Iterator[bytes]:
    if source is None:
        yield b"none"
        return
    yield _bytes((source.path, source.header_line, source.body_line, source.digest))
    yield source.header.encode("utf-8", "surrogatepass")
    yield source.body.encode("utf-8", "surrogatepass")


def _bytes(value: object) -> bytes:
    return repr(value).encode("utf-8", "surrogatepass")
