"""`ledger status`: where every project is and what it waits for."""

from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_all, print_json, print_table


def status(
    context: typer.Context,
    project: Annotated[str | None, typer.Argument(metavar="PROJECT", help="Only this project.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DATE|REV", help="As it was at the end of DATE (UTC), or at REV.")
    ] = None,
    flow: Annotated[str | None, typer.Option(help="Only projects of this flow.")] = None,
    phase: Annotated[str | None, typer.Option(help="Only projects in this phase.")] = None,
    state: Annotated[str | None, typer.Option("--status", help="Only projects of this status.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only projects of this owner.")] = None,
    team: Annotated[str | None, typer.Option(help="Only projects of this team.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only projects with this tag.")] = None,
    waits_for: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Only projects that wait for a vote of this role.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only projects with something overdue.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Show where every project is: phase, visit, days in it, how often it went back, what it waits for.

    Filters choose among all projects, so they stand beside no PROJECT.
    """
    from ledger import assemble, selection, views
    from ledger.edges.gitrepo import open_repository
    from ledger.moves.landing import where_parted
    from ledger.report import status as report
    from ledger.report import tables

    filters = {
        "flow": flow,
        "phase": phase,
        "status": state,
        "owner": owner,
        "team": team,
        "tag": tag,
        "role": waits_for,
    }
    if project and (overdue or any(value is not None for value in filters.values())):
        raise typer.BadParameter(
            "filters choose among all projects: leave them out, or the project", param_hint="PROJECT"
        )
    here = invocation_of(context)
    ledger = assemble.load_at(here.directory, at=at, today=here.today)
    slug = selection.known_project(project, ledger.events, ledger.projects) if project else None
    rows = [row for row in views.status_rows(ledger) if slug is None or row.slug == slug]
    rows = list(views.select(rows, overdue=overdue, **selection.known_filters(ledger, **filters)))
    if as_json:
        print_json(report.statuses_json(ledger, rows))
    elif slug and (found := ledger.projects.get(slug)):
        parted = where_parted(open_repository(here.directory), found.folder) if at is None else (None, None)
        print_all(report.project_in_full(ledger, found, parted))
    else:
        none = "no such project" if ledger.projects else "there is no project: 'ledger new NAME' starts one"
        print_table(tables.status_table(rows), empty=none)
