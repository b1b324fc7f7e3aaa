"""A demonstration ledger: a declared story, folded to commits, written to git."""
