"""`python -m ledger.cli` runs the command."""

from ledger.cli import main

main()
