"""What git has of the working tree's files: the entries of its index, and which of them the disk differs from."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ledger.edges.gitlog import SUBMODULE
from ledger.edges.gitrepo import Repository, TreeEntry, content_at, run

# What lets a checkout write other characters than a commit has (gitattributes(5)); ends of lines are no others to us.
_CONVERSIONS: Final = ("ident", "filter", "working-tree-encoding")
_PLAIN: Final = re.compile(r"\w[\w.-]*")  # a name without a sign that means something in a pattern of git
_NOT_SET: Final = frozenset({"unspecified", "unset"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """The files of the index below some places: those whose content is the index's, and the paths of all others."""

    certain: tuple[TreeEntry, ...]
    others: frozenset[str]


def tracked_files(repository: Repository, places: Collection[str]) -> Tracked:
    """What git has of the files at or below places of the working tree.

    Certain are those that git sees as unmodified, those that a sparse checkout leaves out, and those for which the
    index's attributes ask for a conversion: their bytes on the disk are not what is committed, and git itself takes
    them for modified when they were checked out in the second in which the index was written.
    """
    _, output = run(repository.home, "ls-files", "-z", "-t", "--stage", "--modified", "--deleted", "--", *places)
    entries: dict[str, TreeEntry] = {}
    tags: dict[str, str] = {}
    for row in output.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        facts, _, path = row.partition("\t")
        tag, mode, blob, _ = facts.split(" ")
        entries[path] = TreeEntry(path, mode, blob)
        tags[path] = tags.get(path, "") + tag
    others = {path for path, tag in tags.items() if tag not in {"H", "S"}}  # cached, and cached but left out
    # A commit of another repository is what stands in the index, whatever was edited there since.
    others -= {path for path in others if entries[path].mode == SUBMODULE and "R" not in tags[path]}
    others -= _converted(repository, [path for path in others if tags[path] == "HC"])  # there, and modified
    return Tracked(
        certain=tuple(entry for path, entry in entries.items() if path not in others), others=frozenset(others)
    )


def folder_without_commit(repository: Repository, top: str, name: str, file: str) -> str | None:
    """The folder of that name below `top` that holds such a file in the working tree and not in HEAD, if any."""
    if repository.root is None or not _PLAIN.fullmatch(name):
        return None
    asked = f":(top,glob){top}/**/{name}/{file}"
    _, output = run(
        repository.home, "ls-files", "-z", "--full-name", "--cached", "--others", "--exclude-standard", "--", asked
    )
    paths = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return next((path.rpartition("/")[0] for path in paths if content_at(repository, "HEAD", path) is None), None)


def _converted(repository: Repository, paths: Collection[str]) -> set[str]:
    """The paths whose content is converted when the index is checked out."""
    if not paths:
        return set()
    question = "".join(f"{path}\0" for path in sorted(paths)).encode("utf-8", "surrogateescape")
    _, output = run(repository.home, "check-attr", "--cached", "--stdin", "-z", *_CONVERSIONS, given=question)
    answers = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    rows = zip(answers[::3], answers[2::3], strict=True)  # path, attribute, value
    return {path for path, value in rows if value not in _NOT_SET}
