"""Tasks of a project: a further one, and one in another status."""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final

from ledger.diagnostics import LedgerError, did_you_mean
from ledger.edit.content import Note, document_for, given
from ledger.edit.plan import document_at
from ledger.edit.splices import Append, Put
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument, Task
from ledger.rules.passages import is_unreadable
from ledger.views.tasks import all_tasks
from ledger.words import TaskStatus

_VERBS: Final = {
    TaskStatus.TODO: "stop",
    TaskStatus.DOING: "start",
    TaskStatus.DONE: "finish",
    TaskStatus.DROPPED: "drop",
}
_SAID: Final = {
    TaskStatus.TODO: "still to be done",
    TaskStatus.DOING: "in progress",
    TaskStatus.DONE: "done",
    TaskStatus.DROPPED: "dropped",
}
_NUMBERED: Final = re.compile(r"t([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task that somebody wants to add; without `id` it gets the next free number."""

    title: str
    id: str | None = None
    days: float | None = None
    assignee: str | None = None
    phase: str | None = None


def add_task(new: NewTask, project: Project, ledger: Ledger) -> Note:
    """The note that adds a task. Raises LedgerError for an unknown person or phase, or an id that is taken."""
    document, tasks = document_for(project, new.phase), [task.id for _, task in all_tasks(project)]
    if not new.title.strip():
        raise LedgerError("a task must have a title: say in a few words what is to be done")
    if new.id in tasks:
        raise LedgerError(f"'{project.slug}' has a task '{new.id}' already: leave --id out, or choose another")
    if new.assignee is not None and ledger.policy.person(new.assignee) is None:
        hint = did_you_mean(new.assignee, ledger.policy.people)
        raise LedgerError(f"there is no '{new.assignee}' among the people of ledger.yml: {hint}")
    if new.days is not None and not isfinite(new.days):
        raise LedgerError(f"the estimate must be a number of days, found {new.days}: write one such as 2.5")
    name, assignee = new.id or _next_id(tasks), ledger.policy.handle(new.assignee)
    days = int(new.days) if new.days is not None and new.days == int(new.days) else new.days
    item = given(id=name, title=new.title, status=TaskStatus.TODO.value, assignee=assignee, days=days)
    subject = f"{project.slug}: add task {name}, {new.title}"
    return Note(document=document, edits=(Append(key="tasks", item=item),), subject=subject)


def _next_id(known: list[str]) -> str:
    return f"t{max((int(found[1]) for one in known if (found := _NUMBERED.fullmatch(one))), default=0) + 1}"


def set_task(task_id: str, status: TaskStatus, project: Project) -> Note:
    """The note that gives a task another status. Raises LedgerError for an unknown task, or one that has it."""
    document, task = _task(project, task_id)
    if task.status is status:
        raise LedgerError(
            f"the task '{task_id}' of '{project.slug}' is {_SAID[status]} already: there is nothing to do"
        )
    edit = Put(path=("tasks", task.index, "status"), value=status.value)
    return Note(document=document, edits=(edit,), subject=f"{project.slug}: {_VERBS[status]} {task_id}")


def _task(project: Project, task_id: str) -> tuple[PhaseDocument, Task]:
    found = [(document, task) for document, task in all_tasks(project) if task.id == task_id]
    if not found:
        if project.phase and is_unreadable(project, project.phase):
            document_at(project, project.phase)
        known = [task.id for _, task in all_tasks(project)]
        hint = did_you_mean(task_id, known) if known else f"'ledger task add {project.slug} TITLE' adds one"
        raise LedgerError(f"'{project.slug}' has no task '{task_id}': {hint}")
    return found[0]
