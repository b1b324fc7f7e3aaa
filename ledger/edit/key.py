"""The key that a vote is signed with: found as git finds the one that it signs commits with."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Final

from ledger.diagnostics import LedgerError
from ledger.edges.gitrepo import Repository, setting
from ledger.records.policy import Person
from ledger.votes.identity import key_of

_LITERAL: Final = "key::"
_USUAL: Final = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The file of a key, and what a person calls it."""

    file: Path
    name: str


@contextmanager
def signing_key(repository: Repository, person: Person, named: Path | None) -> Iterator[Key]:
    """The key to sign with: private, or public where an agent or the file beside it has the private half.

    In this order: the one `named`, git's `user.signingkey` (a file or the key itself), the first key of the agent that
    the person has in ledger.yml, the usual one in `~/.ssh`. Raises LedgerError when there is none.
    """
    configured = (
        setting(repository.home, "user.signingkey") if setting(repository.home, "gpg.format") == "ssh" else None
    )
    literal = None if named or configured is None else _literal(configured)
    if named is not None:
        if not named.is_file():
            raise LedgerError(f"'{named}' is no file: name that of a key with --key")
        yield Key(file=named, name=str(named))
    elif configured is not None and literal is None:
        yield Key(file=_file(repository, configured), name=configured)
    elif line := literal or _of_agent(person):
        with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
            public = Path(folder, "key.pub")
            public.write_text(f"{line}\n", encoding="utf-8")
            yield Key(
                file=public, name="user.signingkey" if literal else " ".join(line.split()[2:]) or "the agent's key"
            )
    else:
        usual = _usual(person)
        yield Key(file=usual, name=str(usual))


def _literal(configured: str) -> str | None:
    """The public key that git's setting holds itself instead of a file's name, or None."""
    if configured.startswith(_LITERAL):
        return configured.removeprefix(_LITERAL).strip()
    return configured if configured.startswith("ssh-") else None


def _file(repository: Repository, configured: str) -> Path:
    file = repository.home / Path(configured).expanduser()
    if not file.is_file():
        raise LedgerError(
            f"git's user.signingkey names '{configured}', which is no file: mend it, or name one with --key"
        )
    return file


def _of_agent(person: Person) -> str | None:
    """The first key of the agent that is one of the person's, in the agent's order."""
    program = which("ssh-add")
    if program is None or not person.keys:
        return None
    done = subprocess.run([program, "-L"], capture_output=True, check=False)  # noqa: S603 - an argument list, never a shell
    lines = done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
    known = {key_of(key) for key in person.keys}
    return next((line for line in lines if key_of(line) in known), None)


def _usual(person: Person) -> Path:
    """The file in `~/.ssh` whose public half the person has in ledger.yml, or else the first one there."""
    files = [file for name in _USUAL if (file := Path.home() / ".ssh" / name).is_file()]
    if not files:
        raise LedgerError("there is no key to sign with: name its file with --key, or make one with 'ssh-keygen'")
    known = {key_of(key) for key in person.keys}
    return next((file for file in files if _public(file) in known), files[0])


def _public(file: Path) -> str:
    beside = file.with_name(f"{file.name}.pub")
    return key_of(beside.read_text("utf-8", "replace")) if beside.is_file() else ""
