"""`ledger site`: build the portfolio, or serve it and rebuild it when files change."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ledger.cli.invocation import invocation_of, today_of

site = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The portfolio as a static site.")

_Out = Annotated[Path, typer.Option(metavar="DIR", help="The folder of the site, from the ledger's root.")]
_Engine = Annotated[
    Literal["mkdocs", "zensical"], typer.Option(help="Which program builds the pages: mkdocs-material or Zensical.")
]
_Strict = Annotated[bool, typer.Option("--strict/--no-strict", help="Let any warning of the engine fail the build.")]


@site.command("build")
def build(context: typer.Context, out: _Out = Path("site"), engine: _Engine = "mkdocs", strict: _Strict = True) -> None:
    """Build the site: one page a project, the portfolio, the ways back, the flows."""
    from ledger.site.engines import Engine
    from ledger.site.serve import build_at
    from ledger.site.terminal import progress_of

    at, chosen = invocation_of(context), Engine(engine)
    with progress_of() as progress:
        report = build_at(at.directory, at.today, out=out, engine=chosen, strict=strict, progress=progress)
    for warning in report.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"{report.pages} pages in {report.out}")


@site.command("serve")
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    engine: _Engine = "mkdocs",
) -> None:
    """Build the site, serve it, and build it again when files of the ledger change; Ctrl-C ends it."""
    from ledger.site.engines import Engine
    from ledger.site.serve import serve as run

    at = invocation_of(context)
    run(at.directory, lambda: today_of(at.now), host=host, port=port, say=typer.echo, engine=Engine(engine))
