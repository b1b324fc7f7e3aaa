"""An import from its source to its ledger."""

from collections.abc import Callable
from pathlib import Path

from ledger.diagnostics import Diagnostic, LedgerError
from ledger.imports.jira import issue_changes
from ledger.imports.make import Imported, Wish, write
from ledger.imports.mapping import Plan
from ledger.imports.markdown import Source
from ledger.imports.plan_file import read_plan
from ledger.imports.remarks import Remarks

Progress = Callable[[int, int], None]
Outcome = Imported | tuple[Diagnostic, ...]


def import_markdown(source: Path, mapping: str, wish: Wish, revision: str, progress: Progress) -> Outcome:
    """The ledger that a repository of Markdown files becomes, or what is wrong with the mapping."""
    plan = read_plan(mapping)
    if not isinstance(plan, Plan):
        return plan
    if not plan.files:
        raise LedgerError(f"the mapping '{mapping}' has no 'files': name those that are projects, such as 'docs/*.md'")
    if wish.directory.resolve().is_relative_to(source.resolve()):
        raise LedgerError(f"'{wish.directory}' lies in the source, which is never written: name a place outside of it")
    remarks = Remarks()
    changes = Source(source, revision, plan, remarks).changes(progress)
    return write(plan, changes, remarks, wish)


def import_jira(export: Path, mapping: str, wish: Wish, progress: Progress) -> Outcome:
    """The ledger that an export of issues becomes, or what is wrong with the mapping."""
    plan = read_plan(mapping)
    if not isinstance(plan, Plan):
        return plan
    remarks = Remarks()
    return write(plan, issue_changes(export, plan, remarks, progress), remarks, wish)
