"""Which project folder of a commit is which folder of its first parent under another name."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias

from ledger.edges.gitlog import Commit
from ledger.past.states import EMPTY_FOLDER, Folder, Parsed
from ledger.paths import folder_of, slug_of
from ledger.records.front_matter import card_of
from ledger.text.document import Document
from ledger.words import CARD_NAME

Mark: TypeAlias = Hashable
_MARKS: Final[tuple[Callable[[str, Folder], tuple[Mark, ...]], ...]] = (  # what a folder is known by, surest first
    lambda path, _: (slug_of(path),),
    lambda _, folder: (folder.card_blob,),
    lambda _, folder: tuple((_started(folder), _title(folder), *one) for one in folder.document_blobs.items()),
    lambda _, folder: tuple((_started(folder), *one) for one in folder.document_blobs.items()),
)


def renamed_folders(
    before: Mapping[str, Folder],
    after: Mapping[str, Folder],
    commit: Commit,
    similar: Callable[[Commit], Mapping[str, str]],
) -> dict[str, str]:
    """Old folder by new folder of the projects that a commit moved.

    A slug is unique in a ledger, so a project that leaves one group and appears in another is the same; else an
    identical card, else an identical document, which the same title makes surer; git is asked for similar cards only
    when some are left. A guess by content must agree on the day the project started: a copy under another name that
    starts anew is another project.
    A folder whose card cannot be read is taken for one that is left by its name, or by the very bytes of the card.
    """
    gone = sorted(path for path, folder in before.items() if folder.card and not after[path].card)
    if not gone:  # as in nearly every commit
        return {}
    come = sorted(path for path, folder in after.items() if folder.card and not before[path].card)
    origins: dict[str, str] = {}
    left = dict.fromkeys(gone)
    for marks in _MARKS:
        known = _Known({old: marks(old, before[old]) for old in left})
        for new in come:
            if new not in origins and (old := known.take(marks(new, after[new]))):
                origins[new] = old
                del left[old]
    if len(origins) < min(len(gone), len(come)):
        cards = similar(commit)
        for new in come:
            old = folder_of(cards.get(f"{new}/{CARD_NAME}", ""))
            if new not in origins and old in left and _started(before[old]) == _started(after[new]):
                origins[new] = old
                del left[old]
    if left:
        origins.update(_unread(left, before, after, commit))
    return origins


class _Known:
    """Folders in the order of their paths, found again by marks; each is taken once, and looked at once for a mark."""

    def __init__(self, marked: dict[str, tuple[Mark, ...]]) -> None:
        self._left = set(marked)
        self._bearers: defaultdict[Mark, list[str]] = defaultdict(list)  # the first one last
        for path, marks in reversed(marked.items()):
            for mark in marks:
                self._bearers[mark].append(path)

    def take(self, marks: Iterable[Mark]) -> str | None:
        """The first folder that bears one of these marks and was not taken yet, or None."""
        found = min((path for mark in marks for path in self._first(mark)), default=None)
        self._left.discard(found or "")
        return found

    def _first(self, mark: Mark) -> list[str]:
        bearers = self._bearers.get(mark, [])
        while bearers and bearers[-1] not in self._left:
            bearers.pop()
        return bearers[-1:]


def _unread(
    gone: Iterable[str], before: Mapping[str, Folder], after: Mapping[str, Folder], commit: Commit
) -> Iterator[tuple[str, str]]:
    """New and old folder of the projects that moved while their card could not be read."""
    parts = ((change.path.rpartition("/"), change) for change in commit.changes)
    cards = {folder: change for (folder, _, name), change in parts if name == CARD_NAME}
    known = _Known({old: _signs(old, cards[old].old_blob, is_project=True) for old in gone})
    for new, came in sorted(cards.items()):
        if new not in after or after[new].card or before[new].card or not came.blob or came.old_blob:
            continue
        signs = _signs(new, came.blob, is_project=bool(after[new].documents))
        if old := next(filter(None, (known.take([sign]) for sign in signs)), None):
            yield new, old


def _signs(path: str, blob: str, *, is_project: bool) -> tuple[Mark, ...]:
    """What an unread card is known by, surest first; only what holds documents is a project by its mere name."""
    slug = slug_of(path)
    return ((slug, blob), (slug, None), (None, blob)) if is_project else ((None, blob),)


def moved_folders(commit: Commit, parsed: Parsed, similar: Callable[[Commit], Mapping[str, str]]) -> dict[str, str]:
    """The same of a commit of a branch, told by nothing but its own changes."""
    before: dict[str, Folder] = {}
    after: dict[str, Folder] = {}
    for change in commit.changes:
        path, _, name = change.path.rpartition("/")
        for side, blob in ((before, change.old_blob), (after, change.blob)):
            side[path] = _with_file(side.get(path, EMPTY_FOLDER), name, blob, parsed)
    return renamed_folders(before, after, commit, similar)


def _with_file(folder: Folder, name: str, blob: str, parsed: Parsed) -> Folder:
    if not blob:
        return folder
    if name != CARD_NAME:
        return replace(folder, document_blobs={**folder.document_blobs, name: blob})
    found = parsed.get(blob)
    return replace(folder, card=card_of(found), card_blob=blob) if isinstance(found, Document) else folder


def _title(folder: Folder) -> str | None:
    return folder.card.title if folder.card else None


def _started(folder: Folder) -> date | None:
    return folder.card.started if folder.card else None
