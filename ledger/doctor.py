"""Whether this machine, this clone and this ledger are in order."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ledger import assemble
from ledger.diagnostics import LedgerError, Severity
from ledger.edges.gitrepo import Repository, author_email, open_repository, resolve, run
from ledger.edges.index import PAGES, VARIABLE, is_off, place_of, state_of
from ledger.edges.journal import unfinished
from ledger.edges.stage import is_left
from ledger.plurals import counted
from ledger.records.model import Ledger
from ledger.votes.identity import person_with

GIT_FLOOR: Final = (2, 38)  # `git merge-tree --write-tree` came with 2.38
PYTHON_FLOOR: Final = (3, 11)
_MEND: Final = "run 'ledger doctor --mend', which finishes it or takes it back, as any command that writes does first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """One thing looked at; `remedy` says what to do and is None when all is well. `grave` ones fail the command."""

    what: str
    found: str
    remedy: str | None = None
    grave: bool = True


def examine(directory: Path, today: date) -> Iterator[Checkup]:
    """Look at everything, from the machine to the ledger; what cannot be looked at ends the examination."""
    yield _python()
    yield (git := _git())
    if git.remedy:
        return
    try:
        repository = open_repository(directory)
        yield Checkup(what="repository", found=f"{repository.home} ({repository.object_format})")
        yield _interrupted(repository)
        yield Checkup(what="history", found=f"complete, at commit {resolve(repository, 'HEAD')[:12]}")
        ledger = assemble.load(directory, today=today)
        yield from _ledger(ledger, repository)
        yield _who(ledger, repository)
        yield _cache("index", place_of(repository.common_dir))
        yield _cache("pages", place_of(repository.common_dir, PAGES))
    except LedgerError as error:
        what, _, remedy = str(error).rpartition(": ")
        yield Checkup(what="cannot go on", found=what or remedy, remedy=remedy)


def _python() -> Checkup:
    found = ".".join(map(str, sys.version_info[:3]))
    return Checkup(
        what="Python", found=found, remedy=None if sys.version_info >= PYTHON_FLOOR else "install Python 3.11 or later"
    )


def _git() -> Checkup:
    try:
        _, said = run(Path(), "--version")
    except LedgerError as error:
        _, _, remedy = str(error).rpartition(": ")
        return Checkup(what="git", found="not found", remedy=remedy)
    found = (said.decode("utf-8", "replace").split() + ["unknown"] * 3)[2]  # "git version 2.39.5"
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    return Checkup(what="git", found=found, remedy=None if numbers >= GIT_FLOOR else "install git 2.38 or later")


def _ledger(ledger: Ledger, repository: Repository) -> Iterator[Checkup]:
    known = counted(len(ledger.projects), "project")
    used = sorted({project.flow.id for project in ledger.projects.values() if project.flow})
    yield Checkup(
        what="ledger",
        found=f"'{ledger.policy.title}', {known}, flows in use: {', '.join(used) or 'none'}",
    )
    people = ledger.policy.people
    remedy = None if people else f"add the people who own and approve to {ledger.policy_source.path}"
    yield Checkup(
        what="people",
        found=f"{len(people)} with {counted(len(ledger.policy.roles), 'role')}",
        remedy=remedy,
        grave=False,
    )
    errors = sum(finding.severity is Severity.ERROR for finding in ledger.findings)
    yield Checkup(
        what="files",
        found=f"{errors} cannot be read as they are" if errors else "all readable",
        remedy="run 'ledger check'" if errors else None,
    )
    if repository.root is None:
        look = "the built-in look: without a working tree no mkdocs.yml is read"
    else:
        look = "mkdocs.yml" if (repository.root / "mkdocs.yml").is_file() else "the built-in look (no mkdocs.yml)"
    yield Checkup(what="site", found=look)


def _who(ledger: Ledger, repository: Repository) -> Checkup:
    """By which address commits are made here, and whose it is: a vote is proven by that."""
    address = author_email(repository)
    try:
        person = person_with(ledger.policy, address)
    except LedgerError as error:
        found, _, _ = str(error).rpartition(": ")
        remedy = "commit with an address of yours that is in ledger.yml, or let yours land there" if address else None
        return Checkup(what="you", found=found, remedy=remedy or "run 'git config user.email' with yours", grave=False)
    roles = f"as {', '.join(person.roles)}" if person.roles else "without a role"
    return Checkup(what="you", found=f"{person.handle}, by {address}, {roles}")


def _interrupted(repository: Repository) -> Checkup:
    """What a killed command has left, which every command that writes puts right before it begins."""
    what = "interrupted"
    try:
        intent = unfinished(repository)
    except LedgerError as error:
        found, _, remedy = str(error).rpartition(": ")
        return Checkup(what=what, found=found, remedy=remedy)
    if intent is not None:
        files = ", ".join(intent.files)
        return Checkup(what=what, found=f"a command that was killed: {intent.subject} ({files})", remedy=_MEND)
    if repository.root is not None and is_left(repository.git_dir, repository.root):
        return Checkup(what=what, found="a command that was killed: new files have not all appeared", remedy=_MEND)
    return Checkup(what=what, found="no command")


def _cache(what: str, place: Path) -> Checkup:
    """A file on which nothing depends but time."""
    if is_off():
        return Checkup(what=what, found=f"switched off by {VARIABLE}=0")
    size, may_be_written = state_of(place)
    known = "nothing yet" if size is None else f"{size / 1e6:.1f} MB, may be deleted at any time"
    return Checkup(
        what=what,
        found=f"{place}, {known}",
        remedy=None if may_be_written else "let it be written (it is a file in a folder), or every run reads all anew",
        grave=False,
    )
