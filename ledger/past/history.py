"""The mainline to events: what every commit did to every project."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from ledger.diagnostics import Diagnostic
from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.gitrepo import Repository, similar_renames
from ledger.edges.gitstream import stream_history
from ledger.edges.snapshot import is_history, parse
from ledger.past.events import Draft, drafts, event_of
from ledger.past.memory import Memory
from ledger.past.renames import renamed_folders
from ledger.past.states import (
    EMPTY_FOLDER,
    Folder,
    Parsed,
    Past,
    changed_folders,
    keeping,
    unread_of,
    with_hints,
    with_policy,
)
from ledger.paths import folder_of, slug_of
from ledger.records.flow import Flow
from ledger.records.model import Event
from ledger.text.document import Document, with_text
from ledger.votes.digest import digest
from ledger.votes.used_up import Spending
from ledger.words import CARD_NAME, ENTERING, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one mainline commit did to one project: the folder's states and the policies around it.

    `project` is the slug that the project has at the end of the history read, `path` its folder at this commit,
    `origin` the folder it was moved from, or None. A change is judged by `base`, never by what it brings itself.
    """

    project: str
    path: str
    origin: str | None
    commit: Commit
    before: Folder
    after: Folder
    base: Past
    result: Past


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a whole mainline tells: steps and events oldest first, and the last state.

    `findings` tell of each file that could not be read at some commit, `unread` are those that cannot to this day.
    """

    steps: tuple[Step, ...]
    events: tuple[Event, ...]
    past: Past
    folders: Mapping[str, Folder]
    findings: tuple[Diagnostic, ...]
    unread: frozenset[str]


def read_history(
    repository: Repository, tip: str, is_kept: Callable[[str], bool], memory: Memory
) -> tuple[History, Parsed]:
    """The history of a commit and every document on the way, by blob id; what is remembered is not read again.

    Only the documents whose blob `is_kept` retain their text; of the others the values of the front matter are enough.
    """
    reader = _Reader(is_kept, memory)
    commits = stream_history(repository, tip, _is_wanted, reader.read, memory.commit, reader.is_needed)
    for commit in commits:
        memory.add_commit(commit)
    return fold(reversed(commits), reader.parsed, lambda commit: similar_renames(repository, commit)), reader.parsed


class _Reader:
    """The documents of a history as they come, those that are remembered and those that git has to give."""

    def __init__(self, is_kept: Callable[[str], bool], memory: Memory) -> None:
        self.parsed: dict[str, Document | Diagnostic | None] = {}
        self._is_kept = is_kept
        self._memory = memory

    def is_needed(self, blob: str, path: str) -> bool:
        """Whether the content of a blob has to be read, because it or its text is not remembered."""
        try:
            self.parsed[blob] = found = self._memory.document(path, blob)
        except LookupError:
            return True
        return isinstance(found, Document) and self._is_kept(blob)

    def read(self, blob: str, path: str, raw: bytes) -> None:
        """Take a content in."""
        known = self.parsed.get(blob)
        if isinstance(known, Document):
            self.parsed[blob] = with_text(known, raw)
            return
        found = parse(path, raw)
        if isinstance(found, Document):
            found = sealed(found)
            if not self._is_kept(blob):
                found = replace(found, header="", body="")
        self._memory.add_document(path, blob, found)
        self.parsed[blob] = found


def sealed(document: Document) -> Document:
    """The document with the digest of what a vote on it would cover; as it is where none could stand in it."""
    votable = "approvals" in document.meta or "phase" in document.meta
    return replace(document, digest=digest(document.meta, document.body)) if votable else document


def _is_wanted(change: FileChange) -> bool:
    return is_history(change.path)


def fold(commits: Iterable[Commit], parsed: Parsed, similar: Callable[[Commit], Mapping[str, str]]) -> History:
    """The history that commits tell, oldest first; `similar` names the renames with edits of a commit (new to old)."""
    past = Past()
    folders: dict[str, Folder] = {}
    identities = _Identities()
    last: dict[int, Folder] = {}  # of each project, there or not
    steps: list[tuple[int, Callable[..., Step]]] = []
    findings: list[Diagnostic] = []
    broken: dict[str, str] = {}
    for commit in commits:
        base, past = past, with_policy(past, commit, parsed)
        after, problems = changed_folders(past, folders, commit, parsed)
        findings.extend(problems)
        _note_broken(broken, commit, problems, after)
        before = {path: folders.get(path, EMPTY_FOLDER) for path in after}
        origins = renamed_folders(before, after, commit, similar)
        moved = set(origins.values())
        for path in sorted(after):
            if path in moved:
                continue  # what it knew of its past went with it
            origin = origins.get(path)
            old = before[origin or path]
            after[path] = keeping(old, after[path])
            if origin and after[path].card is None:  # it cannot be read where it is now
                after[path] = replace(after[path], card=old.card, flow=old.flow, card_blob=old.card_blob)
            if old.card is None and after[path].card is None:
                continue
            identity = identities.of(path, origin, is_there=after[path].card is not None)
            if old.card is None:
                # Beside no card nothing lands: what a card finds there when it comes lands with it.
                nothing = replace(old, documents={}, document_blobs={}, gone={})
                old = keeping(last.get(identity, EMPTY_FOLDER), nothing)
                after[path] = keeping(old, after[path])
            last[identity] = after[path]
            step = partial(
                Step,
                path=path,
                origin=origin,
                commit=commit,
                before=old,
                after=after[path],
                base=base,
                result=past,
            )
            steps.append((identity, step))
        folders.update(after)
    slugs = identities.slugs()
    named = tuple(step(project=slugs[identity]) for identity, step in steps)
    unread = unread_of(broken, folders)
    return History(
        steps=named,
        events=tuple(_events(named)),
        past=past,
        folders=folders,
        findings=with_hints(findings, unread),
        unread=unread,
    )


def _note_broken(
    broken: dict[str, str], commit: Commit, problems: Iterable[Diagnostic], after: Mapping[str, Folder]
) -> None:
    """Keep the paths that cannot be read since a commit, with the card that it refused, and drop the others."""
    if broken:
        for change in commit.changes:
            broken.pop(change.path, None)
    for one in problems:
        path = one.location.path
        broken[path] = after[folder_of(path)].refused if path.endswith(f"/{CARD_NAME}") else ""


def _events(steps: Iterable[Step]) -> Iterator[Event]:
    """The events of steps; a vote that a move has used up does not lapse afterwards."""
    spendings: defaultdict[str, Spending] = defaultdict(Spending)
    for _, landed in groupby(_happened(steps), key=lambda event: (event.project, event.commit)):
        events = tuple(landed)
        spending = spendings[events[0].project]
        for event in spending.without_used(events):
            spending.add(event)
            yield event


def _happened(steps: Iterable[Step]) -> Iterator[Event]:
    """What happened in steps; those events that enter a phase tell for which time."""
    entered: Counter[tuple[str, str]] = Counter()
    left: dict[str, str | None] = {}  # the phases of removed projects: who comes back to one does not enter it anew
    for step in steps:
        followed, was = _followed(step), step.before.card
        times = entered[step.project, was.phase] if was and was.phase else 0
        for draft in drafts(step.before, step.after, step.base, step.origin, step.path, entered=times):
            iteration, is_return = None, False
            if draft.kind in ENTERING and draft.target:
                is_return = draft.kind is EventKind.CREATED and left.pop(step.project, None) == draft.target
                entered[step.project, draft.target] += not is_return
                iteration = entered[step.project, draft.target]
            if draft.kind is EventKind.REMOVED:
                left[step.project] = draft.origin
            yield event_of(
                draft,
                step.commit,
                step.project,
                iteration=iteration,
                flow=followed.id if followed else None,
                delivered_by=None if is_return else _delivered_by(step, draft),
            )


def _followed(step: Step) -> Flow | None:
    """The flow that the project followed until a commit, or from it on where it was created."""
    if step.before.card:
        return step.base.flow(step.before.card)
    return step.result.flow(step.after.card) if step.after.card else None


def _delivered_by(step: Step, draft: Draft) -> str | None:
    """The flow by which an event was a delivery, as that flow was then."""
    is_entering, is_completing = draft.kind in ENTERING, draft.kind is EventKind.COMPLETED
    flow = step.result.flow(step.after.card) if step.after.card and (is_entering or is_completing) else None
    if flow is None:
        return None
    delivering = {phase.id for phase in flow.phases if phase.delivers}
    return flow.id if (draft.target in delivering if is_entering else not delivering) else None


class _Identities:
    """Which project a folder is: a renamed folder stays the same project, and the slug of a removed one brings it back.

    Two folders that are there at the same time are two projects, whatever names they bear and bore.
    """

    def __init__(self) -> None:
        self._living: dict[str, int] = {}  # by folder
        self._removed: dict[str, int] = {}  # by slug, the last one of that name
        self._names: list[str] = []

    def of(self, path: str, origin: str | None, *, is_there: bool) -> int:
        """The project that a step is about, which `is_there` after it or is removed by it."""
        slug = slug_of(path)
        identity = self._living.pop(origin or path, None)
        if identity is None:
            identity = self._removed.pop(slug, None)
        if identity is None:
            identity = len(self._names)
            self._names.append(slug)
        self._names[identity] = slug
        if is_there:
            self._living[path] = identity
        else:
            self._removed[slug] = identity
        return identity

    def slugs(self) -> tuple[str, ...]:
        """The name of each project at last; where several bear one, it is that of the first folder that is there."""
        first = [*(self._living[path] for path in sorted(self._living)), *self._removed.values()]
        order = dict.fromkeys([*first, *reversed(range(len(self._names)))])
        bearing: Counter[str] = Counter()
        names, borne = list(self._names), frozenset(self._names)
        for identity in order:
            slug = names[identity]
            bearing[slug] += 1
            if bearing[slug] > 1:
                while (name := f"{slug}~{bearing[slug]}") in borne:
                    bearing[slug] += 1
                names[identity] = name
        return tuple(names)
