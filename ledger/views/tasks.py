"""Tasks as rows: those of one project, or the open ones of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument, Task
from ledger.words import Status, TaskStatus

_OPEN: Final = frozenset({TaskStatus.TODO, TaskStatus.DOING})
_UNDER_WAY: Final = frozenset({Status.ACTIVE, Status.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task with its project and the phase in whose document it stands."""

    project: str
    phase: str
    task: Task


def task_rows(ledger: Ledger, slug: str | None) -> tuple[TaskRow, ...]:
    """Every task of the project `slug`, or without one those still open in the projects that are under way."""
    chosen = [ledger.projects[slug]] if slug else list(ledger.projects.values())
    return tuple(
        TaskRow(project=project.slug, phase=document.phase, task=task)
        for project in chosen
        for document, task in all_tasks(project)
        if slug or (task.status in _OPEN and project.status in _UNDER_WAY)
    )


def all_tasks(project: Project) -> Iterator[tuple[PhaseDocument, Task]]:
    """Every task with its document, in the order of `every_document`."""
    return ((document, task) for document in project.every_document for task in document.tasks)
