"""What the files of a ledger state, as frozen records, and what follows from one of them alone."""
