"""The command line: arguments in, one function of the core, text out, exit code."""

import sys
from typing import Final

FINDINGS: Final = 1
USAGE: Final = 2
CANNOT_RUN: Final = 3


def main() -> None:
    """Run the `ledger` command; what cannot run is said in one sentence with exit code 3."""
    from ledger.cli.app import app
    from ledger.diagnostics import LedgerError

    try:
        app()
    except LedgerError as error:
        sys.stderr.write(f"ledger: {error}\n")
        raise SystemExit(CANNOT_RUN) from None
