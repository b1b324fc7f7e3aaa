"""The one module that starts git: find a repository, ask it short questions, read its trees.

GitPython finds the repository and the git program; every process gets an argument list, machine formats and an
environment without `GIT_*`, so that nothing ambient (a hook's GIT_DIR, a replaced object) changes an answer.
"""

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.ambient import environment, hidden
from ledger.edges.gitlog import Commit, seconds

_SETTINGS: Final = ("core.quotePath=false", "log.showRoot=true", "i18n.logOutputEncoding=UTF-8")
# What a short name may stand for (gitrevisions(7)), in git's order; after it may come a way from there.
_MEANINGS: Final = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_AFTER_NAME: Final = re.compile(r"[~^:]|@(?=\{|$)")
_ALONE: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|[A-Z_]*HEAD")  # what no tag or branch of that name can hide
_NAMES: Final = ("main", "master")
# A clone of a repository that was empty then has no origin/HEAD, and need not have a branch main of its own.
_MAINS: Final = (
    "refs/remotes/origin/HEAD",
    *(f"refs/remotes/origin/{name}" for name in _NAMES),
    *(f"refs/heads/{name}" for name in _NAMES),
)
SYMLINK: Final = "120000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """An opened repository: its git directory, its work tree (None when bare), and its hash ('sha1' or 'sha256').

    `common_dir` is the git directory that all its work trees share.
    """

    git_dir: Path
    common_dir: Path
    root: Path | None
    object_format: str

    @property
    def home(self) -> Path:
        """Where git is run: the work tree, or the git directory of a bare repository."""
        return self.root or self.git_dir


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A path of a tree with its mode and blob id; `blob` is empty where the content was not hashed."""

    path: str
    mode: str
    blob: str


def _program() -> str:
    """The git that every command uses. Raises LedgerError where there is none."""
    try:
        import git  # noqa: PLC0415 - costs 60 ms, which commands that do not need it must not pay
    except ImportError as error:
        if error.name:  # a module is missing; GitPython raises a nameless one where it finds no git
            raise
        raise LedgerError("git was not found: install git 2.38 or later and put it on the PATH") from None
    return str(git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git")


def start(
    home: Path, arguments: Iterable[str], stdin: int | None = None, *, variables: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """A git process with pipes, in a clean environment with some `variables`."""
    command = [_program(), *(word for one in _SETTINGS for word in ("-c", one)), *arguments]
    return subprocess.Popen(  # noqa: S603 - an argument list, never a shell
        command,
        cwd=home,
        env=environment() | dict(variables or {}),
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(
    home: Path,
    *arguments: str,
    accept: tuple[int, ...] = (0,),
    given: bytes | None = None,
    variables: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Exit code and output of one git command that reads `given`; LedgerError with git's words for other codes."""
    process = start(home, arguments, None if given is None else subprocess.PIPE, variables=variables)
    try:
        with process:
            output, errors = process.communicate(given)
    finally:
        process.wait()  # after Ctrl-C, Python waits a quarter of a second: a slow hook would then land behind our back
    if process.returncode not in accept:
        raise LedgerError(complaint(arguments[0], errors))
    return process.returncode, output


def complaint(verb: str, errors: bytes) -> str:
    """What git complained about, in its first words, and the command that it advises where another's files are read."""
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    said = lines[0].removeprefix("fatal: ").removeprefix("error: ") if lines else "it gave no reason"
    advised = next((line.strip() for line in lines[1:] if "safe.directory" in line and line.startswith("\t")), "")
    return f"git {verb} failed: {said}" + (f": trust it with '{advised}'" if advised else "")


def open_repository(directory: Path) -> Repository:
    """The repository that holds `directory`, at any depth. Raises LedgerError when it cannot be read in full."""
    _program()  # says in one sentence that there is none, before the import says it in its own way
    import git  # noqa: PLC0415 - costs 60 ms, which commands that do not need it must not pay

    try:
        with hidden():
            found = git.Repo(directory.absolute(), search_parent_directories=True, expand_vars=False)
    except git.NoSuchPathError:
        raise LedgerError(f"'{directory}' is no directory: name one that is there") from None
    except git.InvalidGitRepositoryError:
        if directory.is_file():
            raise LedgerError(f"'{directory}' is a file: name a directory") from None
        raise LedgerError(
            f"'{directory}' is not in a git repository: run 'ledger init' to start a ledger here"
        ) from None
    with found:
        git_dir, common_dir = Path(found.git_dir), Path(found.common_dir)
        root = Path(found.working_tree_dir) if found.working_tree_dir and not found.bare else None
    _, output = run(root or git_dir, "rev-parse", "--is-shallow-repository", "--show-object-format")
    shallow, object_format = output.decode().split()
    if shallow == "true":
        raise LedgerError(
            "the clone is shallow, so its dates would be wrong: "
            "fetch all of it ('git fetch --unshallow', or 'fetch-depth: 0' in CI)"
        )
    return Repository(git_dir=git_dir, common_dir=common_dir, root=root, object_format=object_format)


def resolve(repository: Repository, revision: str) -> str:
    """The id of the commit that a revision names. Raises LedgerError for an unknown one, and for a name with two."""
    if not revision or revision.startswith("-"):
        raise LedgerError(f"'{revision}' is not a revision")
    if _is_one(repository, revision) and (commit := _peeled(repository, revision)):
        return commit
    if revision == "HEAD":
        raise LedgerError(
            "the branch has no commits yet: commit the ledger that 'ledger init' writes ('git add . && git commit')"
        )
    raise LedgerError(f"the revision '{revision}' is unknown here: fetch it first, or mend its spelling")


def _peeled(repository: Repository, revision: str) -> str | None:
    asked = f"{revision}^{{commit}}"
    code, output = run(
        repository.home, "rev-parse", "--verify", "--quiet", "--end-of-options", asked, accept=(0, 1, 128)
    )
    return output.decode().strip() if code == 0 else None


def _is_one(repository: Repository, revision: str) -> bool:
    """Whether a name stands for one commit at most, and in full only for itself. Raises LedgerError for one with two.

    Of a tag and a branch of one name git takes the tag without a word, and whoever may push may push a tag.
    """
    name = _AFTER_NAME.split(revision, maxsplit=1)[0]
    if not name or _ALONE.fullmatch(name):
        return True
    is_full = name.startswith("refs/")
    asked = [name] if is_full else [meaning.format(name) for meaning in _MEANINGS]
    _, output = run(repository.home, "for-each-ref", "--format=%(refname)", *asked)
    known = set(output.decode("utf-8", "surrogateescape").splitlines())
    refs = [ref for ref in asked if ref in known]
    if len({_peeled(repository, ref) for ref in refs}) > 1:
        raise LedgerError(
            f"'{name}' is more than one commit here, {' and '.join(refs)}: write the one that is meant in full, "
            f"such as {refs[-1]}"
        )
    return bool(refs) or not is_full


def is_empty(repository: Repository) -> bool:
    """Whether the repository has no commit yet, on any branch."""
    _, output = run(repository.home, "rev-list", "--max-count=1", "--all")
    return not output


def has_commit(repository: Repository, commit: str) -> bool:
    """Whether the repository holds a commit of that full id."""
    code, _ = run(repository.home, "cat-file", "-e", f"{commit}^{{commit}}", accept=(0, 1, 128))
    return code == 0


def main_branch(repository: Repository) -> str | None:
    """The branch that others land in: that of the clone's origin, else the local `main` or `master`."""
    for name in _MAINS:
        code, _ = run(repository.home, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", accept=(0, 1, 128))
        if code == 0:
            return name
    return None


def content_at(repository: Repository, revision: str, path: str) -> bytes | None:
    """A file as a commit has it, or None."""
    code, raw = run(repository.home, "cat-file", "blob", f"{revision}:{path}", accept=(0, 128))
    return raw if code == 0 else None


def short_name(repository: Repository, reference: str) -> str:
    """A reference as people call it: `origin/main` for the branch to which `refs/remotes/origin/HEAD` leads."""
    _, output = run(repository.home, "rev-parse", "--abbrev-ref", reference)
    return output.decode("utf-8", "surrogateescape").strip()


def is_ancestor(repository: Repository, ancestor: str, descendant: str) -> bool:
    """Whether one commit is an ancestor of another, or the same."""
    code, _ = run(repository.home, "merge-base", "--is-ancestor", ancestor, descendant, accept=(0, 1))
    return code == 0


def commit_at(repository: Repository, tip: str, moment: int) -> str | None:
    """The last mainline commit of `tip` that landed at or before a moment (seconds since 1970), or None."""
    _, output = run(repository.home, "log", "--first-parent", "--format=%H %ct", tip, "--")
    for line in output.decode().splitlines():
        commit, _, time = line.partition(" ")
        if seconds(time, commit) <= moment:
            return commit
    return None


def commit_time(repository: Repository, commit: str) -> int:
    """When a commit landed, in seconds since 1970."""
    _, output = run(repository.home, "log", "-1", "--format=%ct", commit, "--")
    return seconds(output.decode().strip(), commit)


def list_tree(repository: Repository, revision: str, *paths: str) -> tuple[TreeEntry, ...]:
    """Every file of a commit or tree (only those at or below `paths`, when given), with mode and blob id."""
    _, output = run(repository.home, "ls-tree", "-r", "-z", "--full-tree", revision, "--", *paths)
    entries = []
    for row in output.split(b"\0")[:-1]:
        facts, _, path = row.decode("utf-8", "surrogateescape").partition("\t")
        mode, _, blob = facts.split(" ")
        entries.append(TreeEntry(path, mode, blob))
    return tuple(entries)


def similar_renames(repository: Repository, commit: Commit) -> dict[str, str]:
    """Old path by new path of the renames with edits that git sees in one commit (half or more alike)."""
    return renames_between(repository, commit.parents[0], commit.id) if commit.parents else {}


def renames_between(repository: Repository, old: str, new: str | None) -> dict[str, str]:
    """Old path by new path of such renames between two trees, or from a tree to the files that git knows (None)."""
    how = ("-z", "--raw", "--no-abbrev", "-M", "--diff-filter=R")
    verb = ("diff-index", *how, old) if new is None else ("diff-tree", "-r", *how, old, new)
    _, output = run(repository.home, *verb, "--")
    tokens = output.decode("utf-8", "surrogateescape").split("\0")
    return {new: old for old, new in zip(tokens[1::3], tokens[2::3], strict=False)}


def merge_tree(repository: Repository, base: str, head: str) -> tuple[str, tuple[str, ...]]:
    """The tree that merging `head` into `base` gives, and the paths in conflict (empty for a clean merge)."""
    code, output = run(
        repository.home, "merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, head, accept=(0, 1)
    )
    tree, *paths = output.decode("utf-8", "surrogateescape").rstrip("\0").split("\0")
    return tree, tuple(sorted(set(paths))) if code else ()


def has_uncommitted(repository: Repository) -> bool:
    """Whether the work tree differs from its commit below the ledger's places, untracked files included."""
    asked = ("status", "--porcelain", "-z", "--untracked-files=all", "--", "ledger.yml", "schema", "projects")
    _, output = run(repository.home, *asked)
    return bool(output)


def mainline(repository: Repository, tip: str) -> tuple[str, ...]:
    """The commits of the mainline of `tip`, oldest first."""
    _, output = run(repository.home, "rev-list", "--first-parent", "--reverse", tip, "--")
    return tuple(output.decode().split())


def setting(home: Path, name: str) -> str | None:
    """A setting of git as it holds in a directory, or None."""
    code, output = run(home, "config", "--get", name, accept=(0, 1))
    return (output.decode("utf-8", "replace").strip() or None) if code == 0 else None


def author_email(repository: Repository) -> str | None:
    """The address that git would write into a commit made now, from its environment or its configuration, or None."""
    code, output = run(repository.home, "var", "GIT_AUTHOR_IDENT", accept=(0, 128))
    _, _, address = output.decode("utf-8", "replace").rpartition("<")
    return address.partition(">")[0] or None if code == 0 else None
