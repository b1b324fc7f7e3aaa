"""Which project folder of a commit is which folder of its first parent under another name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ledger.document import Document
from ledger.gitlog import Commit
from ledger.past import EMPTY_FOLDER, Folder, Parsed, folder_of
from ledger.records import card_of
from ledger.words import CARD_NAME


def renamed_folders(
    before: Mapping[str, Folder],
    after: Mapping[str, Folder],
    commit: Commit,
    similar: Callable[[Commit], Mapping[str, str]],
) -> dict[str, str]:
    """Old folder by new folder of the projects that a commit moved.

    A slug is unique in a ledger, so a project that leaves one group and appears in another is the same; else an
    identical card, else an identical document; git is asked for similar cards only when some are left. A guess by
    content must agree on the day the project started: a copy under another name that starts anew is another project.
    A folder whose card cannot be read is taken for one that is left by its name, or by the very bytes of the card.
    """
    gone = sorted(path for path, folder in before.items() if folder.card and not after[path].card)
    come = sorted(path for path, folder in after.items() if folder.card and not before[path].card)
    origins: dict[str, str] = {}
    for is_same in (_same_slug, _same_card, _same_document):
        for new in come:
            candidates = (old for old in gone if old not in origins.values() and is_same(old, new, before, after))
            if new not in origins and (old := next(candidates, None)):
                origins[new] = old
    if len(origins) < min(len(gone), len(come)):
        cards = similar(commit)
        for new in come:
            old = folder_of(cards.get(f"{new}/{CARD_NAME}", ""))
            if (
                new not in origins
                and old in gone
                and old not in origins.values()
                and _same_start(before[old], after[new])
            ):
                origins[new] = old
    if left := {old for old in gone if old not in origins.values()}:
        origins.update(_unread(left, before, after, commit))
    return origins


def _unread(
    gone: set[str], before: Mapping[str, Folder], after: Mapping[str, Folder], commit: Commit
) -> Iterator[tuple[str, str]]:
    """New and old folder of the projects that moved while their card could not be read."""
    parts = ((change.path.rpartition("/"), change) for change in commit.changes)
    cards = {folder: change for (folder, _, name), change in parts if name == CARD_NAME}
    for new, came in sorted(cards.items()):
        if new not in after or after[new].card or before[new].card or not came.blob or came.old_blob.strip("0"):
            continue
        is_project = bool(after[new].documents)
        signs = {
            old: (is_project and _same_slug(old, new, before, after), cards[old].old_blob == came.blob)
            for old in sorted(gone)
        }
        old = max(signs, key=lambda one: signs[one], default=None)
        if old and any(signs[old]):
            gone.remove(old)
            yield new, old


def moved_folders(commit: Commit, parsed: Parsed, similar: Callable[[Commit], Mapping[str, str]]) -> dict[str, str]:
    """The same of a commit of a branch, told by nothing but its own changes."""
    before: dict[str, Folder] = {}
    after: dict[str, Folder] = {}
    for change in commit.changes:
        path, _, name = change.path.rpartition("/")
        for side, blob in ((before, change.old_blob), (after, change.blob)):
            side[path] = _with_file(side.get(path, EMPTY_FOLDER), name, blob if blob.strip("0") else "", parsed)
    return renamed_folders(before, after, commit, similar)


def _with_file(folder: Folder, name: str, blob: str, parsed: Parsed) -> Folder:
    if not blob:
        return folder
    if name != CARD_NAME:
        return replace(folder, document_blobs={**folder.document_blobs, name: blob})
    found = parsed.get(blob)
    return replace(folder, card=card_of(found), card_blob=blob) if isinstance(found, Document) else folder


def _same_start(old: Folder, new: Folder) -> bool:
    return (old.card and old.card.started) == (new.card and new.card.started)


def _same_slug(old: str, new: str, before: Mapping[str, Folder], after: Mapping[str, Folder]) -> bool:
    del before, after
    return old.rsplit("/", 1)[-1] == new.rsplit("/", 1)[-1]


def _same_card(old: str, new: str, before: Mapping[str, Folder], after: Mapping[str, Folder]) -> bool:
    return before[old].card_blob == after[new].card_blob


def _same_document(old: str, new: str, before: Mapping[str, Folder], after: Mapping[str, Folder]) -> bool:
    left = set(before[old].document_blobs.items())
    return _same_start(before[old], after[new]) and bool(left & set(after[new].document_blobs.items()))
