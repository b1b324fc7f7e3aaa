"""What the check of its pull request will say against a vote that was just recorded on a branch."""

from datetime import date
from pathlib import Path
from typing import Final

from ledger import rules
from ledger.assemble import load_change
from ledger.diagnostics import Diagnostic, LedgerError, Severity
from ledger.edges.gitrepo import Repository, is_ancestor, main_branch
from ledger.edit.ballot import Ballot
from ledger.records.papers import Approval, PhaseDocument

_CONFLICT: Final = "GIT002"
_FIELDS: Final = ("gate", "role", "by", "date", "decision", "of", "signature")


def outlook(directory: Path, repository: Repository, cast: Ballot, *, today: date) -> tuple[Diagnostic, ...]:
    """The errors that a committed vote has in the change from the main branch to the one that is checked out.

    None where that is the main branch itself, or one that cannot be compared with it: the vote is recorded already.
    """
    onto = main_branch(repository)
    if onto is None or is_ancestor(repository, "HEAD", onto):
        return ()
    try:
        change = load_change(directory, base=onto, today=today)
    except LedgerError:
        return ()
    project = change.after.projects.get(cast.project.slug)
    document = project.documents.get(cast.document.phase) if project else None
    if document is None:
        return ()
    found = [one for one in rules.judge(change.after, change) if one.severity is Severity.ERROR and one.waived is None]
    if conflicts := [one for one in found if one.code == _CONFLICT]:  # what else is told then is of no merge
        return tuple(one for one in conflicts if one.location.path == document.path)
    places = {document.source.value_place("approvals", _index(document, cast.approval), name) for name in _FIELDS}
    return tuple(one for one in found if one.location in places)


def _index(document: PhaseDocument, vote: Approval) -> int:
    """The place of a vote in its document, which a merge may have moved; the last one where it is not there."""
    same = (one.index for one in reversed(document.approvals) if one.entry == vote.entry)
    return next(same, len(document.approvals) - 1)
