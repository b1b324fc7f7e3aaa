"""`ledger schema`: what may stand in a file, for editors and for people."""

from typing import Annotated, Literal

import typer

from ledger.cli.invocation import invocation_of
from ledger.cli.terminal import print_json

Kind = Literal["ledger", "flow", "project", "phase"]


def schema(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="Which kind of file.")] = "phase",
    flow: Annotated[
        str | None, typer.Option(metavar="FLOW", help="The flow whose fields, phases and gates to include.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the built-in schemas into schema/ of the ledger.")
    ] = False,
    editor: Annotated[Literal["vscode"] | None, typer.Option(help="Print the settings of an editor instead.")] = None,
) -> None:
    """Print the schema of a kind of file as JSON: the built-in one, what the flow adds and what the ledger tightens."""
    from ledger import schema_files

    directory = invocation_of(context).directory
    if write:
        typer.echo("\n".join(schema_files.write_schemas(directory)))
    elif editor:
        typer.echo(schema_files.VSCODE, nl=False)
    else:
        print_json(schema_files.editor_schema(directory, kind, flow))
