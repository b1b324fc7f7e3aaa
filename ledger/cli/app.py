"""The Typer application: every command, and the options that hold for all of them."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.approve import approve
from ledger.cli.audit import audit
from ledger.cli.check import check
from ledger.cli.codeowners import codeowners
from ledger.cli.demo import demo
from ledger.cli.doctor import doctor
from ledger.cli.explain import explain
from ledger.cli.export import export
from ledger.cli.hook import hook
from ledger.cli.imports import imports
from ledger.cli.init import init
from ledger.cli.invocation import Invocation, today_of
from ledger.cli.kpi import deliverable, kpi
from ledger.cli.log import log
from ledger.cli.move import advance, backtrack, cancel, complete, iterate, pause, reopen, resume
from ledger.cli.new import new
from ledger.cli.report import report
from ledger.cli.schema import schema
from ledger.cli.site import site
from ledger.cli.status import status
from ledger.cli.task import task
from ledger.cli.why import why

app = typer.Typer(no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(asked: bool) -> None:
    if asked:
        from ledger import __version__

        typer.echo(f"ledger {__version__}")
        raise typer.Exit


@app.callback()
def ledger(
    context: typer.Context,
    directory: Annotated[Path, typer.Option("-C", metavar="DIR", help="Run as if started in DIR.")] = Path(),
    now: Annotated[str | None, typer.Option(metavar="DATE", help="Take DATE (YYYY-MM-DD) as today.")] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Project ledger: which phase is each project in, who approved what, how often did it go back and why."""
    context.obj = Invocation(directory=directory, today=today_of(now), now=now)


app.command("status")(status)
app.command("log")(log)
app.command("report")(report)
app.command("check")(check)
app.command("why")(why)
app.command("advance")(advance)
app.command("backtrack")(backtrack)
app.command("iterate")(iterate)
app.command("pause")(pause)
app.command("resume")(resume)
app.command("cancel")(cancel)
app.command("complete")(complete)
app.command("reopen")(reopen)
app.add_typer(task, name="task")
app.add_typer(kpi, name="kpi")
app.add_typer(deliverable, name="deliverable")
app.command("audit")(audit)
app.command("approve")(approve)
app.command("codeowners")(codeowners)
app.command("explain")(explain)
app.command("doctor")(doctor)
app.command("init")(init)
app.add_typer(hook, name="hook")
app.command("new")(new)
app.command("schema")(schema)
app.command("demo")(demo)
app.add_typer(imports, name="import")
app.command("export")(export)
app.add_typer(site, name="site")
