"""The JSON files of projects as they were at each commit of the mainline: what KPIs cite."""

from collections.abc import Iterator, Mapping, Sequence

from ledger.edges.gitlog import Commit, FileChange
from ledger.edges.gitrepo import SYMLINK, Repository
from ledger.edges.gitstream import logged, read_blobs
from ledger.edges.snapshot import is_history, is_read
from ledger.words import PROJECTS_DIR


class Sources:
    """A reader that is asked commit by commit, in the order of the mainline; nothing is read before the first question.

    The working tree's rule holds: a symbolic link is no JSON file.
    """

    def __init__(self, repository: Repository, line: Sequence[str]) -> None:
        """Read from the mainline `line`, oldest first, at least one commit."""
        self._repository = repository
        self._line = line
        self._blobs: dict[str, str] = {}
        self._steps: Iterator[Commit] | None = None
        self._at = ""

    def __call__(self, commit: str, paths: frozenset[str]) -> Mapping[str, bytes]:
        """The contents of those paths that are JSON files at a commit."""
        self._forward(commit)
        wanted = {path: self._blobs[path] for path in sorted(paths) if path in self._blobs}
        texts = read_blobs(self._repository, wanted.values())
        return {path: texts[blob] for path, blob in wanted.items()}

    def _forward(self, commit: str) -> None:
        """Bring the state to a commit that lies not before the one asked for last."""
        if self._steps is None:
            self._steps = iter(self._commits())
        while self._at != commit:
            step = next(self._steps)
            self._at = step.id
            for change in step.changes:
                if change.blob and change.mode != SYMLINK:
                    self._blobs[change.path] = change.blob
                else:
                    self._blobs.pop(change.path, None)

    def _commits(self) -> list[Commit]:
        """Those of the mainline, oldest first, with what they did to JSON files."""
        return list(logged(self._repository, self._line[-1], _is_source))[::-1]


def _is_source(change: FileChange) -> bool:
    return change.path.startswith(f"{PROJECTS_DIR}/") and is_read(change.path) and not is_history(change.path)
