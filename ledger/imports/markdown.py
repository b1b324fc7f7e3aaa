"""A git repository with files of facts to changes: one for each mainline commit that touches a mapped file."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.edges.gitlog import SUBMODULE, Commit, FileChange
from ledger.edges.gitrepo import SYMLINK, Repository, list_tree, open_repository, resolve, similar_renames
from ledger.edges.gitstream import all_commits, stream_history
from ledger.imports.change import Change, Reading
from ledger.imports.forms import clean, read_form
from ledger.imports.mapping import Plan
from ledger.imports.patterns import Patterns, patterns_of
from ledger.imports.remarks import Remarks
from ledger.imports.stamps import Signed, signed_commits
from ledger.paths import folder_of
from ledger.proof.provenance import sides_of

Progress = Callable[[int, int], None]
_MOST_NAMED: Final = 5


@dataclass(slots=True)
class _Tree:
    """The mapped files as they are at a commit: facts by path, texts by folder, each with its blob."""

    facts: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class Source:
    """A source repository under one plan."""

    def __init__(self, directory: Path, revision: str, plan: Plan, remarks: Remarks) -> None:
        self._repository = _opened(directory)
        self._tip = resolve(self._repository, revision)
        self._plan, self._remarks = plan, remarks
        self._patterns: Patterns = patterns_of(plan.files)
        self._blobs: dict[str, bytes] = {}

    def changes(self, progress: Progress) -> Iterator[Change]:
        """Every change, oldest first. Raises LedgerError when no file fits the mapping's pattern."""

        def read(blob: str, _: str, raw: bytes) -> None:
            self._blobs[blob] = zlib.compress(raw, 1)

        commits = stream_history(self._repository, self._tip, self._is_wanted, read)
        told = [commit for commit in reversed(commits) if commit.changes]
        if not any(self._patterns.parts(one.path) for commit in told for one in commit.changes):
            raise LedgerError(self._nothing())
        signed = signed_commits(self._repository, self._tip)
        hands = self._hands(told)
        tree = _Tree()
        for number, commit in enumerate(told, 1):
            progress(number, len(told))
            change = self._change(commit, signed[commit.id], hands.get(commit.id, ()), tree)
            if change is not None:
                yield change

    def _is_wanted(self, change: FileChange) -> bool:
        name = change.path.rpartition("/")[2]
        is_facts = self._patterns.parts(change.path) is not None
        if not is_facts and (self._plan.text is None or name != self._plan.text):
            return False
        if change.mode in {SYMLINK, SUBMODULE}:
            self._remarks.note("a mapped file is a symbolic link or a submodule", "not followed", place=change.path)
            return False
        return True

    def _nothing(self) -> str:
        paths = [entry.path for entry in list_tree(self._repository, self._tip)]
        near = did_you_mean(self._plan.files[0], paths) if paths else "the source is empty"
        return f"no file of the source fits 'files' ({', '.join(self._plan.files[:_MOST_NAMED])}): {near}"

    def _hands(self, told: list[Commit]) -> Mapping[str, tuple[Commit, ...]]:
        """The commits of each side branch that a merge brought, where they touch a mapped file."""
        if not any(commit.is_merge for commit in told):
            return {}
        return sides_of(all_commits(self._repository, self._tip, self._is_wanted), self._tip)

    def _change(self, commit: Commit, signed: Signed, hands: tuple[Commit, ...], tree: _Tree) -> Change | None:
        gone, come, touched = [], [], []
        for one in commit.changes:
            parts = self._patterns.parts(one.path)
            known, key = (tree.texts, folder_of(one.path)) if parts is None else (tree.facts, one.path)
            if parts is None:
                touched += [path for path in tree.facts if folder_of(path) == key]
            elif not one.blob:
                gone.append(one.path)
            elif one.path not in tree.facts:
                come.append(one.path)
            if one.blob:
                known[key] = one.blob
            else:
                known.pop(key, None)
            touched += [one.path] if parts is not None else []
        if not touched:
            return None
        renames = similar_renames(self._repository, commit) if gone and come else {}
        renamed = {new: renames[new] for new in come if renames.get(new) in gone}
        present = sorted({path for path in touched if path in tree.facts})
        readings = tuple(reading for path in present if (reading := self._reading(path, tree, commit.id)))
        return Change(
            author=signed.author,
            committer=signed.committer,
            message=_message(signed, hands),
            origin=commit.id,
            readings=readings,
            gone=tuple(path for path in gone if path not in renamed.values()),
            renamed=renamed,
        )

    def _reading(self, path: str, tree: _Tree, commit: str) -> Reading | None:
        def tell(what: str) -> None:
            self._remarks.note(what, "read as far as it can be", place=path, commit=commit)

        found = read_form(self._plan.form, clean(self._raw(tree.facts[path]), tell), tell)
        if found is None:
            done = "the project stays as it was"
            self._remarks.note("a file has no facts that can be read", done, place=path, commit=commit)
            return None
        fields, body = found
        beside = tree.texts.get(folder_of(path))
        if beside is not None:
            body = clean(self._raw(beside), tell)
        return Reading(key=path, place=path, fields=fields, body=body, parts=self._patterns.parts(path) or {})

    def _raw(self, blob: str) -> bytes:
        return zlib.decompress(self._blobs[blob])


def _opened(directory: Path) -> Repository:
    if not directory.is_dir():
        raise LedgerError(f"'{directory}' is no directory: name the folder of a git repository")
    try:
        return open_repository(directory)
    except LedgerError as error:
        if "is not in a git repository" not in str(error):
            raise
        raise LedgerError(
            f"'{directory}' is not a git repository, so nothing tells when its files changed: "
            "run 'git init', 'git add' and 'git commit' in it first"
        ) from None


def _message(signed: Signed, hands: tuple[Commit, ...]) -> str:
    """The commit's message; that of a merge also names who wrote what it brought."""
    others = {f"{one.author} <{one.emails[0]}>": None for one in reversed(hands) if one.changes and one.emails}
    merger = f"{signed.author.name} <{signed.author.email}>".casefold()
    lines = [f"Co-authored-by: {who}" for who in others if who.casefold() != merger and who not in signed.message]
    return "\n".join((signed.message.rstrip("\n"), *([""] if lines else []), *lines, ""))
