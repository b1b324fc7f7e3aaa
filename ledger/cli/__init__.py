"""The command line: arguments in, one function of the core, text out, exit code."""

import gc
import io
import os
import sys
from typing import Final

FINDINGS: Final = 1
CANNOT_RUN: Final = 3
# A command builds a few large structures and ends: to look through them for garbage all the time took a twelfth of it.
COLLECT_RARELY: Final = (50_000, 20, 20)  # as `gc.set_threshold` takes them


def main() -> None:
    """Run the `ledger` command; what cannot run is said in one sentence with exit code 3."""
    from ledger.cli.app import app
    from ledger.diagnostics import LedgerError

    gc.set_threshold(*COLLECT_RARELY)
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names are of any script, terminals are not
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except LedgerError as error:
        sys.stderr.write(f"ledger: {error}\n")
        raise SystemExit(CANNOT_RUN) from None
    except BrokenPipeError:
        _print_no_more()
        raise SystemExit(FINDINGS) from None  # as Click does when whoever reads has gone
    except OSError as error:
        _print_no_more()
        sys.stderr.write(f"ledger: {_trouble(error)}\n")
        raise SystemExit(CANNOT_RUN) from None


def _open_streams() -> None:
    """Let a standard stream that is closed lead to nowhere, as git does: the next file would take its number."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            os.set_inheritable(number, True)  # for git and ssh-keygen too
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _trouble(error: OSError) -> str:
    """What the system refused, in a sentence."""
    why = error.strerror or str(error)
    if error.filename is None:
        return f"what there is to say cannot be printed ({why}): 'ledger status' and 'git log' tell what was done"
    return f"'{os.fsdecode(error.filename)}' cannot be read or written: {why}"


def _print_no_more() -> None:
    """Let what is still to be printed vanish, or Python would complain about it once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
