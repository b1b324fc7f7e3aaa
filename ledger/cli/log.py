"""`ledger log`: what happened to projects, from the history."""

from typing import Annotated

import typer

from ledger.cli.invocation import day_of, invocation_of
from ledger.cli.terminal import print_json, print_table


def log(
    context: typer.Context,
    project: Annotated[str | None, typer.Argument(metavar="PROJECT", help="Only this project.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only events on or after DATE (UTC).")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="Only events of this kind; may be repeated.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Show the events of the ledger, oldest first: moves and tasks, each at the commit that landed it."""
    from ledger import assemble, selection

    at = invocation_of(context)
    start, kinds = day_of(since, "--since"), selection.event_kinds(kind or ())
    told = assemble.load_events(at.directory, today=at.today)
    slug = None
    if project:
        from ledger.edges.gitrepo import open_repository
        from ledger.edit.desk import refuse_new

        refuse_new(open_repository(at.directory), project, {event.project for event in told})
        slug = selection.known_project(project, told)
    events = selection.select_events(told, project=slug, kinds=kinds, since=start)
    if as_json:
        from ledger.views import as_json as shapes

        print_json(shapes.events_json(events))
    else:
        from ledger.report import tables

        empty = "" if events else tables.no_event(selection.select_events(told, project=slug), slug)
        print_table(tables.log_table(events), empty=empty)
