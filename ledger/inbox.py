"""The votes that a person is asked for: in the ledger as it is checked out, or by every branch that the base lacks."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeAlias

from ledger.assemble import load, load_change, load_changes
from ledger.diagnostics import LedgerError
from ledger.edges.asof import commit_day
from ledger.edges.gitlog import seconds
from ledger.edges.gitrepo import Repository, author_email, is_ancestor, main_branch, open_repository, resolve, run
from ledger.records.model import Change
from ledger.records.policy import Policy
from ledger.views.inbox import Waiting, gates_put_to_vote, in_order, waiting_here, waiting_in_change, waiting_in_ledger
from ledger.votes.identity import person_of, person_with

MOST: Final = 50  # branches that are looked at, those with the latest commits

Place: TypeAlias = tuple[str, str, str]  # project, phase, gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A commit that the base lacks, with the names of the branches at it, local ones first, and its day."""

    commit: str
    names: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What one person is asked for; `base` is None where the checked-out ledger alone was read.

    `unread` tells of each branch that could not be judged why (`HEAD` is the one that is checked out); `older` counts
    those that were not looked at.
    """

    person: str
    today: date
    base: str | None
    waiting: tuple[Waiting, ...]
    unread: tuple[tuple[str, str], ...] = ()
    older: int = 0


def read_inbox(directory: Path, *, by: str | None, base: str | None, has_branches: bool, today: date) -> Inbox:
    """What somebody (git's user without `by`) is asked for: here, or with `has_branches` by each branch that waits.

    `base` is what the branches are to land in, the main branch when it is None. Raises LedgerError like `load`, for an
    unknown person, and for branches without a base.
    """
    repository = open_repository(directory)
    onto = base or main_branch(repository)
    if has_branches:
        if onto is None:
            raise LedgerError("there is no branch main to compare with: name the branch that they land in with --base")
        return _of_branches(directory, repository, onto, by, today)
    if onto is None:
        ledger = load(directory, today=today)
        person = _person(repository, ledger.policy, by)
        return Inbox(person=person, today=today, base=None, waiting=waiting_in_ledger(ledger, person))
    change = load_change(directory, base=onto, today=today)
    person = _person(repository, change.before.policy, by)
    if hindrance := _hindrance(change, onto):
        rows, unread = waiting_in_ledger(change.before, person), (("HEAD", hindrance),)
        return Inbox(person=person, today=today, base=onto, waiting=rows, unread=unread)
    waiting = waiting_here(change, person, on=_proposed_on(repository, onto, today))
    return Inbox(person=person, today=today, base=onto, waiting=waiting)


def _of_branches(directory: Path, repository: Repository, base: str, by: str | None, today: date) -> Inbox:
    ledger, change_of = load_changes(directory, base=base, today=today)
    person = _person(repository, ledger.policy, by)
    proposed: list[Waiting] = []
    asked: set[Place] = set()
    unread: list[tuple[str, str]] = []
    branches = _branches(repository, resolve(repository, base))
    for branch in branches[:MOST]:
        try:
            change = change_of(branch.commit)
            hindrance = _hindrance(change, base)
        except LedgerError as error:  # such as a branch that holds only a site
            hindrance = str(error)
        if hindrance:
            unread.append((branch.names[0], hindrance))
            continue
        proposed += waiting_in_change(change, person, branch=branch.names[0], on=min(branch.on, today))
        asked |= gates_put_to_vote(change)
    return Inbox(
        person=person,
        today=today,
        base=base,
        waiting=in_order([*proposed, *_without(waiting_in_ledger(ledger, person), asked)]),
        unread=tuple(unread),
        older=len(branches[MOST:]),
    )


def _hindrance(change: Change, base: str) -> str:
    """Why nobody can tell yet what a change asks for: what it will hold is open while it conflicts with its base."""
    paths = [finding.location.path for finding in change.after.findings if finding.code == "GIT002"]
    onto, where = _short(base), ", ".join(paths)
    return f"it conflicts with {onto} in {where}: merge or rebase onto {onto} and resolve it" if paths else ""


def _without(rows: Iterable[Waiting], asked: Collection[Place]) -> Iterator[Waiting]:
    """What the ledger asks for beside the changes: where a change puts a gate to the vote, it is given there."""
    return (row for row in rows if row.place not in asked)


def _proposed_on(repository: Repository, base: str, today: date) -> date:
    """The day of the last commit that the checked-out branch has beside its base; today where it has none yet."""
    head = resolve(repository, "HEAD")
    is_behind = is_ancestor(repository, head, resolve(repository, base))
    return today if is_behind else min(commit_day(repository, head), today)


def _person(repository: Repository, policy: Policy, by: str | None) -> str:
    return (person_of(policy, by) if by else person_with(policy, author_email(repository))).handle


def _branches(repository: Repository, base: str) -> list[Branch]:
    """The branches with commits that the base lacks, the latest first; those at one commit are one."""
    shown = "--format=%(objectname) %(committerdate:unix) %(refname)"
    wanted = ("refs/heads", "refs/remotes")
    _, output = run(repository.home, "for-each-ref", f"--no-merged={base}", "--sort=-committerdate", shown, *wanted)
    found: dict[str, Branch] = {}
    for commit, moment, name in (line.split(" ", 2) for line in output.decode("utf-8", "surrogateescape").splitlines()):
        known = found.get(commit)
        names = (*(known.names if known else ()), _short(name))
        found[commit] = Branch(
            commit=commit, names=names, on=datetime.fromtimestamp(seconds(moment, commit), UTC).date()
        )
    return list(found.values())


def _short(name: str) -> str:
    return name.removeprefix("refs/heads/").removeprefix("refs/remotes/")
