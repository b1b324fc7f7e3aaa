"""What `ledger --help` costs against an application of Typer that does nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.measure import Line, processor_seconds

_BARE: Final = '''import typer

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def one() -> None:
    """Do nothing."""


@app.command()
def two() -> None:
    """Do nothing."""


app()
'''


def lines(scratch: Path, rounds: int) -> Iterator[Line]:
    """The lowest processor time of many starts: the lowest is the one that nothing disturbed."""
    bare = scratch / "bare.py"
    bare.write_text(_BARE)
    program = scratch / "program.py"
    program.write_text("from ledger.cli import main\n\nmain()\n")
    commands = {"bare": [sys.executable, str(bare), "--help"], "ledger": [sys.executable, str(program), "--help"]}
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(4 * rounds):
        for name, command in commands.items():
            best[name] = min(best[name], processor_seconds(command))
    detail = f"{1000 * best['ledger']:.0f} ms and {1000 * best['bare']:.0f} ms of processor time"
    yield Line(
        what="ledger --help", against="a bare Typer application", ratio=best["ledger"] / best["bare"], detail=detail
    )
