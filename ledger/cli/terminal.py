"""Text to the terminal: colours only for people, control characters for nobody."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from ledger.diagnostics import Severity

_PIPE_WIDTH: Final = 160
_BLINK: Final = 0.1  # seconds between two looks of a progress bar

# By the severity's word: importing Severity would cost every `--help` the findings' module.
_COLOURS: Final = {"error": typer.colors.RED, "warning": typer.colors.YELLOW, "note": typer.colors.BLUE}


def _visible(text: str) -> str:
    """Text in which nothing moves the cursor or colours the screen: file names and fields come from anybody."""
    return "".join(sign if sign.isprintable() or sign == "\n" else f"\\x{ord(sign):02x}" for sign in text)


def print_lines(lines: "Iterable[tuple[str, Severity | None]]", *, err: bool = False) -> None:
    """Print lines, in the colour of their severity when a person reads them; `err` is standard error."""
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    for text, severity in lines:
        colour = _COLOURS[severity] if severity else None
        typer.secho(_visible(text), fg=colour, err=err, color=False if is_plain else None)


def is_watched() -> bool:
    """Whether a person sits at both ends: they read what is printed, and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def print_paged(lines: Iterable[str]) -> None:
    """Print lines, through the person's pager when they are more than the terminal shows at once."""
    import pydoc
    import shutil

    text = "\n".join(map(_visible, lines)) + "\n"
    if is_watched() and text.count("\n") >= shutil.get_terminal_size().lines - 2:
        pydoc.pager(text)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


def print_json(value: object) -> None:
    """Print a value as JSON in UTF-8, whatever the terminal's encoding; a name that is no UTF-8 stays escaped."""
    import json

    text = json.dumps(value, indent=2, ensure_ascii=False)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def print_document(raw: bytes) -> None:
    """Print the bytes of a text in UTF-8 as they are; to a person without anything that moves the cursor."""
    if sys.stdout.isatty():
        typer.echo(_visible(raw.decode("utf-8").replace("\r\n", "\n")), nl=False)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()


def print_table(table: "Table", *, empty: str) -> None:
    """Print a table, or one line when it has no row."""
    if table.row_count == 0:
        typer.echo(empty)
        return
    print_all([table])


def print_all(parts: "Iterable[RenderableType]") -> None:
    """Print Rich parts with an empty line between them; a pipe gets wide tables, whole sentences and no colours.

    A table for which the terminal is too narrow is printed as a list.
    """
    from rich.console import Console
    from rich.text import Text

    from ledger.report.tables import fitting

    is_terminal = sys.stdout.isatty()
    console = Console(highlight=False, markup=False, emoji=False, width=None if is_terminal else _PIPE_WIDTH)
    for number, part in enumerate(fit for one in parts for fit in fitting(one, console.width)):
        if number:
            console.print()
        console.print(part, soft_wrap=isinstance(part, Text) and not is_terminal)


@contextmanager
def progress_bar(doing: str) -> "Iterator[Callable[[int, int], None]]":
    """A bar on the standard error that shows how many are done, of how many; none when nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # It draws when it is told to: a thread that did would keep the work from being shared out.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task, drawn = bar.add_task(doing, total=None), 0.0

        def show(done: int, total: int) -> None:
            nonlocal drawn
            bar.update(task, completed=done, total=total)
            if (now := monotonic()) - drawn >= _BLINK:
                bar.refresh()
                drawn = now

        yield show
