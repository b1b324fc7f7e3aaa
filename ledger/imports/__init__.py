"""Ledgers that exist elsewhere, told again as the history of a new one."""
