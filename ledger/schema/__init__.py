"""What a file of a ledger may hold, and what is wrong when it holds something else.

`compiled` gives the schema of a kind of file, joined with what a flow adds and a ledger tightens; `check` compares a
document with it; `resolved` is what an editor gets.
"""

from ledger.schema.check import check
from ledger.schema.compiled import KINDS, Compiled, Part, builtin_schema, builtin_text, compiled
from ledger.schema.local import LocalSchema, read_local
from ledger.schema.resolved import resolved

__all__ = [
    "KINDS",
    "Compiled",
    "LocalSchema",
    "Part",
    "builtin_schema",
    "builtin_text",
    "check",
    "compiled",
    "read_local",
    "resolved",
]
