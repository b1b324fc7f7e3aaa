"""What the check of its pull request will say against what was just committed on a branch."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from ledger import rules
from ledger.assemble import load_proposed
from ledger.diagnostics import Diagnostic
from ledger.edges.gitrepo import Repository, main_branch, resolve
from ledger.edit.ballot import Ballot
from ledger.records.model import Change
from ledger.records.papers import Approval, PhaseDocument

_CONFLICT: Final = "GIT002"
_FIELDS: Final = ("gate", "role", "by", "date", "decision", "of", "signature")


def errors_of(change: Change) -> tuple[Diagnostic, ...]:
    """The errors of a change that no waiver covers: what fails the check of its pull request."""
    return tuple(one for one in rules.judge(change.after, change) if one.fails)


def own_errors(change: Change, slug: str) -> tuple[Diagnostic, ...]:
    """The errors of one project that no waiver covers."""
    return tuple(one for one in errors_of(change) if one.project == slug)


def brought_by(change: Change, slug: str) -> tuple[Diagnostic, ...]:
    """The warnings and notes about one project that a change brings, such as a task in progress in the phase left."""
    before, after = (replace(one, projects={slug: one.projects[slug]}) for one in (change.before, change.after))
    had = {key for one in rules.judge(before) for key in _keys(one)}
    found = rules.judge(after, replace(change, before=before, after=after))
    told = (one for one in found if one.project == slug and not (one.fails or one.waived))
    return tuple(one for one in told if had.isdisjoint(_keys(one)))


def _keys(one: Diagnostic) -> tuple[object, ...]:
    """By what a finding is the same before and after a change: its place, or its words where lines were put before."""
    return (one.code, one.location), (one.code, one.location.path, one.message)


def against_vote(directory: Path, cast: Ballot, *, today: date) -> tuple[Diagnostic, ...]:
    """The errors that a committed vote has in the change from the main branch to the one that is checked out."""
    _, change = load_proposed(directory, today=today) or (None, None)
    project = change.after.projects.get(cast.project.slug) if change else None
    document = project.documents.get(cast.document.phase) if project else None
    if change is None or document is None:
        return ()
    found = errors_of(change)
    if conflicts := _conflicts(found):
        return tuple(one for one in conflicts if one.location.path == document.path)
    places = {document.source.value_place("approvals", _index(document, cast.approval), name) for name in _FIELDS}
    return tuple(one for one in found if one.location in places)


def against_move(directory: Path, slug: str, *, today: date) -> tuple[Diagnostic, ...]:
    """The errors that a project has in the change from the main branch to the one that is checked out."""
    _, change = load_proposed(directory, today=today) or (None, None)
    project = change.after.projects.get(slug) if change else None
    if change is None or project is None:
        return ()
    found = errors_of(change)
    if conflicts := _conflicts(found):
        return tuple(one for one in conflicts if one.location.path.startswith(f"{project.folder}/"))
    return tuple(one for one in found if one.project == slug)


def is_at_main(repository: Repository) -> bool:
    """Whether what is checked out is what others land in, so that a change from it is judged as its check will."""
    onto = main_branch(repository)
    return onto is None or resolve(repository, onto) == resolve(repository, "HEAD")


def _conflicts(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """What hinders the merge: what else is told then is of none."""
    return tuple(one for one in found if one.code == _CONFLICT)


def _index(document: PhaseDocument, vote: Approval) -> int:
    """The place of a vote in its document, which a merge may have moved; the last one where it is not there."""
    same = (one.index for one in reversed(document.approvals) if one.entry == vote.entry)
    return next(same, len(document.approvals) - 1)


def refusals(found: Iterable[Diagnostic]) -> Iterator[str]:
    """Lines that say what the check will refuse, of what was committed all the same."""
    told = tuple(lines(found))
    yield from ("the check of its pull request will refuse it:", *told) if told else ()


def lines(found: Iterable[Diagnostic]) -> Iterator[str]:
    """Findings with their places and hints."""
    for one in found:
        yield f"{one.location.path}:{one.location.line}: {one.code}: {one.message}"
        if one.hint:
            yield f"    hint: {one.hint}"
