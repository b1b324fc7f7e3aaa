"""Files to the working tree and to one commit: all of it, or nothing, whatever happens in between.

The order: the journal, the files, the new branch, then `git commit` from an index of its own. That commit is the step
that decides. A command that is killed before it is taken back by the next one that writes, and finished when it was
killed after it. Hooks, identity and signing are git's own, as with any commit.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, content_at, resolve, run
from ledger.edges.journal import Intent, Rewrite, begin, end, passing, replace_file, unfinished

_INDEX: Final = "ledger-index"


def land(repository: Repository, files: Mapping[str, Rewrite], message: str, *, branch: str | None = None) -> str:
    """Write the files and commit them alone, on a new branch when one is named; the commit's id.

    Raises LedgerError, with everything as it was, when a file was changed meanwhile or git refuses.
    """
    intent = Intent(
        message=message,
        files=files,
        head=resolve(repository, "HEAD"),
        ref=current_ref(repository),
        branch=f"refs/heads/{branch}" if branch else None,
    )
    for path, content in files.items():
        _refuse_changed(repository, path, content)
    begin(repository, intent)
    try:
        _carry_out(repository, intent)
    except BaseException:
        if _has_landed(repository, intent):
            _finish(repository, intent)
        else:
            _undo(repository, intent)
        raise
    _finish(repository, intent)
    return resolve(repository, "HEAD")


def altered(repository: Repository, commit: str, files: Mapping[str, Rewrite]) -> tuple[str, ...]:
    """A sentence for each file that the commit holds otherwise than it was written: hooks and filters may do that."""
    return tuple(
        f"  a hook or filter of git changed {path} as it was committed: see 'git show {commit[:9]}' and 'ledger check'"
        for path, content in files.items()
        if as_committed(content_at(repository, commit, path) or b"") != as_committed(content.new)
    )


def as_committed(raw: bytes) -> bytes:
    """What a file holds with the ends of lines that a commit has, to compare it with one."""
    return raw.replace(b"\r\n", b"\n")


def write_only(repository: Repository, path: str, content: Rewrite) -> None:
    """Replace one file of the working tree without a commit. Raises LedgerError when it was changed meanwhile."""
    intent = Intent(
        message=f"an edit of {path}",
        files={path: content},
        head="",
        ref=None,
        branch=None,
    )
    _refuse_changed(repository, path, content)
    begin(repository, intent)
    try:
        _write(repository, path, content.new)
    except BaseException:
        _undo(repository, intent)
        raise
    _clean_up(repository, intent)


def recover(repository: Repository) -> str | None:
    """Finish or take back what a killed command left, and say so; None when there is nothing to do."""
    intent = unfinished(repository)
    if intent is None:
        end(repository)  # a journal that was cut short is none: nothing had been written yet
        return None
    if _has_landed(repository, intent):
        _finish(repository, intent)
        return f"finished what an interrupted command had begun: {intent.subject}"
    kept = _take_back(repository, intent, even_changed=False)
    left = f", except {' and '.join(kept)}, which was changed since" if kept else ""
    return f"took back what an interrupted command had begun: {intent.subject}{left}"


def current_ref(repository: Repository) -> str | None:
    """The full name of the branch that is checked out, or None when HEAD is detached."""
    code, output = run(repository.home, "symbolic-ref", "--quiet", "HEAD", accept=(0, 1))
    return output.decode("utf-8", "surrogateescape").strip() if code == 0 else None


def place_of(repository: Repository, path: str) -> Path:
    """Where a file of the working tree stands. Raises LedgerError when a symbolic link is on the way."""
    if repository.root is None:
        raise LedgerError("a bare repository has no files to write: run this in a clone of it")
    root = repository.root.resolve()
    place = root / path
    if place.is_symlink() or place.resolve() != place:
        raise LedgerError(f"'{path}' is a symbolic link or stands behind one: replace it by a file")
    return place


def as_it_stands(repository: Repository, path: str) -> bytes:
    """What a file of the working tree holds. Raises LedgerError like `place_of`, and where a checkout leaves it out."""
    try:
        return place_of(repository, path).read_bytes()
    except FileNotFoundError:
        folder = path.rpartition("/")[0]
        raise LedgerError(
            f"'{path}' is not checked out here: add it to the sparse checkout ('git sparse-checkout add {folder}')"
        ) from None


def _refuse_changed(repository: Repository, path: str, content: Rewrite) -> None:
    place = place_of(repository, path)
    present = place.read_bytes() if place.exists() else None
    if present != content.old:
        raise LedgerError(f"'{path}' was changed while this ran: nothing was written, so run it again")


def _carry_out(repository: Repository, intent: Intent) -> None:
    for path, content in intent.files.items():
        _write(repository, path, content.new)
    if intent.branch:
        run(repository.home, "update-ref", "-m", f"ledger: {intent.subject}", intent.branch, intent.head, "")
        run(repository.home, "symbolic-ref", "-m", f"ledger: {intent.subject}", "HEAD", intent.branch)
    index = repository.git_dir / _INDEX
    _remove_index(repository)
    own = {"GIT_INDEX_FILE": str(index)}
    run(repository.home, "read-tree", intent.head, variables=own)
    run(repository.home, "add", "--", *_literal(intent), variables=own)
    run(repository.home, "commit", "--quiet", "--cleanup=whitespace", f"--message={intent.message}", variables=own)


def _write(repository: Repository, path: str, raw: bytes) -> None:
    try:
        replace_file(place_of(repository, path), raw)
    except OSError as error:
        raise LedgerError(f"'{path}' cannot be written ({error.strerror}): make it writable") from error


def _literal(intent: Intent) -> list[str]:
    return [f":(top,literal){path}" for path in intent.files]


def _has_landed(repository: Repository, intent: Intent) -> bool:
    """Whether the commit is there: HEAD follows the commit that was meant, and changes just these files."""
    if not intent.head:
        return False
    head = resolve(repository, "HEAD")
    if head == intent.head:
        return False
    code, parent = run(repository.home, "rev-parse", "--verify", "--quiet", f"{head}^1", accept=(0, 1, 128))
    if code or parent.decode().strip() != intent.head:
        return False
    _, output = run(repository.home, "diff-tree", "-r", "-z", "--no-renames", "--name-only", intent.head, head)
    return set(output.decode("utf-8", "surrogateescape").split("\0")[:-1]) <= set(intent.files)


def _finish(repository: Repository, intent: Intent) -> None:
    """Tell the repository's own index what the commit holds."""
    run(repository.home, "reset", "--quiet", "HEAD", "--", *_literal(intent))
    _clean_up(repository, intent)


def _undo(repository: Repository, intent: Intent) -> None:
    try:
        _take_back(repository, intent, even_changed=True)
    except OSError as error:
        again = "the next ledger command that writes tries it again"
        raise LedgerError(f"what was written could not be taken back ({error.strerror}): {again}") from error


def _take_back(repository: Repository, intent: Intent, *, even_changed: bool) -> list[str]:
    """Files and branch as they were; the files that somebody else changed since, which stay."""
    kept = []
    for path, content in intent.files.items():
        place = place_of(repository, path)
        present = place.read_bytes() if place.exists() else None
        if present == content.old:
            continue
        if present != content.new and not even_changed:
            kept.append(path)
        elif content.old is None:
            place.unlink()
        else:
            replace_file(place, content.old)
    if intent.branch:
        _leave_branch(repository, intent)
    _clean_up(repository, intent)
    return kept


def _leave_branch(repository: Repository, intent: Intent) -> None:
    if current_ref(repository) == intent.branch:
        if intent.ref:
            run(repository.home, "symbolic-ref", "HEAD", intent.ref)
        else:
            run(repository.home, "update-ref", "--no-deref", "HEAD", intent.head)
    # Only a branch that still is where this command put it; git refuses any other, which then stays.
    with contextlib.suppress(LedgerError):
        run(repository.home, "update-ref", "-d", str(intent.branch), intent.head)


def _clean_up(repository: Repository, intent: Intent) -> None:
    for path in intent.files:
        with contextlib.suppress(OSError):  # at worst a hidden file stays behind
            passing(place_of(repository, path)).unlink(missing_ok=True)
    _remove_index(repository)
    end(repository)


def _remove_index(repository: Repository) -> None:
    for name in (_INDEX, f"{_INDEX}.lock"):
        (repository.git_dir / name).unlink(missing_ok=True)
