"""What a commit made now stands on: files as a commit has them, git's settings, the address of its author."""

from ledger.gitrepo import Repository, run


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
