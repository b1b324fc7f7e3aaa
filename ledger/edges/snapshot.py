"""One state of a ledger's files: a commit's tree, a merge result's tree, or the working tree."""

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from ledger.diagnostics import Diagnostic
from ledger.edges.gitlog import SUBMODULE
from ledger.edges.gitrepo import SYMLINK, Repository, TreeEntry, list_tree
from ledger.edges.gitstream import read_blobs
from ledger.edges.tracked import tracked_files
from ledger.text.document import MAX_FILE_BYTES, Document, has_front_matter, read_document, read_yaml
from ledger.words import CARD_NAME, FLOWS_DIR, LEDGER_FILE, PROJECTS_DIR

_FILE: Final = "100644"
_PLACES: Final = ("schema", PROJECTS_DIR)
_RUNS: Final = (".github", ".gitlab")
_ATTRIBUTES: Final = ".gitattributes"
_RULES: Final = (_ATTRIBUTES, ".gitlab-ci.yml", "CODEOWNERS", "docs/CODEOWNERS")  # and what is in the folders above
_OURS: Final = (LEDGER_FILE, *_PLACES, *_RUNS, *_RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Paths with mode and blob id, the texts of those that the ledger reads, and where other repositories stand."""

    files: Mapping[str, TreeEntry]
    texts: Mapping[str, bytes]
    submodules: frozenset[str] = frozenset()

    def is_symlink(self, path: str) -> bool:
        """Whether a path is a symbolic link."""
        return path in self.files and self.files[path].mode == SYMLINK


def is_history(path: str) -> bool:
    """Whether the past of a file matters: the policy, flows, cards and phase documents."""
    if path.startswith(f"{PROJECTS_DIR}/"):
        return path.endswith(".md") and "/." not in path
    return path == LEDGER_FILE or is_flow(path)


def is_flow(path: str) -> bool:
    """Whether a file is a flow of this ledger."""
    return path.startswith(f"{FLOWS_DIR}/") and path.endswith(".yml") and path.count("/") == FLOWS_DIR.count("/") + 1


def is_workflow(path: str) -> bool:
    """Whether a file says what runs the check, whom it asks or what git checks out; of these only a change is told."""
    return path in _RULES or path.partition("/")[0] in _RUNS or path.rpartition("/")[2] == _ATTRIBUTES


def is_read(path: str) -> bool:
    """Whether the present content matters: what has a past, local schemas, JSON that KPIs may cite, workflows."""
    if is_history(path) or is_workflow(path):
        return True
    return path.endswith(".json") and "/." not in path and path.startswith(tuple(f"{place}/" for place in _PLACES))


def manner_of(path: str) -> str:
    """How a file is read: with the same content, two paths of one manner give the same."""
    if path.endswith(".yml"):
        return "yaml"
    return "card" if path.rsplit("/", 1)[-1] == CARD_NAME else "document"


def parse(path: str, raw: bytes) -> Document | Diagnostic | None:
    """A file of the ledger as a document or a finding; None for a `README.md` that is an ordinary page."""
    manner = manner_of(path)
    if manner == "yaml":
        return read_yaml(raw, path)
    if manner == "card" and not has_front_matter(raw):
        return None
    return read_document(raw, path)


def tree_snapshot(repository: Repository, tree: str) -> Snapshot:
    """The snapshot of a commit or tree."""
    return _of_entries(repository, (entry for entry in list_tree(repository, tree) if _is_ours(entry.path)))


def _of_entries(repository: Repository, listed: Iterable[TreeEntry]) -> Snapshot:
    found = tuple(listed)
    entries = {entry.path: entry for entry in found if entry.mode != SUBMODULE}
    wanted = {path: entry.blob for path, entry in entries.items() if is_read(path) and entry.mode != SYMLINK}
    blobs = read_blobs(repository, wanted.values())
    return Snapshot(
        files=entries,
        texts={path: blobs[blob] for path, blob in wanted.items()},
        submodules=frozenset(entry.path for entry in found if entry.mode == SUBMODULE),
    )


def _is_ours(path: str) -> bool:
    return path in _OURS or path.partition("/")[0] in (*_PLACES, *_RUNS)


def worktree_snapshot(repository: Repository, root: Path) -> Snapshot:
    """The snapshot of the working tree; files that git does not know yet count, hidden ones do not.

    A file that git sees as unmodified has the content that the index has of it, which need not be that of the disk: so
    a checked-out commit is read as it lands, whatever a conversion or a sparse checkout makes of it here.
    """
    tracked = tracked_files(repository, _OURS)
    known = _of_entries(repository, tracked.certain)
    entries, texts = dict(known.files), dict(known.texts)
    for path, mode in _walk(root, frozenset(entry.path for entry in tracked.certain), _with_folders(tracked.others)):
        blob = ""
        with suppress(FileNotFoundError):  # an editor's passing file is gone again
            if mode == _FILE and is_read(path):
                texts[path] = raw = _content(root / path)
                blob = blob_id(raw, repository.object_format)
            entries[path] = TreeEntry(path, mode, blob)
    return replace(known, files=entries, texts=texts)


def _with_folders(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(str(one) for path in map(PurePosixPath, paths) for one in (path, *path.parents))


def with_files(snapshot: Snapshot, files: Mapping[str, bytes], object_format: str) -> Snapshot:
    """The snapshot as it would be with other contents of some plain files, or with further ones."""
    entries = {path: TreeEntry(path, _FILE, blob_id(raw, object_format)) for path, raw in files.items()}
    texts = {path: raw for path, raw in files.items() if is_read(path)}
    return replace(snapshot, files={**snapshot.files, **entries}, texts={**snapshot.texts, **texts})


def _content(path: Path) -> bytes:
    # One byte over the limit is enough for the reader to refuse the file; the rest need not be read.
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def blob_id(raw: bytes, object_format: str) -> str:
    """The id that git gives to a content (gitformat-pack: the hash of `blob <size>`, a NUL and the bytes)."""
    begun = _begun(len(raw), object_format)
    begun.update(raw)
    return begun.hexdigest()


def _begun(size: int, object_format: str) -> "hashlib._Hash":
    return hashlib.new(object_format, b"blob %d\0" % size, usedforsecurity=False)


def blobs_of(snapshot: Snapshot, repository: Repository, wanted: Iterable[str]) -> dict[str, str]:
    """Git's ids of the contents of all regular files; those that differ from the commit are hashed where wanted."""
    blobs = {path: entry.blob for path, entry in snapshot.files.items() if entry.mode != SYMLINK}
    for path in wanted:
        if blobs.get(path) == "" and repository.root is not None:
            with suppress(FileNotFoundError):  # gone since its folder was listed
                blobs[path] = _blob_on_disk(repository.root / path, repository.object_format)
    return blobs


def _blob_on_disk(path: Path, object_format: str) -> str:
    """The id of a file's content, which may be too large to be held in memory."""
    begun = _begun(path.stat().st_size, object_format)
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: begun).hexdigest()


def _is_behind_link(root: Path, place: str) -> bool:
    return "/" in place and (root / place).parent.is_symlink()


def _walk(root: Path, known: Collection[str], wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Paths and modes on the disk but for those that are known; of hidden ones only those that are wanted."""
    pending = [place for place in _OURS if os.path.lexists(root / place) and not _is_behind_link(root, place)]
    while pending:
        path = pending.pop()
        if path in known:
            continue
        with suppress(FileNotFoundError):  # gone since its folder was listed
            mode = (root / path).lstat().st_mode
            if stat.S_ISLNK(mode):
                yield path, SYMLINK
            elif stat.S_ISREG(mode):
                yield path, _FILE
            elif stat.S_ISDIR(mode):
                below = sorted(f"{path}/{entry.name}" for entry in (root / path).iterdir())
                pending.extend(one for one in below if "/." not in one or one in wanted)
