"""The map of the program: from a directory to a Ledger, or to a Change of one.

repository -> snapshot (working tree, revision or merge result)
-> history along the mainline: events, and every document parsed once
-> rulebook (policy, flows, schemas) -> layout (which folder is a project) -> projects -> Ledger
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

from ledger.assembly.assembled import NO_LEDGER, as_last_read, assembled
from ledger.assembly.told import Told, nothing_told, tell, tell_all, told_by
from ledger.codes import diagnostic
from ledger.diagnostics import Diagnostic, LedgerError, Location
from ledger.edges.asof import as_it_is, as_it_was, last_day
from ledger.edges.gitrepo import (
    Repository,
    has_uncommitted,
    is_ancestor,
    is_empty,
    list_tree,
    main_branch,
    merge_tree,
    open_repository,
    renames_between,
    resolve,
    short_name,
)
from ledger.edges.snapshot import (
    Snapshot,
    tree_snapshot,
    with_files,
    worktree_snapshot,
)
from ledger.forge.attestation import attestation
from ledger.forge.reviews import Review
from ledger.past.memory import Memory, remembered
from ledger.past.renaming import renaming_of
from ledger.past.visits import landed_by
from ledger.proof.grading import proposal
from ledger.records.model import Change, Event, Ledger
from ledger.words import LEDGER_FILE

Trial: TypeAlias = Callable[[Mapping[str, bytes]], Change]  # from the new contents of files to the change they make


def load(directory: Path, *, today: date, revision: str | None = None) -> Ledger:
    """The ledger that holds `directory`: its working tree, or the commit that `revision` names.

    A bare repository has no working tree: its HEAD is read. Raises LedgerError when it cannot be read at all.
    """
    repository = open_repository(directory)
    return _load(repository, resolve(repository, revision or "HEAD"), today, is_revision=revision is not None)


def load_files(directory: Path, *, today: date) -> Ledger:
    """The ledger like `load`; before the first commit of its repository the files alone, of which nothing has landed.

    So who starts a ledger can mend it before it is committed. Raises LedgerError like `load`.
    """
    repository = open_repository(directory)
    if repository.root is None or not is_empty(repository):
        return _load(repository, resolve(repository, "HEAD"), today, is_revision=False)
    return assembled(
        worktree_snapshot(repository, repository.root), nothing_told(repository, today), today=today, uncommitted=True
    )


def _load(repository: Repository, tip: str, today: date, *, is_revision: bool) -> Ledger:
    snapshot, uncommitted = _present(repository, tip, is_revision=is_revision)
    with remembered(repository) as memory:
        told = tell(repository, memory, tip, snapshot)
    return assembled(snapshot, told, today=today, uncommitted=uncommitted)


def load_whole(directory: Path, *, today: date, at: str | None = None) -> tuple[Ledger, Told]:
    """The ledger like `load_at`, and all that its history told, with the full text of every document on the way.

    One reading serves who shows the ledger and who audits it. Raises LedgerError like `load_at`.
    """
    repository = open_repository(directory)
    tip, today = as_it_is(repository, today) if at is None else as_it_was(repository, at, today)
    told = told_by(tell_all(repository, tip), today)
    snapshot, uncommitted = _present(repository, tip, is_revision=at is not None)
    return assembled(snapshot, told, today=today, uncommitted=uncommitted), told


def _present(repository: Repository, tip: str, *, is_revision: bool) -> tuple[Snapshot, bool]:
    """The working tree, and whether it differs from its commit; the commit where that is wanted or no tree is there."""
    if repository.root is None or is_revision:
        return tree_snapshot(repository, tip), False
    return worktree_snapshot(repository, repository.root), has_uncommitted(repository)


def load_events(directory: Path, *, today: date = date.max) -> tuple[Event, ...]:
    """What happened in the ledger that holds `directory`, oldest first: its history without its present files.

    Where the clock of a commit ran ahead of `today`, as `load` tells it. Raises LedgerError like `load`.
    """
    repository = open_repository(directory)
    tip = resolve(repository, "HEAD")
    if LEDGER_FILE not in {entry.path for entry in list_tree(repository, tip, LEDGER_FILE)}:
        raise LedgerError(NO_LEDGER)
    with remembered(repository) as memory:
        events = memory.events(tip)
        if events is None:
            events = tell(repository, memory, tip).events
            memory.set_events(tip, events)
    return landed_by(events, last_day(repository, today))


def load_at(directory: Path, *, at: str | None, today: date) -> Ledger:
    """The ledger as it was: at the end of a day (YYYY-MM-DD, in UTC), or at a revision on the day of its commit.

    Without `at` it is as `load` reads it, but not as of a day before its last commit. Raises LedgerError like `load`,
    for such a day, for one to come, and for one before the first commit.
    """
    repository = open_repository(directory)
    tip, day = as_it_is(repository, today) if at is None else as_it_was(repository, at, today)
    return _load(repository, tip, day, is_revision=at is not None)


def load_change(
    directory: Path, *, base: str, today: date, head: str | None = None, reviews: tuple[Review, ...] = ()
) -> Change:
    """The change from `base` to what merging the checked-out branch, or the commit `head`, into it would give.

    Both sides stand on the history that has landed, the base's. A branch that has the base in its past is judged as
    the working tree is; one that lags behind as git merges its commit. `reviews` are those that a forge has of the
    change; they attest its votes. Raises LedgerError like `load`.
    """
    repository = open_repository(directory)
    if head is not None:
        repository = replace(repository, root=None)  # the commit is judged, whatever the work tree holds
    tip, head = resolve(repository, base), resolve(repository, head or "HEAD")
    with remembered(repository) as memory:
        return _change(_landed(repository, memory, tip, today), head, reviews)


def load_proposed(directory: Path, *, today: date) -> tuple[str, Change] | None:
    """The change that the checked-out branch is to the main one, after the name of that, such as `origin/main`.

    None where that is the main branch itself, or one that cannot be compared with it.
    """
    repository = open_repository(directory)
    onto = main_branch(repository)
    if onto is None or is_ancestor(repository, "HEAD", onto):
        return None
    try:
        return short_name(repository, onto), load_change(directory, base=onto, today=today)
    except LedgerError:
        return None


def load_changes(directory: Path, *, base: str, today: date) -> tuple[Ledger, Callable[[str], Change]]:
    """The ledger at `base`, and what makes of a commit the change that `load_change` tells; the base is read once.

    Raises LedgerError like `load`, and so does what it gives.
    """
    repository = replace(open_repository(directory), root=None)
    with remembered(repository) as memory:
        landed = _landed(repository, memory, resolve(repository, base), today)
    if landed.ledger is None:
        raise LedgerError(NO_LEDGER)
    return landed.ledger, lambda head: _change(landed, resolve(repository, head), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Landed:
    """What stands before a change: the base's files, its history, and its ledger where it has one."""

    snapshot: Snapshot
    told: Told
    ledger: Ledger | None
    today: date


def _landed(repository: Repository, memory: Memory, tip: str, today: date) -> _Landed:
    snapshot = tree_snapshot(repository, tip)
    told = tell(repository, memory, tip, snapshot)
    ledger = assembled(snapshot, told, today=today, uncommitted=False) if LEDGER_FILE in snapshot.files else None
    return _Landed(snapshot=snapshot, told=told, ledger=ledger, today=today)


def _change(landed: _Landed, head: str, reviews: tuple[Review, ...]) -> Change:
    """The change that merging `head` makes: of the working tree, where there is one and it has the base in its past."""
    told, old = landed.told, landed.snapshot
    repository, tip = told.repository, told.tip
    findings: tuple[Diagnostic, ...] = ()
    if is_ancestor(repository, tip, head):
        root = repository.root
        tree = None if root else head
        snapshot = worktree_snapshot(repository, root) if root else tree_snapshot(repository, head)
    else:
        tree, findings = _merged(repository, tip, head)
        snapshot = tree_snapshot(repository, tree)
    renaming = renaming_of(told.history, old, snapshot, told.parsed, partial(renames_between, repository, tip, tree))
    proposed = proposal(repository, tip, head, told.history, renaming.names)
    proposed = replace(proposed, attested=attestation(repository, reviews))
    after = assembled(
        snapshot,
        told,
        today=landed.today,
        uncommitted=True,
        base=landed.ledger,
        renaming=renaming,
        proposed=proposed,
    )
    after = replace(after, findings=(*after.findings, *findings))
    if landed.ledger is None:
        return Change(before=replace(after, projects={}, flows={}, events=(), findings=()), after=after)
    before = as_last_read(landed.ledger, told)
    paths = frozenset(path for path, _ in old.files.items() ^ snapshot.files.items())
    return Change(before=before, after=after, renames=renaming.names, displaced=renaming.displaced, paths=paths)


def load_trial(directory: Path, *, today: date, uncommitted: bool = False) -> Trial:
    """The ledger read once, to try edits on that nobody has written yet: each is a change from HEAD.

    What is edited is HEAD's content, or that of the working tree with `uncommitted`. Raises LedgerError like `load`,
    and when HEAD has no ledger.
    """
    repository = open_repository(directory)
    tip = resolve(repository, "HEAD")
    old = tree_snapshot(repository, tip)
    if LEDGER_FILE not in old.files:
        in_files = repository.root is not None and (repository.root / LEDGER_FILE).exists()
        raise LedgerError(f"{LEDGER_FILE} is not committed yet: commit the ledger first" if in_files else NO_LEDGER)
    present = worktree_snapshot(repository, repository.root) if uncommitted and repository.root else old
    with remembered(repository) as memory:
        told = tell(repository, memory, tip, old, present)
    proposed = proposal(repository, tip, tip, told.history, {})
    before = assembled(old, told, today=today, uncommitted=False)

    def trial(files: Mapping[str, bytes]) -> Change:
        snapshot = with_files(present, files, repository.object_format)
        similar = partial(renames_between, repository, tip, None)
        renaming = renaming_of(told.history, old, snapshot, told.parsed, similar)
        after = assembled(
            snapshot, told, today=today, uncommitted=True, base=before, renaming=renaming, proposed=proposed
        )
        return Change(before=before, after=after, renames=renaming.names, displaced=renaming.displaced)

    return trial


def _merged(repository: Repository, tip: str, head: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The tree that the merge gives, or that of `head` where it conflicts, and what hinders it."""
    tree, conflicts = merge_tree(repository, tip, head)
    findings = [
        diagnostic(
            "GIT002",
            Location(path=path),
            "the branch must merge into its base, found a conflict in this file",
            "merge or rebase onto the base and resolve it",
        )
        for path in conflicts
    ]
    if repository.root and has_uncommitted(repository):
        message = "the branch lags behind its base, so its last commit is judged, without the uncommitted changes"
        hint = "commit them, or bring the branch up to date"
        findings.append(diagnostic("GIT003", Location(path=LEDGER_FILE), message, hint))
    return head if conflicts else tree, tuple(findings)
