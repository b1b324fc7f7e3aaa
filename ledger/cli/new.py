"""`ledger new`: a project from its flow's templates."""

from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of


def new(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The project's name and the name of its folder.")],
    *,
    title: Annotated[str | None, typer.Option(help="What people call it; made from the name when left out.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who leads it; you, when left out.")] = None,
    flow: Annotated[str | None, typer.Option(help="The flow it follows; the ledger's default when left out.")] = None,
    team: Annotated[str | None, typer.Option(help="The team it belongs to.")] = None,
    group: Annotated[
        str | None, typer.Option(help="The folders between projects/ and the project, such as a team.")
    ] = None,
    is_new_group: Annotated[bool, typer.Option("--new-group", help="Start the group, when there is none yet.")] = False,
    summary: Annotated[str | None, typer.Option(help="What will exist when it succeeds.")] = None,
) -> None:
    """Start a project: its card and the document of its first phase, with the questions to answer."""
    from ledger.scaffold.project import Wish
    from ledger.scaffold.report import of_project
    from ledger.scaffold.start import start

    at = invocation_of(context)
    wish = Wish(
        slug=slug,
        title=title,
        owner=owner,
        flow=flow,
        team=team,
        group=group,
        is_new_group=is_new_group,
        summary=summary,
    )
    typer.echo(of_project(slug, start(at.directory, wish, today=at.today)))
