"""Named files to a commit, and nothing else: no other change, staged or not, comes with it."""

from collections.abc import Iterable

from ledger.diagnostics import LedgerError
from ledger.gitrepo import Repository, run


def commit_files(repository: Repository, paths: Iterable[str], message: str) -> str:
    """Commit the working tree's state of some tracked files and return the commit's id.

    Identity and hooks are those of git's configuration. Raises LedgerError with git's words when it refuses.
    """
    literal = [f":(top,literal){path}" for path in paths]
    run(repository.home, "commit", "--quiet", "--only", f"--message={message}", "--", *literal)
    _, output = run(repository.home, "rev-parse", "HEAD")
    return output.decode().strip()


def content_at(repository: Repository, revision: str, path: str) -> bytes | None:
    """A file as a commit has it, or None."""
    code, raw = run(repository.home, "cat-file", "blob", f"{revision}:{path}", accept=(0, 128))
    return raw if code == 0 else None


def setting(repository: Repository, name: str) -> str | None:
    """A setting of git as it holds in the repository, or None."""
    code, output = run(repository.home, "config", "--get", name, accept=(0, 1))
    return (output.decode("utf-8", "replace").strip() or None) if code == 0 else None


def author_email(repository: Repository) -> str | None:
    """The address that git would write into a commit made now, from its environment or its configuration, or None."""
    code, output = run(repository.home, "var", "GIT_AUTHOR_IDENT", accept=(0, 128))
    _, _, address = output.decode("utf-8", "replace").rpartition("<")
    return address.partition(">")[0] or None if code == 0 else None


def write_file(repository: Repository, path: str, raw: bytes) -> None:
    """Replace a file of the working tree, which must be there as a plain file."""
    if repository.root is None:
        raise LedgerError("a bare repository has no files to write: run this in a clone of it")
    place = repository.root / path
    if place.is_symlink() or not place.resolve().is_relative_to(repository.root.resolve()):
        raise LedgerError(f"'{path}' is a symbolic link or leads out of the repository: replace it by a file")
    try:
        place.write_bytes(raw)
    except OSError as error:
        raise LedgerError(f"'{path}' cannot be written ({error.strerror}): make it writable") from error
