"""The whole ledger for other programs: JSON, CSV, SQLite, Parquet."""
