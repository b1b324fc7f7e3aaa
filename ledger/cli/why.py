"""`ledger why`: what stands between a project and its next phase."""

from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_json, print_lines


def why(
    context: typer.Context,
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project.")],
    to: Annotated[
        str | None, typer.Option(metavar="PHASE", help="Another phase than the next, such as one to go back to.")
    ] = None,
    assume: Annotated[
        list[str] | None, typer.Option(metavar="ROLE=ok", help="As if the role had approved; also kpi=met. Repeatable.")
    ] = None,
    base: Annotated[str, typer.Option(metavar="REV", help="Whose policy judges, as in check.")] = "HEAD",
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Show the smallest set of edits and votes that a project needs to move on, each with its place."""
    from ledger import assemble, selection
    from ledger.moves import why as reasons
    from ledger.report import why as report

    at = invocation_of(context)
    change = assemble.load_change(at.directory, base=base, today=at.today)
    slug = selection.present_project(change.after, project).slug
    assumed = selection.assumptions(assume or (), change.before)
    answer = reasons.why(change, slug, to=to, assumed=assumed)
    if as_json:
        print_json(report.why_json(answer))
    else:
        print_lines(report.as_text(answer))
