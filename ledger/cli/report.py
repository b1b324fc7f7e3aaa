"""`ledger report`: what changed, whose votes are waited for, what is overdue."""

from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_document, print_json


def report(
    context: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE|REV",
            help="From DATE on (UTC), or what landed after REV; seven days before today when left out.",
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DATE|REV", help="As it was at the end of DATE (UTC), or at REV.")
    ] = None,
    flow: Annotated[str | None, typer.Option(help="Only projects of this flow.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only projects of this owner.")] = None,
    team: Annotated[str | None, typer.Option(help="Only projects of this team.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only projects with this tag.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Tell what changed since a day or revision, whose votes are waited for and what is overdue, as Markdown."""
    from ledger import selection, span
    from ledger.report import news as report
    from ledger.report import news_json, news_sections
    from ledger.site.addresses import addresses_at
    from ledger.views.news import news_of

    here = invocation_of(context)
    ledger, told = span.read(here.directory, since=since, at=at, today=here.today)
    filters = selection.known_filters(ledger, flow=flow, owner=owner, team=team, tag=tag)
    news = news_of(ledger, told.events, filters)
    if as_json:
        print_json(news_json.as_json(ledger, told, news))
    else:
        found = addresses_at(here.directory)
        links = news_sections.Links(project=found.project, page=found.page, commit=found.commit)
        print_document(report.as_markdown(ledger, told, news, links, filters).encode())
