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
    base: Annotated[
        str | None, typer.Option(metavar="REV", help="Whose policy judges, as in check; HEAD when left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Versioned JSON.")] = False,
) -> None:
    """Show the smallest set of edits and votes that a project needs to move on, each with its place.

    On a branch that has moved it, first what this move needs to land.
    """
    from ledger import assemble, selection
    from ledger.moves import landing as moved
    from ledger.moves import why as reasons
    from ledger.report import why as report

    at = invocation_of(context)
    change = assemble.load_change(at.directory, base=base or "HEAD", today=at.today)
    slug = selection.present_project(change.after, project).slug
    assumed = selection.assumptions(assume or (), change.before)
    answer = reasons.why(change, slug, to=to, assumed=assumed)
    held = None
    if base is None and to is None and (proposed := assemble.load_proposed(at.directory, today=at.today)):
        held = moved.landing(proposed[1], slug, onto=proposed[0], uncommitted=change, assumed=assumed)
    if as_json:
        print_json(report.why_json(answer, held))
    else:
        print_lines(report.landing_text(held))
        print_lines(report.as_text(answer))
