"""A Git-native Markdown project ledger with a static site."""

__version__ = "0.1.0"
