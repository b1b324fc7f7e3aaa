"""What an approval covers: the digest of a phase document, and the statement that a signature covers."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from ledger.model import Approval

UNCOVERED: Final = frozenset({"approvals", "tasks"})


def digest(fields: Mapping[str, Any], body: str) -> str:
    """The digest of a phase document: `sha256:` and 64 hexadecimal digits.

    SHA-256 over the canonical JSON (RFC 8785) of the front matter without `approvals` and `tasks`, a line feed, the
    body with line feeds only and outer white space stripped, and a line feed; UTF-8 throughout. The reader admits no
    number that RFC 8785 cannot carry.
    """
    covered = {name: value for name, value in fields.items() if name not in UNCOVERED}
    text = body.replace("\r\n", "\n").strip()
    content = b"%b\n%b\n" % (rfc8785.dumps(covered), text.encode())
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def statement(project: str, phase: str, vote: Approval) -> bytes:
    """What a signature covers: nine lines in UTF-8, each ended by one line feed."""
    lines = (
        "project-ledger approval 1",
        f"project: {project}",
        f"phase: {phase}",
        f"gate: {vote.gate}",
        f"role: {vote.role}",
        f"decision: {vote.decision}",
        f"by: {vote.by}",
        f"date: {vote.date}",
        f"of: {vote.of}",
    )
    return "".join(f"{line}\n" for line in lines).encode()
