"""`python -m ledger` runs the command."""

from ledger.cli import main

main()
