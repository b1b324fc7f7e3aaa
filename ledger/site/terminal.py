"""The progress of a build, shown only where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_of() -> Iterator[Callable[[str], None]]:
    """A function that shows what is going on in one line of the terminal; it does nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def show(message: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{message}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
