"""The `ledger` command run in this process: what it prints and its exit code, without the start of another Python.

Where the process is what is tested (signals, a terminal, pipes, encodings, another PATH), start one.
"""

import io
import os
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from ledger.cli import main


def here(
    *arguments: str, place: Path | None = None, environment: Mapping[str, str] | None = None
) -> CompletedProcess[str]:
    """What a command says that is started in a folder, with nothing but an environment where one is given."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    kept = dict(os.environ if environment is None else environment)
    with (
        patch.dict(os.environ, kept, clear=True),
        patch.object(sys, "argv", ["ledger", *arguments]),
        chdir(place or Path.cwd()),
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
        else:
            code = 0
    said, complained = (stream.buffer.getvalue().decode() for stream in (out, errors))
    return CompletedProcess(arguments, int(code or 0), said, complained)
