"""Which projects a change renames, and which it displaces: what the history will make of it when it has landed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ledger.diagnostics import Diagnostic
from ledger.edges.gitlog import ABSENT, Commit, FileChange
from ledger.edges.snapshot import Snapshot, is_history, parse
from ledger.past.displaced import displaced_folders
from ledger.past.history import History, sealed
from ledger.past.renames import renamed_folders
from ledger.past.states import EMPTY_FOLDER, Parsed, changed_folders, with_policy
from ledger.paths import slug_of
from ledger.text.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """The old folders of projects by the new ones, and the folders to which others were displaced by the old ones."""

    origins: Mapping[str, str] = field(default_factory=dict)
    displaced: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """The old names of the projects that get another one, by the new ones."""
        names = {slug_of(path): slug_of(origin) for path, origin in self.origins.items()}
        return {new: old for new, old in names.items() if new != old}


def followed(names: Mapping[str, str], before: Collection[str], after: Collection[str]) -> dict[str, str]:
    """Of old names by new ones those that the history will follow, between the projects before a change and after it.

    It follows nobody to a name that another project has had, nor away from one that another project gets.
    """
    return {
        new: old
        for new, old in names.items()
        if new in after and new not in before and old in before and old not in after
    }


def renaming_of(
    history: History, old: Snapshot, new: Snapshot, parsed: Parsed, similar: Callable[[], Mapping[str, str]]
) -> Renaming:
    """What becomes of the projects whose folders differ in `old`, to which `history` leads, and `new`.

    The change is taken for the one commit that a merge or a squash makes of it. `similar` names its renames with edits,
    as git sees them, new path to old.
    """
    changes = tuple(_changes(old, new))
    commit = Commit(id="", parents=("",), time=0, author="", emails=(), subject="", changes=changes)
    fresh = {one.blob: one.path for one in changes if one.blob not in parsed and one.path in new.texts}
    known = {**parsed, **{blob: _read(path, new.texts[path]) for blob, path in fresh.items()}}
    past = with_policy(history.past, commit, known)
    after, _ = changed_folders(past, history.folders, commit, known)
    before = {path: history.folders.get(path, EMPTY_FOLDER) for path in after}
    origins = renamed_folders(before, after, commit, lambda _: similar())
    return Renaming(origins=origins, displaced=displaced_folders(before, after, origins))


def _read(path: str, raw: bytes) -> Document | Diagnostic | None:
    """A file as the history will read it."""
    found = parse(path, raw)
    return sealed(found) if isinstance(found, Document) else found


def _changes(old: Snapshot, new: Snapshot) -> list[FileChange]:
    """The files whose past matters and that differ, in the order of their paths."""
    found = []
    for path in sorted(old.files.keys() | new.files.keys()):
        was, now = old.files.get(path), new.files.get(path)
        if is_history(path) and (was and was.blob) != (now and now.blob):
            mode, blob = (now.mode, now.blob or now.mode) if now else (ABSENT, "")  # a link of a work tree has no blob
            found.append(FileChange(path, mode, blob, was.blob if was else ""))
    return found
