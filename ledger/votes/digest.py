"""What an approval covers: the digest of a phase document, and the statements that signatures cover."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from ledger.records.papers import Approval
from ledger.words import UNCOVERED

_WHITE: Final = " \t\n"  # named, because languages differ in what else they take for white space


def digest(fields: Mapping[str, Any], body: str) -> str:
    """The digest of a phase document: `sha256:` and 64 hexadecimal digits.

    The reader admits no number and no text that RFC 8785 cannot carry.
    """
    return f"sha256:{hashlib.sha256(covered(fields, body)).hexdigest()}"


def covered(fields: Mapping[str, Any], body: str) -> bytes:
    """The bytes whose SHA-256 is the digest, in UTF-8.

    The canonical JSON (RFC 8785) of the front matter without `approvals` and `tasks`, a line feed, the body with line
    feeds only and without the spaces, tabs and line feeds around it, and a line feed.
    """
    front = {name: value for name, value in fields.items() if name not in UNCOVERED}
    return b"%b\n%b\n" % (rfc8785.dumps(front), body.replace("\r\n", "\n").strip(_WHITE).encode())


def statement(project: str, phase: str, vote: Approval) -> bytes:
    """What a signature covers: nine lines in UTF-8, each ended by one line feed."""
    return _lines("project-ledger approval 1", *_said(project, phase, vote))


def attested(project: str, phase: str, vote: Approval) -> bytes:
    """What an attestation covers: ten lines, those of the vote's statement under another first one, and the review."""
    return _lines("project-ledger attestation 1", *_said(project, phase, vote), f"review: {vote.review}")


def _said(project: str, phase: str, vote: Approval) -> tuple[str, ...]:
    return (
        f"project: {project}",
        f"phase: {phase}",
        f"gate: {vote.gate}",
        f"role: {vote.role}",
        f"decision: {vote.decision}",
        f"by: {vote.by}",
        f"date: {vote.date}",
        f"of: {vote.of}",
    )


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
