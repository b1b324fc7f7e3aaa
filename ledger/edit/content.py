"""What somebody writes into a phase document: tasks, measured KPIs, deliverables; judged before it is written."""

from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ledger import rules
from ledger.assemble import load_trial
from ledger.diagnostics import Diagnostic, LedgerError, Severity, did_you_mean
from ledger.edges.journal import Rewrite
from ledger.edit.desk import Desk, desk_at, refuse_new, refuse_unsaved
from ledger.edit.front_matter import edited, read
from ledger.edit.landing import altered, as_it_stands, land, write_only
from ledger.edit.message import one_line
from ledger.edit.outlook import lines
from ledger.edit.plan import document_at
from ledger.edit.splices import Edit
from ledger.records.model import Change, Ledger, Project
from ledger.records.papers import Approval, PhaseDocument
from ledger.selection import present_project
from ledger.votes.digest import digest
from ledger.votes.used_up import used_up
from ledger.words import CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be written: edits of one document, what the commit says, and the files that they cite."""

    document: PhaseDocument
    edits: tuple[Edit, ...]
    subject: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a note: `against` are the errors that it would have made, when there are any it is not written.

    `beside` are its warnings; `voided` are those whose votes covered the document and no longer do, save for
    votes that a move has used up. `altered` tells that a hook of git changed the file.
    """

    note: Note
    commit: str | None
    against: tuple[Diagnostic, ...]
    beside: tuple[Diagnostic, ...]
    voided: tuple[str, ...]
    altered: tuple[str, ...]
    recovered: str | None


Noting = Callable[[Project, Ledger], Note]


def write_note(directory: Path, slug: str, noting: Noting, *, is_committed: bool, today: date) -> Written:
    """Write what `noting` makes of a project, and commit it alone. Raises LedgerError when that cannot be."""
    with desk_at(directory, commits=is_committed) as desk:
        trial = load_trial(directory, today=today, uncommitted=not is_committed)
        before = trial({}).after
        refuse_new(desk.repository, slug, before.projects)
        project = present_project(before, slug)
        if project.malformed or project.card is None:
            raise LedgerError(f"the card of '{slug}' cannot be read as it is: see 'ledger check' and mend it first")
        if project.status in CLOSED:
            raise LedgerError(f"'{slug}' is {project.status}: 'ledger reopen {slug}' first")
        note = _noted(desk, noting, project, before, is_committed=is_committed)
        path = note.document.path
        if is_committed:
            refuse_unsaved(desk.repository, path, *_cited(desk, project, note))
        old = as_it_stands(desk.repository, path)
        content = Rewrite(old=old, new=edited(old, note.edits, path=path))
        if content.new == old:
            raise LedgerError(f"'{path}' says so already: there is nothing to do")
        against, beside = _new_findings(before, trial({path: content.new}), slug)
        commit = None
        if not against:
            commit = _written(desk, note, content, is_committed=is_committed)
        return Written(
            note=note,
            commit=commit,
            against=against,
            beside=beside,
            voided=_voided(note.document, content.new, used_up(project, project)),
            altered=altered(desk.repository, commit, {path: content}) if commit else (),
            recovered=desk.recovered,
        )


def _noted(desk: Desk, noting: Noting, project: Project, ledger: Ledger, *, is_committed: bool) -> Note:
    """The note; when there can be none, perhaps because what it builds on is not committed, that is said."""
    try:
        return noting(project, ledger)
    except LedgerError:
        if is_committed:
            refuse_unsaved(desk.repository, *(document.path for document in project.documents.values()))
        raise


def _written(desk: Desk, note: Note, content: Rewrite, *, is_committed: bool) -> str | None:
    if is_committed:
        return land(desk.repository, {note.document.path: content}, one_line(note.subject))
    write_only(desk.repository, note.document.path, content)
    return None


def _cited(desk: Desk, project: Project, note: Note) -> Iterator[str]:
    """The files that a note cites, of those of the project that are there: they must be committed, too."""
    root = desk.repository.root
    if root is None:
        return
    for cited in note.cites:
        path = f"{project.folder}/{cited}"
        if (root / path).exists() and ".." not in cited.split("/"):
            yield path


def _new_findings(before: Ledger, change: Change, slug: str) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """The errors and the warnings of a project that were not there before."""
    had = Counter((one.code, one.message) for one in rules.judge(before) if one.project == slug)
    found = [one for one in rules.judge(change.after) if one.project == slug]
    fresh = [one for one in found if one.waived is None and not _taken(had, (one.code, one.message))]
    errors = tuple(one for one in fresh if one.severity is Severity.ERROR)
    return errors, tuple(one for one in fresh if one.severity is Severity.WARNING)


def _taken(had: Counter[tuple[str, str]], key: tuple[str, str]) -> bool:
    """Whether a finding was there already; each excuses one of the same words."""
    had[key] -= 1
    return had[key] >= 0


def _voided(document: PhaseDocument, raw: bytes, used: Container[Approval]) -> tuple[str, ...]:
    old = digest(document.fields, document.body)
    after = read(raw, document.path, "mend it first")
    if digest(after.meta, after.body) == old:
        return ()
    covering = (vote for vote in document.approvals if vote.of == old)
    return tuple(dict.fromkeys(one_line(vote.by) for vote in covering if vote.by and vote not in used))


def document_for(project: Project, phase: str | None) -> PhaseDocument:
    """The document of a phase, or of the present one. Raises LedgerError when it is not there."""
    name = phase or project.phase or ""
    if project.flow is not None and project.flow.phase(name) is None:
        known = [one.id for one in project.flow.phases]
        raise LedgerError(f"the flow '{project.flow.id}' has no phase '{name}': {did_you_mean(name, known)}")
    return document_at(project, name)


def given(**facts: Any) -> dict[str, Any]:
    """The facts that somebody gave."""
    return {name: value for name, value in facts.items() if value is not None}


def as_text(written: Written) -> Iterator[str]:
    """Lines that say what was written and where, or why it was not."""
    if written.recovered:
        yield written.recovered
    if written.against:
        yield f"not written: {one_line(written.note.subject)}"
    else:
        yield one_line(written.note.subject)
        ending = f"commit {written.commit[:12]}" if written.commit else "not committed"
        yield f"  changed {written.note.document.path}, {ending}"
        yield from written.altered
        if written.voided:
            yield f"  the content changed, so votes on it count no more: ask {', '.join(written.voided)} again"
    yield from lines((*written.against, *written.beside))
