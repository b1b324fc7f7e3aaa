"""`ledger task`: the tasks of a project."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ledger.cli import FINDINGS
from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_json, print_lines

if TYPE_CHECKING:
    from ledger.edit.content import Noting

task = typer.Typer(no_args_is_help=True, help="The tasks of a project: short ones, few at a time.")
Project: TypeAlias = Annotated[str, typer.Argument(metavar="PROJECT", help="The project.")]
TaskId: TypeAlias = Annotated[
    str, typer.Argument(metavar="TASK", help="The task's id, as 'ledger task list' shows it.")
]
Phase: TypeAlias = Annotated[
    str | None, typer.Option(metavar="PHASE", help="The phase whose document is meant; the present one when left out.")
]
NoCommit: TypeAlias = Annotated[bool, typer.Option("--no-commit", help="Only write the file.")]


@task.command("add")
def add(
    context: typer.Context,
    project: Project,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is to be done.")],
    *,
    id: Annotated[  # noqa: A002 - the option's name is the field's
        str | None, typer.Option("--id", help="Its name in the project; the next number when left out.")
    ] = None,
    days: Annotated[float | None, typer.Option(min=0, help="The estimate in working days.")] = None,
    assignee: Annotated[str | None, typer.Option(metavar="PERSON", help="Who does it.")] = None,
    phase: Phase = None,
    no_commit: NoCommit = False,
) -> None:
    """Add a task to the present phase."""
    from ledger.edit.tasks import NewTask, add_task

    new = NewTask(title=title, id=id, days=days, assignee=assignee, phase=phase)
    note_down(context, project, partial(add_task, new), no_commit=no_commit)


def _set(context: typer.Context, project: str, task_id: str, status: str, *, no_commit: bool) -> None:
    from ledger.edit.tasks import set_task
    from ledger.words import TaskStatus

    note_down(context, project, lambda found, _: set_task(task_id, TaskStatus(status), found), no_commit=no_commit)


@task.command("start")
def start(context: typer.Context, project: Project, task: TaskId, *, no_commit: NoCommit = False) -> None:
    """Say that a task is in progress."""
    _set(context, project, task, "doing", no_commit=no_commit)


@task.command("stop")
def stop(context: typer.Context, project: Project, task: TaskId, *, no_commit: NoCommit = False) -> None:
    """Say that a task is not in progress after all: it is to be done later."""
    _set(context, project, task, "todo", no_commit=no_commit)


@task.command("done")
def done(context: typer.Context, project: Project, task: TaskId, *, no_commit: NoCommit = False) -> None:
    """Say that a task is done."""
    _set(context, project, task, "done", no_commit=no_commit)


@task.command("drop")
def drop(context: typer.Context, project: Project, task: TaskId, *, no_commit: NoCommit = False) -> None:
    """Say that a task will not be done."""
    _set(context, project, task, "dropped", no_commit=no_commit)


@task.command("list")
def list_tasks(
    context: typer.Context,
    project: Annotated[
        str | None, typer.Argument(metavar="PROJECT", help="Only this project, with the tasks that are done.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """List the tasks of a project, or the open ones of all projects."""
    from ledger import assemble, selection
    from ledger.report import tasks as report
    from ledger.views.tasks import task_rows

    at = invocation_of(context)
    ledger = assemble.load(at.directory, today=at.today)
    rows = task_rows(ledger, selection.present_project(ledger, project) if project else None)
    if as_json:
        print_json(report.as_json(rows))
    else:
        print_lines((line, None) for line in report.as_text(rows, one_project=project is not None))


def note_down(context: typer.Context, project: str, noting: "Noting", *, no_commit: bool) -> None:
    """Write something into a document of a project and say what was written."""
    from ledger.edit import content

    at = invocation_of(context)
    written = content.write_note(at.directory, project, noting, is_committed=not no_commit, today=at.today)
    print_lines((line, None) for line in content.as_text(written))
    if written.against:
        raise typer.Exit(FINDINGS)
