"""What a Ledger is put together from: the rulebook, the projects, and what the history tells of them."""
