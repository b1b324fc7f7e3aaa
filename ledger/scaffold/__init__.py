"""The first text of everything: a ledger, a project, a phase document."""
