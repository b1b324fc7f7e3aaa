"""Which projects a change renames: those that the history will follow when the change has landed, by its measure."""

from collections.abc import Callable, Mapping

from ledger.edges.gitlog import ABSENT, Commit, FileChange
from ledger.edges.snapshot import Snapshot, is_history, parse
from ledger.past.history import History
from ledger.past.renames import renamed_folders
from ledger.past.states import EMPTY_FOLDER, Parsed, changed_folders, slug_of, with_policy
from ledger.words import CARD_NAME


def renamed_projects(
    history: History, old: Snapshot, new: Snapshot, parsed: Parsed, similar: Callable[[], Mapping[str, str]]
) -> dict[str, str]:
    """The old name of each project that has another one in `new`, by the new name; `history` leads to `old`.

    The change is taken for the one commit that a merge or a squash makes of it. `similar` names its renames with edits,
    as git sees them, new path to old.
    """
    gone, come = (_cards(one) - _cards(other) for one, other in ((old, new), (new, old)))
    if not gone or not come:
        return {}
    changes = tuple(_changes(old, new))
    commit = Commit(id="", parents=("",), time=0, author="", emails=(), subject="", changes=changes)
    fresh = (one for one in changes if one.blob not in parsed and one.path in new.texts)
    known = {**parsed, **{one.blob: parse(one.path, new.texts[one.path]) for one in fresh}}
    past = with_policy(history.past, commit, known)
    after, _ = changed_folders(past, history.folders, commit, known)
    before = {path: history.folders.get(path, EMPTY_FOLDER) for path in after}
    origins = renamed_folders(before, after, commit, lambda _: similar())
    return {slug_of(path): slug_of(origin) for path, origin in origins.items() if slug_of(path) != slug_of(origin)}


def _cards(snapshot: Snapshot) -> set[str]:
    return {path for path in snapshot.files if path.endswith(f"/{CARD_NAME}")}


def _changes(old: Snapshot, new: Snapshot) -> list[FileChange]:
    """The files whose past matters and that differ, in the order of their paths."""
    found = []
    for path in sorted(old.files.keys() | new.files.keys()):
        was, now = old.files.get(path), new.files.get(path)
        if is_history(path) and (was and was.blob) != (now and now.blob):
            mode, blob = (now.mode, now.blob or now.mode) if now else (ABSENT, "")  # a link of a work tree has no blob
            found.append(FileChange(path, mode, blob, was.blob if was else ""))
    return found
