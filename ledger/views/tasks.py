"""Tasks as rows: those of one project, or the open ones of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ledger.records.model import Ledger, Project
from ledger.records.papers import PhaseDocument, Task
from ledger.words import UNDER_WAY, TaskStatus

_OPEN: Final = frozenset({TaskStatus.TODO, TaskStatus.DOING})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task with its project and the phase in whose document it stands."""

    project: str
    phase: str
    task: Task


def task_rows(ledger: Ledger, only: Project | None) -> tuple[TaskRow, ...]:
    """Every task of one project, or without one those still open in the projects that are under way."""
    return tuple(
        TaskRow(project=project.slug, phase=document.phase, task=task)
        for project in ([only] if only else ledger.projects.values())
        for document, task in all_tasks(project)
        if only or (task.status in _OPEN and project.status in UNDER_WAY)
    )


def all_tasks(project: Project) -> Iterator[tuple[PhaseDocument, Task]]:
    """Every task with its document, in the order of `every_document`."""
    return ((document, task) for document in project.every_document for task in document.tasks)
