"""Changes to the text of a ledger's files, which leave everything else as it was typed."""
