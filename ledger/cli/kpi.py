"""`ledger kpi` and `ledger deliverable`: what a phase measured and delivered."""

from functools import partial
from typing import Annotated

import typer

from ledger.cli.invocation import invocation_of
from ledger.cli.task import NoCommit, Phase, Project, note_down

kpi = typer.Typer(no_args_is_help=True, help="The KPIs of a project.")
deliverable = typer.Typer(no_args_is_help=True, help="The files that a phase delivers.")


@kpi.callback()
def _kpi() -> None:
    """Keep 'set' a command of its own, though it is the only one."""


@kpi.command("set")
def set_(
    context: typer.Context,
    project: Project,
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="The KPI's id.")],
    *,
    source: Annotated[
        str | None, typer.Option(metavar="PATH#POINTER", help="Where the figure stands: reports/metrics.json#/f1.")
    ] = None,
    measured: Annotated[float | None, typer.Option(metavar="NUMBER", help="The figure itself.")] = None,
    product: Annotated[str | None, typer.Option(metavar="TEXT", help="What it means in product words.")] = None,
    metric: Annotated[str | None, typer.Option(metavar="TEXT", help="What is counted.")] = None,
    target: Annotated[str | None, typer.Option(metavar="TARGET", help="What is agreed, such as '>= 0.80'.")] = None,
    phase: Phase = None,
    no_commit: NoCommit = False,
) -> None:
    """State what a KPI is, or what was measured in the present phase."""
    from ledger.edit.desk import from_root
    from ledger.edit.kpis import KpiFacts, set_kpi

    source = from_root(invocation_of(context).directory, source) if source is not None else None
    facts = KpiFacts(
        id=kpi, measured=measured, source=source, product=product, metric=metric, target=target, phase=phase
    )
    note_down(context, project, partial(set_kpi, facts), no_commit=no_commit)


@deliverable.command("add")
def add(
    context: typer.Context,
    project: Project,
    path: Annotated[str, typer.Argument(metavar="PATH", help="The file, from the project's folder.")],
    *,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What the file is.")],
    kind: Annotated[
        str | None, typer.Option(metavar="WORD", help="What sort of thing it is, such as notebook.")
    ] = None,
    pin: Annotated[bool, typer.Option("--pin", help="Hold it to the content that it has now.")] = False,
    phase: Phase = None,
    no_commit: NoCommit = False,
) -> None:
    """List a file among the deliverables of the present phase."""
    from ledger.edit.deliverables import NewDeliverable, add_deliverable
    from ledger.edit.desk import from_root

    path = from_root(invocation_of(context).directory, path)
    new = NewDeliverable(path=path, title=title, kind=kind, phase=phase, is_pinned=pin)
    note_down(context, project, partial(add_deliverable, new), no_commit=no_commit)


@deliverable.command("pin")
def pin(
    context: typer.Context,
    project: Project,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="The files, from the project's folder; all that are listed by default."),
    ] = None,
    *,
    phase: Phase = None,
    no_commit: NoCommit = False,
) -> None:
    """Pin deliverables to the content that they have, so that votes on the document cover it, too."""
    from ledger.edit.deliverables import pin_deliverables
    from ledger.edit.desk import from_root

    named = [from_root(invocation_of(context).directory, path) for path in paths or ()]
    note_down(context, project, partial(pin_deliverables, named, phase), no_commit=no_commit)
