"""Tasks: short ones, few at a time, in the phase that the project is in."""

from collections.abc import Iterator

from ledger.diagnostics import Diagnostic
from ledger.plurals import counted
from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument, Task
from ledger.rules.finding import finding
from ledger.text.strict_yaml import shown
from ledger.words import TaskStatus


def _tasks(project: Project) -> Iterator[tuple[PhaseDocument, Task]]:
    for document in project.documents.values():
        for task in document.tasks:
            yield document, task


def _doing(project: Project) -> list[tuple[PhaseDocument, Task]]:
    return [(document, task) for document, task in _tasks(project) if task.status is TaskStatus.DOING]


def too_long(ledger: Ledger) -> Iterator[Diagnostic]:
    """TSK001: a task is no longer than the flow allows; dropped ones are no longer asked."""
    for project in ledger.projects.values():
        limit = project.flow.limits.task_days if project.flow else None
        for document, task in _tasks(project):
            if limit is None or task.days is None or task.days <= limit or task.status is TaskStatus.DROPPED:
                continue
            place = document.source.value_place("tasks", task.index, "days")
            message = f"a task must take at most {limit:g} days, found {task.days:g} for '{shown(task.id)}'"
            yield finding("TSK001", place, message, "split it into tasks that can each be finished and shown", project)


def too_many(ledger: Ledger) -> Iterator[Diagnostic]:
    """TSK002: a project has no more tasks in progress than the flow allows."""
    for project in ledger.projects.values():
        limit = project.flow.limits.tasks_in_progress if project.flow else None
        if limit is None:
            continue
        doing = _doing(project)
        for document, task in doing[limit:]:
            place = document.source.value_place("tasks", task.index, "status")
            beside = _names(doing, limit)
            tasks = counted(limit, "task")
            message = f"at most {tasks} of a project may be in progress, found '{shown(task.id)}' beside {beside}"
            hint = "finish one first, or set one back to 'todo' with 'ledger task stop'"
            yield finding("TSK002", place, message, hint, project)


def _names(doing: list[tuple[PhaseDocument, Task]], limit: int) -> str:
    return ", ".join(f"'{shown(task.id)}'" for _, task in doing[:limit]) or "none allowed"


def elsewhere(ledger: Ledger) -> Iterator[Diagnostic]:
    """TSK003: a task in progress belongs to the current phase."""
    for project in ledger.projects.values():
        for document, task in _doing(project):
            if project.phase is None or document.phase == project.phase:
                continue
            place = document.source.value_place("tasks", task.index, "status")
            current = shown(project.phase)
            message = f"a task in progress must be one of the current phase {current}, found one of {document.phase}"
            hint = "set it to done, dropped or todo; work that goes on is a task of the current phase"
            yield finding("TSK003", place, message, hint, project)


RULES = (too_long, too_many, elsewhere)
