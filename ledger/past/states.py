"""The state of project folders along the mainline: what each commit made of their cards and documents."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, Location
from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.gitrepo import SYMLINK
from ledger.edges.snapshot import is_flow
from ledger.paths import folder_of, phase_of, slug_of
from ledger.records.config import builtin_flows, flow_of, policy_of
from ledger.records.flow import Flow
from ledger.records.front_matter import approvals_of, card_of, tasks_of, timebox_of, whole
from ledger.records.model import named_flow
from ledger.records.papers import Approval, Card, Task, TimeBox
from ledger.records.policy import Policy
from ledger.text.document import Document
from ledger.words import CARD_NAME, LEDGER_FILE, PROJECTS_DIR

Parsed = Mapping[str, Document | Diagnostic | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFacts:
    """What the events need of a phase document."""

    iteration: int | None
    tasks: tuple[Task, ...]
    approvals: tuple[Approval, ...] = ()
    digest: str | None = None
    timebox: TimeBox | None = None


_OPEN: Final = "mend it: until it can be read again, history and pages keep its last readable state"
_MENDED: Final = "history keeps the last readable state up to the commit that mended it; nothing needs to be done"
NO_FACTS: Final = PhaseFacts(iteration=None, tasks=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder below `projects/` at one commit: its last readable card (None when it is no project) and documents.

    `flow` is the flow that the card followed when it was last read. `card_blob` identifies the card's content,
    `refused` that of the card that stands there but names a phase or flow that is not known yet. `unread` names the
    files that stand there and cannot be read, of which the rest tells the last readable state. `gone` are the documents
    that it does not hold any more, as they were at last.
    """

    card: Card | None = None
    flow: Flow | None = None
    card_blob: str = ""
    refused: str = ""
    unread: frozenset[str] = frozenset()
    documents: Mapping[str, PhaseFacts] = field(default_factory=dict)
    document_blobs: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, PhaseFacts] = field(default_factory=dict)

    @property
    def known(self) -> Mapping[str, PhaseFacts]:
        """What every document holds, or held at last."""
        return {**self.gone, **self.documents}

    def facts(self, phase: str) -> PhaseFacts:
        """What is known of a phase document, also of one that is gone: who restores it brings nothing new."""
        return self.documents.get(phase) or self.gone.get(phase) or NO_FACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The policy and flows at one commit; `deleted` names the flows whose file is gone, which their past keeps."""

    policy: Policy | None = None
    policy_source: Document | None = None
    own_flows: Mapping[str, Flow] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()

    @property
    def flows(self) -> Mapping[str, Flow]:
        """Every flow that the ledger has at this commit, by id."""
        return {**builtin_flows(), **{name: flow for name, flow in self.own_flows.items() if name not in self.deleted}}

    def flow(self, card: Card) -> Flow | None:
        """The flow that a card follows at this commit; one whose file is gone only where no other has its name."""
        name = named_flow(card, self.policy)
        own = self.own_flows.get(name)
        return own if own and name not in self.deleted else builtin_flows().get(name, own)


EMPTY_FOLDER: Final = Folder()


def keeping(old: Folder, new: Folder) -> Folder:
    """The new state of a project with what the old one knows of documents that are gone."""
    gone = {phase: facts for phase, facts in old.known.items() if phase not in new.documents}
    return replace(new, gone=gone) if gone or new.gone else new


def votes_of(documents: Mapping[str, PhaseFacts]) -> dict[str, tuple[Approval, ...]]:
    """The votes of documents by phase, where there are any."""
    return {phase: facts.approvals for phase, facts in documents.items() if facts.approvals}


def votes_gone(folder: Folder) -> dict[str, tuple[Approval, ...]]:
    """The votes of documents that are gone, by phase; of a project that is gone those of all that it had."""
    return votes_of(folder.gone if folder.card else folder.known)


def is_told(card: Card, flow: Flow | None) -> bool:
    """Whether a card says where its project is: in a phase of a known flow, in a status that there is."""
    return flow is not None and flow.position(card.phase or "") is not None and card.status is not None


def iterations_of(folder: Folder) -> dict[str, int]:
    """The number of each phase document that gives one, of those that are gone the last."""
    return {phase: facts.iteration for phase, facts in folder.known.items() if facts.iteration is not None}


def with_policy(past: Past, commit: Commit, parsed: Parsed) -> Past:
    """The past with the commit's `ledger.yml` and flows; what cannot be read keeps its last readable state."""
    for change in commit.changes:
        document = _document(change, parsed)
        if change.path == LEDGER_FILE and document:
            past = replace(past, policy=policy_of(document), policy_source=document)
        elif is_flow(change.path) and document:
            flow = flow_of(replace(document, path=change.path))
            past = replace(past, own_flows={**past.own_flows, flow.id: flow}, deleted=past.deleted - {flow.id})
        elif is_flow(change.path) and not change.blob:
            past = replace(past, deleted=past.deleted | {PurePosixPath(change.path).stem})
    return past


def _document(change: FileChange, parsed: Parsed) -> Document | None:
    found = parsed.get(change.blob) if change.blob and change.mode != SYMLINK else None
    return found if isinstance(found, Document) else None


def changed_folders(
    past: Past, folders: Mapping[str, Folder], commit: Commit, parsed: Parsed
) -> tuple[dict[str, Folder], tuple[Diagnostic, ...]]:
    """The folders that a commit touched as it left them, by path, and what could not be read.

    Where it touched the rules, so are those whose card they refused until now.
    """
    after: dict[str, Folder] = {}
    findings: list[Diagnostic] = []
    has_new_rules = False
    for change in commit.changes:
        path, _, name = change.path.rpartition("/")
        if not path.startswith(f"{PROJECTS_DIR}/") or not name.endswith(".md"):
            has_new_rules |= change.path == LEDGER_FILE or is_flow(change.path)
            continue
        folder = after.get(path) or folders.get(path, EMPTY_FOLDER)
        if name == CARD_NAME:
            folder, problem = _card_step(past, folder, change, parsed)
        else:
            folder, problem = _document_step(folder, change, parsed)
        if problem:
            findings.append(_at_commit(problem, change, commit, path))
        after[path] = _with_unread(folder, name, is_unread=problem is not None)
    return (after | dict(_admitted(past, {**folders, **after}, parsed)) if has_new_rules else after), tuple(findings)


def _with_unread(folder: Folder, name: str, *, is_unread: bool) -> Folder:
    if is_unread == (name in folder.unread):
        return folder
    return replace(folder, unread=folder.unread | {name} if is_unread else folder.unread - {name})


def _admitted(past: Past, folders: Mapping[str, Folder], parsed: Parsed) -> Iterator[tuple[str, Folder]]:
    """The folders whose refused card can be read by the rules as they are now."""
    for path, folder in folders.items():
        found = parsed.get(folder.refused) if folder.refused else None
        if isinstance(found, Document):
            read = _with_card(past, folder, found, folder.refused)
            if not read.refused:
                yield path, _with_unread(read, CARD_NAME, is_unread=False)


def _card_step(past: Past, folder: Folder, change: FileChange, parsed: Parsed) -> tuple[Folder, str | None]:
    if not change.blob:
        return replace(folder, card=None, flow=None, card_blob="", refused=""), None
    found = None if change.mode == SYMLINK else parsed.get(change.blob)
    if isinstance(found, Diagnostic):
        return replace(folder, refused=""), found.message
    if found is None:
        return replace(folder, refused=""), "a project's card needs front matter, found none" if folder.card else None
    folder = _with_card(past, folder, found, change.blob)
    return folder, "the flow, phase or status of the card is not known" if folder.refused else None


def _with_card(past: Past, folder: Folder, found: Document, blob: str) -> Folder:
    card = card_of(found)
    flow = past.flow(card)
    if not is_told(card, flow):
        return replace(folder, refused=blob)
    return replace(folder, card=card, flow=flow, card_blob=blob, refused="")


def _document_step(folder: Folder, change: FileChange, parsed: Parsed) -> tuple[Folder, str | None]:
    phase = phase_of(change.path)
    blobs = {name: blob for name, blob in folder.document_blobs.items() if name != phase}
    if not change.blob:
        kept = {name: facts for name, facts in folder.documents.items() if name != phase}
        return replace(folder, documents=kept, document_blobs=blobs), None
    found = None if change.mode == SYMLINK else parsed.get(change.blob)
    if not isinstance(found, Document):
        is_page = phase not in folder.documents and (folder.flow is None or folder.flow.phase(phase) is None)
        return folder, f"{found.message}; no vote in it can be judged" if found and not is_page else None
    facts = PhaseFacts(
        iteration=whole(found.meta.get("iteration")),
        tasks=tasks_of(found.meta),
        approvals=approvals_of(found.meta),
        digest=found.digest,
        timebox=timebox_of(found.meta),
    )
    return (
        replace(folder, documents={**folder.documents, phase: facts}, document_blobs={**blobs, phase: change.blob}),
        None,
    )


def _at_commit(problem: str, change: FileChange, commit: Commit, folder: str) -> Diagnostic:
    message = f"a file must be readable at every commit; at {commit.id[:12]}: {problem}"
    return diagnostic("GIT001", Location(path=change.path), message, _OPEN, slug_of(folder))


def unread_of(broken: Mapping[str, str], folders: Mapping[str, Folder]) -> frozenset[str]:
    """The paths that cannot be read to this day.

    `broken` are those that still stand as they were found, with the card that was refused, if it was one: new rules
    may have let it in since.
    """
    return frozenset(path for path, card in broken.items() if not card or folders[folder_of(path)].refused == card)


def with_hints(findings: Iterable[Diagnostic], unread: Collection[str]) -> tuple[Diagnostic, ...]:
    """The findings of files that could not be read, each with what is to be done about it at last."""
    return tuple(one if one.location.path in unread else replace(one, hint=_MENDED) for one in findings)
