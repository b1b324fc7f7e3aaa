"""Tasks as text and as versioned JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.plurals import counted
from ledger.views.tasks import TaskRow

VERSION: Final = 1


def as_text(rows: Sequence[TaskRow], *, one_project: bool) -> Iterator[str]:
    """A line for each task, below a line for each project or phase."""
    above, width = None, max((len(row.task.id) for row in rows), default=0)
    for row in rows:
        head = row.phase if one_project else f"{row.project} ({row.phase})"
        if head != above:
            yield head
            above = head
        yield _line(row, width)
    if not rows:
        yield "no task" if one_project else "no open task"


def _line(row: TaskRow, width: int) -> str:
    task = row.task
    about = [task.assignee, counted(task.days, "day", style="g") if task.days is not None else None]
    more = ", ".join(part for part in about if part)
    return f"  {task.status or '?':8}{task.id:{width}}  {task.title or ''}" + (f" ({more})" if more else "")


def as_json(rows: Sequence[TaskRow]) -> dict[str, Any]:
    """The same for programs; keys that do not apply are left out."""
    return {"version": VERSION, "tasks": [_task_json(row) for row in rows]}


def _task_json(row: TaskRow) -> dict[str, Any]:
    task = row.task
    facts = {
        "project": row.project,
        "phase": row.phase,
        "id": task.id,
        "title": task.title,
        "status": task.status.value if task.status else None,
        "assignee": task.assignee,
        "days": task.days,
    }
    return {name: value for name, value in facts.items() if value is not None}
